"""Fixing: passes of non-overlapping edits until nothing changes, and never a worse text than before."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from corpuslint.document import Document
from corpuslint.engine import check_document
from corpuslint.findings import Applicability, Edit, Finding
from corpuslint.patch import Change, compose, replay
from corpuslint.ruleset import RuleSet

MAX_PASSES = 10
# A deletion at least this long (code points) removes a block: it wins over the edits inside it.
_BLOCK_LENGTH = 40
# A rule, and where what it found starts and ends.
Place: TypeAlias = tuple[str, int, int]


class FixOutcome(NamedTuple):
    """What fixing did to one document.

    document: the document with its new text and encoding.
    changes: the patch from the old text to the new one, in code points of the old text.
    applied: findings whose fixes were applied, in order of application, each in coordinates of the text of its pass.
    remaining: findings of the new text.
    first: findings of the old text.
    spared: the accepted findings that are left: rule, start and end in the new text -> the finding in the old text.
    converged: False if passes contradicted each other; the document is then the old one and nothing is applied.
    """

    document: Document
    changes: tuple[Change, ...]
    applied: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    first: tuple[Finding, ...]
    converged: bool = True
    spared: Mapping[Place, Finding] = MappingProxyType({})


def choose_fixes(findings: Iterable[Finding], allowed: Collection[Applicability]) -> list[Finding]:
    """The findings whose fixes go into one pass: no two of their edits overlap or meet at a point.

    A fix that removes a block comes first and swallows the edits inside it, then one of the encoding, without which no
    other rule reads the right letters, then the more certain finding wins, then the earlier one. A fix is applied whole
    or not at all.
    """
    candidates = [finding for finding in findings if finding.fix and finding.fix.applicability in allowed]
    candidates.sort(key=_precedence)
    taken: list[tuple[int, int]] = []
    chosen = []
    for finding in candidates:
        assert finding.fix is not None
        edits = sorted(finding.fix.edits)
        if all(_is_free(taken, edit.start, edit.end) for edit in edits):
            for edit in edits:
                insort(taken, (edit.start, edit.end))
            chosen.append(finding)
    return chosen


def _precedence(finding: Finding) -> tuple[bool, bool, float, int, str]:
    is_encoding = finding.rule.startswith("ENC")
    return not _removes_block(finding), not is_encoding, -finding.confidence, finding.start, finding.rule


def _removes_block(finding: Finding) -> bool:
    assert finding.fix is not None
    return any(not edit.replacement and edit.end - edit.start >= _BLOCK_LENGTH for edit in finding.fix.edits)


def _is_free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span neither overlaps a taken one nor shares a point with it where one of the two is empty."""
    index = bisect_left(taken, (start, end))
    for other_start, other_end in taken[max(0, index - 1) : index + 2]:
        low, high = max(start, other_start), min(end, other_end)
        if low < high or (low == high and (start == end or other_start == other_end)):
            return False
    return True


def fix_document(
    document: Document,
    rules: RuleSet,
    allowed: Collection[Applicability],
    detect: Callable[[str], str] | None = None,
    spare: Callable[[Document, Sequence[Finding]], Iterable[Finding]] | None = None,
) -> FixOutcome:
    """Apply the allowed fixes, pass after pass, until none is left.

    At most :data:`MAX_PASSES` passes run. A text that comes back, or passes that never end, restore the original.

    Args:
        document: the document.
        rules: what looks at it.
        allowed: which fixes are applied.
        detect: tells the language of a text, for a document whose language was not declared: damage may hide it.
        spare: tells which findings of the document are accepted: no fix is applied for them.
    """
    first = tuple(check_document(document, rules))
    accepted = {_place(one): one for one in spare(document, first)} if spare else {}
    spared = accepted
    findings, current = first, document
    changes: list[Change] = []
    applied: list[Finding] = []
    seen = {(document.text, document.encoding.encoding)}
    for _ in range(MAX_PASSES):
        chosen = choose_fixes((one for one in findings if _place(one) not in spared), allowed)
        if not chosen:
            language = detect(current.text) if detect is not None and applied else current.language
            if language == current.language:
                return FixOutcome(current, tuple(changes), tuple(applied), findings, first, spared=spared)
            current = replace(current, language=language)
            findings = tuple(check_document(current, rules))
            continue
        edits: list[tuple[Edit, Finding]] = []
        encoding = current.encoding
        for finding in chosen:
            assert finding.fix is not None
            edits += [(edit, finding) for edit in finding.fix.edits]
            if finding.fix.encoding:
                encoding = encoding._replace(encoding=finding.fix.encoding, certain=True)
        edits.sort(key=lambda pair: pair[0])
        spared = _moved(spared, [edit for edit, _ in edits])
        text = replay(current.text, [edit for edit, _ in edits])
        if (text, encoding.encoding) in seen:
            break
        seen.add((text, encoding.encoding))
        changes = compose(current.text, changes, edits)
        applied += chosen
        current = replace(current, text=text, encoding=encoding)
        findings = tuple(check_document(current, rules))
    return FixOutcome(document, (), (), first, first, converged=False, spared=accepted)


def _place(finding: Finding) -> Place:
    return finding.rule, finding.start, finding.end


def _moved(spared: Mapping[Place, Finding], edits: Sequence[Edit]) -> dict[Place, Finding]:
    """Where accepted findings stand after edits, which are sorted; those that an edit reaches into are gone."""
    moved = {}
    for (rule, start, end), finding in spared.items():
        before = [edit for edit in edits if edit.end <= start]
        if all(edit.start >= end for edit in edits[len(before) :]):
            shift = sum(len(edit.replacement) - (edit.end - edit.start) for edit in before)
            moved[rule, start + shift, end + shift] = finding
    return moved
