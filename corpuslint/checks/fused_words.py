"""SPC001 fused-words and SPC002 fused-punctuation: spaces that got lost between words and beside punctuation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.language.layout import Layout, apply_layout
from corpuslint.language.losses import Place, find_losses
from corpuslint.language.runs import Kind
from corpuslint.language.suspects import load_suspects

WORDS, PUNCTUATION = "fused-words", "fused-punctuation"


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each place where a space is more probably lost than not; languages without a lexicon have none."""
    suspects = load_suspects(document.language, document.vocabulary)
    if suspects is None:
        return
    losses = find_losses(document, suspects)
    if not losses.places:
        return
    layout = apply_layout(document.text, document.lines, losses)
    for place in losses.places:
        active = rules.get(WORDS if _is_between_words(place) else PUNCTUATION)
        if active is not None:
            finding = _finding(document.text, place, active, layout)
            if finding is not None:
                yield finding


def _is_between_words(place: Place) -> bool:
    return place.before is None or Kind.MARK not in (place.token.kind, place.before.kind)


def _finding(text: str, place: Place, active: ActiveRule, layout: Layout | None) -> Finding | None:
    gaps = sorted(gap for gap, posterior in place.posterior.items() if posterior >= active.options["report-from"])
    if not gaps:
        return None
    confidence = min(place.posterior[gap] for gap in gaps)
    start = place.token.start if place.before is None else place.before.start
    end = place.token.end
    cuts = (start, *gaps, end)
    proposal = " ".join(text[a:b] for a, b in pairwise(cuts))
    message = f'"{text[start:end]}" lost a space: "{proposal}"'
    if layout is not None:
        message += f" (line ends were lost, at {layout.width} {layout.unit})"
    safe = confidence >= active.options["safe-from"]
    edits = tuple(Edit(gap, gap, " ") for gap in gaps)
    fix = Fix(Applicability.SAFE if safe else Applicability.UNSAFE, edits)
    return active.finding(start, end, message, confidence=confidence, fix=fix)
