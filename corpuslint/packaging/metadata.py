"""What a person says about a package: the ``[package]`` table of the configuration, checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corpuslint.catalogue import closest
from corpuslint.errors import ConfigurationError
from corpuslint.packaging.layout import LAYOUT_KEYS
from corpuslint.packaging.metadata_values import (
    date_of_epoch,
    quoted,
    read_address,
    read_date,
    read_email,
    read_line,
    read_list,
    read_matching,
    read_prose,
)

_NAME = re.compile(r"[a-z0-9]([-a-z0-9._]{0,98}[a-z0-9])?")
_VERSION = re.compile(r"\d{1,9}\.\d{1,9}\.\d{1,9}([-+][0-9A-Za-z.+-]{1,50})?")
_LICENSE = re.compile(r"[-A-Za-z0-9._+]{1,100}")
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+")
# The keys that hold one text, and how each is read.
_TEXTS: dict[str, Callable[[str, object], str]] = {
    "name": read_line,
    "title": read_line,
    "version": read_line,
    "description": read_prose,
    "homepage": read_address,
    "created": read_date,
    "citation": read_prose,
    "doi": read_line,
}
# The same of the entries of each list; the first key is what an entry must have.
_ENTRIES: dict[str, dict[str, Callable[[str, object], Any]]] = {
    "licenses": {"name": read_line, "title": read_line, "path": read_address},
    "sources": {
        "title": read_line,
        "path": read_address,
        "email": read_email,
        "version": read_line,
        "licenses": lambda key, value: list(_entries(key, value)),
    },
    "contributors": {
        "title": read_line,
        "givenName": read_line,
        "familyName": read_line,
        "path": read_address,
        "email": read_email,
        "roles": lambda key, value: [read_line(key, role) for role in read_list(key, value)],
        "organization": read_line,
    },
}
# What may be asked for in "required": everything that a package can lack.
_SOURCE_LICENSES = "sources.licenses"
_WANTED = ("title", "description", "created", "homepage", "keywords", *_ENTRIES, _SOURCE_LICENSES, "citation")

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts of a package that its texts cannot tell.

    ``created`` is an ISO 8601 date, or None; ``citation`` tells people how to cite. A licence is never guessed: without
    one, the package says so.
    """

    name: str
    title: str
    version: str = "0.1.0"
    description: str = ""
    created: str | None = None
    homepage: str | None = None
    doi: str | None = None
    citation: str = ""
    keywords: tuple[str, ...] = ()
    licenses: tuple[Entry, ...] = ()
    sources: tuple[Entry, ...] = ()
    contributors: tuple[Entry, ...] = ()


def read_metadata(table: Mapping[str, Any], *, default_name: str, epoch: str | None = None) -> Metadata:
    """The metadata of a ``[package]`` table.

    Args:
        table: ``name``, ``title``, ``version``, ``description``, ``homepage``, ``created``, ``citation``, ``doi``
            (text), ``keywords`` (list of text), ``licenses`` (SPDX names, or tables with ``name``, ``title``,
            ``path``), ``sources`` (tables with ``title``, ``path``, ``email``, ``version``, ``licenses``),
            ``contributors`` (tables with ``title``, ``givenName``, ``familyName``, ``path``, ``email``, ``roles``,
            ``organization``), and ``required``: keys, or ``sources.licenses``, without which nothing is published.
        default_name: stands in where the table has no name; any text, from which a name is made.
        epoch: seconds since 1970, as the environment variable SOURCE_DATE_EPOCH holds them; the date where the table
            has none.

    Raises:
        ConfigurationError: an unknown key, a value that a package cannot carry, or none where one is required.
    """
    known = (*_TEXTS, "keywords", *_ENTRIES, "required", *LAYOUT_KEYS)
    for key in table:
        if key not in known:
            raise ConfigurationError(f"unknown key {quoted(key)} in [package]{closest(key, known)}")
    texts = {key: read(key, table[key]) for key, read in _TEXTS.items() if key in table}
    if not texts.get("created") and epoch:
        texts["created"] = date_of_epoch(epoch)
    name = texts.get("name") or name_from(default_name)
    if doi := texts.get("doi", "").removeprefix("https://doi.org/"):
        read_matching("doi", doi, _DOI, "a DOI, such as 10.5281/zenodo.1234")
    metadata = Metadata(
        name=read_matching("name", name, _NAME, "small letters, digits, dots and hyphens, such as news-corpus"),
        title=texts.get("title") or name,
        version=read_matching("version", texts.get("version") or "0.1.0", _VERSION, "three numbers, such as 1.0.0"),
        description=texts.get("description", ""),
        created=texts.get("created") or None,
        homepage=texts.get("homepage") or None,
        doi=doi or None,
        citation=texts.get("citation", ""),
        keywords=tuple(_keywords(table.get("keywords", ()))),
        licenses=tuple(_entries("licenses", table.get("licenses", ()))),
        sources=tuple(_entries("sources", table.get("sources", ()))),
        contributors=tuple(_entries("contributors", table.get("contributors", ()))),
    )
    _require(metadata, table.get("required", ()))
    return metadata


def missing_keys(metadata: Metadata) -> list[str]:
    """What a reader of a package wants to know and its metadata do not say, as keys of ``[package]``."""
    lacking = {key for key in _WANTED if not getattr(metadata, key, True)}
    if metadata.title == metadata.name:
        lacking.add("title")
    if any("licenses" not in source for source in metadata.sources):
        lacking.add(_SOURCE_LICENSES)
    return [key for key in _WANTED if key in lacking]


def name_from(text: str) -> str:
    """A package name made of any text: ``Mes Données`` becomes ``mes-donnees``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", plain)[:100].strip("-.") or "corpus"


def license_address(entry: Entry) -> str:
    """Where the text of a licence stands: the address that was given, else that of its SPDX name."""
    return str(entry.get("path") or f"https://spdx.org/licenses/{entry['name']}")


def is_person(entry: Entry) -> bool:
    """Whether a contributor is a person: one with a name of two parts, or of an organization."""
    return not {"givenName", "familyName", "organization"}.isdisjoint(entry)


def _require(metadata: Metadata, keys: object) -> None:
    missing = missing_keys(metadata)
    for key in read_list("required", keys):
        if key not in _WANTED:
            raise ConfigurationError(f'"required" in [package] must be of {", ".join(_WANTED)}, not {quoted(key)}')
        if key in missing:
            what = "a source has no licenses" if key == _SOURCE_LICENSES else f'it says no "{key}"'
            raise ConfigurationError(f'[package] requires "{key}", but {what}: add it, or take it out of "required"')


def _keywords(values: object) -> Iterable[str]:
    words = [read_line("keywords", word) for word in read_list("keywords", values)]
    return dict.fromkeys(word for word in words if word)


def _entries(key: str, values: object) -> Iterable[Entry]:
    """The entries of a list, keys in a fixed order; what is empty is left out."""
    readers = _ENTRIES[key]
    needed = next(iter(readers))
    for given in read_list(key, values):
        entry = {"name": given} if key == "licenses" and isinstance(given, str) else given
        if not isinstance(entry, Mapping):
            raise ConfigurationError(f'"{key}" in [package] must list tables, not {quoted(given)}')
        for one in entry:
            if one not in readers:
                raise ConfigurationError(f"unknown key {quoted(one)} in [package] {key}{closest(one, list(readers))}")
        checked = {one: read(one, entry[one]) for one, read in readers.items() if one in entry}
        kept = {one: value for one, value in checked.items() if value}
        if needed not in kept:
            raise ConfigurationError(f'each entry of "{key}" in [package] needs "{needed}"')
        if key == "licenses":
            read_matching("licenses", kept["name"], _LICENSE, "an SPDX name, such as CC-BY-4.0")
        yield kept
