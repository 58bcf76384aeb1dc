"""Text on its way to a terminal: hostile characters made visible, widths in cells, styles only where they show."""

from __future__ import annotations

import os
import unicodedata
from typing import TextIO

from corpuslint.reporters import Paint

# Controls, format characters (direction marks, zero widths), surrogates, private and unassigned characters, line ends.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ZERO_WIDTH = frozenset({"Mn", "Me"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escape(text: str) -> str:
    """Text with every character that could act on a terminal, or that nobody would see, written as an escape."""
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _UNSAFE:
        return character
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cells(text: str) -> int:
    """How many terminal cells escaped text fills: 2 for wide characters, 0 for combining marks."""
    if text.isascii():
        return len(text)
    return sum(map(_cell, text))


def _cell(character: str) -> int:
    if unicodedata.category(character) in _ZERO_WIDTH or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def no_paint(text: str, style: str) -> str:  # noqa: ARG001
    """The :data:`Paint` of files and pipes."""
    return text


def shows_styles(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user has not asked for plain text."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(styled: bool) -> Paint:
    """The :data:`Paint` of a terminal, or of anything else; rich is imported only for a terminal."""
    if not styled:
        return no_paint
    from rich.color import ColorSystem
    from rich.style import Style

    return lambda text, style: Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
