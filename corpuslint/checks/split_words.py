"""Words cut in two by a space or by the hyphen of a line end: pieces that are no words, and together are one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import compress, count, pairwise

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Edit, Finding, Fix
from corpuslint.language.lexicon import NOISE, VALID_CAPITALISED, VALID_LOWER, VALID_UPPER, Lexicon, load_lexicon
from corpuslint.language.plain import plain_words
from corpuslint.lazy import regex

_LETTERS = r"[^\W\d_]+"
_PAIR = regex(rf"(?<![\w.-])({_LETTERS})[ \u00a0](?=({_LETTERS})(?![\w'’-]))")
# The same at the end and at the start of a token.
_BEGINNING, _REST = regex(rf"(?<![\w.-]){_LETTERS}$"), regex(rf"{_LETTERS}(?![\w'’-])")
_HYPHENATED = regex(rf"(?<![\w.-])({_LETTERS})-[ \u00a0]?(\r?\n[ \u00a0]*|(?<= ))({_LETTERS})(?![\w'’-])")
_BROKEN = regex(r"-(?=[ \u00a0\r\n])(?<=\w-)")
_REST_OF_WORD = regex(r"[^\s]*([ \u00a0])")
# Letters of the shortest word that is looked for in pieces.
_SHORTEST = 5
# Characters of tokens that are looked up even where they are plain.
_SHORT = 4
# How many tokens are remembered, and how long they may be.
_REMEMBERED, _LONGEST = 1 << 15, 48
# log10 probability of a piece that the lexicon has not.
_UNKNOWN = -9.5
# Zipf frequencies from which a piece, a whole, and a whole whose pieces are words too, pass without a dictionary.
_PIECE_ZIPF, _WHOLE_ZIPF, _COMMON_ZIPF = 4.0, 3.0, 3.5
# How much likelier the whole must be than its pieces side by side, in log10. In 300,000 words of clean text in seven
# languages no pair reached it; of words cut at random four in five do.
_LEAST = 4.5
# Characters on either side that show which language a pair stands in.
_AROUND = 40
_NEVER = float("-inf")


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each word in two pieces; the fix joins them, and keeps the line end that divided them behind the word."""
    active = rules["split-word"]
    lexicon = load_lexicon(document.language)
    if lexicon is None:
        return
    text = document.text
    gains = _gains(lexicon, document)
    for match in _PAIR.finditer(text) if gains else ():
        first, second = match.groups()
        span = match.start(), match.end() + len(second)
        if (first, second) in gains and _in_language(lexicon, text, *span):
            yield _finding(active, span, first + second, gains[first, second], (Edit(match.end(1), match.end(), ""),))
    for match in _HYPHENATED.finditer(text) if _BROKEN.search(text) else ():
        first, line_end, second = match.groups()
        gain = _hyphenation(lexicon, first, second, bool(line_end))
        if gain >= _LEAST and _in_language(lexicon, text, *match.span()):
            yield _finding(active, match.span(), first + second, gain, _rejoin(text, match))


def _finding(active: ActiveRule, span: tuple[int, int], whole: str, gain: float, edits: tuple[Edit, ...]) -> Finding:
    confidence = min(0.98, 0.85 + 0.05 * (gain - _LEAST))
    fix = Fix(active.rule.applicability, edits)
    return active.finding(*span, f'"{whole}" is cut in two', confidence=confidence, fix=fix)


def _gains(lexicon: Lexicon, document: Document) -> dict[tuple[str, str], float]:
    """The pairs of neighbours that are one word, and how much likelier it is than the two."""
    language, plain = document.language or "", plain_words(document.language)
    assert plain is not None, "a language with a lexicon"
    whole = _remembered_as_whole(language)
    left = document.chunks.difference(whole)
    if not left:
        return {}
    # Frequent abbreviations and names are plain, and yet pieces where they stand in lower case.
    suspects = left.intersection(plain.odd(document)).union(chunk for chunk in left if len(chunk) <= _SHORT)
    odd = {chunk for chunk in suspects if _is_piece(language, chunk)}
    if len(whole) > _REMEMBERED:
        whole.clear()
    whole.update(chunk for chunk in left.difference(odd) if len(chunk) <= _LONGEST)
    if not odd:
        return {}
    tokens, gains = document.tokens, {}
    for place in compress(count(), map(odd.__contains__, tokens)):
        for one, two in pairwise(tokens[max(0, place - 1) : place + 2]):
            first, second = _pieces(one)[0], _pieces(two)[1]
            if first and second and (first, second) not in gains:
                gains[first, second] = _gain(lexicon, first, second)
    return {pair: gain for pair, gain in gains.items() if gain >= _LEAST}


@cache
def _remembered_as_whole(language: str) -> set[str]:  # noqa: ARG001
    """A memory of tokens of a language that are no pieces of words."""
    return set()


@lru_cache(maxsize=1 << 14)
def _is_piece(language: str, token: str) -> bool:
    """Whether a token may be a piece of a word: it starts or ends in letters that are no word."""
    lexicon = load_lexicon(language)
    assert lexicon is not None, "a language with a lexicon"
    if not any(_pieces(token)):
        return False
    letters = (token,) if token.isalpha() else re.findall(_LETTERS, token)
    return not (_is_word(lexicon, letters[0]) and _is_word(lexicon, letters[-1]))


@lru_cache(maxsize=1 << 14)
def _pieces(token: str) -> tuple[str, str]:
    """The letters of a token that may be the beginning of a word, at its end, and the rest of a word, at its start."""
    if token.isalpha():
        first, second = token, token
    else:
        beginning, rest = _BEGINNING.search(token), _REST.match(token)
        first, second = beginning.group() if beginning else "", rest.group() if rest else ""
    return first if (first[1:] or "a").islower() else "", second if second.islower() else ""


def _is_word(lexicon: Lexicon, word: str) -> bool:
    known = lexicon.lookup(word.lower())
    if known is None or known[1] & NOISE:
        return False
    valid = VALID_LOWER if word.islower() else VALID_LOWER | VALID_CAPITALISED | VALID_UPPER
    return bool(known[1] & valid) or lexicon.zipf(word.lower()) >= _PIECE_ZIPF


def _gain(lexicon: Lexicon, first: str, second: str) -> float:
    """log10 of how much likelier the whole is than its pieces; minus infinity where they are no pieces of one word."""
    if len(first) + len(second) < _SHORTEST or not second.islower() or not (first[1:] or "a").islower():
        return _NEVER
    known = lexicon.lookup((first + second).lower())
    if known is None or known[1] & NOISE or not (known[1] & VALID_LOWER or known[0] >= _WHOLE_ZIPF - 9):
        return _NEVER
    pieces = (lexicon.log_probability(piece.lower()) for piece in (first, second))
    return known[0] - sum(_UNKNOWN if piece is None else piece for piece in pieces)


def _in_language(lexicon: Lexicon, text: str, start: int, end: int) -> bool:
    """Whether most words around a pair are words: in a quotation from another language any pair may look like one."""
    around = re.findall(_LETTERS, f"{text[max(0, start - _AROUND) : start]} {text[end : end + _AROUND]}")
    return sum(_is_word(lexicon, word) for word in around) >= 0.6 * len(around)


def _hyphenation(lexicon: Lexicon, first: str, second: str, wrapped: bool) -> float:
    """The same for pieces divided by a hyphen, which may be a compound's own."""
    gain = _gain(lexicon, first, second)
    if gain < _LEAST or f"{first}-{second}".lower() in lexicon:
        return _NEVER
    if _is_word(lexicon, first) and _is_word(lexicon, second):
        return gain if wrapped and lexicon.zipf((first + second).lower()) >= _COMMON_ZIPF else _NEVER
    return gain


def _rejoin(text: str, match: re.Match[str]) -> tuple[Edit, ...]:
    """Remove the hyphen; a line end moves behind the word, so that the text keeps its lines."""
    joined = Edit(match.end(1), match.start(3), "")
    rest = _REST_OF_WORD.match(text, match.end()) if match[2] else None
    return (joined, Edit(rest.start(1), rest.end(1), match[2].rstrip(" \u00a0"))) if rest else (joined,)
