"""The page of a package: whatever a text holds stays text, and nothing is loaded from anywhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from package_samples import outcome, sample_entries

from corpuslint.document import Document
from corpuslint.findings import Edit
from corpuslint.packaging.build import build_package
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.rows import Entry

HOSTILE = "a</bdi><script>alert(1)</script> <img src=x onerror=alert(1)> \u202e&amp; \x1b[31m ''\"{0}  fin."


class Elements(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(directory: Path, entries: list[Entry], metadata: Metadata) -> tuple[str, Elements]:
    directory.mkdir()
    build_package(directory, entries, metadata, {"format": 2})
    source = (directory / "index.html").read_text(encoding="utf-8")
    elements = Elements()
    elements.feed(source)
    return source, elements


def test_it_shows_counts_rules_and_fixes(tmp_path: Path) -> None:
    source, elements = page(tmp_path / "p", sample_entries(), Metadata("p", "Nouvelles", description="Une\nautre"))
    assert "3 documents" in elements.text
    assert "SPC001 rule-spc001" in elements.text
    assert "Une<br>autre" in source
    assert "selon le<ins> </ins>minis" in source
    assert [tag for tag, _ in elements.found].count("bdi") == 5 - 1  # of each rule no more than three


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    at = HOSTILE.index("  ")
    document = Document(HOSTILE, "fr", "<b>\u202ex.txt")
    entry = Entry(document, outcome(document, [[Edit(at, at + 1, "")]]))
    source, elements = page(tmp_path / "p", [entry], Metadata("p", "<script>x</script>", description="<img src=x>"))
    assert not {"script", "img", "b"} & {tag for tag, _ in elements.found}
    assert not any(name.startswith("on") for _, attributes in elements.found for name in attributes)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066-\u2069]", source)


def test_nothing_is_loaded_and_nothing_runs(tmp_path: Path) -> None:
    source, elements = page(tmp_path / "p", sample_entries(), Metadata("p", "p"))
    assert "default-src 'none'; style-src 'unsafe-inline'" in source
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in elements.found}
    assert [attributes["href"] for tag, attributes in elements.found if tag == "a"] == ["README.md"]
    assert "url(" not in source
    assert "prefers-color-scheme: dark" in source
    assert "width=device-width" in source
