"""A small package made by hand, for the tests of publishing: real text, edits in two passes, findings left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpuslint.catalogue import load_catalogue
from corpuslint.document import Document, EncodingFacts
from corpuslint.findings import Applicability, Edit, Finding, Fix, Related, Severity
from corpuslint.fixing import FixOutcome
from corpuslint.packaging.build import build_package
from corpuslint.packaging.canonical import sha256_hex
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout
from corpuslint.packaging.lock import build_lock, describe_rules
from corpuslint.packaging.metadata import read_metadata
from corpuslint.packaging.rows import Entry
from corpuslint.patch import Change, compose, replay
from corpuslint.ruleset import build_ruleset

LEAD = (
    "Les armées vietnamienne et russe doivent consacrer leur coopération 🤝 dans les secteurs militaires, ont convenu "
    "mardi à Hanoi les deux ministres."
)
DAMAGED = (
    "Coopération militaire\n\n" + LEAD + "\n" + LEAD.replace("vietnamienne et", "vietnamienneet") + "\n\n"
    "M. Choïgou est arrivé au Vietnammardi , selon leministre.-AVI\n\nVoir plus\n"
)
CLEAN = "Un titre simple\n\nUne phrase qui ne cache rien.\n"
LATIN = "Un été à la préfecture\n\nLa préfète a visité Besançon  mardi.\n"


def finding(rule: str, start: int, end: int, fix: Fix | None = None, confidence: float = 0.9) -> Finding:
    """A finding of an invented message."""
    related = (Related(0, 4, "this stays"),) if rule.startswith("DUP") else ()
    return Finding(rule, f"rule-{rule.lower()}", Severity.WARNING, confidence, start, end, "look here", related, fix)


def outcome(document: Document, passes: Sequence[Sequence[Edit]], remaining: Sequence[Finding] = ()) -> FixOutcome:
    """What fixing gives when each pass applies these edits."""
    text, changes, applied = document.text, list[Change](), list[Finding]()
    for number, edits in enumerate(passes):
        causes = [
            finding(f"SPC00{number + 1}", edit.start, edit.end, Fix(Applicability.SAFE, (edit,))) for edit in edits
        ]
        changes = compose(text, changes, list(zip(edits, causes, strict=True)))
        text = replay(text, edits)
        applied += causes
    clean = Document(text, document.language, document.path, document.record)
    return FixOutcome(clean, tuple(changes), tuple(applied), tuple(remaining), ())


def sample_entries() -> list[Entry]:
    """Three documents: one damaged and fixed in two passes, one clean, one in a legacy encoding."""
    copy = DAMAGED.index(LEAD) + len(LEAD)
    comma, glued = DAMAGED.index(" ,"), DAMAGED.index("leministre") + 2
    damaged = Document(DAMAGED, "fr", "news/000.txt")
    first = [Edit(copy, copy + 1 + len(LEAD) - 1, ""), Edit(comma, comma + 1, ""), Edit(glued, glued, " ")]
    tail = replay(DAMAGED, first).index("Voir plus")
    left = [
        finding(
            "STR001", tail, tail + 9, Fix(Applicability.UNSAFE, (Edit(tail - 2, tail - 1, ""), Edit(tail, tail, "x")))
        ),
        finding("DUP002", 0, 11),
    ]
    left.sort(key=lambda one: one.start)
    latin = Document(LATIN, "fr", "news/latin.txt", None, EncodingFacts("cp1252"))
    gap = LATIN.index("  ")
    return [
        Entry(
            damaged,
            outcome(damaged, [first, [Edit(glued - 140, glued - 139, "É")]], left),
            sha256_hex(DAMAGED.encode()),
        ),
        Entry(Document(CLEAN, "fr", "news/001.txt"), outcome(Document(CLEAN, "fr", "news/001.txt"), [])),
        Entry(latin, outcome(latin, [[Edit(gap, gap + 1, "")]]), sha256_hex(LATIN.encode("cp1252"))),
    ]


# Everything that a person can say about a package.
FULL = {
    "title": 'Nouvelles : "été" #1 [*]',
    "version": "1.2.3",
    "description": "Une ligne.\nUne autre: {x} --- `y`",
    "created": "2026-01-31",
    "homepage": "https://example.org/news",
    "doi": "10.5281/zenodo.1234",
    "citation": "A. Person (2026): Nouvelles.",
    "keywords": ["news", "no", "français"],
    "licenses": ["CC-BY-4.0", {"name": "ODbL-1.0", "path": "https://example.org/odbl", "title": "ODbL"}],
    "sources": [
        {"title": "The | source", "path": "https://example.org/", "licenses": ["CC0-1.0", "MIT"]},
        {"title": "Another", "version": "2", "email": "a@example.org"},
    ],
    "contributors": [
        {"title": "A. Person", "givenName": "A.", "familyName": "Person", "roles": ["author"], "organization": "O"},
        {"title": "B", "givenName": "B", "path": "https://orcid.org/0000-0002-1825-0097", "email": "b@example.org"},
        {"title": "The Office", "path": "https://example.org/office"},
    ],
}


def build_sample(
    directory: Path, name: str = "sample", layout: Layout = DEFAULT_LAYOUT, metadata: Mapping[str, Any] | None = None
) -> Path:
    """The sample as a package in a new directory."""
    directory.mkdir(parents=True, exist_ok=True)
    rules = build_ruleset(load_catalogue())
    lock = build_lock(rules, {Applicability.SAFE}, layout=layout)
    said = read_metadata({"name": name, **(metadata or {})}, default_name="")
    build_package(directory, sample_entries(), said, lock, layout, describe_rules(rules))
    return directory
