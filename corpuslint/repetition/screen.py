"""A screen: whether anything in a document may stand twice. It clears most documents, and none that holds a copy."""

from __future__ import annotations

from collections.abc import Sequence

from corpuslint.blocks import Role
from corpuslint.repetition.likeness import loose
from corpuslint.repetition.passages import Layout

# A part of a passage that stands twice in it is at least this long, in characters that are not white space.
INLINE_LENGTH = 40
# Characters before it in which a title or a dateline may end.
INLINE_BEFORE = 300
# Letters that a dateline may take before the text of the lead: "Ouagadougou, 3 juin (AIB) - ".
DATELINE_LENGTH = 45
# Texts of the same letters are no longer than this many times each other.
SAME_LENGTH = 1.2
# Letters and number of the probes that a reworded copy is looked for with, and how many of them must be in it.
PROBE_LENGTH, PROBES, PROBES_FOUND = 8, 12, 2
# A beginning of a lead, or of a text that holds it, that is cut off, is at least this long.
CUT_LENGTH = 30
# How many places are tried for the start of such a copy.
INLINE_TRIALS = 20
# Passages that the lead may be among, and how many of them may be leads.
LEADS_AMONG, LEADS = 6, 2
# How much of the longer of two texts a reworded copy fills, at least, unless both begin alike; letters of the runs that
# they begin with, and characters in which the copy begins.
_FILLED, _RUN, _OPENING = 0.85, 4, 64


def may_repeat(layout: Layout, reach: int) -> bool:
    """Whether a passage may be a copy of another, of a part of itself, or of a lead among the ``reach`` before it."""
    keys = layout.keys
    if len({*keys}) < len(keys) or any(role is Role.CAPTION for _, _, _, role in layout.spans):
        return True
    roles = [role for _, _, _, role in layout.spans[:LEADS_AMONG]]
    leads = [number for number, role in enumerate(roles) if role is not Role.RELATED][:LEADS]
    return (
        any(key.find(key[:INLINE_LENGTH], INLINE_LENGTH) >= 0 for key in keys if len(key) >= 2 * INLINE_LENGTH)
        or any(_repeats(keys[lead]) for lead in leads)
        or any(_may_be_copied(keys[lead], keys[lead + 1 : lead + 1 + reach]) for lead in leads)
    )


def _repeats(key: str) -> bool:
    """Whether a part of a lead that begins near its start may stand again right behind itself.

    The part then holds, but for less than its length at its start, one of the pieces that follow each other from the
    start of the key, each half as long as the least of such parts; and the rest of the part stands behind that piece.
    """
    step = INLINE_LENGTH // 2
    for start in range(0, min(INLINE_BEFORE, len(key) - 2 * INLINE_LENGTH) + step, step):
        again = key.find(key[start : start + step], start + INLINE_LENGTH)
        for trial in range(INLINE_TRIALS):
            if again < 0:
                break
            if trial + 1 == INLINE_TRIALS or key.startswith(key[start : again - step + 1], again):
                return True
            again = key.find(key[start : start + step], again + 1)
    return False


def _may_be_copied(lead: str, others: Sequence[str]) -> bool:
    """Whether a text behind a lead may be the same in its letters, with fewer or more of them, or reworded."""
    pieces = probes(lead)
    opening = loose(lead[:_OPENING])
    runs = [opening[start : start + _RUN] for start in range(_RUN)]
    for other in others:
        shorter, longer = (lead, other) if len(lead) <= len(other) else (other, lead)
        short, long = len(shorter), len(longer)
        if long <= SAME_LENGTH * short and _begin_alike(lead, other):
            return True
        if short >= CUT_LENGTH and longer.find(shorter[:CUT_LENGTH], 0, CUT_LENGTH + DATELINE_LENGTH) >= 0:
            return True
        alike = short >= _FILLED * (long - DATELINE_LENGTH)
        if not alike:
            start = other[:_OPENING].casefold()
            alike = any(run in start for run in runs)
        if alike and sum(map(other.__contains__, pieces)) >= PROBES_FOUND:
            return True
    return False


def _begin_alike(one: str, two: str) -> bool:
    """Whether the first letters of two texts are the same."""
    if one[:1].isalnum() and two[:1].isalnum() and one[0].casefold() != two[0].casefold():
        return False
    letters, others = loose(one[: 2 * PROBE_LENGTH]), loose(two[: 2 * PROBE_LENGTH])
    length = min(len(letters), len(others), PROBE_LENGTH)
    return letters[:length] == others[:length]


def probes(lead: str) -> list[str]:
    """Pieces from all over a text."""
    step = max(1, (len(lead) - PROBE_LENGTH) // (PROBES - 1))
    return [lead[start : start + PROBE_LENGTH] for start in range(0, len(lead) - PROBE_LENGTH + 1, step)]
