"""LNG002 foreign-block: a paragraph in another language than its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpuslint.blocks import Role
from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Finding
from corpuslint.language.foreign import (
    find_foreign_block,
    find_foreign_document,
    foreign_words,
    identified_as,
    names_language,
)
from corpuslint.language.names import language_name

_PROSE = frozenset((Role.LEAD, Role.PARAGRAPH, Role.CAPTION, Role.RELATED))


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each block of prose that is clearly in another language; none where the whole document is."""
    active = rules["foreign-block"]
    language = identified_as(document.language)
    if language is None:
        return
    text, residue = document.text, document.residue
    telling, any_block = foreign_words(document.chunks, language), names_language(residue)
    if not telling and not any_block:
        return
    words, identifier = active.options["min-words"], active.options["identifier"]
    findings = []
    for block in document.blocks:
        if block.role in _PROSE:
            content = text[block.start : block.end]
            if not any_block and not any(word in content for word in telling):
                continue
            found = find_foreign_block(content, language, words, identifier)
            if found:
                message = (
                    f"{block.role} in {language_name(found.language)}; the document is in {language_name(language)}"
                )
                findings.append(active.finding(block.start, block.end, message, confidence=found.confidence))
    if findings and not find_foreign_document(text, language, words, identifier, residue):
        yield from findings
