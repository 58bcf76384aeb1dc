"""The page of a package: whatever a text holds stays text, nothing is loaded, and its size has a bound."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from package_samples import FULL, finding, outcome, sample_entries

from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Fix, Severity
from corpuslint.fixing import FixOutcome
from corpuslint.packaging.build import build_package
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout
from corpuslint.packaging.metadata import Metadata, read_metadata
from corpuslint.packaging.page.markup import element, shown
from corpuslint.packaging.rows import Entry
from corpuslint.packaging.samples import Shortened
from corpuslint.patch import Change, replay
from corpuslint.reporters.terminal import escape

HOSTILE = "a</bdi><script>alert(1)</script> <img src=x onerror=alert(1)> \u202e&amp; \x1b[31m ''\"{0} $title  fin."
PLAIN = Metadata("p", "p")
VOID = {"meta", "link", "input"}


class Elements(HTMLParser):
    """The tags of a page with their attributes, and its text; every tag that is opened must be closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.content: dict[str, str] = {}
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            self.content[self.open[-1]] = data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for one, attributes in self.found if one == tag]


def page(
    directory: Path, entries: list[Entry], metadata: Metadata = PLAIN, layout: Layout = DEFAULT_LAYOUT
) -> tuple[str, Elements]:
    directory.mkdir()
    build_package(directory, entries, metadata, {"format": 2}, layout)
    source = (directory / "index.html").read_text(encoding="utf-8")
    elements = Elements()
    elements.feed(source)
    assert elements.open == []
    return source, elements


def one_document(text: str, *edits: Edit, path: str = "a.txt") -> Entry:
    document = Document(text, "fr", path)
    return Entry(document, outcome(document, [list(edits)] if edits else []))


def test_it_shows_counts_rules_and_fixes(tmp_path: Path) -> None:
    source, elements = page(tmp_path / "p", sample_entries(), Metadata("p", "Nouvelles", description="Une\nautre"))
    assert "<dt>documents</dt><dd>3</dd>" in source
    assert "SPC001 rule-spc001" in elements.text
    assert '<p dir="auto">Une</p>\n<p dir="auto">autre</p>' in source
    assert 'selon le<ins><span class="space"> </span></ins>minis' in source
    assert "<mark>Voir plus" in source
    assert "unsafe fix proposed" in elements.text
    assert "look here" in elements.text


def test_changes_show_what_nobody_would_see(tmp_path: Path) -> None:
    text = "un\u00a0mot\u200b e\u0301te\u0301, vu\\u00a0  ici"
    at, soft = text.index("  "), text.index("\u200b")
    accent = text.index("e\u0301")
    edits = [Edit(soft, soft + 1, ""), Edit(accent, accent + 2, "\u00e9"), Edit(at, at + 2, " ")]
    source, _ = page(tmp_path / "p", [one_document(text, *edits)])
    assert 'un<span class="code">\\u00a0</span>mot<del><span class="code">\\u200b</span></del>' in source
    assert '<del><span class="code">e\\u0301</span></del><ins>é</ins>t' in source  # no letter parted from its accent
    # What the text itself writes as an escape is not marked, and of two spaces the one that went is.
    assert 'vu\\u00a0 <del><span class="space"> </span></del>ici' in source


def test_long_texts_are_shortened_between_words(tmp_path: Path) -> None:
    text = "Avant. " + "parole " * 1000 + "Fin."
    source, _ = page(tmp_path / "p", [one_document(text, Edit(7, len(text) - 4, ""))])
    deleted = re.search("<article.*?<del>(.*?)</del>", source)
    assert deleted
    start, omitted, end = re.split(r'<span class="gap">… ([\d,]+) characters …</span>', deleted[1])
    assert set(start.split()) == {"parole"}
    assert set(re.sub("<[^>]*>", "", end).split()) == {"parole"}
    assert len(re.sub("<[^>]*>", "", start + end)) + int(omitted.replace(",", "")) == 7000


@pytest.mark.parametrize(
    "hostile", [HOSTILE, "</style><style>", "--><!--", "]]>", "\x00\u2028\ufeff</p>", "&#60;b&#62;"]
)
def test_hostile_text_stays_text(tmp_path: Path, hostile: str) -> None:
    text = hostile.replace("\x00", "\x01") + "  x"
    at = len(text) - 3
    metadata = Metadata(
        "p",
        f"<script>x</script>{hostile}",
        description=f"<img src=x>{hostile}",
        homepage="javascript:alert(1)",
        keywords=(hostile,),
        licenses=({"name": "<b>", "path": "data:text/html,x"},),
        citation=hostile,
        sources=({"title": hostile, "path": 'https://example.org/"onclick="x', "licenses": [{"name": hostile}]},),
        contributors=({"title": hostile, "roles": [hostile]},),
    )
    left = finding("STR001", 0, at, Fix(Applicability.UNSAFE, (Edit(0, 1, ""),)))
    document = Document(text, "fr", f"<b>{hostile}.txt")
    entry = Entry(document, outcome(document, [[Edit(at, at + 1, "")]], [left]))
    source, elements = page(tmp_path / "p", [entry], metadata)
    assert not {"img", "b", "iframe"} & {tag for tag, _ in elements.found}
    assert [len(elements.all(tag)) for tag in ("script", "style", "meta")] == [1, 1, 5]
    assert not any(name.startswith("on") or name == "style" for _, found in elements.found for name in found)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", source)
    outside = [one["href"] for one in elements.all("a") if not re.fullmatch(r"#[-\w]+|[-\w./]+", one["href"] or "")]
    assert outside == ['https://example.org/"onclick="x']


@given(st.text(st.sampled_from("<>&\"'/=!-; \x00\x01\n\u00a0\u202e\u2028\ud800é\u0301a")), st.booleans())
def test_no_text_becomes_markup(text: str, edges: bool) -> None:
    source = element("p", text, shown(Shortened(text, 5, text), edges=edges), title=text)
    elements = Elements()
    elements.feed(source)
    assert elements.open == []
    assert {tag for tag, _ in elements.found} <= {"p", "span"}
    assert elements.found[0] == ("p", {"title": escape(text)})
    assert elements.text.startswith(escape(text))
    assert escape(source) == source  # no control, direction mark or surrogate is left


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(tmp_path: Path) -> None:
    _, elements = page(tmp_path / "p", sample_entries())
    policy = next(one["content"] for one in elements.all("meta") if one.get("http-equiv"))

    def hashed(tag: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(elements.content[tag].encode()).digest()).decode()}'"

    assert policy == (
        f"default-src 'none'; style-src {hashed('style')}; script-src {hashed('script')}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in elements.content["style"]
    assert not re.search(r"innerHTML|eval|Function|fetch|XMLHttp", elements.content["script"])
    assert not {"img", "iframe", "object", "base"} & {tag for tag, _ in elements.found}
    assert [one["href"] for one in elements.all("link")] == ["data:,"]


def test_its_structure_serves_readers_that_do_not_see(tmp_path: Path) -> None:
    source, elements = page(tmp_path / "p", sample_entries(), layout=Layout(splits=(("train", 0.5), ("test", 0.5))))
    assert elements.all("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = Counter(found["id"] for _, found in elements.found if "id" in found)
    assert set(ids.values()) == {1}
    targets = [(one["href"] or "")[1:] for one in elements.all("a") if (one["href"] or "").startswith("#")]
    assert set(targets) <= set(ids)
    assert {one["for"] for one in elements.all("label")} == {"query", "rule", "language"}
    assert source.count("<table") == source.count("<caption>") == 6
    assert all(one.get("scope") in ("col", "row") for one in elements.all("th"))
    for svg in elements.all("svg"):
        assert svg.get("aria-hidden") == "true" or set((svg["aria-labelledby"] or "").split()) <= set(ids)


def test_files_are_listed_with_the_hash_of_their_bytes(tmp_path: Path) -> None:
    source, _ = page(tmp_path / "p", sample_entries())
    sums = dict(reversed(line.split("  ")) for line in (tmp_path / "p" / "SHA256SUMS").read_text("utf-8").splitlines())
    del sums["index.html"]
    for name, sha256 in sums.items():
        assert re.search(f'<a href="{name}">.*<code class="hash">{sha256}</code>', source)


def test_a_table_of_many_files_names_the_first_and_counts_the_rest(tmp_path: Path) -> None:
    source, _ = page(tmp_path / "p", sample_entries(), layout=Layout(shard_size=1))
    assert 'href="data/fixes/train-00000-of-00005.jsonl"' in source
    assert "more files of this table, in SHA256SUMS" in source


def test_nothing_to_tell_is_told(tmp_path: Path) -> None:
    _, elements = page(tmp_path / "p", [one_document("Rien à redire.\n")])
    for said in ("None is stated", "No rule found anything", "No text was changed", "No finding is left"):
        assert said in elements.text


def test_an_empty_document_of_no_language_has_a_page(tmp_path: Path) -> None:
    document = Document("", None, "a.txt")
    _, elements = page(tmp_path / "p", [Entry(document, outcome(document, []))])
    assert "not known" in elements.text
    assert "The mean is 0." in elements.text


def crowded(number: int) -> Entry:
    """A document of one endless word that needs many characters of markup, with fixes and findings of many rules."""
    word = "\"'&<>\u202e\U000e0001" * 800
    document = Document(word, f"{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}", f"{word[:4000]}{number}.txt")
    causes = [
        (
            Edit(20 * index, 20 * index + 5, "\u202e\U000e0001" * 500),
            finding(f"TYP{(number * 7 + index) % 1000:03}", 0, 1),
        )
        for index in range(40)
    ]
    changes = tuple(Change(edit.start, edit.end, edit.replacement, (cause,)) for edit, cause in causes)
    clean = Document(replay(word, changes), document.language, document.path)
    left = tuple(
        type(cause)(f"STR{cause.rule[3:]}", word[:300], Severity.INFO, 0.5, 10, len(word), word[:2000])
        for _, cause in causes
    )
    return Entry(document, FixOutcome(clean, changes, (), left, ()))


def test_the_label_tells_how_to_cite_and_the_licences_of_sources(tmp_path: Path) -> None:
    _, elements = page(tmp_path / "p", sample_entries(), read_metadata(FULL, default_name="p"))
    assert "Cite as" in elements.text
    assert "A. Person (2026): Nouvelles." in elements.text
    assert "The | source (CC0-1.0, MIT)" in elements.text
    assert "https://doi.org/10.5281/zenodo.1234" in [one["href"] for one in elements.all("a")]


def test_its_size_has_a_bound(tmp_path: Path) -> None:
    long = "\"'&<>" * 800
    entry = {"title": long, "path": f"https://example.org/{'x' * 150}"}
    metadata = Metadata(
        "p",
        long,
        description=long,
        keywords=(long,) * 100,
        citation=long,
        sources=({**entry, "licenses": [{"name": long}] * 30},) * 100,
        contributors=({**entry, "roles": (long,) * 30},) * 100,
    )
    source, elements = page(tmp_path / "p", [crowded(number) for number in range(12)], metadata)
    assert len(source.encode()) < 400_000
    assert "and 80 more, in datapackage.json" in elements.text
    assert "more rules are in the table of rules" in elements.text
    assert len(elements.all("article")) > 12


def test_a_word_of_a_megabyte_is_cut(tmp_path: Path) -> None:
    document = Document("é" * 500_000, "fr", "a.txt")
    entry = Entry(document, outcome(document, [[Edit(9, 499_000, "")]], [finding("STR001", 0, 1_009)]))
    source, elements = page(tmp_path / "p", [entry])
    assert "498,771 characters" in elements.text
    assert len(source) < 40_000


def test_the_same_documents_give_the_same_page(tmp_path: Path) -> None:
    one, _ = page(tmp_path / "one", sample_entries())
    other, _ = page(tmp_path / "other", sample_entries())
    assert one == other
