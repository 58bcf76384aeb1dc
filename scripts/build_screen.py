"""Mark in the lexicons the words that clean text need not stop at, so that it costs one look-up a word.

    python scripts/build_screen.py [LANGUAGE ...]

``WHOLE`` are common words that no split can explain better in any text, ``QUIET`` words that no split explains so
much better that it could be the first sign of damage, and ``PLAIN`` those of them that are spelled right. Runs after
the other build scripts, since it asks the finished models.
"""

from __future__ import annotations

import argparse

import marisa_trie

from corpuslint.language.codes import DATA, languages
from corpuslint.language.lexicon import NOISE, PLAIN, QUIET, WHOLE, load_lexicon
from corpuslint.language.spelling_judge import load_judge
from corpuslint.language.suspects import load_suspects

# Rarer words are weighed when they are met.
COMMON = -6.3


def main() -> None:
    """Mark the words of the languages that the command line names, or of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", default=list(languages()))
    for language in parser.parse_args().languages:
        mark(language)


def mark(language: str) -> None:
    """Mark the words of one language; the models must not see its old marks."""
    trie = marisa_trie.Trie()
    trie.load(str(DATA / language / "lexicon.marisa"))
    table = bytearray((DATA / language / "lexicon.bin").read_bytes())
    for index in range(len(trie)):
        table[2 * index + 1] &= ~(WHOLE | PLAIN | QUIET)
    (DATA / language / "lexicon.bin").write_bytes(table)
    lexicon, suspects, judge = load_lexicon(language), load_suspects(language), load_judge(language)
    assert lexicon is not None
    assert suspects is not None
    whole, plain = 0, 0
    for word, index in trie.items():
        found = lexicon.lookup(word)
        if found is None or found[1] & NOISE or not word.isalpha():
            continue
        forms = ((word, False), (word.capitalize(), False), (word.capitalize(), True))
        if found[0] >= COMMON and not any(suspects.splitter.weigh(form, at_start) for form, at_start in forms):
            table[2 * index + 1] |= WHOLE
            whole += 1
        if not suspects.is_loud_word(word) and not suspects.is_loud_word(word.capitalize()):
            table[2 * index + 1] |= QUIET
            if judge is None or (judge.is_known(word, word, 0) and word not in judge.rare):
                table[2 * index + 1] |= PLAIN
                plain += 1
    (DATA / language / "lexicon.bin").write_bytes(table)
    print(f"{language}: {whole} words are whole, {plain} plain")


if __name__ == "__main__":
    main()
