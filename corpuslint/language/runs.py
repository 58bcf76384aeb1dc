"""Runs: the tokens of a line with their places, and where beside punctuation and digits a space may be lost."""

from __future__ import annotations

import math
from collections import Counter
from enum import Enum
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from corpuslint.language.context import BREAK
from corpuslint.language.neighbours import edges
from corpuslint.language.words import FUNCTION_WORD, WordModel
from corpuslint.lazy import regex

_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}(?:{_LETTER}|[\u0300-\u036f])*"
_RUN = regex(
    rf"(?P<word>{_WORD}(?:['’ʼ\-‐‑]{_WORD})*)|(?P<number>\d+(?:[.,]\d+)*)|(?P<mark>\S)",
)
_CHUNK = regex(r"\S+")
# Addresses, handles, file names, code: nothing inside is prose.
_OPAQUE = regex(
    r"://|^[Ww]{3}\.|@|^#|[_\\={}<>|~^]|/.*/"
    r"|\w\.(?:com|org|net|edu|gov|info|fr|be|ch|ca|de|at|it|es|pt|br|uk|us|vn|eu|io|tv|txt|pdf|html?|php|jpg|png|csv|json|py|js|xml)\b",
)
_UNITS = frozenset(
    """
    ern n ième ieme ièmes iemes e er ère re eme ème è o a s x h mn km m cm mm nm kg g mg t l cl ml ha kw mw
    gw kwh mwh w v hz khz mhz ghz k ko mo go to kb mb gb tb d p b c f i j ier ière iers ères èmes emes es nd
    nde nds st th rd ers º ª
    """.split()
)
_ORDINALS = ("ième", "ieme", "ème", "eme", "ère", "nde", "er", "nd", "e", "è")
_ABBREVIATIONS = frozenset(
    """
    m mm mme mmes mlle dr drs pr st ste no nos art al cf vol ed éd av bd mr mrs ms jr sr prof gen col sgt fig p
    pp vs
    """.split()
)
_YEAR = regex(r"1[5-9]\d\d|20\d\d")
# "October 4,2001": a day and a year, not a decimal fraction.
_DATE = regex(r"\d{1,2},(?=(?:1[5-9]|20)\d\d$)")
_STOPS = frozenset(".!?…:")


# Marks that some languages space, after a word or number with a space and without; the same of "«" and what follows.
_SPACED_MARK, _GLUED_MARK = regex(r"[^\S\n]([»:;?!])(?<=\w..)"), regex(r"[»:;?!](?<=\w.)(?!//)")
_SPACED_OPENING, _GLUED_OPENING = regex(r"«[^\S\n]"), regex(r"«(?=\S)")
# Marks after which some space may be lost, at the start of a run and anywhere in it.
_SPACED_AT_START, _SPACED_AFTER = ":;!?%«", '.:;,!?…)»”“"%–—«'

# log10 odds of a place where a space is possible and not usual: too little by itself, enough where a line must end.
POSSIBLE = -0.8
# How much the other marks of a document say of one mark.
POOLED = 0.4


class Kind(Enum):
    """What a token is."""

    WORD = 1
    NUMBER = 2
    MARK = 3
    OPAQUE = 4


class Token(NamedTuple):
    """A token at ``text[start:end]``; ``form`` has straight apostrophes and hyphens; ``glued``: no space before."""

    start: int
    end: int
    form: str
    kind: Kind
    glued: bool


class Line(list[Token]):
    """The tokens of a line, or of a part of it; ``quotes_before``: straight quotation marks of the line before them."""

    quotes_before = 0

    @cached_property
    def quotes(self) -> list[int]:
        """How many straight quotation marks stand before each token."""
        return list(accumulate((token.form == '"' for token in self), initial=self.quotes_before))


_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-"})
_KINDS = {"word": Kind.WORD, "number": Kind.NUMBER, "mark": Kind.MARK}


@lru_cache(maxsize=1 << 12)
def _cut(chunk: str) -> tuple[tuple[int, int, str, Kind], ...]:
    if (len(chunk) > 8 and _OPAQUE.search(chunk)) or chunk[0] in "@#":
        return ((0, len(chunk), chunk, Kind.OPAQUE),)
    return tuple(
        (match.start(), match.end(), match.group().translate(_STRAIGHT), _KINDS[match.lastgroup or "mark"])
        for match in _RUN.finditer(chunk)
    )


def tokens_of(text: str, start: int, end: int) -> Line:
    """The tokens of ``text[start:end]``, in order; addresses and code are one opaque token a chunk."""
    tokens = Line()
    for chunk in _CHUNK.finditer(text, start, end):
        base = chunk.start()
        tokens += [
            Token(base + first, base + last, form, kind, first > 0) for first, last, form, kind in _cut(chunk.group())
        ]
    return tokens


def opens_sentence(tokens: Line, index: int) -> bool:
    """Whether a capital at a token says nothing, because it follows the end of a sentence, a quote or nothing."""
    previous = index - 1
    while previous >= 0 and tokens[previous].form in ("«", "“", '"', "(", "-", "–", "—", "'"):
        previous -= 1
    return previous < 0 or tokens[previous].form in _STOPS or previous < index - 1


def neighbour(tokens: Line, index: int, step: int) -> str:
    """The token beside one, as a context model knows it."""
    place = index + step
    if not 0 <= place < len(tokens):
        return BREAK
    token = tokens[place]
    if token.kind is Kind.WORD:
        return edges(token.form)[1 if step < 0 else 0]
    return token.form if token.kind is not Kind.OPAQUE else "~"


class Conventions:
    """How often a document puts a space beside the marks that some languages space and others do not."""

    BEFORE = frozenset("»:;?!")
    AFTER = frozenset("«")

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _spaced(self) -> Counter[str]:
        spaced = Counter(_SPACED_MARK.findall(self._text))
        spaced["«"] = len(_SPACED_OPENING.findall(self._text)) if "«" in self._text else 0
        return spaced

    @cached_property
    def _glued(self) -> Counter[str]:
        glued = Counter(_GLUED_MARK.findall(self._text))
        glued["«"] = len(_GLUED_OPENING.findall(self._text)) if "«" in self._text else 0
        return glued

    def odds(self, mark: str) -> float | None:
        """log10 odds that a glued mark lost its space; None where the document never spaces such marks."""
        others = POOLED * sum(self._spaced.values())
        if not others:
            return None
        spaced = self._spaced[mark] + others
        glued = self._glued[mark] + POOLED * sum(self._glued.values())
        return math.log10((spaced + 0.2) / (glued + 0.2)) + 1.0


def junction(tokens: Line, index: int, words: WordModel, conventions: Conventions) -> tuple[int, float] | None:
    """A space that may be lost before a token that is glued to a mark or a number, or the reverse.

    Returns:
        The offset of the lost space in the text, and log10 of how much more often writers mean a space there; None
        where no space belongs.
    """
    here, before = tokens[index], tokens[index - 1]
    earlier = tokens[index - 2] if index > 1 and before.glued else None
    score: float | None = None
    if before.form in Conventions.AFTER:
        score = conventions.odds(before.form)
    elif before.kind is Kind.MARK and here.kind in (Kind.WORD, Kind.NUMBER):
        score = _after_mark(tokens, index, earlier, words)
    elif here.form in Conventions.BEFORE:
        numeric = before.kind is Kind.NUMBER and index + 1 < len(tokens) and tokens[index + 1].kind is Kind.NUMBER
        score = None if numeric else conventions.odds(here.form)
    elif here.kind is Kind.MARK and before.kind in (Kind.WORD, Kind.NUMBER):
        score = _before_mark(tokens, index, words)
    elif before.form in ".,;:" and here.kind is Kind.MARK:
        # An opening quotation mark stands before what it quotes.
        opens = here.form == "(" or (here.form in words.profile.opening and _precedes_text(tokens, index))
        opens = opens and earlier is not None and earlier.kind is Kind.WORD
        score = 3.0 if opens or (before.form != "." and _opens_quote(tokens, index)) else None
    elif before.kind is Kind.NUMBER and here.kind is Kind.WORD:
        return _after_number(tokens, index, words, earlier)
    elif before.kind is Kind.WORD and here.kind is Kind.NUMBER:
        score = _before_number(before, here, words, earlier, tokens, index)
    elif before.form == ")" and here.form in ("(", "«"):
        score = 2.0
    if score is None and _is_possible(before, here, earlier):
        score = POSSIBLE
    return None if score is None else (here.start, score)


def may_join(tokens: Line, index: int, words: WordModel) -> bool:
    """Whether there is any text in which a space may be lost before a token that is glued; a quick look at its kind."""
    here, before = tokens[index], tokens[index - 1]
    if here.kind is Kind.MARK:
        if here.form in "»:;?!" or before.form == "«":
            return True
        if before.kind is Kind.MARK:
            return before.form in ".,;:)" and (here.form in '("«' or here.form in words.profile.opening)
        return here.form in '("–—' or here.form in words.profile.opening
    if before.kind is Kind.MARK:
        return before.form in (_SPACED_AFTER if before.glued else _SPACED_AT_START)
    return True


def is_sign(tokens: Line, index: int, words: WordModel, least: float) -> bool:
    """Whether a lost space before a glued token may score ``least``, by the tokens of its run of characters alone.

    What the document says of its marks is another question: whether it spaces them, and whether its quotes pair.
    """
    here, before = tokens[index], tokens[index - 1]
    if before.form == '"':
        return here.kind is Kind.WORD and index > 1 and tokens[index - 2].kind is not Kind.MARK
    if here.form == '"':
        return before.kind is Kind.WORD and index + 1 < len(tokens) and tokens[index + 1].kind is not Kind.MARK
    if here.form == "(" and before.kind is not Kind.MARK and all(token.form != ")" for token in tokens[index:]):
        return True
    if before.form == ")" and here.kind is Kind.WORD and all(token.form != "(" for token in tokens[:index]):
        return True
    found = junction(tokens, index, words, Conventions(""))
    return found is not None and found[1] >= least


def _is_possible(before: Token, here: Token, earlier: Token | None) -> bool:
    """Whether a space may stand there at all, so that the layout of lines may find what words do not show."""
    if before.kind is Kind.MARK and here.kind is Kind.WORD:
        return before.form in '.:;,!?)»”"–—«' and len(here.form) > 1 and here.form[:1].isupper() and earlier is not None
    return here.kind is Kind.MARK and before.kind is not Kind.MARK and here.form in "(–—!?:;»"


def inside_number(token: Token) -> tuple[int, float] | None:
    """A space that may be lost after the comma of a date; as :func:`junction`."""
    match = _DATE.match(token.form)
    return (token.start + match.end(), 3.0) if match else None


def _after_mark(tokens: Line, index: int, earlier: Token | None, words: WordModel) -> float | None:
    here, mark = tokens[index], tokens[index - 1].form
    if mark in words.profile.closing:
        # Where it stands free on its left, writers use it as an opening mark.
        closes = earlier is not None and (earlier.kind is not Kind.MARK or earlier.form in ".,!?…)")
        return 3.0 if closes and here.kind is Kind.WORD and len(here.form) > 1 else None
    if mark == "%":
        follows_number = earlier is not None and earlier.kind is Kind.NUMBER  # "%ld" is a format
        return 3.0 if follows_number and here.kind is Kind.WORD and len(here.form) > 1 and here.form.islower() else None
    if earlier is None:
        # " :mot", " ;mot": the space before the mark is there, the one after it is not.
        return 2.5 if mark in ":;!?" and here.kind is Kind.WORD and len(here.form) > 1 else None
    both_numbers = earlier.kind is Kind.NUMBER and here.kind is Kind.NUMBER
    if mark in ",;":
        if both_numbers or (earlier.kind is Kind.MARK and earlier.form not in ")»”\"'%"):
            return None
        if here.kind is Kind.WORD and len(here.form) == 1 and here.form.lower() not in words.profile.one_letter:
            is_initial = index + 1 < len(tokens) and tokens[index + 1].form == "."
            return 3.5 if is_initial else None  # "r,w": letters of a list
        return 3.5 if here.kind is Kind.WORD else 2.0
    if mark == ".":
        return _after_stop(here, earlier, words)
    if mark in "!?…":
        return (3.0 if here.form[:1].isupper() else 1.5) if here.kind is Kind.WORD else None
    if mark == ":":
        if here.kind is Kind.WORD and earlier.kind is Kind.WORD and len(here.form) > 1:
            return 2.3
        return None
    if mark == ")":
        return 2.8 if _is_aside(tokens, index - 1, -1) and here.kind is Kind.WORD and len(here.form) > 1 else None
    if mark == '"':
        return 2.5 if here.kind is Kind.WORD and tokens.quotes[index] % 2 == 0 else None
    return None


def _after_stop(here: Token, earlier: Token, words: WordModel) -> float | None:
    if here.kind is not Kind.WORD or not here.form[0].isupper():
        return None
    opens = len(here.form) > 1 or here.form.lower() in words.profile.one_letter
    if earlier.kind is Kind.WORD:
        last = earlier.form
        if not opens or last.lower() in _ABBREVIATIONS:
            return None
        if len(last) == 1:
            found = words.lexicon.lookup(here.form.lower())
            return 2.5 if found is not None and found[0] > FUNCTION_WORD and len(here.form) > 1 else None
        if last.isupper() and here.form.isupper():
            return None
        return 3.0 if len(last) > 2 or last.islower() else 1.5
    if earlier.kind is Kind.NUMBER:
        return (2.7 if words.is_ordinary(here.form.lower()) else 2.0) if opens else None
    return 3.0 if earlier.form in ')»”"%' else None


def _before_mark(tokens: Line, index: int, words: WordModel) -> float | None:
    mark, before = tokens[index].form, tokens[index - 1]
    if mark == "(":
        return 2.8 if _is_aside(tokens, index, 1) and len(before.form) > 1 else None
    if mark in words.profile.opening:
        return 3.0 if _precedes_text(tokens, index) and before.kind is Kind.WORD else None
    if mark == '"':
        return 2.5 if _opens_quote(tokens, index) and before.kind is Kind.WORD and len(before.form) > 1 else None
    return None


def _is_aside(tokens: Line, index: int, step: int) -> bool:
    """Whether the parenthesis at ``index`` encloses an aside and not an ending, as in ``mot(s)`` or ``f(x)``.

    An aside is longer than an ending, an acronym, or a year; and it is closed within 40 tokens.
    """
    closing = ")" if step > 0 else "("
    for place in range(index + step, max(-1, min(len(tokens), index + 40 * step)), step):
        if tokens[place].form == closing:
            length = abs(tokens[place].start - tokens[index].start) - 1
            only = tokens[index + step].form if place == index + 2 * step else ""
            return length > 4 or (length > 2 and only[:1].isupper()) or (length == 4 and only.isdigit())
    return False


def _precedes_text(tokens: Line, index: int) -> bool:
    """Whether a word or number is glued to a mark."""
    return index + 1 < len(tokens) and tokens[index + 1].glued and tokens[index + 1].kind is not Kind.MARK


def _opens_quote(tokens: Line, index: int) -> bool:
    """Whether a straight quotation mark stands before what it quotes."""
    follows = index + 1 < len(tokens) and tokens[index + 1].glued
    return tokens[index].form == '"' and follows and tokens.quotes[index] % 2 == 0


def _after_number(tokens: Line, index: int, words: WordModel, earlier: Token | None) -> tuple[int, float] | None:
    here, before = tokens[index], tokens[index - 1]
    form = here.form
    if index + 1 < len(tokens) and tokens[index + 1].glued and tokens[index + 1].kind is Kind.NUMBER:
        return None
    if earlier is not None and (earlier.form in "/'" or earlier.kind is not Kind.MARK):
        return None
    for ordinal in _ORDINALS:
        if form.startswith(ordinal) and len(form) > len(ordinal) + 3:
            split = words.part(form[len(ordinal) :], False)
            if split > -5.5 and split > words.part(form, False) + 1:
                return here.start + len(ordinal), 3.0
    if form == "à":
        return here.start, 3.2 if len(before.form) == 4 else 2.5
    if edges(form)[0] in words.profile.elisions:
        return here.start, 2.5
    if len(form) > 3 and form[0].isupper() and words.is_ordinary(form.lower()):
        return here.start, 1.5
    if len(form) < 2 or form.split("-", 1)[0] in _UNITS or not form.islower():
        return None
    score = min(3.5, words.part(form, False) - words.unknown(form) + 1.0)
    # "COVID-19après": codes with a hyphen take suffixes, so only common words count.
    if earlier is not None and earlier.form == "-" and score < 3.0:
        return None
    return here.start, score


def _before_number(
    before: Token, here: Token, words: WordModel, earlier: Token | None, tokens: Line, index: int
) -> float | None:
    if earlier is not None and earlier.kind is not Kind.MARK:
        return None
    form = edges(before.form)[1]
    if "-" in before.form or form.isupper():
        return None
    following = tokens[index + 1] if index + 1 < len(tokens) and tokens[index + 1].glued else None
    if following is not None and following.kind is not Kind.MARK and following.form.lower() not in _UNITS:
        return None
    found = words.lexicon.lookup(form.lower())
    if found is None or not words.is_ordinary(form.lower()):
        return None
    if form[0].isupper() and not opens_sentence(tokens, index - 1):
        return 0.8 if _YEAR.fullmatch(here.form) else None
    if form.lower() in _UNITS and form not in words.profile.one_letter:
        return None
    if found[0] > FUNCTION_WORD or (len(form) > 2 and _YEAR.fullmatch(here.form)):
        return 3.2
    return 2.3 if len(form) > 2 else 1.0
