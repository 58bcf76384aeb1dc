"""TYP001 misspelling: words that no dictionary has and that a slip explains, and rare words that a common one fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.language.plain import plain_words
from corpuslint.language.spelling import Candidate, Standing
from corpuslint.language.spelling_judge import Judge, load_judge
from corpuslint.language.spelling_places import Place, look_at, opens_sentence

# Corrections that a message lists; behind the first, only words that a dictionary has, or that derive from such.
SHOWN = 5
# Words that a dictionary has are questioned from this probability only.
REAL_WORD_FROM = 0.87


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each misspelt word; languages without spelling data have none."""
    active = rules["misspelling"]
    text, language = document.text, document.language
    # A text of one word is a question about it.
    alone = len(document.chunks) == 1 and text.strip().isalpha() and text.islower()
    least = 0.0 if alone else active.options["report-from"]
    judge, plain = load_judge(language, least) if language else None, plain_words(language)
    if judge is None or plain is None:
        return
    suspects = judge.suspects(text, plain.odd(document))
    known = document.vocabulary.entries if document.vocabulary else {}
    counts = Counter(suspect.word.lower() for _, suspect in suspects)
    for start, suspect in suspects:
        lower = suspect.word.lower()
        if lower in known or not (suspect.inside or opens_sentence(text, start)):
            continue
        repeated = counts[lower] > 1
        if judge.rare is not None and suspect.word in judge.rare:
            place = look_at(text, start, suspect.word)
            confidence = judge.rare.probability(place, text, counts[lower])
            if confidence >= REAL_WORD_FROM:
                yield _finding(document, active, judge, judge.rare.rival(lower)[:1], place, confidence)
            continue
        suspicion = judge.suspect(lower, suspect.word.islower())
        if suspicion is None or judge.is_hopeless(suspicion, suspect, repeated=repeated):
            continue
        place = look_at(text, start, suspect.word)
        if judge.is_piece(place):
            continue
        confidence = judge.probability(suspicion, place, repeated=repeated)
        if confidence and confidence >= least:
            yield _finding(document, active, judge, suspicion.candidates, place, confidence)


def _finding(
    document: Document,
    active: ActiveRule,
    judge: Judge,
    candidates: Sequence[Candidate],
    place: Place,
    confidence: float,
) -> Finding:
    shown = [one for one in candidates if one is candidates[0] or one.standing is not Standing.UNLISTED][:SHOWN]
    words = [judge.speller.written(candidate.word, place.text) for candidate in shown]
    apostrophe = "’" if "’" in document.residue else "'"
    words = [word.replace("'", apostrophe) for word in dict.fromkeys(words)]
    unsafe = confidence >= active.options["fix-from"]
    fix = Fix(active.rule.applicability if unsafe else Applicability.DISPLAY, (Edit(place.start, place.end, words[0]),))
    others = f" (or {', '.join(words[1:])})" if words[1:] else ""
    message = f'"{place.text}" is misspelt: "{words[0]}"{others}'
    return active.finding(place.start, place.end, message, confidence=confidence, fix=fix)
