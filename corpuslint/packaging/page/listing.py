"""The files of a package with sizes and hashes."""

from __future__ import annotations

from collections.abc import Mapping

from corpuslint.packaging.canonical import sha256_hex
from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.page.figures import size_of
from corpuslint.packaging.page.markup import NEWLINE, Markup, element, join

Pages = Mapping[str, bytes]

# How many files of each table are shown.
_FILES = 5


def show_files(tables: Written, pages: Pages) -> Markup:
    """The files of tables with what they hold, then the others."""
    rows = []
    for table, facts in tables:
        about = f"{table.description} {facts.rows:,} {'row' if facts.rows == 1 else 'rows'}."
        for number, file in enumerate(facts.files[:_FILES]):
            rows.append(_row(file.path, file.size, file.sha256, "" if number else about))
        more = len(facts.files) - _FILES
        if more > 0:
            rest = facts.size - sum(file.size for file in facts.files[:_FILES])
            named = f"{more:,} more {'file' if more == 1 else 'files'} of this table, in SHA256SUMS"
            rows.append(element("tr", element("th", named, scope="row"), element("td", size_of(rest), class_="number")))
    rows += [_row(name, len(content), sha256_hex(content), "") for name, content in sorted(pages.items())]
    head = element(
        "tr", element("th", "File and SHA-256", scope="col"), element("th", "Size", scope="col", class_="number")
    )
    caption = element("caption", "Files, with the SHA-256 of their bytes")
    return element(
        "table", caption, element("thead", head), NEWLINE, element("tbody", join(rows, NEWLINE)), class_="files"
    )


def _row(path: str, size: int, sha256: str, about: str) -> Markup:
    name = element("a", path, href=path)
    described = element("span", about, class_="summary") if about else Markup()
    first = element("th", name, described, element("code", sha256, class_="hash"), scope="row")
    return element("tr", first, element("td", size_of(size), class_="number"))
