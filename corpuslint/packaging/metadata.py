"""What a person says about a package: the ``[package]`` table of the configuration, checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from corpuslint.catalogue import closest
from corpuslint.errors import ConfigurationError
from corpuslint.packaging.layout import LAYOUT_KEYS

_NAME = re.compile(r"[a-z0-9]([-a-z0-9._]*[a-z0-9])?")
_VERSION = re.compile(r"\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_LICENSE = re.compile(r"[-A-Za-z0-9._+]+")
_TEXT_KEYS = ("name", "title", "version", "description", "homepage", "created")
# The keys that an entry of each list may have, those it must have, and those that hold an address.
_ENTRIES = {
    "licenses": (("name", "title", "path"), "name"),
    "sources": (("title", "path", "email", "version"), "title"),
    "contributors": (("title", "path", "email", "roles", "organization"), "title"),
}
_ADDRESSES = ("path", "homepage")

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts of a package that its texts cannot tell.

    ``created`` is an ISO 8601 date, or None. A licence is never guessed: without one, the package says so.
    """

    name: str
    title: str
    version: str = "0.1.0"
    description: str = ""
    created: str | None = None
    homepage: str | None = None
    keywords: tuple[str, ...] = ()
    licenses: tuple[Entry, ...] = ()
    sources: tuple[Entry, ...] = ()
    contributors: tuple[Entry, ...] = ()


def read_metadata(table: Mapping[str, Any], *, default_name: str, epoch: str | None = None) -> Metadata:
    """The metadata of a ``[package]`` table.

    Args:
        table: ``name``, ``title``, ``version``, ``description``, ``homepage``, ``created`` (text), ``keywords`` (list
            of text), ``licenses`` (SPDX names, or tables), ``sources`` and ``contributors`` (tables).
        default_name: stands in where the table has no name; any text, from which a name is made.
        epoch: seconds since 1970, as the environment variable SOURCE_DATE_EPOCH holds them; the date where the table
            has none.

    Raises:
        ConfigurationError: an unknown key, or a value that a package cannot carry.
    """
    known = (*_TEXT_KEYS, "keywords", *_ENTRIES, *LAYOUT_KEYS)
    for key in table:
        if key not in known:
            raise ConfigurationError(f'unknown key "{key}" in [package]{closest(key, known)}')
    texts = {key: _text(key, table[key]) for key in _TEXT_KEYS if key in table}
    if not texts.get("created") and epoch:
        texts["created"] = _date_of_epoch(epoch)
    name = texts.get("name") or name_from(default_name)
    return Metadata(
        name=_matching("name", name, _NAME, "small letters, digits, dots and hyphens, such as news-corpus"),
        title=texts.get("title") or name,
        version=_matching("version", texts.get("version") or "0.1.0", _VERSION, "three numbers, such as 1.0.0"),
        description=texts.get("description", "").strip(),
        created=texts.get("created") or None,
        homepage=texts.get("homepage") or None,
        keywords=tuple(_text("keywords", word) for word in _list("keywords", table.get("keywords", ()))),
        licenses=tuple(_entries("licenses", table.get("licenses", ()))),
        sources=tuple(_entries("sources", table.get("sources", ()))),
        contributors=tuple(_entries("contributors", table.get("contributors", ()))),
    )


def missing_keys(metadata: Metadata) -> list[str]:
    """What a reader of a package wants to know and its metadata do not say, as keys of ``[package]``."""
    keys = [key for key in ("description", "created", "homepage", "keywords", *_ENTRIES) if not getattr(metadata, key)]
    return [*(["title"] if metadata.title == metadata.name else []), *keys]


def name_from(text: str) -> str:
    """A package name made of any text: ``Mes Données`` becomes ``mes-donnees``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.") or "corpus"


def license_address(entry: Entry) -> str:
    """Where the text of a licence stands: the address that was given, else that of its SPDX name."""
    return str(entry.get("path") or f"https://spdx.org/licenses/{entry['name']}")


def _entries(key: str, values: object) -> Iterable[Entry]:
    known, needed = _ENTRIES[key]
    for given in _list(key, values):
        entry = {"name": given} if key == "licenses" and isinstance(given, str) else given
        if not isinstance(entry, Mapping):
            raise ConfigurationError(f'"{key}" in [package] must list tables, not {given!r}')
        for one in entry:
            if one not in known:
                raise ConfigurationError(f'unknown key "{one}" in [package] {key}{closest(one, known)}')
        if needed not in entry:
            raise ConfigurationError(f'each entry of "{key}" in [package] needs "{needed}"')
        checked: dict[str, Any] = {}
        for one in known:
            if one == "roles" and one in entry:
                checked[one] = [_text(one, role) for role in _list(one, entry[one])]
            elif one in entry:
                checked[one] = _text(one, entry[one])
        if key == "licenses":
            _matching("licenses", checked["name"], _LICENSE, "an SPDX name, such as CC-BY-4.0")
        yield checked


def _list(key: str, value: object) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ConfigurationError(f'"{key}" in [package] must be a list, not {value!r}')
    return list(value)


def _text(key: str, value: object) -> str:
    if key == "created" and isinstance(value, date):
        value = value.isoformat()
    if not isinstance(value, str):
        raise ConfigurationError(f'"{key}" in [package] must be text, not {value!r}')
    # Line ends serve in a description; any other control would reach YAML, JSON-LD and terminals.
    if any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in value.replace("\n", " ")):
        raise ConfigurationError(f'"{key}" in [package] holds a control character: {value!r}')
    if "\n" in value and key != "description":
        raise ConfigurationError(f'"{key}" in [package] must be one line, not {value!r}')
    if key in _ADDRESSES and value:
        _matching(key, value, _URL, "an http or https address")
    if key == "created":
        _check_date(value)
    return value


def _matching(key: str, value: str, pattern: re.Pattern[str], wanted: str) -> str:
    if not pattern.fullmatch(value):
        raise ConfigurationError(f'"{key}" in [package] must be {wanted}, not "{value}"')
    return value


def _check_date(value: str) -> None:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return
    except ValueError:
        pass
    raise ConfigurationError(f'"created" in [package] must be a date such as 2026-01-31, not "{value}"')


def _date_of_epoch(epoch: str) -> str:
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigurationError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not {epoch!r}") from error
