"""JSON as it is written: where a value stands, and how to change a string and nothing else.

Numbers stay as they are spelled, keys in their order, escapes as they were: ``json.loads`` and ``json.dumps`` would
lose all of that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import Any, NoReturn

from corpuslint.lazy import regex

# Numbers are not read: they may be longer than Python takes, or larger than a double holds.
_DECODER = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_SPACE = regex(r"[ \t\n\r]*")
# One character of a string as it is written: a pair of surrogates, any other escape, or the character itself.
_UNIT = regex(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Changes of more characters are not aligned with what stood there, which costs the square of their length: a character
# that was written in two ways then gets the one it had first.
_ALIGNED = 2000

# A key of an object, or a position in an array written as digits.
Pointer = Sequence[str]


def parse_pointer(text: str) -> tuple[str, ...]:
    """The keys of a JSON pointer (RFC 6901) such as ``/data/text``; a text without a slash in front is one key."""
    if not text.startswith("/"):
        return (text,)
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))


def write_pointer(keys: Pointer) -> str:
    """The JSON pointer of keys."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


class Span:
    """A value as it is written: ``text[start:end]``, and what it means."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: Any) -> None:
        self.start = start
        self.end = end
        self.value = value


def members(text: str, start: int = 0) -> tuple[dict[str, Span], int]:
    """The members of the object that begins at ``start``, each value as it is written, and where the object ends.

    Of members with one key the last stands, as for every reader of JSON.

    Raises:
        ValueError: no JSON object; ``json.JSONDecodeError``, which says where.
    """
    found: dict[str, Span] = {}
    space = _SPACE.match
    at = _end(space(text, start))
    if text[at : at + 1] != "{":
        _fail("an object was expected", text, at)
    at = _end(space(text, at + 1))
    if text[at : at + 1] == "}":
        return found, at + 1
    while True:
        if text[at : at + 1] != '"':
            _fail("a key in double quotes was expected", text, at)
        key, at = scanstring(text, at + 1, True)
        at = _end(space(text, at))
        if text[at : at + 1] != ":":
            _fail('":" was expected', text, at)
        first = _end(space(text, at + 1))
        value, last = _value(text, first)
        found[key] = Span(first, last, value)
        at = _end(space(text, last))
        mark = text[at : at + 1]
        if mark == "}":
            return found, at + 1
        if mark != ",":
            _fail('"," or "}" was expected', text, at)
        at = _end(space(text, at + 1))


def record(line: str) -> dict[str, Span]:
    """The members of the object that a line holds, and nothing else.

    Raises:
        ValueError: the line is not one JSON object.
    """
    found, end = members(line)
    rest = _end(_SPACE.match(line, end))
    if rest != len(line):
        _fail("nothing was expected after the object", line, rest)
    return found


def find(line: str, found: dict[str, Span], keys: Pointer) -> Span | None:
    """The value that keys lead to; None if there is none."""
    span = found.get(keys[0])
    for key in keys[1:]:
        if span is None:
            return None
        if isinstance(span.value, dict):
            span = members(line, span.start)[0].get(key)
        elif isinstance(span.value, list) and key.isdecimal():
            span = _element(line, span.start, int(key))
        else:
            return None
    return span


def means(literal: str, value: str) -> bool:
    """Whether a text is a string literal, and nothing else, with this value."""
    try:
        found, end = scanstring(literal, 1, True)
    except ValueError:
        return False
    return literal.startswith('"') and end == len(literal) and bool(found == value)


def rewrite(literal: str, new: str) -> str:
    """A string literal, quotes and all, with a new value; what stays in the value stays as it was written."""
    if "\\" not in literal:
        return f'"{"".join(map(_plain, new)) if _needs_escapes(new) else new}"'
    written = _UNIT.findall(literal[1:-1])
    old = [scanstring(f'{unit}"', 0, False)[0] for unit in written]
    habits: dict[str, str] = {}
    for character, unit in zip(old, written, strict=True):
        habits.setdefault(character, unit)
    escaped = any(len(unit) > 1 and ord(character[0]) > 126 for character, unit in habits.items())
    start, end = _common(old, new)
    middle_old, middle_new = old[start : len(old) - end], list(new[start : len(new) - end])
    upper = any(unit[2:] != unit[2:].lower() for unit in habits.values() if unit.startswith("\\u"))
    consistent = all(habits[character] == unit for character, unit in zip(old, written, strict=True))
    if consistent or len(middle_new) > _ALIGNED:
        middle = [habits.get(character) or _escape(character, escaped, upper=upper) for character in middle_new]
    else:
        middle = []
        matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=False)
        for tag, i, j, k, m in matcher.get_opcodes():
            if tag == "equal":
                middle += written[start + i : start + j]
            else:
                middle += [
                    habits.get(character) or _escape(character, escaped, upper=upper) for character in middle_new[k:m]
                ]
    return '"' + "".join([*written[:start], *middle, *written[len(written) - end :]]) + '"'


def _common(old: Sequence[str], new: str) -> tuple[int, int]:
    """How many characters two strings share at the beginning, and at the end of what is left."""
    start, shorter = 0, min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end, shorter = 0, shorter - start
    while end < shorter and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _needs_escapes(text: str) -> bool:
    return not text.isprintable() or '"' in text or "\\" in text


def _plain(character: str) -> str:
    return _escape(character, escaped=False)


def _escape(character: str, escaped: bool, *, upper: bool = False) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if 0xD800 <= code < 0xE000 or code < 0x20 or (escaped and code > 126):
        codes = (code,) if code < 0x10000 else (0xD800 | code - 0x10000 >> 10, 0xDC00 | code - 0x10000 & 0x3FF)
        return "".join(f"\\u{one:04X}" if upper else f"\\u{one:04x}" for one in codes)
    return character


def _value(text: str, start: int) -> tuple[Any, int]:
    if text[start : start + 1] == '"':
        value: tuple[Any, int] = scanstring(text, start + 1, True)
        return value
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError:
        _fail("too deeply nested", text, start)


def _element(text: str, start: int, index: int) -> Span | None:
    """An element of the array that begins at ``start``, which is known to be one."""
    at = _end(_SPACE.match(text, start + 1))
    while text[at] != "]":
        value, last = _value(text, at)
        if not index:
            return Span(at, last, value)
        index -= 1
        at = _end(_SPACE.match(text, last))
        if text[at] == ",":
            at = _end(_SPACE.match(text, at + 1))
    return None


def _end(match: re.Match[str] | None) -> int:
    assert match is not None  # the pattern matches nothing too
    return match.end()


def _fail(message: str, text: str, at: int) -> NoReturn:
    from json import JSONDecodeError

    raise JSONDecodeError(message, text, at)
