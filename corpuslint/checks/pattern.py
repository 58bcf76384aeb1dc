"""The check behind every rule that is only a list of regular expressions in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each match of each pattern; ``{0}`` in a message stands for the matched text."""
    for active in rules.values():
        for pattern in active.rule.patterns:
            for match in pattern.find.finditer(document.text):
                if match.start() == match.end():
                    continue
                fix = None
                if pattern.replace is not None:
                    edit = Edit(match.start(), match.end(), match.expand(pattern.replace))
                    fix = Fix(active.rule.applicability, (edit,))
                yield active.finding(
                    match.start(),
                    match.end(),
                    pattern.message.replace("{0}", match.group()),
                    confidence=pattern.confidence,
                    fix=fix,
                )
