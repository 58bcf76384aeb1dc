"""What a corpus holds, in numbers: the counts of documents add up to those of the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from corpuslint.document import Document
from corpuslint.findings import Finding
from corpuslint.language.codes import UNDETERMINED


@dataclass(slots=True)
class Counts:
    """Numbers of one document, or of many.

    documents, malformed: documents, and what stands for one that cannot be read.
    words: runs of characters without white space.
    code_points, size: of the texts; ``size`` in bytes as UTF-8.
    languages, language_words: documents and words by the language of the document; "und" where it is not known.
    findings, found_in: findings, and documents or malformed ones with findings, by code and name of the rule.
    with_findings: documents with any finding, without malformed ones.
    """

    documents: int = 0
    words: int = 0
    code_points: int = 0
    size: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    language_words: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    found_in: Counter[tuple[str, str]] = field(default_factory=Counter)
    with_findings: int = 0
    malformed: int = 0

    def __iadd__(self, other: Counts) -> Counts:
        self.documents += other.documents
        self.words += other.words
        self.code_points += other.code_points
        self.size += other.size
        self.with_findings += other.with_findings
        self.malformed += other.malformed
        self.languages.update(other.languages)
        self.language_words.update(other.language_words)
        self.findings.update(other.findings)
        self.found_in.update(other.found_in)
        return self

    def __add__(self, other: Counts) -> Counts:
        total = Counts()
        total += self
        total += other
        return total

    def add_finding(self, finding: Finding, is_first: bool) -> None:
        """Count a finding that only the whole corpus shows, the first of its document or not.

        No document has two of one such rule.
        """
        self.findings[finding.rule, finding.name] += 1
        self.found_in[finding.rule, finding.name] += 1
        self.with_findings += is_first

    def as_dict(self) -> dict[str, Any]:
        """The counts as machines read them: languages by words, rules by findings, the most frequent first."""
        languages = sorted(self.languages, key=lambda one: (-self.language_words[one], one))
        rules = sorted(self.findings, key=lambda one: (-self.findings[one], one))
        return {
            "documents": self.documents,
            "malformed": self.malformed,
            "words": self.words,
            "code_points": self.code_points,
            "bytes": self.size,
            "languages": [
                {"language": one, "documents": self.languages[one], "words": self.language_words[one]}
                for one in languages
            ],
            "findings": {
                **self._rate(self.findings.total(), self.with_findings),
                "rules": [
                    {"rule": one[0], "name": one[1], **self._rate(self.findings[one], self.found_in[one])}
                    for one in rules
                ],
            },
        }

    def _rate(self, count: int, documents: int) -> dict[str, Any]:
        rate = round(10_000 * count / self.words, 2) if self.words else None
        return {"count": count, "per_10000_words": rate, "documents": documents}


def count(document: Document, findings: Iterable[Finding]) -> Counts:
    """The numbers of one document with its findings."""
    counts = Counts(findings=Counter((finding.rule, finding.name) for finding in findings))
    counts.found_in = Counter(dict.fromkeys(counts.findings, 1))
    if document.problem is None:
        counts.with_findings = int(bool(counts.findings))
        language = document.language or UNDETERMINED
        counts.documents, counts.words = 1, len(document.tokens)
        counts.code_points, counts.size = len(document.text), len(document.text.encode("utf-8", "surrogatepass"))
        counts.languages[language], counts.language_words[language] = 1, counts.words
    else:
        counts.malformed = 1
    return counts
