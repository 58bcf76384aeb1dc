"""HTML made so that no text can become markup: whatever is not :class:`Markup` is escaped where it is put in.

Texts are escaped twice: controls, direction marks and what else nobody would see are shown, and then markup is text.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as escape_markup

from corpuslint.packaging.samples import Shortened
from corpuslint.reporters.terminal import escape as escape_controls
from corpuslint.reporters.visible import visible_parts


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


NEWLINE = Markup("\n")


def markup(text: str, most: int | None = None) -> Markup:
    """A text as markup, with at most so many code points of it."""
    if isinstance(text, Markup):
        return text
    if most is not None and len(text) > most:
        text = f"{text[: most - 1]}…"
    return Markup(escape_markup(escape_controls(text)))


def join(parts: Iterable[str], between: str = "") -> Markup:
    """Texts and markup, one after the other."""
    return Markup(markup(between).join(map(markup, parts)))


def lines(text: str) -> Markup:
    """A text whose line ends are line ends."""
    return join(text.split("\n"), NEWLINE)


def element(name: str, *content: str, **attributes: str | None) -> Markup:
    """An element. Of attribute names, ``_`` at the end is dropped and others become hyphens; None leaves one out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{markup(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{given}>{join(content)}</{name}>")


def link(address: str, *content: str) -> Markup:
    """A link out of the page, or its content alone if the address is not one of the web."""
    if not address.startswith(("https://", "http://")):
        return join(content)
    return element("a", *content, href=address, rel="noopener noreferrer")


def shown(text: Shortened, *, edges: bool = False) -> Markup:
    """A text of a corpus: what nobody would see as escapes, marked so that they are not taken for the text.

    Args:
        text: the text.
        edges: whether plain spaces at the start, at the end and beside escapes are marked too, as in a change.
    """
    gap = element("span", f"… {text.omitted:,} characters …", class_="gap") if text.omitted else Markup()
    return join((_whole(text.start, edges), gap, _whole(text.end, edges)))


def _whole(text: str, edges: bool) -> Markup:
    parts = (
        element("span", part, class_="code") if escaped else _edged(part) if edges else part
        for part, escaped in visible_parts(text)
    )
    return join(parts)


def _edged(text: str) -> Markup:
    inner = text.strip(" ")
    lead = len(text) - len(text.lstrip(" "))
    space = element("span", " ", class_="space")
    return join([*[space] * lead, inner, *[space] * (len(text) - lead - len(inner))])
