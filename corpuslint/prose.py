"""Prose and what is none: code, tables and columns in the middle of a text, where words and spaces mean something else.

A corpus of documentation, forums or mail is prose with listings in it, and its sentences name things such as
``setlocale`` or ``forEach`` that look just like words that lost their spaces. What holds code is told by signs that
prose has not; how many a text has says how much of what looks like a lost space is a name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from corpuslint.lazy import regex

# Signs of code inside one run of characters. Addresses, handles, tags of HTML and notes such as "[1]" are none.
CODE_SIGN = regex(
    r"""
    (?<!:)[\w)]_+\w                                 # snake_case
    | \w\(\)                                        # a call
    | ::\w | ->\w | \w=\w | [!=+<>]= | => | \w\[[a-z_] | [{}\\] | \$[A-Za-z_{(] | %[sdlu]\b
    | ^["'(]*--[a-z]+(?:-[a-z]+|=|\[)               # --long-option
    | ^["'(]*/\w[\w.-]*/                            # /a/path
    | (?<![`\w])`[^`\s]+`(?!`)                      # `code`
    | (?<![\w./-])(?!www)[A-Za-z_]\w+(?:\.[A-Za-z_]\w+){2,}(?=[^\w.]|\.?$)   # module.part.name
    | \w\.(?:py|c|cc|cpp|h|js|ts|json|xml|sh|so|exe|dll|cfg|conf|ini|toml|ya?ml|md|rst|java|jar|rb|go|rs|el|gz|log)\b
    | (?<![^\W\d_])[a-z]+(?:[A-Z][a-z]+){2,}        # camelCaseName
    | (?<![^\W\d_])(?:[A-Z][a-z]+){3,}(?![^\W\d_])  # CamelCaseName
    """,
    re.VERBOSE,
)
# Signs that stand alone in a line of code.
_OPERATORS = frozenset("= == != += -= => -> := <- { } | || && < > <= >= ; [ ] # // /* */ \\".split())
_ENCODED = regex(r"[\w+/=-]{40,}")
_PROMPT = regex(r"\s*(?:(?:>>>|#!|#include)\s?|>?\s?\$\s)\S")
_NUMBER = regex(r"[-+(\[]?\d")
# A line is code if this share of its runs of characters has signs of it, and at least so many.
_SHARE, _LEAST = 0.3, 2
# A row of numbers has at least so many, and this share of them.
_NUMBERS, _SHARE_OF_NUMBERS = 4, 0.6
# How many of the signs of code stand for names made of words without their spaces, and how many words count as many.
_NAMES, _WORDS = 0.3, 200
# Where more words than this are not common ones, the text is a list or in another language, and what exceeds that share
# by more than so many counts as signs.
_SHARE_OF_ODD, _FEW_ODD = 0.5, 20
# White space of two characters or more between others, or a tab.
_GAP = regex(r"(?<=\S)(?:[ \u00a0]*\t[ \u00a0\t]*|[ \u00a0]{2,})(?=\S)")
# Gaps so wide, twice in a line, are those of a table.
_WIDE_GAP = regex(r"(?<=\S)[ \u00a0]{4,}(?=\S)")
_SENTENCE_END = frozenset('.!?:…»”")')
_SENTENCES_WIDE, _SENTENCES = regex(r"[.!?:][»”\"')\]]*  (?=\S)"), regex(r"[.!?][»”\"')\]]* (?=[^\W\d_a-zß-ÿ])")
# Texts with so many sentences that end in two spaces are written so, if no more end in one.
_HABIT = 3
_MARKER = regex(r"\s*(?:[-+*•·–>#|]+|\(?\w{1,3}[.)])\s+")
# Longer lines are paragraphs; what stands below it is their business.
_LONGEST_ROW = 400


def name_rate(tokens: Sequence[str], odd: Iterable[str], everywhere: float) -> float:
    """log10 of how many of the runs of characters of a text are names made of words without spaces.

    Code has such names, and so have lists of names.

    Args:
        tokens: the runs of characters of the text, in order.
        odd: those that are no common words of the language.
        everywhere: the rate of such names in any text, which ``_WORDS`` words stand for.
    """
    odd = frozenset(odd)
    signs = frozenset(filter(CODE_SIGN.search, odd))
    found = list(filter(odd.__contains__, tokens))
    count = sum(map(signs.__contains__, found)) + max(0.0, len(found) - _SHARE_OF_ODD * len(tokens) - _FEW_ODD)
    return math.log10((_NAMES * count + everywhere * _WORDS) / (len(tokens) + _WORDS))


def is_code(line: str) -> bool:
    """Whether a line is a line of code, a row of numbers or encoded data."""
    if _PROMPT.match(line) or (_ENCODED.fullmatch(line.strip()) and any(map(str.isdigit, line))):
        return True
    tokens = line.split()
    signs = sum(token in _OPERATORS or CODE_SIGN.search(token) is not None for token in tokens)
    if signs >= _LEAST and signs >= _SHARE * len(tokens):
        return True
    if signs and line[:1] in " \t" and line.rstrip().endswith((";", "{", "}", "(", ",", "):")):
        return True
    numbers = sum(_NUMBER.match(token) is not None for token in tokens)
    return signs + numbers >= _NUMBERS and signs + numbers >= _SHARE_OF_NUMBERS * len(tokens)


def is_column(text: str, lines: Sequence[tuple[int, int]], index: int, gap: tuple[int, int]) -> bool:
    """Whether the space at ``text[gap[0]:gap[1]]``, in the line of an index, divides columns or follows a marker.

    So it is after a bullet or a number, in a row with tabs, bars or wide gaps, and in a line half of whose gaps end in
    columns where a line nearby begins, or goes on after a gap of its own. The gaps of justified lines do not.
    """
    start, end = lines[index]
    line = text[start:end]
    marker = _MARKER.match(line)
    if marker is not None and start + marker.end() >= gap[1]:
        return True
    if len(line) > _LONGEST_ROW:
        return False
    if "\t" in line.strip() or line.count("|") > 1 or len(_WIDE_GAP.findall(line)) > 1:
        return True
    columns = {*_gaps(line), gap[1] - start}
    for near in (index - 2, index - 1, index + 1, index + 2):
        if 0 <= near < len(lines):
            other = text[slice(*lines[near])]
            shared = columns.intersection([*_gaps(other), _indent(other) or -1]) if len(other) <= _LONGEST_ROW else ()
            if shared and 2 * len(shared) >= len(columns):
                return True
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def has_wide_sentences(text: str) -> bool:
    """Whether a text has two spaces behind its sentences, as typists did."""
    wide = len(_SENTENCES_WIDE.findall(text))
    return wide >= _HABIT and wide >= len(_SENTENCES.findall(text))


def ends_sentence(text: str, gap: tuple[int, int]) -> bool:
    """Whether the white space at ``text[gap[0]:gap[1]]`` is two spaces behind a sentence."""
    return gap[1] - gap[0] == 2 and text[gap[0] - 1] in _SENTENCE_END


def _gaps(line: str) -> list[int]:
    """The columns where a line goes on after a gap that is not behind the end of a sentence."""
    return [match.end() for match in _GAP.finditer(line) if line[match.start() - 1] not in _SENTENCE_END]
