"""What a check reports: findings, their fixes, and the edits that make a fix."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Applicability(StrEnum):
    """How far a fix may be trusted.

    ``SAFE``: only white space changes, or only a copy of text that stays elsewhere is removed, or damage is
    reversed provably; and the rule's measured precision is 99.5 % or more at that confidence.
    ``UNSAFE``: probably right; somebody should read the difference.
    ``DISPLAY``: a guess that is shown and never applied.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Severity(StrEnum):
    """How much a defect hurts the reader of the text."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``replacement``; offsets are code points of the document text, half-open."""

    start: int
    end: int
    replacement: str


class Fix(NamedTuple):
    """Edits that belong together. ``encoding`` is set only where the fix also rewrites the file in that encoding."""

    applicability: Applicability
    edits: tuple[Edit, ...]
    encoding: str | None = None


class Related(NamedTuple):
    """Another span of the same document that explains a finding, such as the copy that stays."""

    start: int
    end: int
    message: str


class Finding(NamedTuple):
    """One defect: ``rule`` is the code and ``name`` the name of its rule; ``confidence`` lies in 0..1."""

    rule: str
    name: str
    severity: Severity
    confidence: float
    start: int
    end: int
    message: str
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    def with_applicability(self, applicability: Applicability) -> Finding:
        """The same finding with its fix trusted more or less; display-only fixes stay what they are."""
        if self.fix is None or self.fix.applicability in (applicability, Applicability.DISPLAY):
            return self
        return self._replace(fix=self.fix._replace(applicability=applicability))
