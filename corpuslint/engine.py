"""The engine: a document and a rule set in, findings out."""

from __future__ import annotations

from corpuslint.checks import load_check
from corpuslint.document import Document
from corpuslint.findings import Applicability, Finding
from corpuslint.ruleset import RuleSet

# The check that looks at records which cannot be read, and at nothing else.
BROKEN_RECORDS = "malformed_record"


def check_document(document: Document, rules: RuleSet) -> list[Finding]:
    """Every finding of the active rules, in order of place, then of code."""
    findings: list[Finding] = []
    is_broken = document.problem is not None
    for name, active in rules.checks_for(document.language):
        # A record that cannot be read has no text, which is all that the other checks look at.
        if (name == BROKEN_RECORDS) is is_broken:
            findings.extend(load_check(name)(document, active))
    if rules.safe or rules.unsafe or rules.min_confidence:
        findings = [finding for finding in map(rules.settle, findings) if finding.confidence >= rules.min_confidence]
    if not document.encoding.certain:
        # The text is itself a guess: what is safe in it may still be the wrong byte.
        findings = [finding.with_applicability(Applicability.UNSAFE) for finding in findings]
    findings = [finding for finding in findings if not _is_about_code(document, finding)]
    findings.sort(key=lambda finding: (finding.start, finding.end, finding.rule, finding.message))
    return findings


def _is_about_code(document: Document, finding: Finding) -> bool:
    """Whether a finding lies in code, or its fix would change code. Encoding is wrong in code as anywhere else."""
    if finding.rule.startswith("ENC"):
        return False
    edits = finding.fix.edits if finding.fix else ()
    long = finding.end - finding.start > 200  # a block or more: code inside it does not speak for it
    spans = [(edit.start, edit.end) for edit in edits] if long else [(finding.start, finding.end)]
    return any(document.touches_code(start, end) for start, end in spans)
