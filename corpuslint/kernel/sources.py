"""What the kernel was built from, so that one that is older than its sources is not used."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path


def digest_of(folder: Path) -> str | None:
    """A digest of the sources of the kernel in a folder; None if they are not there, as in an installed wheel."""
    sources = sorted(path for path in folder.iterdir() if path.suffix in (".pyx", ".pxd"))
    digest = blake2b(digest_size=16)
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest() if sources else None
