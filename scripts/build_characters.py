"""Build the character models of corpuslint/data from the lexicons.

    python scripts/build_characters.py [LANGUAGE ...]

``low`` is trained on the word types that a spelling dictionary accepts in lower case and that the frequency list counts
(where there is no dictionary: on its more frequent half), ``name`` on the other types of the frequency list.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterable

import marisa_trie

from corpuslint.language.characters import BACKOFF_STEP, PROBABILITY_STEP
from corpuslint.language.codes import DATA, languages
from corpuslint.language.lexicon import NOISE, RAREST, VALID_LOWER, load_lexicon
from corpuslint.language.ngrams import END, ORDER, START

# n-grams of full length seen less often than this add size and little else.
MINIMUM_COUNT = {1: 1, 2: 1, 3: 1, 4: 2, 5: 3}


def train(words: Iterable[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Interpolated log10 probability of the last letter of each n-gram, and log10 backoff weight of each context."""
    counts: Counter[str] = Counter()
    for word in words:
        text = START + word + END
        for position in range(1, len(text)):
            for order in range(1, ORDER + 1):
                if position - order + 1 >= 0:
                    counts[text[position - order + 1 : position + 1]] += 1
    total: defaultdict[str, int] = defaultdict(int)
    types: defaultdict[str, int] = defaultdict(int)
    for gram, count in counts.items():
        total[gram[:-1]] += count
        types[gram[:-1]] += 1
    letters = types[""]
    probability: dict[str, float] = {}
    for gram in sorted(counts, key=len):
        context = gram[:-1]
        shorter = probability[gram[1:]] if context else 1 / letters
        probability[gram] = (counts[gram] + types[context] * shorter) / (total[context] + types[context])
    backoff = {context: types[context] / (total[context] + types[context]) for context in types if context}
    kept = {gram for gram in probability if counts[gram] >= MINIMUM_COUNT[len(gram)]}
    return (
        {gram: math.log10(probability[gram]) for gram in kept},
        {context: math.log10(weight) for context, weight in backoff.items() if context in kept},
    )


def build(language: str) -> None:
    """Write the two models of one language."""
    lexicon = load_lexicon(language)
    assert lexicon is not None
    low: list[str] = []
    name: list[str] = []
    counted: list[tuple[str, float, int]] = []
    has_flags = False
    for word in lexicon.words():
        found = lexicon.lookup(word)
        assert found is not None
        probability, flags = found
        if probability == RAREST or flags & NOISE or not word.isalpha():
            continue
        has_flags = has_flags or bool(flags & VALID_LOWER)
        counted.append((word, probability, flags))
    for word, probability, flags in counted:
        ordinary = flags & VALID_LOWER if has_flags else probability > -6.5
        (low if ordinary else name).append(word)
    for kind, words in (("low", low), ("name", name or low)):
        probabilities, weights = train(words)
        trie = marisa_trie.Trie(sorted(probabilities))
        table = bytearray(2 * len(trie))
        for gram, index in trie.items():
            table[2 * index] = min(255, round(-probabilities[gram] / PROBABILITY_STEP))
            table[2 * index + 1] = min(255, round(-weights.get(gram, 0.0) / BACKOFF_STEP))
        trie.save(str(DATA / language / f"{kind}.marisa"))
        (DATA / language / f"{kind}.bin").write_bytes(table)
        size = (DATA / language / f"{kind}.marisa").stat().st_size + len(table)
        print(f"{language} {kind}: {len(words)} words, {len(trie)} n-grams, {size} bytes")


def main() -> None:
    """Build the models of the languages that the command line names, or of all that have a lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", default=list(languages()))
    for language in parser.parse_args().languages:
        build(language)


if __name__ == "__main__":
    main()
