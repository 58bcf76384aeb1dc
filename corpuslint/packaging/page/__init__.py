"""index.html: a page for people in one file that loads nothing, and is complete without its script.

Its size has a bound, whatever the corpus: samples have a budget, and lists are cut with a word on where the rest is.
The same package gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Template

from corpuslint import __version__
from corpuslint.language.names import language_name
from corpuslint.packaging.card import loading_code
from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.page import about, figures
from corpuslint.packaging.page.excerpts import FINDINGS, FIXES, Group, groups_of
from corpuslint.packaging.page.listing import Pages, show_files
from corpuslint.packaging.page.markup import NEWLINE, Markup, element, join, lines
from corpuslint.packaging.rows import Row
from corpuslint.packaging.summary import Summary


def build_page(
    metadata: Metadata, summary: Summary, tables: Written, rules: Sequence[Row] = (), pages: Pages | None = None
) -> str:
    """The page of a package.

    Args:
        metadata: what a person says about the package.
        summary: what it holds.
        tables: its tables.
        rules: the rules that looked, from :func:`corpuslint.packaging.lock.describe_rules`.
        pages: its other files by name, and what they hold.
    """
    summaries = {rule["rule"]: rule["summary"] for rule in rules}
    known = {code: (name, summaries.get(code, "")) for code, name, _, _ in summary.rules()}
    fixes = groups_of(FIXES, summary.sampled_fixes, {code: fixed for code, _, fixed, _ in summary.rules()}, known)
    findings = groups_of(
        FINDINGS, summary.sampled_findings, {code: left for code, _, _, left in summary.rules()}, known
    )
    style, script = _asset("style.css"), _asset("script.js")
    return Template(_asset("template.html")).substitute(
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        title=about.show_title(metadata),
        description=about.show_description(metadata.description),
        label=about.show_label(metadata),
        numbers=figures.show_numbers(summary),
        rules=figures.show_rules(summary, known, {FIXES.name: fixes, FINDINGS.name: findings}),
        languages=figures.show_languages(summary),
        lengths=figures.show_lengths(summary),
        roles=figures.show_roles(summary),
        splits=figures.show_splits(summary),
        search_rules=_rule_choices({**fixes, **findings}, known),
        search_languages=_language_choices([*fixes.values(), *findings.values()]),
        fixes=_groups(fixes, "No text was changed."),
        findings=_groups(findings, "No finding is left."),
        files=show_files(tables, pages or {}),
        load=lines(loading_code(tables)),
        sample_rule=next((known[code][0] for code in fixes), "stray-space"),
        sample_fix=next((group.samples[0].id for group in fixes.values()), "d0123456789abcdef-f1"),
        tool=__version__,
    )


def _asset(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """What the content security policy calls an inline style or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _rule_choices(groups: Mapping[str, Group], known: Mapping[str, tuple[str, str]]) -> Markup:
    return join((element("option", f"{code} {known[code][0]}", value=code) for code in sorted(groups)), NEWLINE)


def _language_choices(groups: Sequence[Group]) -> Markup:
    found = {one.language for group in groups for one in group.samples if one.language}
    return join((element("option", language_name(code), value=code) for code in sorted(found)), NEWLINE)


def _groups(groups: Mapping[str, Group], none: str) -> Markup:
    return join((group.shown for group in groups.values()), NEWLINE) if groups else element("p", none)
