"""TYP001 misspelling: words that no dictionary has and that a slip explains, and rare words that a common one fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.language.spelling import Candidate
from corpuslint.language.spelling_judge import Judge, load_judge
from corpuslint.language.spelling_places import Place, find_suspects, look_at
from corpuslint.language.spelling_rare import load_rare_words

# Corrections that a message lists.
SHOWN = 5
# Words that a dictionary has are questioned from this probability only.
REAL_WORD_FROM = 0.87


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each misspelt word; languages without spelling data have none."""
    active = rules["misspelling"]
    judge = load_judge(document.language) if document.language else None
    if judge is None:
        return
    text, known = document.text, document.vocabulary.entries if document.vocabulary else {}
    rare = load_rare_words(judge.speller.language)
    suspects = find_suspects(text, judge.accepted, judge.suspects_in)
    counts = Counter(word.lower() for _, word in suspects)
    for start, word in suspects:
        lower = word.lower()
        if lower in known:
            continue
        place = look_at(text, start, word)
        if rare is not None and word in rare:
            rival = rare.rival(word)
            confidence = rare.probability(rival, place, text, counts[lower])
            if confidence >= REAL_WORD_FROM:
                yield _finding(active, judge, (rival,), place, confidence, "'")
            continue
        suspicion = judge.suspect(lower, word.islower())
        if suspicion is None or judge.is_piece(place):
            continue
        confidence = judge.probability(suspicion, place, repeated=counts[lower] > 1)
        # A text of one word is a question about it.
        alone = len(suspects) == 1 and word.islower() and text.strip() == word
        if confidence >= active.options["report-from"] or alone:
            yield _finding(active, judge, suspicion.candidates, place, confidence, "’" if "’" in text else "'")


def _finding(
    active: ActiveRule,
    judge: Judge,
    candidates: Sequence[Candidate],
    place: Place,
    confidence: float,
    apostrophe: str,
) -> Finding:
    words = [judge.speller.written(candidate.word, place.text) for candidate in candidates[:SHOWN]]
    words = [word.replace("'", apostrophe) for word in dict.fromkeys(words)]
    unsafe = confidence >= active.options["fix-from"]
    fix = Fix(active.rule.applicability if unsafe else Applicability.DISPLAY, (Edit(place.start, place.end, words[0]),))
    others = f" (or {', '.join(words[1:])})" if words[1:] else ""
    message = f'"{place.text}" is misspelt: "{words[0]}"{others}'
    return active.finding(place.start, place.end, message, confidence=confidence, fix=fix)
