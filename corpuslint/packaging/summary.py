"""Counts of a package, gathered row by row while it is written."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from corpuslint.packaging.rows import Entry, Rows
from corpuslint.packaging.samples import Sample, Spread, sample_finding, sample_fix

# Samples that are kept of each rule, at least, if it has as many.
SAMPLES = 8
# Lengths of documents are counted between these numbers of words; the last count has no end.
LENGTHS = (0, *(step * 10**power for power in range(6) for step in (1, 2, 5)), 10**6)

Samples = dict[str, Spread[Sample]]


@dataclass(slots=True)
class Summary:
    """What a package holds.

    Rules are counted by (code, name); a fix counts once for each rule that took part. ``size`` is of the clean texts,
    in bytes of UTF-8. ``lengths`` counts documents by the largest of :data:`LENGTHS` that their words reach. Samples
    are kept by the code of the rule, of a fix by that of its first.
    """

    documents: int = 0
    blocks: int = 0
    findings: int = 0
    fixes: int = 0
    characters: int = 0
    size: int = 0
    words: int = 0
    changed: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    fixed_by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)
    sampled_fixes: Samples = field(default_factory=dict)
    sampled_findings: Samples = field(default_factory=dict)

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
        self.size += len(entry.outcome.document.text.encode())
        self.roles.update(block["role"] for block in rows.blocks)
        self.lengths[LENGTHS[bisect_right(LENGTHS, rows.document["words"]) - 1]] += 1
        for fix in rows.fixes:
            _spread(self.sampled_fixes, fix["rules"].split(" ", 1)[0]).offer(partial(sample_fix, fix, rows.document))
        for finding in rows.findings:
            _spread(self.sampled_findings, finding["rule"]).offer(partial(sample_finding, finding, rows.document))
        for change in entry.outcome.changes:
            self.fixed_by_rule.update({(cause.rule, cause.name) for cause in change.causes})
        self.left_by_rule.update((finding.rule, finding.name) for finding in entry.outcome.remaining)

    def rules(self) -> list[tuple[str, str, int, int]]:
        """Code, name, fixes and findings of each rule that did or saw something, in order of code."""
        seen = sorted({*self.fixed_by_rule, *self.left_by_rule})
        return [(code, name, self.fixed_by_rule[code, name], self.left_by_rule[code, name]) for code, name in seen]

    def of_rule(self, code: str) -> tuple[int, int]:
        """Fixes and findings of one rule."""
        return _of_code(self.fixed_by_rule, code), _of_code(self.left_by_rule, code)


def _spread(samples: Samples, code: str) -> Spread[Sample]:
    return samples.setdefault(code, Spread(SAMPLES))


def _of_code(counts: Counter[tuple[str, str]], code: str) -> int:
    return sum(count for (other, _), count in counts.items() if other == code)
