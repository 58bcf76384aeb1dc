"""Single values of the ``[package]`` table: text that every output can carry, or an error that says why not."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from corpuslint.errors import ConfigurationError

_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_EMAIL = re.compile(r"[^\s@<>\"'(),;:\\]+@[^\s@<>\"'(),;:\\]+")
# Longer texts are a file that went astray; readers of cards and registries cut them far earlier.
_LONGEST_LINE = 1_000
_LONGEST_PROSE = 50_000
# How much of a value is quoted in a message.
_QUOTED = 80
_NOT_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
# They let a title end in the middle of what stands after it.
_DIRECTIONS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def quoted(value: object) -> str:
    """A value as a message shows it: on one line, and not much of it."""
    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    return shown if len(shown) <= _QUOTED else f"{shown[: _QUOTED - 1]}…"


def read_line(key: str, value: object) -> str:
    """A text of one line, without white space around it.

    Raises:
        ConfigurationError: it is something else.
    """
    line = _read_text(key, value, _LONGEST_LINE)
    if "\n" in line:
        raise ConfigurationError(f'"{key}" in [package] must be one line, not {quoted(value)}')
    return line


def read_prose(key: str, value: object) -> str:
    """A text of any number of lines, without white space around it.

    Raises:
        ConfigurationError: it is something else.
    """
    return _read_text(key, value, _LONGEST_PROSE)


def read_address(key: str, value: object) -> str:
    """An address of the web, in which no user or password may be.

    Raises:
        ConfigurationError: it is something else.
    """
    line = read_line(key, value)
    if not line:
        return line
    read_matching(key, line, _URL, "an http or https address")
    try:
        user = "@" in urlsplit(line).netloc
    except ValueError as error:
        raise ConfigurationError(f'"{key}" in [package] must be an address, not {quoted(value)}') from error
    if user:
        raise ConfigurationError(f'"{key}" in [package] must not hold a user or a password: everybody can read it')
    return line


def read_email(key: str, value: object) -> str:
    """An e-mail address.

    Raises:
        ConfigurationError: it is something else.
    """
    return read_matching(key, read_line(key, value), _EMAIL, "an e-mail address")


def read_date(key: str, value: object) -> str:
    """A date, as text or as TOML has it: ``2026-01-31``.

    Raises:
        ConfigurationError: it is something else.
    """
    line = read_line(key, value.isoformat() if isinstance(value, date) else value)
    try:
        if not line or date.fromisoformat(line).isoformat() == line:
            return line
    except ValueError:
        pass
    raise ConfigurationError(f'"{key}" in [package] must be a date such as 2026-01-31, not {quoted(line)}')


def read_list(key: str, value: object) -> list[Any]:
    """A list of anything.

    Raises:
        ConfigurationError: it is something else.
    """
    if not isinstance(value, list | tuple):
        raise ConfigurationError(f'"{key}" in [package] must be a list, not {quoted(value)}')
    return list(value)


def read_matching(key: str, value: str, pattern: re.Pattern[str], wanted: str) -> str:
    """A text that has a form.

    Raises:
        ConfigurationError: it has another.
    """
    if not pattern.fullmatch(value):
        raise ConfigurationError(f'"{key}" in [package] must be {wanted}, not {quoted(value)}')
    return value


def date_of_epoch(epoch: str) -> str:
    """The date of SOURCE_DATE_EPOCH: seconds since 1970.

    Raises:
        ConfigurationError: it is something else.
    """
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigurationError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not {quoted(epoch)}") from error


def _read_text(key: str, value: object, longest: int) -> str:
    if not isinstance(value, str):
        raise ConfigurationError(f'"{key}" in [package] must be text, not {quoted(value)}')
    text = value.strip()
    if len(text) > longest:
        raise ConfigurationError(f'"{key}" in [package] has {len(text):,} characters, more than {longest:,}')
    for char in text.replace("\n", " "):
        if unicodedata.category(char) in _NOT_TEXT or unicodedata.bidirectional(char) in _DIRECTIONS:
            raise ConfigurationError(f'"{key}" in [package] holds a control character: {quoted(value)}')
    return text
