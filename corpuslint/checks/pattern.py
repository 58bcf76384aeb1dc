"""The check behind every rule that is only a list of regular expressions in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from corpuslint.catalogue import ActiveRule, Pattern
from corpuslint.document import Document, unusual
from corpuslint.findings import Edit, Finding, Fix


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each match of each pattern; ``{0}`` in a message stands for the matched text."""
    for active in rules.values():
        for pattern in active.rule.patterns:
            if not may_match(document, pattern):
                continue
            for match in pattern.find.finditer(document.text):
                if match.start() == match.end() or (pattern.prose and document.is_layout(*match.span())):
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


def may_match(document: Document, pattern: Pattern) -> bool:
    """Whether a text has one of the strings without which the pattern matches nothing."""
    if not pattern.requires:
        return True
    literals = _possible(pattern.requires, document.residue & _needed(pattern.requires))
    return any(map(document.holds, literals)) or document.text.endswith(_endings(literals))


@cache
def _needed(literals: tuple[str, ...]) -> frozenset[str]:
    """The characters of some strings that a residue would show."""
    return frozenset().union(*map(unusual, literals))


@lru_cache(maxsize=1024)
def _possible(literals: tuple[str, ...], present: frozenset[str]) -> tuple[str, ...]:
    """Those of some strings whose unusual characters are present."""
    return tuple(literal for literal in literals if unusual(literal) <= present)


@lru_cache(maxsize=1024)
def _endings(literals: tuple[str, ...]) -> tuple[str, ...]:
    """What stands before a line end in some strings, and so may end the text."""
    return tuple(literal[:-1] for literal in literals if literal[-1] == "\n" and literal[:-1])
