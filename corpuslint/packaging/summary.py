"""Counts of a package, gathered row by row while it is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from corpuslint.packaging.rows import Entry, Row, Rows

# Samples that are kept of each rule, and how much of a text is in one.
_SAMPLES = 3
_CONTEXT = 40
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Sample:
    """A fix with the text around it: ``head``, then ``after`` where ``before`` stood, then ``tail``."""

    rules: str
    path: str
    head: str
    before: str
    after: str
    tail: str


@dataclass(slots=True)
class Summary:
    """What a package holds. Rules are counted by (code, name); a fix counts once for each rule that took part."""

    documents: int = 0
    blocks: int = 0
    findings: int = 0
    fixes: int = 0
    characters: int = 0
    words: int = 0
    changed: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    fixed_by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def add(self, entry: Entry, rows: Rows) -> None:
        """Count one document."""
        self.documents += 1
        self.blocks += len(rows.blocks)
        self.findings += len(rows.findings)
        self.fixes += len(rows.fixes)
        self.characters += rows.document["characters"]
        self.words += rows.document["words"]
        self.changed += entry.outcome.document.text != entry.document.text
        if rows.document["language"]:
            self.languages[rows.document["language"]] += 1
        if rows.document["split"]:
            self.splits[rows.document["split"]] += 1
        for fix in rows.fixes:
            kept = self.samples.setdefault(fix["rules"], [])
            if len(kept) < _SAMPLES:
                kept.append(_sample(fix, rows.document))
        for change in entry.outcome.changes:
            self.fixed_by_rule.update({(cause.rule, cause.name) for cause in change.causes})
        self.left_by_rule.update((finding.rule, finding.name) for finding in entry.outcome.remaining)

    def rules(self) -> list[tuple[str, str, int, int]]:
        """Code, name, fixes and findings of each rule that did or saw something, in order of code."""
        seen = sorted({*self.fixed_by_rule, *self.left_by_rule})
        return [(code, name, self.fixed_by_rule[code, name], self.left_by_rule[code, name]) for code, name in seen]

    def samples_by_rule(self) -> list[Sample]:
        """The first fixes of each rule, in order of code."""
        return [sample for rules in sorted(self.samples) for sample in self.samples[rules]]

    def of_rule(self, code: str) -> tuple[int, int]:
        """Fixes and findings of one rule."""
        return _of_code(self.fixed_by_rule, code), _of_code(self.left_by_rule, code)


def _sample(fix: Row, document: Row) -> Sample:
    text, start, end = document["text"], fix["start_clean"], fix["end_clean"]
    head, tail = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return Sample(fix["rules"], document["path"], head, _cut(fix["before"]), _cut(fix["after"]), tail)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _of_code(counts: Counter[tuple[str, str]], code: str) -> int:
    return sum(count for (other, _), count in counts.items() if other == code)
