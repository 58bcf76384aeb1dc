"""STR004 malformed-record: a record of a JSON lines or CSV file that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Finding


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report the one problem of a document that stands for such a record."""
    if document.problem is not None:
        yield rules["malformed-record"].finding(0, 0, f"This record {document.problem}")
