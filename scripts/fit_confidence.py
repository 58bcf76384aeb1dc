"""Fit the calibration of lost spaces, on text whose lost spaces are known, and print it.

    python scripts/fit_confidence.py --data DIR [--split dev]

Needs numpy. DIR holds ``runon/SPLIT`` and ``real/SPLIT`` as for benchmarks/accuracy.py. The printed numbers go to
corpuslint/language/profiles.py (offset and slope by language) and corpuslint/language/confidence.py (the weights of the
rate). A language departs from the numbers of all together only as far as its own places show it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from corpuslint.document import Document
from corpuslint.language.codes import languages
from corpuslint.language.confidence import (
    CAPITAL,
    CONTENT,
    COUNTED,
    FUNCTION,
    MARK,
    RATE_WEIGHTS,
    hardly_damaged,
    kind_of,
    log_odds,
)
from corpuslint.language.layout import apply_layout
from corpuslint.language.losses import Place, find_losses
from corpuslint.language.suspects import load_suspects
from corpuslint.language.words import WordModel

# Penalties (L2): of offset, slope and rate of all languages, and of what a language adds to offset and slope.
COMMON = (0.01, 0.05, 0.2)
OFFSET, SLOPE = 1.0, 10.0


def places(record: dict[str, Any]) -> Iterator[tuple[str, float, float, bool]]:
    """Kind, log10 odds, and how hardly damaged its document is, of each place of a record, and whether it is one."""
    text = record.get("corrupted") or record["clean"]
    suspects = load_suspects(record["lang"])
    if suspects is None:
        return
    document = Document(text, record["lang"])
    solid = list(accumulate((not character.isspace() for character in text), initial=0))
    wanted = {solid[offset] for offset in record["joins"]}
    ignored = {solid[offset] for offset in record.get("ignore", ())} - wanted
    for losses in find_losses(document, suspects):
        apply_layout(text, losses)
        for place in losses.places:
            for kind, gap in gaps_of(place, suspects.splitter.words):
                if solid[gap] not in ignored:
                    rate = hardly_damaged(losses.log_rate)
                    yield kind, log_odds(place.posterior[gap]), rate, solid[gap] in wanted


def gaps_of(place: Place, words: WordModel) -> Iterator[tuple[str, int]]:
    """Kind and offset of each gap of a place that counts."""
    start, form = place.token.start, place.token.form
    gaps = sorted(gap for gap, posterior in place.posterior.items() if posterior >= COUNTED)
    cuts = [0, *(gap - start for gap in gaps), len(form)]
    for number, gap in enumerate(gaps, 1):
        before, after = form[cuts[number - 1] : cuts[number]], form[cuts[number] : cuts[number + 1]]
        yield (MARK if place.before is not None else kind_of(before, after, words)), gap


def fit(rows: list[tuple[int, float, float, bool]], count: int) -> np.ndarray:
    """Weights of a logistic model: offset, slope, rate, then the offset and the slope that each language adds."""
    columns = np.zeros((len(rows), 3 + 2 * count))
    for row, (language, odds, rate, _) in zip(columns, rows, strict=True):
        row[:3] = 1, odds, rate
        row[3 + language], row[3 + count + language] = 1, odds
    right = np.array([row[3] for row in rows], float)
    penalty = np.array([*COMMON, *[OFFSET] * count, *[SLOPE] * count])
    start = np.zeros(len(penalty))
    start[1] = 1.0

    def loss(weights: np.ndarray) -> float:
        z = columns @ weights
        return float(np.sum(np.logaddexp(0, z) - right * z) + 0.5 * np.sum(penalty * (weights - start) ** 2))

    weights = start.copy()
    for _ in range(100):
        share = 1 / (1 + np.exp(-np.clip(columns @ weights, -40, 40)))
        gradient = columns.T @ (right - share) - penalty * (weights - start)
        hessian = (columns * (share * (1 - share))[:, None]).T @ columns + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        before, size = loss(weights), 1.0
        while loss(weights + size * step) > before and size > 1e-6:
            size /= 2
        weights += size * step
    return weights


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    options = parser.parse_args()
    codes = [code for code in languages() if load_suspects(code) is not None]
    rows: dict[str, list[tuple[int, float, float, bool]]] = {kind: [] for kind in (FUNCTION, CONTENT, CAPITAL, MARK)}
    for group in ("runon", "real"):
        for path in sorted((options.data / group / options.split).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                for kind, odds, rate, right in places(record):
                    rows[kind].append((codes.index(record["lang"]), odds, rate if RATE_WEIGHTS[kind] else 0.0, right))
    for kind, found in rows.items():
        weights = fit(found, len(codes))
        print(f"{kind}: {len(found)} places, all ({weights[0]:.2f}, {weights[1]:.2f}), rate {weights[2]:.2f}")
        for index, code in enumerate(codes):
            offset, slope = weights[0] + weights[3 + index], weights[1] + weights[3 + len(codes) + index]
            print(f"    {code} ({offset:.2f}, {slope:.2f})")


if __name__ == "__main__":
    main()
