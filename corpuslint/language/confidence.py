"""Confidence: what the posterior of a lost space is worth, as counted on text whose lost spaces are known.

The models do not know what they do not know: a new compound of two words looks just like two words that lost their
space, more so in some languages than in others, and a sign of damage is less to be trusted in a text that shows hardly
any. So the posterior is calibrated by logistic functions, one for each language and kind of place. Their numbers stand
in the profiles; ``scripts/fit_confidence.py`` finds them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from corpuslint.language.words import FUNCTION_WORD, WordModel

# Kinds of places: beside a function word, between other words, before a capital, beside a mark or number.
FUNCTION, CONTENT, CAPITAL, MARK = "function", "content", "capital", "mark"
# Documents with fewer losses a word (log10) count as hardly damaged; how far below that still makes a difference.
DAMAGED, HARDLY = -2.0, -1.0
# What one step (log10) of the rate of losses below that is worth, by kind; beside a function word nothing, since what
# is counted there as wrong in sound text is nearly always a space that its source had lost.
RATE_WEIGHTS: Mapping[str, float] = {FUNCTION: 0.0, CONTENT: 4.82, CAPITAL: 3.52, MARK: 0.94}
# Places from this posterior on were counted.
COUNTED = 0.5
# The highest log10 odds of a posterior that make a difference.
HIGHEST_ODDS = 6.0


def kind_of(before: str, after: str, words: WordModel) -> str:
    """The kind of a gap between two words, as they are written."""
    if max(words.part(before, False), words.part(after, False)) > FUNCTION_WORD:
        return FUNCTION
    return CAPITAL if after[:1].isupper() else CONTENT


def log_odds(posterior: float) -> float:
    """log10 odds of a posterior, at most ``HIGHEST_ODDS``."""
    rest = max(1 - posterior, 10**-HIGHEST_ODDS)
    return math.log10(max(posterior, 1e-9) / rest)


def hardly_damaged(log_rate: float) -> float:
    """How far a rate of losses a word (log10) is below that of a damaged document; 0 or less."""
    return max(HARDLY, min(0.0, log_rate - DAMAGED))


def confidence(posterior: float, kind: str, log_rate: float, calibration: Mapping[str, tuple[float, float]]) -> float:
    """The share of places like this one that are lost spaces.

    Args:
        posterior: of the models, in 0..1.
        kind: of the place.
        log_rate: log10 of the rate of losses a word in the document.
        calibration: offset and slope by kind, of the language.
    """
    offset, slope = calibration[kind]
    logit = offset + slope * log_odds(posterior) + RATE_WEIGHTS[kind] * hardly_damaged(log_rate)
    share = 1 / (1 + math.exp(-logit))
    # Places that the models do not believe in were not counted.
    return share if posterior >= COUNTED else min(share, posterior)
