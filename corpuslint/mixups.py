"""Text of one legacy encoding that was read in another: ``personnalitÈs``, ``controversÚ``, ``l\\x92armée``, ``thu§t``.

Unlike UTF-8, which leaves sequences that prove themselves, such text is only recognised by its letters: hardly any
belongs to a language, and in another reading all of them do. So the judgement is made over lines, never over a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from corpuslint.charsets import above_ascii, byte_table
from corpuslint.document import Document
from corpuslint.language.letters import Judge, alphabet, languages
from corpuslint.language.lexicon import SPELLED, Lexicon, load_lexicon
from corpuslint.lazy import regex

# Encodings that text is read in by mistake, with nats against each.
_WRONG = {"cp1252": 0.0, "latin-1": 0.0, "mac-roman": 2.0, "cp850": 2.0, "cp437": 2.0, "cp1250": 3.0, "cp1251": 2.0}
# Encodings that it was written in, with nats against each: of every language of Latin script, of some of these, and of
# languages that hardly write a plain letter.
_WESTERN = {"cp1252": 0.0, "mac-roman": 2.0, "cp850": 2.0, "cp437": 3.0}
_REGIONAL = {
    "cp1250": "cs hu pl ro sh sk sl",
    "iso8859-2": "cs hu pl ro sh sk sl",
    "cp1254": "tr",
    "cp1257": "lt lv",
    "cp1258": "vi",
    "viscii": "vi",
    "tcvn": "vi",
}
_REGIONAL_PRIOR = 3.0
# Nats against a mix-up for each character that the wrong encoding does not have.
_CONTRADICTION = 5.0
_OTHER_SCRIPTS = {"cp1251": 2.0, "koi8-r": 3.0, "cp866": 3.0, "cp1253": 3.0, "cp1255": 3.0, "cp1256": 3.0}
# The share of plain letters up to which a text may be in another script.
_FEW_PLAIN = 0.3
# Signs that prose of every language uses.
_TYPOGRAPHY = frozenset("\u00a0\u202f«»‘’“”„‚‹›–—…€°©®™·•№§½²³×ªº¿¡£¹¼¾µ±\u00ad\u200b\u200e\u200f\ufeff\ufffd")
_C1 = frozenset(map(chr, range(0x80, 0xA0)))
_READ_AS_LATIN_1 = regex("[\x80-\x84\x86-\x9f]|[^\0-\x7f]\x85")
# A capital after a small letter, and a sign between two letters. The search runs fast to the next of these characters.
_CAPITALS_INSIDE, _SIGNS_INSIDE = "À-ÖØ-ÞŠŽŸŒ", "§°²³¹ªº½¼¾©®£±¿¡"
_ODD_CLASS = f"[{_CAPITALS_INSIDE}{_SIGNS_INSIDE}]"
_ODD_INSIDE = regex(rf"{_ODD_CLASS}(?:(?<=[a-zß-öø-ÿ][{_CAPITALS_INSIDE}])|(?<=[^\W\d_][{_SIGNS_INSIDE}])(?=[^\W\d_]))")
_MAY_BE_ODD = frozenset(character for character in map(chr, range(0x180)) if re.match(_ODD_CLASS, character))
_LETTERS, _PLAIN_LETTER = regex(r"[^\W\d_]+"), regex("[A-Za-z]")
# The share of strange characters among the letters above ASCII that makes a line suspect, and the share where they are
# many: in Windows' Vietnamese only one letter in ten looks strange in another encoding.
_SHARE, _MANY, _SHARE_OF_MANY = 0.25, 10, 0.08
# Characters that are compared; lines beyond are judged by the same encodings.
_SAMPLE, _LANGUAGE_SAMPLE = 6_000, 1_500
# Lines and words; U+0085 is no end of a line here but the ellipsis of cp1252.
_LINE, _WORD = regex(r"[^\n]+"), regex(r"[^ \t\n]+")
# Nats that the other reading must gain over all lines, and over each line to change it.
_GAIN, _GAIN_OF_LINE = 15.0, 2.0
# Nats a character above ASCII that the other reading may cost, at most, and must cost less than the text.
_NATURAL, _BETTER = 12.0, 5.0
# Nats that it must gain in all where a lexicon knows every word of it, and the length of words that prove something.
_GAIN_OF_WORDS, _WORD_LENGTH = 6.0, 4
# Nats that it must gain in all where the text holds controls, which no text should.
_GAIN_OF_CONTROLS = 8.0


class Mixup(NamedTuple):
    """Lines of a document that were read in one encoding and written in another.

    lines: start of each changed line, its text, and its text as it was written, one character for each.
    gain: nats that the change gains, all lines together.
    """

    wrong: str
    right: str
    lines: tuple[tuple[int, str, str], ...]
    gain: float


def strange_characters(document: Document) -> frozenset[str]:
    """The characters of a document that its language has no use for, as far as a mix-up can make them."""
    language = document.language
    if language and alphabet(language):
        strange = document.residue & _strange_to(language)
        return strange - {"\x85"} if "\x85" in strange and nel_ends_lines(document.text) else strange
    suspects = document.residue & _suspects()
    if "\x85" in suspects and nel_ends_lines(document.text):
        suspects -= {"\x85"}
    likeliest = _explain(frozenset(filter(str.isalpha, suspects)))
    return suspects & _strange_to(likeliest)


@cache
def _suspects() -> frozenset[str]:
    """The characters that mix-ups make and that not every language uses."""
    return (_made_by_mixups() | _C1) - _TYPOGRAPHY


@cache
def _strange_to(language: str) -> frozenset[str]:
    """Those of them that a language has no use for."""
    known = alphabet(language)
    return frozenset(character for character in _suspects() if character.lower()[0] not in known)


@lru_cache(maxsize=1 << 12)
def _explain(letters: frozenset[str]) -> str:
    """The language whose alphabet explains most letters."""
    small = frozenset(letter.lower()[0] for letter in letters)
    return min(languages(), key=lambda code: len(small - alphabet(code)))


def nel_ends_lines(text: str) -> bool:
    """Whether U+0085 is the line end of a text, as on mainframes, and not an ellipsis that was read as latin-1."""
    return "\n" not in text and "\r" not in text and text.count("\x85") >= 2 and not _READ_AS_LATIN_1.search(text)


def may_hold_mixup(document: Document, strange: frozenset[str]) -> bool:
    """Whether :func:`find_mixup` has anything to look at; costs next to nothing for clean text."""
    if strange:
        return True
    return not _MAY_BE_ODD.isdisjoint(document.residue) and _ODD_INSIDE.search(document.text) is not None


@cache
def _made_by_mixups() -> frozenset[str]:
    return frozenset(character for encoding in _WRONG for character in _reverse(encoding))


def find_mixup(document: Document, strange: frozenset[str]) -> Mixup | None:
    """The mix-up that explains the strange characters of a document, if there is one."""
    suspects = list(_suspect_lines(document.text, strange))
    lines = "\n".join(line for _, line in suspects)[:_SAMPLE]
    words = [word for word in _WORD.findall(lines) if not word.isascii()]
    sample = " ".join(words)
    controls = not _C1.isdisjoint(sample)
    if not words or (not controls and not _may_be_proven(set(words), document.language)):
        return None
    judge = Judge(lines[:_LANGUAGE_SAMPLE], document.language)
    costs = {
        (wrong, right): judge.cost(convert(sample, wrong, right)) + price
        for wrong, right, price in _pairs(lines, strange, judge)
    }
    if not costs:
        return None
    pair = min(costs, key=costs.__getitem__)
    gain = judge.cost(sample) - costs[pair]
    count = len(above_ascii(sample))
    enough = gain >= (_GAIN_OF_CONTROLS if controls else max(_GAIN, _BETTER * count)) and len(set(words)) > 1 - controls
    natural = costs[pair] - judge.floor <= _NATURAL * count or pair == ("latin-1", "cp1252")
    if not (enough and natural) and (gain < _GAIN_OF_WORDS or not _words_prove(set(words), pair, document.language)):
        return None
    changed = [
        (start, line, written)
        for start, line in suspects
        if judge.cost_of_word(line) - judge.cost_of_word(written := convert(line, *pair)) >= _GAIN_OF_LINE
    ]
    return Mixup(*pair, tuple(changed), gain) if changed else None


def _may_be_proven(words: set[str], language: str | None) -> bool:
    """Whether there are words enough to weigh, or the only one is unknown to the lexicon of the language."""
    lexicon = load_lexicon(language)
    return len(words) > 1 or (
        lexicon is not None and not all(_is_spelled(lexicon, part) for word in words for part in _LETTERS.findall(word))
    )


def _words_prove(words: set[str], pair: tuple[str, str], language: str | None) -> bool:
    """Whether the words that change are unknown to the lexicon of the language as they are, and known as written."""
    lexicon = load_lexicon(language)
    changed = [(word, written) for word in words if (written := convert(word, *pair)) != word]
    return lexicon is not None and all(
        all(_is_spelled(lexicon, part) for part in _LETTERS.findall(written))
        and not all(_is_spelled(lexicon, part) for part in _LETTERS.findall(word))
        and len(max(_LETTERS.findall(written), key=len, default="")) >= _WORD_LENGTH
        for word, written in changed
    )


def _is_spelled(lexicon: Lexicon, word: str) -> bool:
    found = lexicon.lookup(word.lower())
    return found is not None and bool(found[1] & SPELLED)


def _suspect_lines(text: str, strange: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Lines in which strange characters, and capitals inside words, are many or a large part of the letters."""
    for match in _LINE.finditer(text):
        line = match.group()
        found = sum(map(line.count, strange))
        if not line.isascii():
            found += sum(character not in strange for character in _ODD_INSIDE.findall(line))
        if found:
            letters = sum(map(str.isalpha, above_ascii(line)))
            if found >= (_SHARE if found < _MANY else _SHARE_OF_MANY) * letters or not _C1.isdisjoint(line):
                yield match.start(), line


def _pairs(sample: str, strange: frozenset[str], judge: Judge) -> Iterator[tuple[str, str, float]]:
    """The mix-ups that can have made the strange characters of a sample, with nats against each."""
    rights = dict(_WESTERN)
    for right, spoken in _REGIONAL.items():
        if not judge.likely.isdisjoint(spoken.split()):
            rights[right] = _REGIONAL_PRIOR
    above = above_ascii(sample)
    plain = len(_PLAIN_LETTER.findall(sample))
    if plain <= _FEW_PLAIN * (plain + sum(map(str.isalpha, above))):
        rights |= _OTHER_SCRIPTS
    present = strange.intersection(sample).union(_ODD_INSIDE.findall(sample))
    for wrong, price in _WRONG.items():
        reverse = _reverse(wrong)
        if present <= reverse.keys():
            against = sum(letter not in reverse for letter in above)
            for right, other in rights.items():
                if (wrong, right) == ("latin-1", "cp1252"):
                    yield wrong, right, 0.0
                elif right != wrong:
                    yield wrong, right, price + other + _CONTRADICTION * against


@cache
def _reverse(encoding: str) -> Mapping[str, int]:
    """The byte of each character above ASCII; in cp1252 also of the C1 controls that stand for its unassigned bytes."""
    reverse = {character: byte for byte, character in enumerate(byte_table(encoding)) if byte >= 0x80 and character}
    return {chr(byte): byte for byte in range(0x80, 0xA0)} | reverse if encoding == "cp1252" else reverse


@cache
def _translation(wrong: str, right: str) -> Mapping[int, str]:
    """Characters as they were read to characters as they were written."""
    table = byte_table(right)
    translation = {ord(character): table[byte] for character, byte in _reverse(wrong).items()}
    # VISCII and TCVN write capitals in place of some controls below space.
    translation |= {byte: table[byte] for byte in range(32) if table[byte] != chr(byte)}
    return {point: written for point, written in translation.items() if written is not None}


def convert(text: str, wrong: str, right: str) -> str:
    """A text that was read in one encoding as it was written in the other, one character for each."""
    return text.translate(_translation(wrong, right))
