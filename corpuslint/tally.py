"""What a run found and fixed, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from corpuslint.findings import Applicability
from corpuslint.worker import Shown


@dataclass
class Tally:
    """Counts of a run: documents seen, findings that are left by rule, findings fixed."""

    documents: int = 0
    documents_with_findings: int = 0
    documents_fixed: int = 0
    fixed: int = 0
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    fixable: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def findings(self) -> int:
        """How many findings are left."""
        return self.rules.total()

    def add(self, one: Shown) -> None:
        """Count a finding that is left."""
        self.rules[one.rule, one.name] += 1
        if one.applicability is not None:
            self.fixable[one.rule, one.applicability] += 1

    def fixable_as(self, applicability: Applicability) -> int:
        """How many of the findings left have a fix of this kind."""
        return sum(count for (_, kind), count in self.fixable.items() if kind == applicability)

    def statistics(self) -> list[dict[str, Any]]:
        """One row for each rule with findings, the most frequent first."""
        return [
            {
                "rule": rule,
                "name": name,
                "count": count,
                "safe": self.fixable[rule, Applicability.SAFE],
                "unsafe": self.fixable[rule, Applicability.UNSAFE],
            }
            for (rule, name), count in sorted(self.rules.items(), key=lambda item: (-item[1], item[0]))
        ]

    def summary(self, *, unsafe: bool, fixing: bool, writing: bool) -> str:
        """The run in one sentence.

        Args:
            unsafe: whether unsafe fixes are allowed.
            fixing: whether fixes were made, at least in memory.
            writing: whether they were written.
        """
        left = self._left(unsafe=unsafe, fixing=fixing)
        if not fixing:
            return left
        done = "Fixed" if writing else "Would fix"
        place = f" in {_count(self.documents_fixed, 'document')}" if self.fixed else ""
        return f"{done} {_count(self.fixed, 'finding')}{place}. {left}"

    def _left(self, *, unsafe: bool, fixing: bool) -> str:
        documents = _count(self.documents, "document")
        if not self.documents:
            return "No document was read."
        if not self.findings:
            return "None left." if fixing else f"No findings in {documents}."
        safe, more = self.fixable_as(Applicability.SAFE), self.fixable_as(Applicability.UNSAFE)
        if unsafe:
            safe, more = safe + more, 0
        hints = []
        if safe and not fixing:
            hints.append(f"{safe} fixable with --fix{' --unsafe-fixes' if unsafe else ''}")
        if more:
            hints.append(f"{more}{' more' if hints else ' fixable'} with --unsafe-fixes")
        found = _count(self.findings, "finding")
        start = f"{found} left" if fixing else f"Found {found}"
        some = "" if self.documents_with_findings == self.documents else f"{self.documents_with_findings} of "
        return f"{start} in {some}{documents}{'; ' if hints else ''}{', '.join(hints)}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
