"""Text that was read in the wrong encoding: found by the sequences that UTF-8 makes, judged by what they may be."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import exp, inf
from typing import NamedTuple

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.language.letters import Judge, letters_around
from corpuslint.language.sections import stretches
from corpuslint.lazy import regex
from corpuslint.misread import Reading, is_double_byte, readings, run_pattern
from corpuslint.mixups import Mixup, find_mixup, may_hold_mixup, strange_characters

# The part of a document that tells its language.
_SAMPLE = 20_000
# Nats that a repair must gain: one that round-trips, and one that needs a guess about lost characters.
_ALONE, _ALONE_GUESSED = 8.0, 12.0
# Nats of exact repairs that prove a path of layers; what that adds to a path of several layers, at most.
_PROOF, _PROOF_BONUS = 12.0, 40.0
# Nats in favour of a repair in an encoding that the document proves. A guess gains more: leads whose followers are lost
# would stay else.
_PROVEN, _PROVEN_GUESS = 6.0, 11.0
# Nats against a layer, against layers in different encodings, and against a guess about lost characters.
_LAYER, _CHANGE, _GUESS = 1.0, 6.0, 3.0
# Nats against each replacement character that a reading swallows.
_SWALLOWED = 14.0
# Nats against undoing what means something by itself: a letter before a dash, quote or ellipsis, and a formula.
_TYPOGRAPHY, _FORMULA = 4.0, 12.0
_FORMULAIC = regex("[√∑∏∫∂∆≈≠≤≥∞±×÷Ωπµ]+")
# Nats in favour of "à", whose second byte looks like a space and so divides its word, and of the commonest damage.
_A_GRAVE, _COMMONEST = 12.0, 5.0
_COMMON = regex("[ÃÂĂ](?:[^\\w\\s‘’“”–—…»›™®]|[ªº ])|â€")
_TYPOGRAPHIC = regex("[^\\W\\d_][–—‘’“”…]+")
# Characters of East Asia, plain letters, and how many of the first a European text may hold, or for each of the second.
_EASTERN, _PLAIN = regex("[\u3040-\u9fff\uac00-\ud7a3]"), regex("[A-Za-z]")
_FEW_EASTERN, _SHARE_OF_EASTERN = 4, 0.25
# Nats gained at which a repair that round-trips is safe.
_SAFE = 12.0


# What is left of a dash, quote, ellipsis or bullet when its first character, "â", was dropped.
_HEADLESS = regex("(?P<amount>[0-9][ \u00a0\u202f]?)?(?<![âÃÂ])€(?P<tail>[˜™œ“”\u009d¢¦])")
# Quotation marks that may close after an amount of money, with those that open before them in the same line, at
# most so many characters away.
_QUOTATION = 400
_CLOSING = {"“": "„", "”": "“„"}
_HEADLESS_TAILS = dict(zip("˜™œ“”\u009d¢¦", "‘’“–—”•…", strict=True))
_ASCII_TO_SPACE = bytes(32 if byte < 128 else byte for byte in range(256))
# Runs, in UTF-8, that are known to have no readings; how many, and how long they may be.
_harmless: set[bytes] = set()
_REMEMBERED, _LONGEST = 1 << 15, 64
# Code points that are looked at together.
_PART = 1 << 20
_HEADLESS_CONFIDENCE, _CONTROL_CONFIDENCE = 0.95, 0.99


class _Repair(NamedTuple):
    start: int
    run: str
    reading: Reading
    gain: float


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report the smallest damaged spans, each with its repair."""
    active = rules["mojibake"]
    repairs = _repairs(document) if _holds_sequences(document) else []
    strange = strange_characters(document)
    mixup = find_mixup(document, strange) if may_hold_mixup(document, strange) else None
    if mixup and mixup.gain > sum(repair.gain for repair in repairs):
        found = [*_mixed_lines(active, mixup)]
    else:
        found = [finding for repair in repairs for finding in _findings(active, repair)]
    yield from found
    if "€" in document.residue:
        found.sort(key=_start)
        for headless in _headless(active, document.text):
            index = bisect_right(found, headless.start, key=_start)
            if not index or found[index - 1].end <= headless.start:
                yield headless


def _start(finding: Finding) -> int:
    return finding.start


def _holds_sequences(document: Document) -> bool:
    """Whether some run of a document has readings; those that have none are remembered."""
    if not document.residue:
        return False
    runs: set[bytes] = set()
    for start, end in stretches(document.text, _PART):  # the runs of a long text would take much memory
        raw = document.text[start:end].encode("utf-8", "surrogatepass")
        runs.update(set(raw.translate(_ASCII_TO_SPACE).split()).difference(_harmless))
    suspects = {run for run in runs if readings(run.decode("utf-8", "surrogatepass"))}
    if len(_harmless) > _REMEMBERED:
        _harmless.clear()
    _harmless.update(run for run in runs.difference(suspects) if len(run) <= _LONGEST)
    return bool(suspects)


def _headless(active: ActiveRule, text: str) -> Iterator[Finding]:
    for match in _HEADLESS.finditer(text):
        tail = match["tail"]
        line = text[max(0, match.start() - _QUOTATION) : match.start()].rpartition("\n")[2]
        if (match["amount"] and tail == "”") or any(mark in line for mark in _CLOSING.get(tail, "")):
            continue
        start, repaired = match.start("tail") - 1, _HEADLESS_TAILS[tail]
        yield active.finding(
            start,
            start + 2,
            f'"€{tail}" is what is left of "{repaired}", UTF-8 read as cp1252, whose first character was dropped',
            confidence=_HEADLESS_CONFIDENCE,
            fix=Fix(Applicability.UNSAFE, (Edit(start, start + 2, repaired),)),
        )


def _mixed_lines(active: ActiveRule, mixup: Mixup) -> Iterator[Finding]:
    """One finding a line, as its characters are damaged together; one a character, where these are controls only."""
    controls = (mixup.wrong, mixup.right) == ("latin-1", "cp1252")
    for start, line, written in mixup.lines:
        edits = tuple(_edits(start, line, written))
        for group in zip(edits, strict=True) if controls else (edits,):
            yield _mixed(active, line[group[0].start - start : group[0].end - start], group, mixup, controls=controls)


def _mixed(active: ActiveRule, damaged: str, edits: tuple[Edit, ...], mixup: Mixup, *, controls: bool) -> Finding:
    safe = controls and active.rule.applicability is Applicability.SAFE
    return active.finding(
        edits[0].start,
        edits[-1].end,
        f'"{damaged}" is "{edits[0].replacement}", {mixup.right} read as {mixup.wrong}',
        confidence=_CONTROL_CONFIDENCE if controls else 1 - 0.5 * exp(-mixup.gain / 15),
        fix=Fix(Applicability.SAFE if safe else Applicability.UNSAFE, edits),
    )


def _edits(start: int, line: str, written: str) -> Iterator[Edit]:
    """The runs of characters that change; an accent takes the letter that it stands on with it."""
    position, end = 0, len(line)
    while position < end:
        if line[position] == written[position]:
            position += 1
            continue
        first = position
        while position < end and line[position] != written[position]:
            position += 1
        while first and unicodedata.combining(written[first]):
            first -= 1
        yield Edit(start + first, start + position, unicodedata.normalize("NFC", written[first:position]))


def _repairs(document: Document) -> list[_Repair]:
    """The readings that are better than the text, each judged alone first and then by what the document proves."""
    judge = Judge(document.text[:_SAMPLE], document.language)
    is_eastern = _is_eastern(document.text)
    damaged = [
        (match.start(), match.group(), options)
        for match in run_pattern().finditer(document.text)
        if (options := [one for one in readings(match.group()) if not (is_eastern and is_double_byte(one))])
    ]
    proof: dict[tuple[str, ...], float] = defaultdict(float)
    for start, run, options in damaged:
        best = _best(document.text, start, run, options, judge, {})
        if best.reading.exact and best.gain > 0:
            proof[best.reading.encodings] += best.gain
    proven = {path: min(gain / 4, _PROOF_BONUS) for path, gain in proof.items() if gain >= _PROOF}
    repairs = [_best(document.text, start, run, options, judge, proven) for start, run, options in damaged]
    return [repair for repair in repairs if repair.gain >= (_ALONE if repair.reading.exact else _ALONE_GUESSED)]


def _is_eastern(text: str) -> bool:
    """Whether a text is in Chinese, Japanese or Korean, so that a few such characters are no UTF-8 in disguise."""
    eastern = _count(_EASTERN, text)
    return eastern > _FEW_EASTERN and eastern > _SHARE_OF_EASTERN * _count(_PLAIN, text)


def _count(character: re.Pattern[str], text: str) -> int:
    """How many characters of a kind there are; in parts, as the list of them all would take much memory."""
    return sum(len(character.findall(text[start : start + _PART])) for start in range(0, len(text), _PART))


def _best(
    text: str,
    start: int,
    run: str,
    options: Sequence[Reading],
    judge: Judge,
    proven: Mapping[tuple[str, ...], float],
) -> _Repair:
    """The reading of a run that gains most in its context; layers that the document proves are preferred."""
    before, after = letters_around(text, start, start + len(run))
    damaged = judge.cost_of_word(before + run + after)
    proven_outermost = {path[0] for path in proven}
    best, most = None, -inf
    for reading in options:
        is_proven = reading.encodings[0] in proven_outermost
        gain = damaged - judge.cost_of_word(before + reading.text + after) - _price(run, reading, proven=is_proven)
        if is_proven:
            gain += _PROVEN if reading.exact or "\ufffd" in run else _PROVEN_GUESS
        favour = proven.get(reading.encodings, 0.0) if len(reading.encodings) > 1 else 0.0
        if gain + favour > most:
            best, most = _Repair(start, run, reading, gain), gain + favour
    assert best is not None, "a run without readings is no suspect"
    return best


def _price(run: str, reading: Reading, *, proven: bool) -> float:
    """Nats against a reading, for what had to go wrong to make it; the encoding may be proven by other runs."""
    meaning = 0.0
    if not proven:
        meaning = _TYPOGRAPHY if _TYPOGRAPHIC.fullmatch(run) else _FORMULA if _FORMULAIC.fullmatch(run) else 0.0
    changes = sum(outer != inner for outer, inner in pairwise(reading.encodings))
    favour = _A_GRAVE if reading.text == "à" and run[1:] == "\u00a0" else _COMMONEST if _COMMON.match(run) else 0.0
    swallowed = _SWALLOWED * max(0, run.count("\ufffd") - reading.text.count("\ufffd"))
    guess = 0.0 if reading.exact else _GUESS
    return _LAYER * len(reading.encodings) + _CHANGE * changes + meaning + swallowed + guess - favour


def _findings(active: ActiveRule, repair: _Repair) -> Iterator[Finding]:
    old, new = repair.run.split(" "), repair.reading.text.split(" ")
    parts = list(zip(old, new, strict=True)) if len(old) == len(new) else [(repair.run, repair.reading.text)]
    start = repair.start
    for damaged, repaired in parts:
        if damaged != repaired:
            yield _finding(active, start, damaged, repaired, repair)
        start += len(damaged) + 1


def _finding(active: ActiveRule, start: int, damaged: str, repaired: str, repair: _Repair) -> Finding:
    while damaged[:1] == repaired[:1]:
        start, damaged, repaired = start + 1, damaged[1:], repaired[1:]
    while damaged and damaged[-1:] == repaired[-1:]:
        damaged, repaired = damaged[:-1], repaired[:-1]
    safe = repair.reading.exact and repair.gain >= _SAFE and active.rule.applicability is Applicability.SAFE
    layers = ", then ".join(repair.reading.encodings)
    return active.finding(
        start,
        start + len(damaged),
        f'"{damaged}" is "{repaired}", UTF-8 read as {layers}',
        confidence=1 - 0.5 * exp(-max(repair.gain, 0.0) / 5),
        fix=Fix(Applicability.SAFE if safe else Applicability.UNSAFE, (Edit(start, start + len(damaged), repaired),)),
    )
