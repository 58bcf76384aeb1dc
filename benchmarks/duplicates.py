"""Measure how well near copies of documents are found: planted ones, whose likeness is counted word run by word run.

    python benchmarks/duplicates.py [--documents N] [--text FOLDER]

Each document of a varied corpus (benchmarks/corpus.py; --text takes real text first) gets one copy with one kind of
change. A pair should be found if the share of runs of five words that stand in both is what the rule asks for, 0.8;
the sketch that the rule keeps estimates that share. Other pairs that are found are false.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from measures.corpus import documents
from measures.page import table

from corpuslint.catalogue import ActiveRule, load_catalogue
from corpuslint.corpus import Place
from corpuslint.corpus.duplicates import Duplicates, summarise
from corpuslint.document import Document
from corpuslint.ruleset import build_ruleset

RUN = 5  # words
SHORTEST = 60  # words of a document
Change = Callable[[list[str], random.Random], list[str]]


def scattered(share: float) -> Change:
    """Other words in so many places, each by itself."""
    return lambda words, chance: [chance.choice(words) if chance.random() < share else word for word in words]


def together(share: float) -> Change:
    """Other words in so many places, at the end."""

    def change(words: list[str], chance: random.Random) -> list[str]:
        kept = round(len(words) * (1 - share))
        return [*words[:kept], *chance.sample(words, len(words) - kept)]

    return change


def added(share: float) -> Change:
    """So many words more, at the start."""
    return lambda words, chance: [*chance.choices(words, k=round(len(words) * share)), *words]


CHANGES: dict[str, Change] = {
    "capitals and spaces": lambda words, _: "  ".join(words).upper().split(" "),
    "1 % of the words, scattered": scattered(0.01),
    "2 % of the words, scattered": scattered(0.02),
    "5 % of the words, scattered": scattered(0.05),
    "5 % of the words, at the end": together(0.05),
    "10 % of the words, at the end": together(0.1),
    "20 % of the words, at the end": together(0.2),
    "10 % of words added": added(0.1),
    "30 % of words added": added(0.3),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit status: 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500, metavar="N", help="for each change; 500 by default")
    parser.add_argument("--text", type=Path, metavar="FOLDER", help="real text (.txt), used first, each document once")
    options = parser.parse_args(arguments)
    print(table(HEAD, [list(map(str, row.values())) for row in measure(options.documents, options.text)]))
    return 0


HEAD = ["change", "pairs", "alike", "found", "of the alike", "found, not alike", "unrelated found"]


def measure(count: int, text: Path | None = None) -> Iterator[dict[str, Any]]:
    """A row for each change.

    Args:
        count: documents.
        text: a folder with real text.
    """
    rule = build_ruleset(load_catalogue(), select=["DUP003"]).corpus["DUP003"]
    long = (words for one in documents("clean", text=text) if len(words := one.split()) >= SHORTEST)
    originals = list(islice(long, count))
    for name, change in CHANGES.items():
        chance = random.Random(name)
        pairs = [(words, change(words, chance)) for words in originals]
        yield {"change": name, "pairs": len(pairs), **judged(pairs, rule)}


def judged(pairs: Sequence[tuple[list[str], list[str]]], rule: ActiveRule) -> dict[str, Any]:
    """How many pairs are alike, how many of them are found, and what else is."""
    index = Duplicates(rule)
    for number, pair in enumerate(pairs):
        for which, words in enumerate(pair):
            summary = summarise(Document(" ".join(words), "fr"), rule)
            assert summary is not None  # none is that short
            index.add(Place(f"{number:06}.{which}"), summary)
    found = {(copy.summary.place.path[:6], copy.kept.place.path[:6]) for copy in index.copies()}
    alike = {f"{at:06}" for at, pair in enumerate(pairs) if likeness(*pair) >= rule.options["similarity"]}
    right = {copy for copy, kept in found if copy == kept}
    return {
        "alike": len(alike),
        "found": len(right),
        "recall": f"{len(right & alike) / len(alike):.3f}" if alike else "–",
        "wrong": len(right - alike),
        "unrelated": sum(copy != kept for copy, kept in found),
    }


def likeness(first: Sequence[str], second: Sequence[str]) -> float:
    """The share of the runs of words in either text that stand in both, 0 to 1, case and punctuation aside."""
    one, two = _runs(first), _runs(second)
    return len(one & two) / max(1, len(one | two))


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    bare = re.findall(r"\w+", " ".join(words).lower())
    return set(zip(*(bare[at:] for at in range(RUN)), strict=False))


if __name__ == "__main__":
    sys.exit(main())
