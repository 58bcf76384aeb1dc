"""Charts as SVG inside the page. Each stands on a table of the same numbers, which is its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpuslint.packaging.page.markup import NEWLINE, Markup, element, join

# In pixels: height of a bar and of the gap below it; of the columns of a histogram, and of what stands above and below.
_BAR, _GAP = 5, 2
_COLUMNS, _ABOVE, _BELOW = 120, 20, 22
# More columns than these have no room for their labels on a narrow screen.
_MOST_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Series:
    """A column of numbers: its title, and the class that gives its bars their colour; without one, it has none."""

    title: str
    colour: str | None = None


def bar_table(
    caption: str, label: str, series: Sequence[Series], rows: Sequence[tuple[str, Sequence[int]]], **attributes: str
) -> Markup:
    """A table of labelled numbers, with a bar for each below the label; all bars have one scale."""
    drawn = [index for index, one in enumerate(series) if one.colour]
    most = max((numbers[index] for _, numbers in rows for index in drawn), default=0) or 1
    head = element(
        "tr",
        element("th", label, scope="col"),
        *(element("th", *_swatch(one, len(drawn)), one.title, scope="col", class_="number") for one in series),
    )
    body = (
        element(
            "tr",
            element("th", name, _bars([(numbers[index] / most, series[index].colour) for index in drawn]), scope="row"),
            *(element("td", f"{number:,}", class_="number") for number in numbers),
        )
        for name, numbers in rows
    )
    return element(
        "table",
        element("caption", caption),
        NEWLINE,
        element("thead", head),
        NEWLINE,
        element("tbody", NEWLINE, join(body, NEWLINE), NEWLINE),
        **attributes,
    )


def _swatch(series: Series, drawn: int) -> Iterable[Markup]:
    """A patch of the colour, where there are several."""
    if series.colour and drawn > 1:
        patch = element("rect", width="10", height="10", class_=series.colour)
        yield element("svg", patch, class_="swatch", width="10", height="10", aria_hidden="true")


def _bars(shares: Sequence[tuple[float, str | None]]) -> Markup:
    seen = [(share, colour) for share, colour in shares if share]
    if not seen:
        return Markup()
    bars = (
        element(
            "rect", y=str(index * (_BAR + _GAP)), width=_percent(max(share, 0.004)), height=str(_BAR), class_=colour
        )
        for index, (share, colour) in enumerate(seen)
    )
    height = len(seen) * (_BAR + _GAP) - _GAP
    return element("svg", *bars, class_="bars", width="100%", height=str(height), aria_hidden="true")


@dataclass(frozen=True, slots=True)
class Span:
    """How many things have a size from ``start`` on and below ``end``; None where there is no end."""

    start: int
    end: int | None
    count: int

    @property
    def name(self) -> str:
        """The sizes, for people."""
        if self.end is None:
            return f"{self.start:,} and more"
        return f"{self.start:,}" if self.end == self.start + 1 else f"{self.start:,} to {self.end - 1:,}"


def spans_of(counts: Mapping[int, int], bounds: Sequence[int]) -> list[Span]:
    """Spans from the first to the last that is not empty; by tens where there are too many.

    Args:
        counts: by the bound that starts their span.
        bounds: starts of spans, ascending, among them 0 and the powers of 10.
    """
    kept: list[Span] = []
    for starts in (bounds, [bound for bound in bounds if str(bound)[0] in "01"]):
        found = [
            Span(
                start,
                end,
                sum(count for bound, count in counts.items() if start <= bound and not (end and bound >= end)),
            )
            for start, end in zip(starts, [*starts[1:], None], strict=True)
        ]
        filled = [index for index, span in enumerate(found) if span.count]
        kept = found[filled[0] : filled[-1] + 1]
        if len(kept) <= _MOST_COLUMNS:
            break
    return kept


def histogram(spans: Sequence[Span], title: str, description: str) -> Markup:
    """Columns of spans; widths are shares of the page, so that text keeps its size on any screen."""
    most = max(span.count for span in spans)
    width = 1 / len(spans)
    base = str(_ABOVE + _COLUMNS)
    parts = [element("title", title, id="lengths-title"), element("desc", description, id="lengths-description")]
    for index, span in enumerate(spans):
        left = index * width
        if span.count:
            height = max(round(span.count / most * _COLUMNS), 1)
            top = _ABOVE + _COLUMNS - height
            place = {"x": _percent(left + 0.06 * width), "width": _percent(0.88 * width)}
            parts.append(element("rect", **place, y=str(top), height=str(height), class_="plain"))
            label = {"x": _percent(left + width / 2), "y": str(top - 5)}
            parts.append(element("text", _brief(span.count), **label, class_="middle"))
        parts.append(element("text", _brief(span.start), x=_percent(left), y=str(_ABOVE + _COLUMNS + 16)))
    parts.append(element("line", x1="0", x2="100%", y1=base, y2=base))
    return element(
        "svg",
        *parts,
        class_="histogram",
        role="img",
        aria_labelledby="lengths-title lengths-description",
        width="100%",
        height=str(_ABOVE + _COLUMNS + _BELOW),
    )


def _brief(number: int) -> str:
    """A number in at most four characters and a letter."""
    for unit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= unit:
            value = f"{number / unit:.1f}" if number < 100 * unit else f"{number // unit}"
            return f"{value.removesuffix('.0')}{letter}"
    return str(number)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
