"""Captions in two languages: the label that a site puts, with a number, between the title of the page and a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpuslint.blocks import Role
from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix, Related
from corpuslint.lazy import regex
from corpuslint.repetition.likeness import compare, tight
from corpuslint.repetition.passages import removal

# The language of the labels; in a text of that language they are no foreign words.
_LABEL_LANGUAGE = "vi"
# Letters that only this language has, and their share of a text in it.
_LABEL_LETTERS = regex("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)
_LABEL_LETTERS_SHARE = 0.04
# A title that was edited after its captions were made is still the title.
_TITLE_SHARED = 0.85
_ROLES = (Role.TITLE, Role.LEAD, Role.PARAGRAPH, Role.CAPTION, Role.RELATED)
_AFTER_LABEL = regex(r"[ \u00a0]*[:.–-]?[ \u00a0]*")


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each foreign label; the fix removes it and the title before it, and keeps the caption."""
    active = rules["mixed-language-caption"]
    text, label = document.text, document.profile.image_label
    if not document.has_image_labels or _is_label_language(document):
        return
    first = document.blocks[0]
    for block in document.blocks:
        if block.role in _ROLES:
            title = text[first.start : first.end] if block is not first else ""
            start = block.start
            for match in label.finditer(text, block.start, block.end):
                finding = _finding(active, text, (start, block.end), match, title)
                start = match.end()
                if finding:
                    yield finding


def _is_label_language(document: Document) -> bool:
    if document.language is not None:
        return document.language == _LABEL_LANGUAGE
    sample = document.text[:4000]
    return len(_LABEL_LETTERS.findall(sample)) > _LABEL_LETTERS_SHARE * len(sample)


def _finding(active: ActiveRule, text: str, span: tuple[int, int], match: re.Match[str], title: str) -> Finding | None:
    """``span`` reaches from the label before, or from the start of the block, to its end."""
    start, end = span
    before = text[start : match.start()].strip()
    start += len(text[start : match.start()]) - len(text[start : match.start()].lstrip())
    after = _AFTER_LABEL.match(text, match.end(), end)
    caption = after.end() if after else match.end()
    glued = caption == match.end() and text[caption : caption + 1].isalpha()
    title_start = _title_start(before, title)
    if title_start is not None:
        confidence, edit = 0.99, Edit(start + title_start, caption, "")
    elif not before and (glued or not text[caption : caption + 1].islower()):
        confidence, edit = 0.95, Edit(start, caption, "")
    elif before and text[caption : caption + 1].isupper():
        confidence, edit = 0.8, Edit(start + len(before), caption, "\n")
    else:
        return None
    if caption == end and not edit.replacement:
        edit = removal(text, edit.start, end, copy_follows=False)
    related = [] if title_start is None else [Related(start + title_start, start + len(before), "the title, repeated")]
    message = f'the label "{match.group()}" stands in a caption of another language'
    return active.finding(
        *match.span(), message, confidence=confidence, related=related, fix=Fix(active.rule.applicability, (edit,))
    )


def _title_start(before: str, title: str) -> int | None:
    """Where in the text before a label the title of the document stands, up to its end; None if it does not."""
    if not title or not before:
        return None
    if before.endswith(title):
        return len(before) - len(title)
    if tight(before) == tight(title):
        return 0
    like = compare(title, before, 0)
    return 0 if like.longer >= _TITLE_SHARED and not like.other_facts else None
