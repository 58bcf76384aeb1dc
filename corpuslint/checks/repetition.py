"""Repeated leads and repeated blocks: the same text twice in one document.

Copies are found by comparing blocks without their white space, so that a copy that lost spaces is still a copy. Only
the lead is also looked for in another wording, and only in the few blocks after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpuslint.blocks import Role
from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Finding, Fix, Related
from corpuslint.repetition.copies import Copy, equal_copies, find_leads, inline_copy, lead_copies
from corpuslint.repetition.likeness import tight
from corpuslint.repetition.passages import Passage, find_passages, lay_out, removal
from corpuslint.repetition.screen import may_repeat


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Yield a finding for every copy but the one that should stay."""
    lead_rule, block_rule = rules.get("repeated-lead"), rules.get("repeated-block")
    reach = lead_rule.options["reach"] if lead_rule else 0
    seen: set[int] = set()
    for copy in _copies(document, reach):
        active = lead_rule if copy.is_lead else block_rule
        if active is not None and copy.gone[0] not in seen:
            yield _finding(document.text, active, copy)
        seen.add(copy.gone[0])


def _copies(document: Document, reach: int) -> Iterator[Copy]:
    """Every copy, the more certain kinds first."""
    layout = lay_out(document)
    if not may_repeat(layout, reach):
        return
    passages = find_passages(layout)
    leads = find_leads(passages)
    for passage in passages:
        copy = inline_copy(passage, any(passage is lead for lead in leads))
        if copy:
            yield copy
    yield from equal_copies(passages, leads)
    yield from lead_copies(passages, leads, reach)
    yield from _captioned_titles(document, passages)


def _captioned_titles(document: Document, passages: Sequence[Passage]) -> Iterator[Copy]:
    """The title again at the start of a caption, before the label of the image."""
    for passage in passages:
        label = document.profile.image_label.search(passage.text) if passage.role is Role.CAPTION else None
        if label and passage.number and tight(passage.text[: label.start()]) == passages[0].key:
            end = passage.body + len(passage.text[: label.start()].rstrip())
            how = "here at the start of a caption"
            yield Copy((passage.body, end), passages[0].span, False, how, 0.98, Applicability.UNSAFE)


def _finding(text: str, active: ActiveRule, copy: Copy) -> Finding:
    what = "lead" if copy.is_lead else "text"
    fix = None
    if copy.applicability is not None:
        edit = removal(text, *copy.gone, copy_follows=copy.gone[0] < copy.kept[0])
        fix = Fix(copy.applicability, (edit,))
    return active.finding(
        *copy.gone,
        f"the {what} stands twice, {copy.how}",
        confidence=copy.confidence,
        related=[Related(*copy.kept, "the copy that stays" if fix else "the other copy")],
        fix=fix,
    )
