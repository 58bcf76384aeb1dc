"""Whatever a person writes in [package] is refused in one line, or stands in every output as it was written."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from package_samples import sample_entries

from corpuslint.errors import ConfigurationError
from corpuslint.packaging.build import build_package
from corpuslint.packaging.layout import LAYERS, Layout
from corpuslint.packaging.metadata import Metadata, read_metadata
from corpuslint.packaging.verify import verify_package

yaml = pytest.importorskip("yaml")
MarkdownIt = pytest.importorskip("markdown_it").MarkdownIt

MARKUP = (
    *("---", "...", "- ", "+ ", "* ", "# ", "> ", "1. ", "12) ", "===", "```", "~~~", "|", ": ", " #", "&copy;", "{x}"),
    *("<script>alert(1)</script>", "</title>", "<!--", "]]>", "[x](javascript:alert(1))", "![i](x)", "`y`", "$1$"),
    *("'", '"', "\\", "%s", "{0}", "no", "null", "1.0", "2026-01-31", "    code", "é", "e\u0301", "🙂", "\U000f0000"),
    *("\ufeff", "\u200b", "\ufffe", "\uffff", "\xa0", "_a_", "**b**", "http://a.example", "=cmd()", "!", "(", ")", " "),
)
REFUSED = ("\t", "\r", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ud800", "x" * 2_000)
TEXTS = st.lists(st.sampled_from(MARKUP), min_size=1, max_size=8).map("".join)
PROSE = st.lists(st.sampled_from((*MARKUP, "\n", "\n\n")), max_size=12).map("".join)
HOSTILE = st.lists(st.sampled_from((*MARKUP, *REFUSED, "\n")) | st.text(max_size=5), max_size=8).map("".join)
ANYTHING = (
    HOSTILE
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.lists(HOSTILE, max_size=2)
    | st.dictionaries(HOSTILE, HOSTILE, max_size=2)
)
KEYS = ("name", "title", "version", "created", "doi", "homepage", "keywords", "licenses", "sources", "required")
ADDRESSES = st.sampled_from(("https://a.example/x?y=1&copy;=2", "https://a.example/(b)_c_*d*", "http://a.example/~e$"))
LICENSES = st.lists(st.fixed_dictionaries({"name": st.just("MIT")}, optional={"title": TEXTS, "path": ADDRESSES}))
SOURCE = st.fixed_dictionaries({"title": TEXTS}, optional={"path": ADDRESSES, "version": TEXTS, "licenses": LICENSES})
PERSON = {"path": ADDRESSES, "givenName": TEXTS, "familyName": TEXTS, "organization": TEXTS}
SAID = {
    "title": TEXTS,
    "description": PROSE,
    "citation": PROSE,
    "homepage": ADDRESSES,
    "keywords": st.lists(TEXTS, max_size=3),
    "licenses": LICENSES,
    "sources": st.lists(SOURCE, max_size=2),
    "contributors": st.lists(st.fixed_dictionaries({"title": TEXTS}, optional=PERSON), max_size=2),
}
LAYOUT = Layout(layers=LAYERS)


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(KEYS) | HOSTILE, ANYTHING))
def test_any_value_is_read_or_refused_in_one_short_line(table: dict[str, Any]) -> None:
    told = ""
    try:
        read_metadata(table, default_name="sample")
    except ConfigurationError as error:
        told = str(error)
    assert "\n" not in told
    assert len(told) < 400


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional=SAID))
def test_what_is_accepted_stands_in_every_output_as_it_was_written(table: dict[str, Any]) -> None:
    try:
        metadata = read_metadata({"created": "2026-01-31", **table}, default_name="sample")
    except ConfigurationError as error:
        assume("needs" not in str(error))  # white space alone is no title
        raise
    with TemporaryDirectory() as folder:
        root = Path(folder)
        build_package(root, sample_entries()[1:2], metadata, {"format": 2, "layout": LAYOUT.as_table()}, LAYOUT)
        assert verify_package(root).problems == ()
        judge_json(root, metadata)
        judge_citation(root, metadata)
        judge_card(root, metadata)
        judge_page(root)


def judge_json(root: Path, metadata: Metadata) -> None:
    descriptor = json.loads((root / "datapackage.json").read_bytes())
    assert descriptor["title"] == metadata.title
    assert descriptor.get("description", "") == metadata.description
    assert descriptor.get("sources", []) == list(metadata.sources)
    croissant = json.loads((root / "croissant.json").read_bytes())
    assert croissant["description"] == (metadata.description or metadata.title)
    assert croissant.get("citeAs", "") == metadata.citation
    crate = json.loads((root / "ro-crate-metadata.json").read_bytes())["@graph"][1]
    assert (crate["name"], crate.get("creditText", "")) == (metadata.title, metadata.citation)


def judge_citation(root: Path, metadata: Metadata) -> None:
    found = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert found["title"] == metadata.title
    assert found.get("abstract", "") == metadata.description
    assert found["message"].endswith(metadata.citation or "cite it.")
    assert found.get("keywords", []) == list(metadata.keywords)
    for entry, author in zip(metadata.contributors, found["authors"], strict=False):
        names = {"family-names": entry.get("familyName"), "given-names": entry.get("givenName")}
        wanted = {key: value for key, value in names.items() if value} or {"name": entry["title"]}
        assert wanted.items() <= author.items()


def judge_card(root: Path, metadata: Metadata) -> None:
    """The card has its own headings, links and code alone, and the texts of the metadata as they are."""
    _, header, body = (root / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    found = yaml.safe_load(header)
    assert found["pretty_name"] == metadata.title
    assert found["tags"] == list(dict.fromkeys(["datapackage", "croissant", *metadata.keywords]))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    inline = [token for token in tokens if token.type == "inline"]
    assert shown(inline[0]) == spaced(metadata.title)
    headings = [shown(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"]
    known = ["What it holds", "Load it", "Check it", "Get the raw text back", "What else is here"]
    assert headings[1:] == [*known, "Sources", "Cite it", "Licence"]
    texts = [shown(token) for token in inline]
    description = " ".join(texts[1 : next(at for at, text in enumerate(texts) if text.startswith("Version 0.1.0"))])
    assert description == spaced(metadata.description)
    citation = " ".join(texts[texts.index("Cite it") + 1 : texts.index("Licence")])
    assert citation == spaced(f"{metadata.citation} CITATION.cff says it for programs.")
    links = [child for token in inline for child in token.children if child.type == "link_open"]
    addresses = [
        one["path"] for entry in metadata.sources for one in (entry, *entry.get("licenses", ())) if "path" in one
    ]
    addresses += [entry["path"] for entry in metadata.licenses if "path" in entry]
    assert [link.attrs["href"].replace("%28", "(").replace("%29", ")") for link in links] == addresses
    kinds = {token.type for token in inline for token in (token, *token.children)} | {token.type for token in tokens}
    assert kinds & {"html_block", "html_inline", "image", "hr", "blockquote_open", "em_open", "strong_open"} == set()
    assert sum(token.type in ("fence", "code_block") for token in tokens) == 7


def shown(token: Any) -> str:
    """The text of a token as a reader sees it."""
    return spaced("".join(" " if child.type == "softbreak" else child.content for child in token.children or ()))


def spaced(text: str) -> str:
    return " ".join(text.split())


def judge_page(root: Path) -> None:
    text = (root / "index.html").read_text(encoding="utf-8")
    assert text.partition("<title>")[2].partition("</title>")[2].startswith("\n")
    assert not any(one in text for one in ("<script>alert", "<!--"))
