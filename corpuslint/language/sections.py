"""Sections: parts of a long document that are judged one by one, so that time and memory stay in proportion.

What one part shows of damage says little of another that is far away. An ordinary document is one section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpuslint.lazy import regex

# Longer documents are more than one section (code points). Few are: so a long one costs what short ones cost, where one
# place in a section lets all of it be looked at again.
LONGEST = 30_000
Span = tuple[int, int]
_CUT = regex("[ \n]")


def sections(text: str, lines: Sequence[Span], longest: int = LONGEST) -> Iterator[list[Span]]:
    """The lines of a text in groups of limited length; longer lines are cut, at a space where there is one.

    Args:
        text: the text.
        lines: spans of its lines, in order.
        longest: how long a section may be, in code points.
    """
    section: list[Span] = []
    for line in lines:
        for start, end in _pieces(text, *line, longest):
            if section and end - section[0][0] > longest:
                yield section
                section = []
            section.append((start, end))
    yield section


def _pieces(text: str, start: int, end: int, longest: int) -> Iterator[Span]:
    while end - start > longest:
        cut = text.rfind(" ", start + 1, start + longest)
        cut = start + longest if cut < 0 else cut
        yield start, cut
        start = cut
    yield start, end


def stretches(text: str, size: int) -> Iterator[Span]:
    """A text in spans of about ``size`` code points, cut at spaces and line ends; without these, they are longer."""
    start = 0
    while start < len(text):
        cut = _CUT.search(text, start + size)
        end = len(text) if cut is None else cut.start()
        yield start, end
        start = end
