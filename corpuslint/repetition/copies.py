"""Copies: pairs of passages, or of parts of one passage, that say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpuslint.blocks import Role
from corpuslint.findings import Applicability
from corpuslint.lazy import regex
from corpuslint.repetition.likeness import ALIGNED, compare, may_share_ends, offset_of
from corpuslint.repetition.passages import Passage, are_lines, are_neighbours
from corpuslint.repetition.screen import (
    CUT_LENGTH,
    DATELINE_LENGTH,
    INLINE_BEFORE,
    INLINE_LENGTH,
    INLINE_TRIALS,
    PROBES_FOUND,
    SAME_LENGTH,
    probes,
)

# Letters of a text that nobody writes twice on purpose: next to its copy, and far from it.
NEAR_LENGTH, FAR_LENGTH = 25, 60
# Letters of a copy that may be removed unread: a lead next to its copy, another text next to it, any text elsewhere.
SAFE_LEAD, SAFE_NEAR, SAFE_FAR = 40, 100, 200
# What stands three times, or again after more passages than this, may be meant: collections of licences, minutes and
# forms repeat their paragraphs.
SAFE_DISTANCE = 10
# The length from which it need not end a sentence.
INLINE_UNENDED = 80
# A beginning that is cut off without dots may be shared by other sentences, so it must be longer.
UNMARKED_CUT_LENGTH = 60
# A reworded copy begins and ends as the lead does and shares so much of the shorter of the two; or so much of both.
SHARED, SHARED_BY_BOTH = 0.75, 0.85
# A longer text that begins and ends as a short one does is often a headline's story; it must share more.
SHARED_OF_LONGER = 0.6
# Sentences made after one pattern put other words, and other facts, in the same places. A reworded copy keeps its
# facts and replaces few words, or more of them where so many names and numbers stay.
REPLACED, REPLACED_BESIDE_FACTS, FACTS = 0.05, 0.2, 3
# A title is naturally like its lead, and must be the same almost to the letter.
TITLE_SHARED, TITLE_LENGTH = 0.92, 60
# Length of the runs, and the share of them that two texts must have in common in their first characters.
GRAM_LENGTH, GRAMS_SHARED, GRAMS_FROM = 5, 0.4, 4000

_CUT_OFF = regex(r"[ \u00a0]?(?:\.\.\.|…|\[(?:\.\.\.|…)\])$")
_SENTENCE = regex(r"[.!?…][»”\"')\]]*(?=[^\W\d_a-zà-ÿ]|[«“\"])")
_SENTENCE_END = regex(r"[.!?…][»”\"')\]]*$")


class Copy(NamedTuple):
    """``gone`` is the span that repeats ``kept``. ``applicability`` is that of removing it, None if it should stay."""

    gone: tuple[int, int]
    kept: tuple[int, int]
    is_lead: bool
    how: str
    confidence: float
    applicability: Applicability | None


def find_leads(passages: Sequence[Passage]) -> list[Passage]:
    """The passages that the lead may be: the first two that differ and are neither captions nor teasers."""
    leads: list[Passage] = []
    for passage in passages[:6]:
        if passage.role not in (Role.CAPTION, Role.RELATED) and all(passage.key != lead.key for lead in leads):
            leads.append(passage)
    return leads[:2]


def equal_copies(passages: Sequence[Passage], leads: Sequence[Passage]) -> Iterator[Copy]:
    """Passages that are the same but for white space, wherever they stand. The copy that lost spaces goes."""
    groups: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        groups[passage.key].append(passage)
    repeated = [group for key, group in groups.items() if len(group) > 1 and len(key) >= NEAR_LENGTH]
    lines = bool(repeated) and are_lines(passages)
    for group in repeated:
        if not group[0].is_prose():
            continue
        kept = max(group, key=lambda passage: (passage.words, -passage.number))
        is_lead = group[0].role is not Role.TITLE and any(passage in leads for passage in group)
        for gone in group:
            near = are_neighbours(passages, gone, kept)
            shortest = _shortest(lines, near, is_lead)
            if gone is not kept and len(gone.letters) >= shortest:
                alone = len(group) == 2 and abs(gone.number - kept.number) <= SAFE_DISTANCE
                yield _equal_copy(gone, kept, is_lead, near, alone)


def _shortest(lines: bool, near: bool, is_lead: bool) -> int:
    if lines:
        return SAFE_LEAD if near and is_lead else SAFE_NEAR
    return NEAR_LENGTH if near else FAR_LENGTH


def _equal_copy(gone: Passage, kept: Passage, is_lead: bool, near: bool, alone: bool) -> Copy:
    damaged = gone.words < kept.words
    how = "here with spaces lost" if damaged else "word for word"
    length = SAFE_LEAD if near and is_lead else SAFE_NEAR if near else SAFE_FAR
    safe = len(gone.letters) >= length and gone.role is not Role.CAPTION and not gone.has_dateline
    safe = safe and (near or damaged or is_lead or alone)
    applicability: Applicability | None = Applicability.SAFE if safe else Applicability.UNSAFE
    if gone.has_dateline != kept.has_dateline:
        how += ", and once after a dateline"
        applicability = applicability if damaged else None
    return Copy(gone.span, kept.span, is_lead, how, 0.99, applicability)


def inline_copy(passage: Passage, is_lead: bool) -> Copy | None:
    """The beginning of a passage that stands again right behind itself: ``… Gnonlonfoun.Le médiateur … Gnonlonfoun.``

    A lead may have a title or a dateline before it in the same line. Of the two, the one with fewer spaces goes, else
    the second.
    """
    ends = _SENTENCE.finditer(passage.key, 0, INLINE_BEFORE) if is_lead else ()
    for skipped in (0, *(match.end() for match in ends)):
        period = _period(passage.key[skipped:])
        if period:
            return _inline_copy(passage, is_lead, skipped, period)
    return None


def _inline_copy(passage: Passage, is_lead: bool, skipped: int, period: int) -> Copy:
    text, body = passage.text, passage.body
    spans, end = [], offset_of(text, 0, skipped)
    for _ in range(2):
        start = offset_of(text, end, 0)
        end = offset_of(text, start, period - 1) + 1
        spans.append((start, end))
    first, second = spans
    words = [len(text[slice(*span)].split()) for span in spans]
    kept, gone = (first, second) if words[0] >= words[1] else (second, first)
    how = "one behind the other" if words[0] == words[1] else "one behind the other, here with spaces lost"
    return Copy(
        (body + gone[0], body + gone[1]), (body + kept[0], body + kept[1]), is_lead, how, 0.99, Applicability.SAFE
    )


def _period(key: str) -> int:
    """Length of the beginning of ``key`` that is repeated right behind itself; 0 if none is.

    It ends a sentence, or is so long that nobody repeats it on purpose.
    """
    period = 0
    for _ in range(INLINE_TRIALS):
        period = key.find(key[:INLINE_LENGTH], max(period + 1, INLINE_LENGTH))
        if not 0 < period <= len(key) // 2:
            return 0
        ended = period >= INLINE_UNENDED or _SENTENCE_END.search(key, period - 3, period)
        if ended and key.startswith(key[:period], period):
            return period
    return 0


def lead_copies(passages: Sequence[Passage], leads: Sequence[Passage], reach: int) -> Iterator[Copy]:
    """Copies of the lead, among the next ``reach`` passages, that differ in more than white space."""
    for lead in leads:
        for other in passages[lead.number + 1 : lead.number + 1 + reach]:
            if other.role in (Role.LEAD, Role.PARAGRAPH) and other.key != lead.key:
                near = are_neighbours(passages, lead, other)
                copy = _same_letters(lead, other, near) or _contained(lead, other, near) or _reworded(lead, other)
                if copy:
                    yield copy


def _same_letters(lead: Passage, other: Passage, near: bool) -> Copy | None:
    """The copy differs in punctuation or case alone."""
    longer, shorter = max(len(lead.key), len(other.key)), min(len(lead.key), len(other.key))
    if (
        longer > SAME_LENGTH * shorter
        or lead.letters != other.letters
        or len(lead.letters) < NEAR_LENGTH
        or not lead.is_prose()
    ):
        return None
    applicability = Applicability.UNSAFE if near and lead.has_dateline == other.has_dateline else None
    return Copy(
        other.span, lead.span, lead.role is not Role.TITLE, "with other punctuation or case", 0.95, applicability
    )


def _contained(lead: Passage, other: Passage, near: bool) -> Copy | None:
    """One of the two is the beginning of the other, or stands in it behind a dateline."""
    short, long = (lead, other) if len(lead.key) <= len(other.key) else (other, lead)
    cut_off = _CUT_OFF.search(short.text, max(0, len(short.text) - 8))
    stem = short.text[: cut_off.start()] if cut_off else short.text
    stem_key = short.key if stem == short.text else "".join(stem.split())
    at = long.key.find(stem_key, 0, len(stem_key) + DATELINE_LENGTH)
    if at < 0 or len(stem_key) < CUT_LENGTH or not short.is_prose():
        return None
    rest = len(long.key) - at - len(stem_key)
    head_start = offset_of(long.text, 0, at)
    head = long.text[head_start : offset_of(long.text, head_start, len(stem_key) - 1) + 1]
    lost = len(stem.split()) - len(head.split())
    if at and not rest and lead.role is not Role.TITLE:
        return _dated(short, long, lost)
    cut = stem != short.text
    unmarked = len(stem_key) >= UNMARKED_CUT_LENGTH and lead.role is not Role.TITLE
    if at or not rest or not (cut or unmarked):
        return None
    applicability = None if lost > 0 else Applicability.SAFE if cut and near else Applicability.UNSAFE
    return Copy(
        short.span,
        long.span,
        True,
        "here cut off" if cut else "here without its end",
        0.97 if cut else 0.9,
        applicability,
    )


def _dated(short: Passage, long: Passage, lost: int) -> Copy:
    """The copy stands behind a dateline. ``lost`` counts the spaces that the dated one has fewer than the other."""
    if lost < 0:
        return Copy(short.span, long.span, True, "here with spaces lost", 0.97, Applicability.SAFE)
    dated = Copy(long.span, short.span, True, "here after a dateline", 0.95, None)
    if lost == 0:
        return dated
    return dated._replace(how="here with spaces lost, after a dateline", applicability=Applicability.UNSAFE)


def _reworded(lead: Passage, other: Passage) -> Copy | None:
    """The copy says the same in partly other words."""
    if min(len(lead.key), len(other.key)) < CUT_LENGTH or not _may_be_reworded(lead, other):
        return None
    if not _probably_alike(lead.key, other.key):
        return None
    like = compare(lead.text, other.text, DATELINE_LENGTH)
    replaced = REPLACED_BESIDE_FACTS if like.facts >= FACTS else REPLACED
    if like.other_facts or like.replaced > replaced or not lead.is_prose():
        return None
    if lead.role is Role.TITLE:
        found = like.longer >= TITLE_SHARED and len(lead.letters) >= TITLE_LENGTH
    else:
        least = 0 if len(other.letters) < len(lead.letters) else SHARED_OF_LONGER
        same_frame = like.same_start and like.same_end and like.shorter >= SHARED and like.longer >= least
        found = same_frame or like.longer >= SHARED_BY_BOTH
    confidence = round(0.95 * like.shorter, 2)
    return Copy(other.span, lead.span, True, "in partly other words", confidence, None) if found else None


def _may_be_reworded(lead: Passage, other: Passage) -> bool:
    """Whether two passages are long enough for each other, or begin and end alike."""
    is_title = lead.role is Role.TITLE
    length, length_other = min(len(lead.letters), ALIGNED), min(len(other.letters), ALIGNED)
    least = TITLE_SHARED if is_title else SHARED_BY_BOTH
    if min(length, length_other) >= least * max(length, length_other - DATELINE_LENGTH):
        return True
    return not is_title and may_share_ends(lead.letters, other.letters, DATELINE_LENGTH)


def _probably_alike(lead: str, other: str) -> bool:
    """Whether probes from all over the lead stand in the other text, and if so, whether enough of its runs do."""
    if sum(map(other.__contains__, probes(lead))) < PROBES_FOUND:
        return False
    grams, others = _grams(lead[:GRAMS_FROM]), _grams(other[:GRAMS_FROM])
    return len(grams & others) >= GRAMS_SHARED * min(len(grams), len(others))


def _grams(text: str) -> set[str]:
    return {text[start : start + GRAM_LENGTH] for start in range(len(text) - GRAM_LENGTH + 1)}
