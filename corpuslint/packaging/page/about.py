"""What the page says about a package in the words of its makers: title, description, and the label beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from corpuslint.packaging.metadata import Entry, Metadata
from corpuslint.packaging.page.markup import NEWLINE, Markup, element, join, link, markup

# How many entries of each list, and code points of each text, the page shows.
_ENTRIES = 20
_TEXT = 160
_DESCRIPTION = 3000
_CITATION = 500
# Addresses that are longer are told as text.
_ADDRESS = 200

_NO_LICENCE = "None is stated. Without one, nobody but the owners of the rights may share these texts."

T = TypeVar("T")


def show_title(metadata: Metadata) -> Markup:
    """The title."""
    return markup(metadata.title, _TEXT)


def show_description(text: str) -> Markup:
    """A paragraph for each line."""
    cut = text if len(text) <= _DESCRIPTION else f"{text[:_DESCRIPTION]}… (the whole text is in README.md)"
    return join((element("p", line, dir="auto") for line in cut.split("\n") if line.strip()), NEWLINE)


def show_label(metadata: Metadata) -> Markup:
    """What a label beside an exhibit says."""
    version = [metadata.version]
    if metadata.created:
        version += [" of ", element("time", metadata.created, datetime=metadata.created)]
    version += [", ", element("a", "what changed", href="CHANGELOG.md")]
    facts: list[tuple[str, Iterable[Markup]]] = [("Version", [join(version)])]
    if metadata.licenses:
        facts.append((_plural(metadata.licenses, "Licence"), _listed(metadata.licenses, _license)))
    else:
        facts.append(("Licence", [markup(_NO_LICENCE)]))
    for title, entries in (("Source", metadata.sources), ("Contributor", metadata.contributors)):
        if entries:
            facts.append((_plural(entries, title), _listed(entries, _entry)))
    if metadata.citation:
        facts.append(("Cite as", [markup(" ".join(metadata.citation.split()), _CITATION)]))
    if metadata.doi:
        facts.append(("DOI", [_link(f"https://doi.org/{metadata.doi}", metadata.doi)]))
    if metadata.homepage:
        facts.append(("Homepage", [_link(metadata.homepage, metadata.homepage)]))
    if metadata.keywords:
        facts.append(("Keywords", [join(_listed(metadata.keywords, partial(markup, most=_TEXT)), ", ")]))
    facts.append(("Name", [element("code", markup(metadata.name, _TEXT))]))
    return join(
        (join((element("dt", term), *(element("dd", value) for value in values))) for term, values in facts),
        NEWLINE,
    )


def _listed(entries: Sequence[T], show: Callable[[T], Markup]) -> list[Markup]:
    shown = [show(entry) for entry in entries[:_ENTRIES]]
    more = len(entries) - len(shown)
    return [*shown, markup(f"and {more:,} more, in datapackage.json")] if more else shown


def _license(entry: Entry) -> Markup:
    name = str(entry["name"])
    title = str(entry.get("title") or name)
    label = markup(title if title == name else f"{title} ({name})", _TEXT)
    return _link(str(entry.get("path") or f"https://spdx.org/licenses/{name}"), label)


def _entry(entry: Entry) -> Markup:
    label = _link(str(entry.get("path", "")), element("bdi", markup(str(entry["title"]), _TEXT)))
    others = [str(entry[key]) for key in ("version", "organization") if key in entry]
    licenses = [str(one["name"]) for one in entry.get("licenses", ())]
    details = [*entry.get("roles", ())[:_ENTRIES], *others, *licenses[:_ENTRIES]]
    return join((label, markup(f" ({', '.join(details)})", _TEXT) if details else ""))


def _link(address: str, label: str) -> Markup:
    return link(address if len(address) <= _ADDRESS else "", markup(label, _TEXT))


def _plural(entries: Sequence[object], one: str) -> str:
    return one if len(entries) == 1 else f"{one}s"
