"""LNG003 wrong-language: a document that is not in the language its corpus declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Finding
from corpuslint.language.foreign import find_foreign_document, identified_as
from corpuslint.language.names import language_name


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report the first block of a document that is all in another language than declared."""
    active = rules["wrong-language"]
    language = identified_as(document.language)
    if language is None:
        return
    options = active.options
    words, identifier = options["min-words"], options["identifier"]
    found = find_foreign_document(document.text, language, words, identifier, document.residue)
    if found:
        first = document.blocks[0]
        message = f"the document is in {language_name(found.language)}, declared is {language_name(language)}"
        yield active.finding(first.start, first.end, message, confidence=found.confidence)
