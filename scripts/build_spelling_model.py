"""Learn spelling.json of corpuslint/data: costs of edits, weights of evidence, and their calibration.

    python scripts/build_spelling_model.py --evaluation DIR [--misspelt FILE]

Needs numpy and the development part of the evaluation data: pairs of misspellings and corrections, misspellings in
sentences, and clean text. Only numbers are kept, no word. --misspelt names a file of words of the clean text, one a
line, that a reader found to be misspelt after all: the probabilities are calibrated on them.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from corpuslint.language.characters import load_characters
from corpuslint.language.codes import DATA
from corpuslint.language.context import load_context
from corpuslint.language.lexicon import load_lexicon
from corpuslint.language.spelling import Candidate, Speller, Standing
from corpuslint.language.spelling_evidence import Evidence, Witness
from corpuslint.language.spelling_index import load_index, load_near
from corpuslint.language.spelling_judge import LOST_SPACE, PERHAPS, PERHAPS_LOST_SPACE, Judge
from corpuslint.language.spelling_places import look_at
from corpuslint.language.splits import load_splitter

Array = np.ndarray[Any, np.dtype[np.float64]]

# What an edit costs before anything is learned; "frequency" is the cost of one nat of rarity of the word.
PRIOR = {
    "accent-dropped": 1.6, "accent-dropped-e": 1.6, "accent-wrong": 1.4, "accent-wrong-e": 2.0, "accent-added": 2.0,
    "cedilla": 1.6, "extra-double": 3.1, "first": 2.5, "group": 3.75, "key": 4.1, "ligature": 0.5,
    "missing-consonant": 3.05, "missing-double": 1.9, "missing-e": 2.8, "missing-final-s": 3.2, "missing-h": 2.5,
    "missing-vowel": 2.8, "swapped": 3.0, "transposed": 2.8, "frequency": 0.6, "two-edits": 0.0, "three-edits": 0.0,
    "variant": 0.0, "derived": 0.0, "unlisted": 0.0,
}  # fmt: skip
ROUNDS, CONSIDERED = 2, 40
# Classes of the annotated misspellings that are learned from, and how much an artificial one counts.
CLASSES = frozenset({"nonword", "accent", "accent_realword", "typographic", "realword"})
ARTIFICIAL = 0.3
# Texts with lost spaces that are read for fused words, which are not misspelt.
FUSED_TEXTS = 150
# Strength of the ridge penalties, towards the prior costs and towards no weight.
COST_RIDGE, WEIGHT_RIDGE = 1.0, 3.0
# Words of clean text that look more misspelt than this (logit) are not learned from: most of them are.
DOUBTFUL = 1.0
# The probability from which words are reported, and how many are to be in 10,000 words of published prose; the screens
# of the judge leave out a tenth of them.
REPORTED, ALARMS = 0.15, 4.0
# Evidence seen less often is not weighed. Parts that the data is divided into to test what was learned.
LEAST_SEEN, FOLDS = 5, 5


def rows(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Records of JSON lines."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield {**json.loads(line), "artificial": path.name.startswith("synthetic")}


def pairs(folder: Path, language: str) -> list[tuple[str, str]]:
    """Misspelt words and their corrections in lower case, without the elided article that both have."""
    found = []
    names = [*folder.glob(f"context.{language}.*"), *folder.glob(f"pairs.{language}.*")]
    for row in rows(sorted(names)):
        for edit in row.get("edits", [row]):
            if edit["class"] in ("nonword", "accent", "foreign"):
                typo, right = (edit[key].lower().replace("’", "'") for key in ("typo", "correction"))
                start = typo.partition("'")[0] + "'"
                if typo.startswith(start) and right.startswith(start):
                    typo, right = typo.removeprefix(start), right.removeprefix(start)
                found.append((typo, right))
    return list(dict.fromkeys(found))


def make_speller(language: str, costs: dict[str, float]) -> Speller:
    """A speller with given costs."""
    lexicon, common, other = load_lexicon(language), load_index(language, "common"), load_index(language, "other")
    near = load_near(language)
    assert lexicon is not None
    assert common is not None
    assert other is not None
    assert near is not None
    return Speller(language, lexicon, common, other, near, costs)


def costs_of(candidate: Candidate) -> Counter[str]:
    """How often each cost counts in the score of a candidate."""
    found: Counter[str] = Counter(candidate.kinds)
    edits = len(candidate.kinds) - candidate.kinds.count("first")
    found["two-edits"], found["three-edits"] = int(edits > 1), int(edits > 2)
    if candidate.standing is not Standing.LISTED:
        found[candidate.standing] = 1
    return found


def cheapest(features: Array, starts: Array, chosen: Array, prior: Array) -> Array:
    """Conditional logit: costs near ``prior`` that make the chosen row of each group of rows the likeliest."""
    costs = prior.copy()
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, len(features)]))
    for _ in range(30):
        scores = -features @ costs
        scores = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        p = scores / np.add.reduceat(scores, starts)[group]
        mean = np.add.reduceat(features * p[:, None], starts, axis=0)
        gradient = (mean - features[chosen]).sum(0) - COST_RIDGE * (costs - prior)
        centred = features - mean[group]
        hessian = (centred * p[:, None]).T @ centred + COST_RIDGE * np.eye(len(costs))
        step = np.linalg.solve(hessian, gradient)
        costs = costs + step * min(1.0, 2 / np.abs(step).max())
        if np.abs(step).max() < 1e-4:
            break
    return costs


def learn_costs(folder: Path, language: str, prior: dict[str, float]) -> dict[str, float]:
    """Costs of edits under which corrections are ranked first."""
    data, costs = pairs(folder, language), dict(prior)
    for _ in range(ROUNDS):
        speller = make_speller(language, costs)
        ranked = [(right, speller.candidates(typo)[:CONSIDERED]) for typo, right in data]
        ranked = [(right, found) for right, found in ranked if any(c.word == right for c in found)]
        table = [costs_of(c) for _, found in ranked for c in found]
        names = sorted({name for counts in table for name in counts})
        features = np.array(
            [
                [-c.log_p, *(counts[name] for name in names)]
                for c, counts in zip((c for _, found in ranked for c in found), table, strict=True)
            ]
        )
        starts = np.cumsum([0, *(len(found) for _, found in ranked[:-1])])
        places = [[c.word for c in found].index(right) for right, found in ranked]
        expected = np.array([prior.get(name, 5.0) for name in ("frequency", *names)])
        learned = cheapest(features, starts, starts + np.array(places), expected)
        costs = {**prior, **dict(zip(("frequency", *names), map(float, learned), strict=True))}
    speller = make_speller(language, costs)
    right_first = sum([c.word for c in speller.candidates(typo)[:1]] == [right] for typo, right in data)
    print(f"{language}: {len(data)} pairs, {100 * right_first / max(1, len(data)):.1f} % right at once")
    return costs


@dataclass
class Case:
    """A suspect with its evidence: misspelt or not, and what it counts."""

    word: str
    evidence: Evidence
    misspelt: bool
    weight: float
    clean: bool
    language: str
    fold: str


def judge_all(language: str, costs: dict[str, float]) -> Judge:
    """A judge that finds no suspect hopeless."""
    splitter, context, characters = (
        load_splitter(language),
        load_context(language),
        load_characters(language, "low"),
    )
    assert splitter is not None
    assert context is not None
    assert characters is not None
    witness = Witness(make_speller(language, costs), context, characters)
    return Judge(witness, splitter, None, {"weights": {}, "calibration": {"slope": 1.0, "offset": 0.0}}, 0.0)


def suspects_of(judge: Judge, text: str) -> Iterator[tuple[int, str, Evidence]]:
    """Every suspect of a text with all its evidence."""
    suspects = judge.suspects(text, frozenset(text.split()))
    counts = Counter(suspect.word.lower() for _, suspect in suspects)
    for start, suspect in suspects:
        word = suspect.word
        suspicion = judge.suspect(word.lower(), word.islower())
        place = look_at(text, start, word)
        if suspicion is None or judge.is_piece(place):
            continue
        lost_space = judge.lost_space(suspicion)
        if lost_space <= LOST_SPACE:
            repeated = counts[word.lower()] > 1
            evidence = suspicion.evidence | judge.place_evidence(suspicion, place, repeated=repeated)
            yield start, word, evidence | {PERHAPS: max(0.0, lost_space - PERHAPS_LOST_SPACE)}


def cases(folder: Path, language: str, judge: Judge) -> Iterator[Case]:
    """Suspects of the annotated sentences and of the clean text."""
    typos = folder / "typos/dev"
    for row in rows(sorted([*typos.glob(f"context.{language}.*"), *typos.glob(f"synthetic.{language}.*")])):
        for start, word, evidence in suspects_of(judge, row["sentence_with_typo"]):
            edit = next((e for e in row["edits"] if e["start"] < start + len(word) and start < e["end"]), None)
            if edit is None:
                yield Case(word, evidence, False, 1.0, False, language, word.lower())
            elif edit["class"] in CLASSES:
                weight = ARTIFICIAL if row["artificial"] else 1.0
                yield Case(word, evidence, True, weight, False, language, edit["correction"].lower())
    for row in list(rows([folder / f"runon/dev/{language}.drop.jsonl"]))[:FUSED_TEXTS]:
        words = set(row["clean"].split())
        text = " ".join(word for word in row["corrupted"].split() if word not in words)
        for _, word, evidence in suspects_of(judge, text):
            yield Case(word, evidence, False, ARTIFICIAL, False, language, word.lower())
    for row in rows([folder / f"runon/dev/{language}.clean.jsonl"]):
        for _, word, evidence in suspects_of(judge, row["clean"]):
            yield Case(word, evidence, False, 1.0, True, language, word.lower())


def clean_words(folder: Path, language: str) -> int:
    """How many words the clean text has."""
    return sum(len(row["clean"].split()) for row in rows([folder / f"runon/dev/{language}.clean.jsonl"]))


def logistic(features: Array, target: Array, counts: Array, ridge: Array) -> Array:
    """Weights of a logistic model with a ridge penalty on each."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        gradient = features.T @ (counts * (target - p)) - ridge * weights
        hessian = (features * (counts * p * (1 - p))[:, None]).T @ features + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step * min(1.0, 3 / np.abs(step).max())
        if np.abs(step).max() < 1e-4:
            break
    return weights


@dataclass
class Learned:
    """Weights of the evidence, the same for all languages; what each language adds; logits of the cases, each from
    weights learned without its fold."""

    weights: dict[str, float]
    biases: dict[str, float]
    logits: Array


def learn_weights(data: list[Case], languages: list[str]) -> Learned:
    """Weights that tell misspelt words from right ones."""
    seen = Counter(name for case in data for name, value in case.evidence.items() if value)
    names = sorted(name for name in seen if seen[name] >= LEAST_SEEN and name != "bias")
    raw = np.array([[case.evidence.get(name, 0.0) for name in names] for case in data])
    scale = raw.std(0) + 1e-9
    own = np.array([[float(case.language == language) for language in languages] for case in data])
    features = np.hstack([own, raw / scale])
    ridge = np.array([1e-3] * len(languages) + [WEIGHT_RIDGE] * len(names))
    target = np.array([float(case.misspelt) for case in data])
    counts = np.array([case.weight for case in data])
    folds = np.array([crc32(case.fold.encode()) % FOLDS for case in data])
    keep = np.ones(len(data), dtype=bool)
    logits = np.zeros(len(data))
    for _ in range(2):
        for fold in range(FOLDS):
            rest = keep & (folds != fold)
            logits[folds == fold] = features[folds == fold] @ logistic(
                features[rest], target[rest], counts[rest], ridge
            )
        keep = (target == 1) | (logits < DOUBTFUL)
    weights = logistic(features[keep], target[keep], counts[keep], ridge)
    split = len(languages)
    learned = {name: float(w / s) for name, w, s in zip(names, weights[split:], scale, strict=True)}
    return Learned(learned, dict(zip(languages, map(float, weights[:split]), strict=True)), logits)


def calibrate(
    data: list[Case], logits: Array, misspelt: set[str], words: dict[str, int]
) -> dict[str, dict[str, float]]:
    """How logits become probabilities in published prose of each language.

    The slope is that of the share of words that a reader finds misspelt; from ``REPORTED`` on, ``ALARMS`` are given.
    """
    clean = np.array([case.clean for case in data])
    slope = 1.0
    if misspelt:
        target = np.array([float(case.word in misspelt) for case in data])[clean]
        own = [[float(case.language == language) for language in words] for case in data]
        features = np.hstack([logits[:, None], np.array(own)])[clean]
        slope = float(logistic(features, target, np.ones(len(target)), np.full(features.shape[1], 1e-3))[0])
    found = {}
    for language, count in words.items():
        ordered = np.sort(logits[clean & np.array([case.language == language for case in data])])[::-1]
        last = float(ordered[min(len(ordered) - 1, int(ALARMS * count / 1e4))])
        offset = math.log(REPORTED / (1 - REPORTED)) - slope * last
        found[language] = {"slope": round(slope, 3), "offset": round(offset, 3)}
    return found


def report(data: list[Case], logits: Array, calibration: dict[str, dict[str, float]], words: dict[str, int]) -> None:
    """Print how many misspellings are found at which probability, and at how many alarms in clean text."""
    for language, count in words.items():
        p = 1 / (1 + np.exp(-(calibration[language]["slope"] * logits + calibration[language]["offset"])))
        clean = np.array([case.clean and case.language == language for case in data])
        real = np.array([case.misspelt and case.weight == 1 and case.language == language for case in data])
        for level in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9):
            alarms, found = 1e4 * (p[clean] >= level).sum() / count, 100 * (p[real] >= level).mean()
            print(f"{language} {level:.2f}: {found:.1f} % of the suspects that are misspelt, {alarms:.2f} alarms")


def main() -> None:
    """Learn and write the models of all languages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evaluation", type=Path, required=True, help="folder with typos/dev and runon/dev")
    parser.add_argument("--misspelt", type=Path, help="misspelt words of the clean text, one a line")
    options = parser.parse_args()
    typos = options.evaluation / "typos/dev"
    costs = {"en": learn_costs(typos, "en", PRIOR)}
    costs["fr"] = learn_costs(typos, "fr", costs["en"])
    mean = {name: (costs["en"].get(name, 5.0) + costs["fr"].get(name, 5.0)) / 2 for name in costs["fr"]}
    for language in ("es", "pt", "it", "de"):
        costs[language] = learn_costs(typos, language, mean)
    languages = ["fr", "en"]
    data = [
        case
        for language in languages
        for case in cases(options.evaluation, language, judge_all(language, costs[language]))
    ]
    learned = learn_weights(data, languages)
    misspelt = set(options.misspelt.read_text(encoding="utf-8").split()) if options.misspelt else set()
    words = {code: clean_words(options.evaluation, code) for code in languages}
    calibration = calibrate(data, learned.logits, misspelt, words)
    report(data, learned.logits, calibration, words)
    for language, own in costs.items():
        like = language if language in languages else "en"
        model = {
            "costs": {name: round(value, 2) for name, value in sorted(own.items())},
            "weights": {
                "bias": round(learned.biases[like], 3),
                **{name: round(value, 3) for name, value in sorted(learned.weights.items())},
            },
            "calibration": calibration[like],
        }
        text = json.dumps(model, ensure_ascii=False, indent=1)
        (DATA / language / "spelling.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
