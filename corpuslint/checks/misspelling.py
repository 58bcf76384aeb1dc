"""TYP001 misspelling: words that no dictionary has and that a slip explains, and rare words that a common one fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from corpuslint.catalogue import ActiveRule
from corpuslint.document import Document
from corpuslint.findings import Applicability, Edit, Finding, Fix
from corpuslint.language.spelling_judge import Judge, Suspicion, load_judge
from corpuslint.language.spelling_places import Place, find_suspects, look_at
from corpuslint.language.spelling_rare import load_rare_words

# log10 odds of a rare word at which it is as probably right as wrong.
RARE_CERTAIN = 2.6
# Corrections that a message lists.
SHOWN = 5


def check(document: Document, rules: Mapping[str, ActiveRule]) -> Iterator[Finding]:
    """Report each misspelt word; languages without spelling data have none."""
    active = rules["misspelling"]
    yield from _rare_words(document, active)
    judge = load_judge(document.language) if document.language else None
    if judge is None:
        return
    text, known = document.text, document.vocabulary.entries if document.vocabulary else {}
    suspects = find_suspects(text, judge.accepted, judge.suspects_in)
    counts = Counter(word.lower() for _, word in suspects)
    for start, word in suspects:
        lower = word.lower()
        suspicion = None if lower in known else judge.suspect(lower, word.islower())
        if suspicion is None:
            continue
        place = look_at(text, start, word)
        confidence = judge.probability(suspicion, place, repeated=counts[lower] > 1)
        # A text of one word is a question about it.
        alone = len(suspects) == 1 and word.islower() and text.strip() == word
        if (confidence >= active.options["report-from"] or alone) and not judge.is_piece(place):
            yield _finding(active, judge, suspicion, place, confidence, "’" if "’" in text else "'")


def _finding(
    active: ActiveRule, judge: Judge, suspicion: Suspicion, place: Place, confidence: float, apostrophe: str
) -> Finding:
    words = [judge.speller.written(candidate.word, place.text) for candidate in suspicion.candidates[:SHOWN]]
    words = [word.replace("'", apostrophe) for word in dict.fromkeys(words)]
    unsafe = confidence >= active.options["fix-from"]
    fix = Fix(active.rule.applicability if unsafe else Applicability.DISPLAY, (Edit(place.start, place.end, words[0]),))
    others = f" (or {', '.join(words[1:])})" if words[1:] else ""
    message = f'"{place.text}" is misspelt: "{words[0]}"{others}'
    return active.finding(place.start, place.end, message, confidence=confidence, fix=fix)


def _rare_words(document: Document, active: ActiveRule) -> Iterator[Finding]:
    """Words that a dictionary has and a far commoner neighbour fits."""
    rare = load_rare_words(document.language, document.vocabulary)
    for one in rare.find(document.text, document.lines) if rare is not None else ():
        written = document.text[one.token.start : one.token.end]
        message = f'"{written}" is rare, and "{one.meant[0]}" fits: a letter is wrong'
        confidence = 1 / (1 + 10 ** (RARE_CERTAIN - one.odds))
        fix = Fix(active.rule.applicability, (Edit(one.token.start, one.token.end, one.meant[0]),))
        yield active.finding(one.token.start, one.token.end, message, confidence=confidence, fix=fix)
