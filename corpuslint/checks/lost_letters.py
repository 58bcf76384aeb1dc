"""Letters that a conversion could not write: U+FFFD, and question marks inside words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from operator import add

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix
from corpuslint.language.letters import alphabet
from corpuslint.language.lexicon import SPELLED, load_lexicon
from corpuslint.language.profiles import DEFAULT, PROFILES
from corpuslint.lazy import regex

_MARK = "\ufffd"
# A run of marks with the letters around it; other marks of the same word come along.
_WORD_WITH_MARK = regex(f"[^\\W\\d_]*{_MARK}+(?:[^\\W\\d_]|['’{_MARK}])*")
_QUESTION = regex(r"\?(?=[^\W\d_])(?<=[^\W\d_]\?)")
# Longer tokens are no words.
_REACH = 40
_LETTERS_WITH_QUESTIONS = regex(r"(?:[^\W\d_]+['’])?[^\W\d_]+(?:\?[^\W\d_]+)+")
# Marks in one word beyond which nothing is proposed.
_MOST_MARKS = 2
# Damaged words of one document that are looked up; a text that has more is beyond repair by words.
_MOST_WORDS = 2000
# Letters of a word below which too many words fit.
_SHORTEST = 3
# log10 probability of a syllable that is a word.
_COMMON = -6.0
_CONFIDENCE_OF_WORD, _CONFIDENCE_OF_MARK = 0.9, 0.99


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report every U+FFFD, and question marks that a lexicon proves to be letters."""
    text = document.text
    has_marks, has_questions = _MARK in document.residue, "?" in text and _QUESTION.search(text)
    if not has_marks and not has_questions:
        return
    active = rules["replacement-character"]
    proof = _Words(document.language)
    if has_marks:
        for match in _WORD_WITH_MARK.finditer(text):
            yield _marked(active, match, proof.restore(match.group(), _MARK))
    if has_questions and proof.lexicon:
        for start, word in _words_with_questions(text):
            restored = proof.restore(word, "?")
            if restored:
                yield _restored(active, start, word, restored)


def _words_with_questions(text: str) -> Iterator[tuple[int, str]]:
    """Words with question marks between letters, in tokens that look like prose."""
    last = 0
    for mark in _QUESTION.finditer(text):
        if mark.start() < last:
            continue
        head = text[max(0, mark.start() - _REACH) : mark.start()].rsplit(maxsplit=1)[-1]
        tail = text[mark.start() : mark.start() + _REACH].split(maxsplit=1)[0]
        start, begins_in_last = mark.start() - len(head), mark.start() - len(head) < last
        last = mark.start() + len(tail)
        if not begins_in_last and last - start < _REACH and _is_prose(text[start:last]):
            yield from (
                (start + word.start(), word.group()) for word in _LETTERS_WITH_QUESTIONS.finditer(text[start:last])
            )


def _is_prose(token: str) -> bool:
    """Whether a token may be words rather than an address, code or a formula."""
    return not any(sign in token for sign in "/=&@#%+_\\<>{}[]") and not any(map(str.isdigit, token))


def _marked(active: ActiveRule, match: re.Match[str], restored: str | None) -> Finding:
    word = match.group()
    if restored is not None:
        return _restored(active, match.start(), word, restored)
    return active.finding(
        match.start() + word.index(_MARK),
        match.start() + word.rindex(_MARK) + 1,
        "replacement character U+FFFD: a conversion lost what stood here",
        confidence=_CONFIDENCE_OF_MARK,
    )


def _restored(active: ActiveRule, start: int, word: str, restored: str) -> Finding:
    return active.finding(
        start,
        start + len(word),
        f'"{word}" lost a letter; the one word that it can be is "{restored}"',
        confidence=_CONFIDENCE_OF_WORD,
        fix=Fix(active.rule.applicability, (Edit(start, start + len(word), restored),)),
    )


class _Words:
    """Finds the one word of a language that a damaged word can be."""

    def __init__(self, language: str | None) -> None:
        self.lexicon = load_lexicon(language)
        self._letters = (
            "".join(sorted(letter for letter in alphabet(language or "") if not letter.isascii())) + "\u2019"
        )
        profile = PROFILES.get(language or "", DEFAULT)
        self._elisions = frozenset(prefix[:-1] for prefix in profile.elisions)
        self._clitics = profile.clitics
        # Vietnamese has frequencies of syllables and no spelling dictionary.
        self._spelled = not profile.syllables
        self._restored: dict[str, str | None] = {}

    def restore(self, damaged: str, mark: str) -> str | None:
        """The word with a letter in place of each run of marks, if there is exactly one."""
        if damaged not in self._restored:
            if self.lexicon is None or len(self._restored) >= _MOST_WORDS:
                return None
            self._restored[damaged] = self._only_word(damaged, mark)
        return self._restored[damaged]

    def _only_word(self, damaged: str, mark: str) -> str | None:
        parts = re.split(f"{re.escape(mark)}+", damaged)
        # In front of a word a quotation mark or a dash may have stood as well.
        if not parts[0] or len(parts) - 1 > _MOST_MARKS or len("".join(parts)) < _SHORTEST:
            return None
        found = None
        for letters in product(self._letters, repeat=len(parts) - 1):
            word = "".join(map(add, parts, (*letters, "")))
            if self._is_word(word.lower()):
                if found:
                    return None
                found = word
        return found.upper() if found and "".join(parts).isupper() else found

    def _is_word(self, word: str) -> bool:
        head, apostrophe, tail = word.replace("'", "\u2019").rpartition("\u2019")
        if not apostrophe:
            return self._is_known(word)
        elided = head in self._elisions and self._is_known(tail)
        return elided or (tail in self._clitics and self._is_known(head))

    def _is_known(self, word: str) -> bool:
        assert self.lexicon is not None
        found = self.lexicon.lookup(word)
        return found is not None and (bool(found[1] & SPELLED) if self._spelled else found[0] > _COMMON)
