"""Build the language tables of corpuslint/data/identify from wordfreq.

    python scripts/build_identify.py [SCRIPT ...]

Needs the packages wordfreq and marisa-trie; takes a few minutes. For each script that several languages share there are
two tables, each a trie with rows in order of trie id, described in corpuslint/language/evidence.py: the frequent words
of the languages, and a character model for all other words. A third file lists a few typical words of each language,
for screens. See corpuslint/data/LICENSES.md.
"""

from __future__ import annotations

import argparse
import math
import re
import struct
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

import marisa_trie
import wordfreq

from corpuslint.language.evidence import DATA, GRAM_STEP, ORDER, WORD_STEP
from corpuslint.language.identify import PRIOR
from corpuslint.language.scripts import LANGUAGES

# wordfreq's codes where they are not ISO 639-1; its Serbo-Croatian list is in Latin letters.
WORDFREQ_CODES = {"tl": "fil", "hr": "sh", "sr": "sh"}
CYRILLIC_SERBIAN = {
    "lj": "љ", "nj": "њ", "dž": "џ", "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "đ": "ђ", "e": "е", "ž": "ж",
    "z": "з", "i": "и", "j": "ј", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с",
    "t": "т", "ć": "ћ", "u": "у", "f": "ф", "h": "х", "c": "ц", "č": "ч", "š": "ш",
}  # fmt: skip
# A word with the apostrophe that joins it to the next: "l'", "don'".
LETTERS = re.compile(r"[^\W\d_]+(?:'(?=[^\W\d_]))?")
# wordfreq counts these without the apostrophe that they have in nearly every text.
ELIDED = {
    "fr": "l d qu c j n s m t jusqu lorsqu puisqu aujourd quelqu presqu quoiqu",
    "it": "l d c dell all nell sull dall quell quest anch tutt m t v s",
    "ca": "l d n s m t",
}
NOT_ELIDED = 0.05

# How many words a language contributes, most frequent first.
WORDS = 15_000
# How many typical words a language has, and how many times rarer they are in the common languages beside it.
TYPICAL, RARER, RARE_PRIOR = 200, 2.0, 3.0
# Word types that the character model learns from, and how their frequency counts: between type and token.
MODEL_WORDS = 60_000
MODEL_POWER = 0.3
# Weight of the shorter history for each letter that was seen after a history (Witten-Bell, scaled to the counts above).
BACKOFF = 4.0
# A history that no language has seen gives each letter the chance of one in so many.
ALPHABET = 2000
# An n-gram is kept if forgetting it would cost more than this, in nats per million letters of a language.
WORTH = 150.0
RARE = 2e-5


def to_cyrillic(word: str) -> str:
    """A Serbian word in Cyrillic letters."""
    return re.sub("|".join(CYRILLIC_SERBIAN), lambda match: CYRILLIC_SERBIAN[match.group()], word)


def letter_words(language: str) -> dict[str, float]:
    """Probability of each run of letters in lower case, as the identifier cuts text into words."""
    code = WORDFREQ_CODES.get(language, language)
    found: Counter[str] = Counter()
    for word, probability in wordfreq.get_frequency_dict(code, wordlist="best").items():
        for part in LETTERS.findall(to_cyrillic(word) if language == "sr" else unicodedata.normalize("NFC", word)):
            found[part] += probability
    for word in ELIDED.get(language, "").split():
        found[word + "'"] += found[word] * (1 - NOT_ELIDED)
        found[word] *= NOT_ELIDED
    total = sum(found.values())
    return {word: probability / total for word, probability in found.items()}


class CharacterModel:
    """Letters of the words of one language given up to ORDER - 1 letters before them."""

    def __init__(self, words: dict[str, float]) -> None:
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        spelt = [(word, probability) for word, probability in words.items() if not word.endswith("'")]
        for word, probability in sorted(spelt, key=lambda item: (-item[1], item[0]))[:MODEL_WORDS]:
            weight = max(1.0, probability * 1e8) ** MODEL_POWER
            padded = "^" + word + "$"
            for end in range(1, len(padded)):
                for start in range(max(0, end - ORDER + 1), end + 1):
                    self.counts[padded[start:end]][padded[end]] += weight
        self.totals = {history: counts.total() for history, counts in self.counts.items()}
        self.probability = cache(self._probability)

    def _probability(self, gram: str) -> float:
        """Chance of the last letter of a gram after the letters before it."""
        history, letter = gram[:-1], gram[-1]
        shorter = self.probability(gram[1:]) if history else 1 / ALPHABET
        counts = self.counts.get(history)
        if counts is None:
            return shorter
        unseen = BACKOFF * len(counts)
        return float((counts[letter] + unseen * shorter) / (self.totals[history] + unseen))

    def grams(self) -> Iterator[tuple[str, float]]:
        """Every gram of the training words with its share of all letters."""
        everything = self.totals[""]
        for history, counts in self.counts.items():
            for letter, count in counts.items():
                yield history + letter, count / everything


def choose_grams(models: list[CharacterModel]) -> dict[str, list[float]]:
    """The grams worth keeping, with the cost of their last letter in each language, in nats."""
    shares: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * len(models))
    for index, model in enumerate(models):
        for gram, share in model.grams():
            if share > RARE or len(gram) == 1:
                shares[gram][index] = share
    kept: dict[str, list[float]] = {}
    for gram in sorted(shares, key=lambda gram: (len(gram), gram)):
        costs = [-math.log(model.probability(gram)) for model in models]
        shorter = next((kept[gram[i:]] for i in range(1, len(gram)) if gram[i:] in kept), None)
        if shorter is None:
            kept[gram] = costs
            continue
        lost = max(share * abs(cost - other) for share, cost, other in zip(shares[gram], costs, shorter, strict=True))
        if lost * 1e6 > WORTH:
            kept[gram] = costs
    return kept


def typical_words(languages: tuple[str, ...], vocabularies: list[dict[str, float]]) -> Iterator[list[str]]:
    """For each language, its most frequent words that are rarer in every other common language of the script."""
    common = [words for code, words in zip(languages, vocabularies, strict=True) if PRIOR.get(code, 0.0) < RARE_PRIOR]
    for words in vocabularies:
        others = [other for other in common if other is not words]
        frequent = sorted(words, key=lambda word: (-words[word], word))[: 10 * TYPICAL]
        yield [
            word
            for word in frequent
            if not word.endswith("'") and all(words[word] >= RARER * other.get(word, 0.0) for other in others)
        ][:TYPICAL]


def build(script: str) -> None:
    """Write the tables of one script."""
    languages = LANGUAGES[script]
    vocabularies = [letter_words(language) for language in languages]
    grams = choose_grams([CharacterModel(words) for words in vocabularies])
    # Grams stand reversed: the longest one that ends at a letter is then the longest prefix of the reversed text.
    trie = marisa_trie.Trie(sorted(gram[::-1] for gram in grams))
    rows = bytearray(len(languages) * len(trie))
    for gram, costs in grams.items():
        at = trie[gram[::-1]] * len(languages)
        rows[at : at + len(languages)] = bytes(min(255, round(cost / GRAM_STEP)) for cost in costs)
    DATA.mkdir(parents=True, exist_ok=True)
    trie.save(str(DATA / f"{script}.grams.marisa"))
    (DATA / f"{script}.grams.bin").write_bytes(rows)

    lines = [
        " ".join([code, *words]) for code, words in zip(languages, typical_words(languages, vocabularies), strict=True)
    ]
    (DATA / f"{script}.typical.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

    known: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, words in enumerate(vocabularies):
        for word in sorted(words, key=lambda word: (-words[word], word))[:WORDS]:
            known[word].append((index, min(255, round(-math.log(words[word]) / WORD_STEP))))
    trie = marisa_trie.Trie(sorted(known))
    by_id: list[list[tuple[int, int]]] = [[]] * len(trie)
    for word, index in trie.items():
        by_id[index] = known[word]
    start = 4 * (len(trie) + 1)
    starts, pairs = [start], bytearray()
    for entries in by_id:
        for language, cost in entries:
            pairs += bytes((language, cost))
        starts.append(start + len(pairs))
    trie.save(str(DATA / f"{script}.words.marisa"))
    (DATA / f"{script}.words.bin").write_bytes(struct.pack(f"<{len(starts)}I", *starts) + pairs)
    size = sum(path.stat().st_size for path in DATA.glob(f"{script}.*"))
    print(f"{script}: {len(languages)} languages, {len(known)} words, {len(grams)} grams, {size} bytes")


def main() -> None:
    """Build the tables of the scripts that the command line names, or of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", nargs="*", default=list(LANGUAGES))
    for script in parser.parse_args().scripts:
        build(script)


if __name__ == "__main__":
    main()
