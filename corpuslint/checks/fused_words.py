"""SPC001 fused-words and SPC002 fused-punctuation: spaces that got lost between words and beside punctuation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.language.confidence import MARK, confidence, kind_of
from corpuslint.language.layout import Layout, apply_layout
from corpuslint.language.losses import Place, find_losses
from corpuslint.language.runs import Kind
from corpuslint.language.suspects import load_suspects
from corpuslint.language.words import WordModel

WORDS, PUNCTUATION = "fused-words", "fused-punctuation"
# Gaps with a lower posterior are no findings, whatever they are worth.
UNLIKELY = 0.05


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each place where a space is more probably lost than not; languages without a lexicon have none."""
    suspects = load_suspects(document.language, document.vocabulary)
    if suspects is None:
        return
    words = suspects.splitter.words
    for losses in find_losses(document, suspects):
        layout = apply_layout(document.text, losses)
        for place in losses.places:
            active = rules.get(WORDS if _is_between_words(place) else PUNCTUATION)
            if active is not None:
                finding = _finding(document.text, place, active, _confidences(place, losses.log_rate, words), layout)
                if finding is not None:
                    yield finding


def _is_between_words(place: Place) -> bool:
    return place.before is None or Kind.MARK not in (place.token.kind, place.before.kind)


def _confidences(place: Place, log_rate: float, words: WordModel) -> dict[int, float]:
    """The confidence of each gap of a place that is worth a look."""
    found = {}
    gaps = sorted(gap for gap, posterior in place.posterior.items() if posterior > UNLIKELY)
    start, form = place.token.start, place.token.form
    cuts = [0, *(gap - start for gap in gaps), len(form)]
    for number, gap in enumerate(gaps, 1):
        if place.before is None:
            kind = kind_of(form[cuts[number - 1] : cuts[number]], form[cuts[number] : cuts[number + 1]], words)
        else:
            kind = MARK
        found[gap] = confidence(place.posterior[gap], kind, log_rate, words.profile.confidence)
    return found


def _finding(
    text: str, place: Place, active: ActiveRule, confidences: Mapping[int, float], layout: Layout | None
) -> Finding | None:
    gaps = sorted(gap for gap, one in confidences.items() if one >= active.options["report-from"])
    if not gaps:
        return None
    lowest = min(confidences[gap] for gap in gaps)
    start = place.token.start if place.before is None else place.before.start
    end = place.token.end
    cuts = (start, *gaps, end)
    proposal = " ".join(text[a:b] for a, b in pairwise(cuts))
    message = f'"{text[start:end]}" lost a space: "{proposal}"'
    if layout is not None:
        message += f" (line ends were lost, at {layout.width} {layout.unit})"
    safe = lowest >= active.options["safe-from"]
    edits = tuple(Edit(gap, gap, " ") for gap in gaps)
    fix = Fix(Applicability.SAFE if safe else Applicability.UNSAFE, edits)
    return active.finding(start, end, message, confidence=lowest, fix=fix)
