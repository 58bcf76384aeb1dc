"""Blocks that lost their first letters: proved by a twin that still has them, or guessed from a word that is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpuslint.blocks import Block, Role
from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix, Related
from corpuslint.language.lexicon import VALID_LOWER, load_lexicon
from corpuslint.lazy import regex

_ROLES = (Role.TITLE, Role.LEAD, Role.PARAGRAPH, Role.CAPTION, Role.RELATED)
# A whole word in lower case, or what follows an apostrophe whose letter is gone.
_LOST_START = regex(r"['’]?[^\W\d_A-ZÀ-ÖØ-Þ]+(?![\w@/])")
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÇÉÊÎÔ"
# At most so many letters are lost, and so many characters behind them must be equal in the twin.
_MOST_LOST, _TWIN_LENGTH = 3, 20
# Shorter blocks are labels, not sentences.
_SENTENCE_LENGTH = 40
# Zipf frequency from which a string is a word, whatever dictionaries say.
_COMMON = 4.0
_SENTENCE_END = regex(r"[.!?…][»”\"')\]]*$")
_NEXT_WORD = regex(r" ['’]?\w")


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each block that starts in the middle of a word."""
    active = rules["truncated-start"]
    text = document.text
    if all(text[start] in _CAPITALS for start, _, _ in document.blocks):
        return
    blocks = [block for block in document.blocks if block.role in _ROLES]
    suspects = [
        (number, match)
        for number, block in enumerate(blocks)
        if block.end - block.start >= _SENTENCE_LENGTH and (match := _LOST_START.match(text, block.start, block.end))
    ]
    if not suspects:
        return
    twins = _twins(text, blocks)
    for number, match in suspects:
        start = match.start()
        twin, lost = twins.get(text[start : start + _TWIN_LENGTH], (None, 0))
        if twin is not None and twin is not blocks[number]:
            letters, confidence = text[twin.start : twin.start + lost], 0.97
            related = [Related(twin.start, twin.start + lost + len(match.group()), "the same text with its start")]
        else:
            letters, confidence, related = _completion(document, active, blocks, number, match.group()), 0.6, []
        if letters:
            yield active.finding(
                start,
                match.end(),
                f'the block starts with "{match.group()}": "{letters}" is lost',
                confidence=confidence,
                related=related,
                fix=Fix(active.rule.applicability, (Edit(start, start, letters),)),
            )


def _twins(text: str, blocks: Sequence[Block]) -> dict[str, tuple[Block | None, int]]:
    """For each block, what stands behind its first one, two and three letters: the block, and how many letters."""
    twins: dict[str, tuple[Block | None, int]] = {}
    for block in blocks:
        for lost in range(1, _MOST_LOST + 1):
            if not text[block.start : block.start + lost].isalpha():
                break
            key = text[block.start + lost : block.start + lost + _TWIN_LENGTH]
            twins.setdefault(key, (block, lost))
    return twins


def _completion(document: Document, active: ActiveRule, blocks: Sequence[Block], number: int, word: str) -> str:
    """The lost letters of a first word that is no word, if only one opening word of the language ends in it."""
    text, block = document.text, blocks[number]
    openings = active.options["openings"].get(document.language, "").split()
    found = {opening[: -len(word)] for opening in openings if opening.endswith(word) and opening != word}
    found = {letters for letters in found if len(letters) <= 2}
    if len(found) != 1 or not _NEXT_WORD.match(text, block.start + len(word)):
        return ""
    before = text[blocks[number - 1].start : blocks[number - 1].end] if number else "."
    if not _SENTENCE_END.search(before[-4:]) or not _SENTENCE_END.search(text[block.end - 4 : block.end]):
        return ""
    return "" if _is_word(document.language, word) else found.pop().capitalize()


def _is_word(language: str | None, word: str) -> bool:
    lexicon = load_lexicon(language)
    if lexicon is None:
        return True
    known = lexicon.lookup(word)
    return known is not None and (bool(known[1] & VALID_LOWER) or lexicon.zipf(word) >= _COMMON)
