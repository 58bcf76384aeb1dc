"""The document: one decoded text with its encoding facts, lines, blocks and language."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from corpuslint.blocks import DEFAULT_PROFILE, Block, BlockProfile, find_blocks
from corpuslint.language.sections import stretches
from corpuslint.lazy import regex
from corpuslint.prose import ends_sentence, has_wide_sentences, is_code, is_column

if TYPE_CHECKING:
    from corpuslint.language.vocabulary import Vocabulary

# Every character sequence that ends a line in some system; "\r\n" is one end.
LINE_END = regex("\r\n|[\n\r\x85\u2028\u2029]")
_RARE_LINE_ENDS = frozenset("\r\x85\u2028\u2029")
# Printable ASCII, tab and newline.
_PLAIN = bytes((*b"\t\n", *range(32, 127)))


class EncodingFacts(NamedTuple):
    """How the bytes of a source became text.

    The decoded text keeps a byte order mark as its first code point, U+FEFF, and holds each undecodable byte as a
    lone surrogate (``surrogateescape``), so that ``text.encode(encoding, "surrogateescape")`` gives the same bytes.

    encoding: Python codec name without byte order mark: "utf-8", "utf-16-le", "cp1252" …
    certain: whether the evidence leaves no other reading (UTF-8 that decodes, a mark, or a clearly better candidate).
    undecodable: spans of the text, in code points, that hold undecodable bytes.
    """

    encoding: str = "utf-8"
    certain: bool = True
    undecodable: tuple[tuple[int, int], ...] = ()


_UTF8 = EncodingFacts()


# Code points beyond which a text is looked at in parts, where the whole would take much memory.
_LONG = 1 << 20


@lru_cache(maxsize=1024)
def unusual(literal: str) -> frozenset[str]:
    """The characters of a string that a residue would show."""
    return frozenset(character for character in literal if character.encode("utf-8", "surrogatepass") not in _PLAIN)


@lru_cache(maxsize=1024)
def _rarest(literal: str) -> str:
    """The character of a string that texts have least often: neither letter nor space, if it has such a one."""
    return min(literal, key=lambda character: (character.isalnum(), character == " ", character))


@dataclass(frozen=True)
class Document:
    """One text with an id and a locator. ``record`` is None for a whole file, else the locator inside the file.

    ``vocabulary`` holds words of the corpus; ``code`` matches what is no prose, such as code in Markdown. ``identity``
    is the id that the record itself has. ``problem`` says why a record could not be read; its text is then empty.
    ``literal`` says how the text is to be written in its record, quotes and escapes and all, where that is known.
    """

    text: str
    language: str | None = None
    path: str = "-"
    record: Mapping[str, Any] | None = None
    encoding: EncodingFacts = _UTF8
    profile: BlockProfile = DEFAULT_PROFILE
    vocabulary: Vocabulary | None = None
    code: re.Pattern[str] | None = None
    identity: str | None = None
    problem: str | None = None
    literal: str | None = None

    @cached_property
    def residue(self) -> frozenset[str]:
        """The distinct characters other than printable ASCII, tab and newline.

        What the screens of the encoding rules ask first: two dozen in a clean document, none in plain English.
        """
        raw = self.text.encode("utf-8", "surrogatepass")
        return frozenset(raw.translate(None, _PLAIN).decode("utf-8", "surrogatepass"))

    def holds(self, literal: str) -> bool:
        """Whether a string stands in the text: asks first for its rarer characters, which the text often lacks."""
        return unusual(literal) <= self.residue and _rarest(literal) in self.text and literal in self.text

    @cached_property
    def tokens(self) -> list[str]:
        """The runs of characters without white space, in order."""
        text = self.text
        if len(text) <= _LONG:
            return text.split()
        # Few of the runs of a long text are distinct: each is held once, which takes a fifth of the memory.
        distinct: dict[str, str] = {}
        tokens: list[str] = []
        for start, end in stretches(text, _LONG):
            part = text[start:end].split()
            tokens += map(distinct.setdefault, part, part)
        return tokens

    @cached_property
    def chunks(self) -> frozenset[str]:
        """The distinct tokens: what the checks of single words judge, each once."""
        return frozenset(self.tokens)

    @cached_property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """Spans of the lines in code points, without their line ends; always at least one."""
        spans, start = [], 0
        if not _RARE_LINE_ENDS.isdisjoint(self.residue):
            for match in LINE_END.finditer(self.text):
                spans.append((start, match.start()))
                start = match.end()
            spans.append((start, len(self.text)))
            return tuple(spans)
        for line in self.text.split("\n"):
            end = start + len(line)
            spans.append((start, end))
            start = end + 1
        return tuple(spans)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Non-overlapping spans with roles, in order."""
        return find_blocks(self.text, self.lines, self.profile, has_labels=self.has_image_labels)

    @cached_property
    def has_image_labels(self) -> bool:
        """Whether image labels, as the profile has them, stand in the text."""
        possible = any(map(self.holds, self.profile.image_labels))
        return possible and self.profile.image_label.search(self.text) is not None

    @cached_property
    def code_spans(self) -> tuple[tuple[int, int], ...]:
        """Spans that are no prose, in order."""
        return () if self.code is None else tuple(match.span() for match in self.code.finditer(self.text))

    def touches_code(self, start: int, end: int) -> bool:
        """Whether a span overlaps one that is no prose."""
        index = bisect_right(self.code_spans, (start, len(self.text)))
        near = self.code_spans[max(0, index - 1) : index + 1]
        if any(first < max(end, start + 1) and start < last for first, last in near):
            return True
        line = self.position(start)[0] - 1
        return end <= self.lines[line][1] and self._is_code_line(line)

    def _is_code_line(self, line: int) -> bool:
        known = self._code_lines.get(line)
        if known is None:
            known = self._code_lines[line] = is_code(self.text[slice(*self.lines[line])])
        return known

    @cached_property
    def _code_lines(self) -> dict[int, bool]:
        return {}

    def is_layout(self, start: int, end: int) -> bool:
        """Whether several spaces inside a line are meant: they divide columns, or end sentences everywhere."""
        if ends_sentence(self.text, (start, end)) and self._has_wide_sentences:
            return True
        return is_column(self.text, self.lines, self.position(start)[0] - 1, (start, end))

    @cached_property
    def _has_wide_sentences(self) -> bool:
        return has_wide_sentences(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [start for start, _ in self.lines]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point offset, both counted from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1
