"""A package as a BagIt bag (RFC 8493): its tables already lie in ``data/``, where a bag has its payload."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from corpuslint import __version__
from corpuslint.packaging.canonical import sha256_hex
from corpuslint.packaging.metadata import Metadata

_DECLARATION, _INFO = "bagit.txt", "bag-info.txt"
_PAYLOAD, _TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
BAG = (_DECLARATION, _INFO, _PAYLOAD, _TAGS)


def bag_files(metadata: Metadata, hashes: Mapping[str, str], sizes: Mapping[str, int]) -> dict[str, bytes]:
    """The files that make a bag of a directory.

    The tag manifest lists every file that is not payload but itself, SHA256SUMS and the digest: these list it.

    Args:
        metadata: what a person says about the package.
        hashes: SHA-256 of each file by path.
        sizes: bytes of each payload file by path.
    """
    payload = [name for name in hashes if name.startswith("data/")]
    files = {
        _DECLARATION: b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        _INFO: _tag_lines(_describe(metadata, sum(sizes[name] for name in payload), len(payload))),
        _PAYLOAD: _manifest({name: hashes[name] for name in payload}),
    }
    tags = {name: value for name, value in hashes.items() if name not in payload}
    files[_TAGS] = _manifest({**tags, **{name: sha256_hex(content) for name, content in files.items()}})
    return files


def _describe(metadata: Metadata, size: int, count: int) -> Iterator[tuple[str, str]]:
    yield "External-Description", metadata.description or metadata.title
    yield "External-Identifier", f"{metadata.name}-{metadata.version}"
    yield "Bag-Group-Identifier", metadata.name
    if metadata.created:
        yield "Bagging-Date", metadata.created
    yield "Bag-Software-Agent", f"corpuslint {__version__}"
    yield "Payload-Oxum", f"{size}.{count}"


def _tag_lines(tags: Iterable[tuple[str, str]]) -> bytes:
    # A line end would begin another tag.
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in tags).encode()


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()
