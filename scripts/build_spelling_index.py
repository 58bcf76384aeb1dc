"""Build spelling.*.index, spelling.letters.txt and spelling.rare.marisa of corpuslint/data: what misspellings mean.

    python scripts/build_spelling_index.py [LANGUAGE ...]

Reads the lexicons (scripts/build_lexicons.py), the forms of each language, and for the rare words the costs of edits
(scripts/build_spelling_model.py); takes a minute or two a language. The files are described in
corpuslint/language/spelling_index.py and spelling_rare.py.
"""

from __future__ import annotations

import argparse
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator

import marisa_trie

from corpuslint.language.codes import DATA
from corpuslint.language.edits import fold
from corpuslint.language.lexicon import NOISE, SPELLED, VALID_LOWER, Lexicon, load_lexicon
from corpuslint.language.spelling import WITH_DICTIONARY, load_speller
from corpuslint.language.spelling_forms import Forms
from corpuslint.language.spelling_index import BEGINNING, HEADER, MAGIC, bucket, shortened
from corpuslint.language.spelling_letters import EDGE
from corpuslint.language.spelling_rare import LEAST as LEAST_WORTH
from corpuslint.language.spelling_rare import LETTERS, MOST_FREQUENT, rival_worth

# Zipf frequencies from which a word is a candidate: if a dictionary has it, and if none has it.
LEAST = {"fr": (1.8, 2.5), "en": (1.2, 2.5), "es": (2.0, 2.8), "pt": (2.0, 2.8), "it": (2.6, 2.6), "de": (2.7, 2.7)}
# Derived words, and other spellings of listed words, are candidates from this length and frequency.
DERIVED_LETTERS, DERIVED_ZIPF = 6, 1.5
# Words that others may be derived from are at least this frequent (log10).
ORIGIN = -6.8
# Zipf frequencies from which a word is common: a candidate even for misspellings with two slips.
COMMON = {"fr": 3.0, "en": 1.5, "es": 2.7, "pt": 2.4, "it": 3.0, "de": 3.0}
# The same of words that names and words of other languages are compared with.
VERY_COMMON = 3.0
# How many listed words have three letters that may stand side by side.
SEEN = 30
# Buckets of the two indexes, and how many letters may be left out.
INDEXES = {"common": (1 << 17, 2), "other": (1 << 16, 1)}


def candidates(language: str, lexicon: Lexicon) -> list[tuple[float, str]]:
    """The words of the index with their frequencies."""

    def is_origin(word: str) -> bool:
        found = lexicon.lookup(word)
        return found is not None and bool(found[1] & VALID_LOWER) and found[0] > ORIGIN

    forms = Forms(language, is_origin)
    listed, unlisted = LEAST[language]
    chosen = []
    for word in lexicon.words():
        found = lexicon.lookup(word)
        if found is None or found[1] & NOISE or not all(c.isalpha() or c in "'-" for c in word) or len(word) < 2:
            continue
        zipf = found[0] + 9
        if (
            zipf >= unlisted
            or (found[1] & SPELLED and zipf >= listed)
            or (
                language in WITH_DICTIONARY
                and zipf >= max(listed, DERIVED_ZIPF)
                and len(word) >= DERIVED_LETTERS
                and (forms.variant_of(word) or forms.origin(word))
            )
        ):
            chosen.append((zipf, word))
    return chosen


def build(language: str) -> None:
    """Write the indexes of one language."""
    lexicon = load_lexicon(language)
    if lexicon is None:
        raise SystemExit(f"{language}: no lexicon; run scripts/build_lexicons.py first")
    chosen = candidates(language, lexicon)
    for name, (buckets, depth) in INDEXES.items():
        words = [(zipf, word) for zipf, word in chosen if (zipf >= COMMON[language]) == (name == "common")]
        data = index_of(words, buckets, depth)
        (DATA / language / f"spelling.{name}.index").write_bytes(data)
        print(f"{language}: {len(words)} {name} words, {len(data)} bytes")
    near = {text for zipf, word in chosen if zipf >= VERY_COMMON for text in without_one(fold(word))}
    marisa_trie.Trie(sorted(near)).save(str(DATA / language / "spelling.near.marisa"))


def without_one(word: str) -> Iterator[str]:
    """A word, and what is left of it without each of its letters."""
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def index_of(chosen: list[tuple[float, str]], size: int, depth: int) -> bytes:
    """The index of some words with their frequencies."""
    groups: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for zipf, word in chosen:
        groups[fold(word)[:BEGINNING]].append((-zipf, word))
    buckets: list[set[int]] = [set() for _ in range(size)]
    words, offsets = bytearray(), [0]
    for number, beginning in enumerate(sorted(groups)):
        for text in set(shortened(beginning, depth)):
            buckets[bucket(text, size)].add(number)
        for _, word in sorted(groups[beginning]):
            words += (f"{word} " if fold(word) == word else f"{word}={fold(word)} ").encode()
        offsets.append(len(words))
    starts, postings = [0], []
    for numbers in buckets:
        postings += sorted(numbers)
        starts.append(len(postings))
    return b"".join(
        (
            HEADER.pack(MAGIC, len(groups), size, len(words)),
            struct.pack(f"<{len(offsets)}I", *offsets),
            struct.pack(f"<{len(starts)}I", *starts),
            struct.pack(f"<{len(postings)}H", *postings),
            words,
        )
    )


def build_letters(language: str) -> None:
    """Write which letters follow each two in the words of one language."""
    lexicon = load_lexicon(language)
    assert lexicon is not None
    seen: Counter[str] = Counter()
    spelled = language in WITH_DICTIONARY
    for word in lexicon.words():
        found = lexicon.lookup(word)
        if found is not None and not found[1] & NOISE and (found[1] & SPELLED or not spelled):
            text = EDGE + word + EDGE
            seen.update(text[i : i + 3] for i in range(len(text) - 2))
    after: dict[str, str] = defaultdict(str)
    for letters in sorted(letters for letters, count in seen.items() if count >= SEEN and letters[1].isalpha()):
        after[letters[:2]] += letters[2]
    text = "\n".join(pair + letters for pair, letters in after.items())
    (DATA / language / "spelling.letters.txt").write_text(text + "\n", encoding="utf-8")


def build_rivals(language: str) -> None:
    """Write the rare words of one language that have a far commoner rival, each with the likeliest."""
    speller = load_speller(language)
    if speller is None or not speller.has_dictionary:
        return
    rivals = {}
    for word in speller.lexicon.words():
        found = speller.lexicon.lookup(word)
        if found is None or found[0] > MOST_FREQUENT or not found[1] & VALID_LOWER or len(word) < LETTERS:
            continue
        worths = [(rival_worth(speller, word, other), other) for other in speller.neighbours(word)]
        best = max(((worth, other) for worth, other in worths if worth is not None), default=(0.0, ""))
        if best[0] >= LEAST_WORTH:
            rivals[word] = best[1]
    trie = marisa_trie.BytesTrie((word, rival.encode()) for word, rival in sorted(rivals.items()))
    trie.save(str(DATA / language / "spelling.rare.marisa"))
    print(f"{language}: {len(rivals)} rare words with a rival")


def main() -> None:
    """Build the indexes that the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", default=list(LEAST))
    for language in parser.parse_args().languages:
        build(language)
        build_letters(language)
        build_rivals(language)


if __name__ == "__main__":
    main()
