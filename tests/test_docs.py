"""The documentation says what the program does: pages are fresh, links lead somewhere, nothing is left out."""

from __future__ import annotations

import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import corpuslint
from corpuslint.catalogue import FAMILIES, load_catalogue, load_rule
from corpuslint.commands import COMMANDS
from corpuslint.config import KEYS
from corpuslint.document import Document
from corpuslint.findings import Applicability, Finding, Severity
from corpuslint.fixlog import Row
from corpuslint.reporters import REPORTERS, LocatedFinding
from corpuslint.reporters.rules import rule_as_markdown

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import build_docs  # noqa: E402

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
HOW_TO = "run: python scripts/build_docs.py"
FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def everything() -> str:
    return "\n".join(map(read, PAGES))


def slug(heading: str) -> str:
    """The anchor that code hosts make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    file = page.parent / name if name else page
    return file.exists() and (not anchor or anchor in map(slug, HEADING.findall(FENCE.sub("", read(file)))))


def test_generated_pages_are_fresh(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "no-more.md").write_text("a rule that was removed")
    build_docs.write_pages(tmp_path, build_docs.build_pages())
    built = {path.relative_to(tmp_path): read(path) for path in tmp_path.rglob("*.md")}
    assert Path("rules/no-more.md") not in built
    assert {path.relative_to(DOCS) for path in (DOCS / "rules").glob("*.md")} <= set(built), HOW_TO
    stale = [str(name) for name, text in built.items() if not (DOCS / name).is_file() or read(DOCS / name) != text]
    assert not stale, HOW_TO


def test_heads_of_the_rule_files_are_fresh() -> None:
    assert read(build_docs.HEADS_FILE) == build_docs.heads_module(), HOW_TO


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_internal_links_resolve(page: Path) -> None:
    links = [link for link in LINK.findall(FENCE.sub("", read(page))) if not re.match(r"[a-z]+:", link)]
    broken = [link for link in links if not leads_somewhere(page, link)]
    assert not broken


def test_every_rule_has_a_page_that_the_index_names() -> None:
    index = read(DOCS / "rules.md")
    for rule in load_catalogue().values():
        assert read(DOCS / "rules" / f"{rule.name}.md").count(f"# {rule.code} {rule.name}\n") == 1
        assert f"(rules/{rule.name}.md)" in index


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_html_hides_in_the_prose_of_a_page(page: Path) -> None:
    prose = re.sub(r"(`+).+?\1", "", re.sub(r"<!--.*-->", "", FENCE.sub("", read(page))), flags=re.DOTALL)
    assert not re.findall(r"<[a-zA-Z/!][^>\s]*>?|&#?\w+;", prose)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told_of(command: str) -> None:
    assert re.search(rf"corpuslint {command}\b|`{command}[ `]", everything())


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_with_rules_is_told_of(family: str) -> None:
    if any(code.startswith(family) for code in load_catalogue()):
        assert f"## {family}: {FAMILIES[family]}" in read(DOCS / "rules.md")


def test_the_readme_has_the_test_command_of_ci() -> None:
    command = next(
        line
        for line in read(ROOT / ".ci" / "run").splitlines()
        if line.endswith("python -m pytest -n auto --dist loadfile")
    )
    assert command in read(ROOT / "README.md")


def test_every_key_of_the_configuration_is_explained() -> None:
    headings = HEADING.findall(FENCE.sub("", read(DOCS / "configuration.md")))
    explained = {key for heading in headings for key in re.findall(r"`([a-z-]+)`", heading)}
    assert explained == set(KEYS)


def test_every_public_name_is_explained() -> None:
    headings = HEADING.findall(FENCE.sub("", read(DOCS / "python.md")))
    assert {f"`{name}`" for name in corpuslint.__all__} <= set(headings)


def test_every_key_of_a_finding_and_of_the_fix_log_is_explained() -> None:
    page = read(DOCS / "findings.md")
    finding = Finding("SPC001", "fused-words", Severity.ERROR, 1.0, 0, 0, "")
    for key in [*LocatedFinding(finding, Document("")).as_dict(), *(one.name for one in fields(Row))]:
        assert f"`{key}`" in page
    for name in [*REPORTERS, *Applicability, *Severity]:
        assert re.search(rf"`{name}`|--output-format {name}\b", everything())


def test_a_page_shows_what_nobody_would_see(tmp_path: Path) -> None:
    file = tmp_path / "TST001-unseen.toml"
    file.write_text(
        """
code = "TST001"
name = "unseen"
summary = "s"
why = "w"
severity = "error"
patterns = [{ find = "x", message = "m" }]
[options.words]
description = "the words"
default = { fr = "le la", en = "a|b" }
[options.sign]
description = "the sign"
default = "|"
[[examples]]
language = "fr"
encoding = "cp1252"
bad = "é\\n"
good = "é\\n"
[[examples]]
language = "fr"
bad = "e\\u0301 d\\u0435 \\u2126 \\ufe0f"
good = "é"
[[examples]]
language = "fr"
note = "seen"
bad = "one \\nNOTE\\u200b\\n```\\nlast\\u00a0line\\n"
good = "one\\nNOTE\\n```\\nlast\\u00a0line\\n"
[[examples]]
language = "fr"
bad = "x"
[[examples]]
language = "en"
ok = "\\tok"
[[examples]]
language = "en"
known-failure = true
ok = "y"
""",
        encoding="utf-8",
    )
    page = rule_as_markdown(load_rule(file))
    assert "fr · Seen.\n\n````diff\n- one\\x20\n- NOTE\\u200b\n+ one\n+ NOTE\n  ```\n  last\\u00a0line\n````\n" in page
    assert "fr, in cp1252\n\n```diff\n- \\xe9\\n\n+ é\n```" in page
    assert "- e\\u0301 d\\u0435 \\u2126 \\ufe0f\n+ é" in page
    assert "```diff\n! x\n```" in page
    assert "## What it leaves alone\n\nen\n\n```text\n\\tok\n```" in page
    assert "## Known failures\n\nen\n\n```text\ny\n```" in page
    assert '| `words` | below | The words. |\n| `sign` | `"\\|"` | The sign. |' in page
    assert "- `fr`: `le la`\n- `en`: `a|b`" in page
