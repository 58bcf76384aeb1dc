"""Places that packages are sent to: one module for each kind, chosen by the form of the address.

A module here has a function ``open_target(address, options)`` that looks at the address alone and asks no server, and,
if packages can be fetched from there as they are, ``open_source``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from types import ModuleType
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from corpuslint.errors import TargetError
from corpuslint.packaging.reading import Package

# Scheme of an address -> the module that knows it, and how such an address looks.
_SCHEMES = {
    "sqlite": ("sqlite", "sqlite:FILE.db"),
    "postgresql": ("postgres", "postgresql://user@host/database"),
    "s3": ("s3", "s3://bucket/prefix"),
    "git+https": ("git", "git+https://host/repository"),
    "git+ssh": ("git", "git+ssh://git@host/repository"),
    "git+file": ("git", "git+file:///repository"),
    "oci": ("oci", "oci://registry/repository"),
}
# Ending of a plain path -> the module that writes such a file.
_SUFFIXES = {".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite"}
# Modules that need a package which is not always installed -> the extra that brings it.
_EXTRAS = {"postgres": "postgres", "s3": "s3"}
# Longer than the drive letter of a path.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_SECRET_KEYS = re.compile(r"pass|secret|token|credential|(access|api).?key", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """What the command line says of every target.

    plain_http: whether a registry that is not on this machine may be spoken to without encryption.
    """

    plain_http: bool = False


class Target(Protocol):
    """A place that keeps versions of packages and never changes one.

    Every method raises ``TargetError`` where the place cannot be reached, refuses, or answers nonsense, and ``OSError``
    where a file of the package cannot be read. Secrets come from the environment and are never in a message.
    """

    def plan(self, package: Package) -> str:
        """What would be sent, and to where inside the target, as one line; asks no server.

        Raises:
            TargetError: the package cannot be sent there at all.
        """

    def holds(self, package: Package) -> bool:
        """Whether this version is there already: read back whole, and the same.

        Raises:
            TargetError: the version is there with other content.
        """

    def send(self, package: Package) -> None:
        """Send a version that is not there, and read it back; until all of it is proven there, readers see no version.

        After a failure, nothing is there that reads as a version, and sending again may work. Where only the answer to
        the last step was lost, the whole version may be there, and sending again finds it.

        Raises:
            TargetError: it could not be sent, or what came back is not what was sent.
        """


class Source(Protocol):
    """One version of a package at an address that it can be fetched from."""

    def files(self) -> AbstractContextManager[Iterable[tuple[str, Iterable[bytes]]]]:
        """The path and the content of each file, in pieces, which must be used up before the next.

        Paths are as the place has them: hold them to the guard. What goes wrong inside the block is a ``TargetError``.

        Raises:
            TargetError: there is no such version.
        """


def open_target(address: str, options: TargetOptions) -> Target:
    """The target of an address; no server is asked.

    Raises:
        TargetError: the address is of no known form, holds a secret, or needs what is not installed.
    """
    opener: Callable[[str, TargetOptions], Target] = _module_of(address).open_target
    return opener(address, options)


def open_source(address: str, options: TargetOptions) -> Source:
    """The one version of a package that an address names, such as ``s3://bucket/prefix/NAME-VERSION``.

    Raises:
        TargetError: the address is of no form that can be fetched, holds a secret, or needs what is not installed.
    """
    module = _module_of(address)
    if not hasattr(module, "open_source"):
        raise TargetError(f"{address}: cannot be fetched from; there are s3, git and oci addresses")
    opener: Callable[[str, TargetOptions], Source] = module.open_source
    return opener(address, options)


def _module_of(address: str) -> ModuleType:
    """The module that knows the kind of an address."""
    _refuse_secrets(address)
    match = _SCHEME.match(address)
    if match is None:
        module = _SUFFIXES.get(PurePath(address).suffix.lower(), "directory")
    elif match[1].lower() in _SCHEMES:
        module = _SCHEMES[match[1].lower()][0]
    else:
        forms = ", ".join(form for _, form in _SCHEMES.values())
        raise TargetError(f"{address}: is no known kind of target; there are {forms}, and plain paths")
    try:
        return import_module(f"{__name__}.{module}")
    except ModuleNotFoundError as error:
        if module not in _EXTRAS:
            raise
        advice = f'pip install "corpuslint-text[{_EXTRAS[module]}]"'
        raise TargetError(f"{address}: needs {error.name}, which is not installed: {advice}") from error


def _refuse_secrets(address: str) -> None:
    """Let no secret be in an address, which other users of the machine see and shells remember; never repeat it."""
    try:
        parts = urlsplit(address)
        password = parts.password
        keys = [key for key, _ in parse_qsl(parts.query, keep_blank_values=True)]
    except ValueError:
        raise TargetError("an address cannot be read; see corpuslint push --help for the forms") from None
    secret = password is not None or any(map(_SECRET_KEYS.search, keys))
    # The user of an https address is a token as often as not.
    if secret or (parts.scheme.lower() in ("git+https", "oci", "s3") and "@" in parts.netloc):
        where = f"{parts.scheme}://…@{parts.hostname}" if parts.hostname else f"{parts.scheme}:…"
        raise TargetError(
            f"{where}: an address must not hold a password or token; put it in the environment "
            "(docs/publishing.md, Push), and change it: it may be in the history of the shell now"
        )
