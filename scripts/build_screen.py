"""Mark in the lexicons the common words that no split can explain better, so that clean text costs one look-up a word.

    python scripts/build_screen.py [LANGUAGE ...]

Runs after the other build scripts, since it asks the finished models.
"""

from __future__ import annotations

import argparse

import marisa_trie

from corpuslint.language.codes import DATA, languages
from corpuslint.language.lexicon import NOISE, WHOLE, load_lexicon
from corpuslint.language.splits import load_splitter

# Rarer words are weighed when they are met.
COMMON = -6.3


def main() -> None:
    """Mark the words of the languages that the command line names, or of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", default=list(languages()))
    for language in parser.parse_args().languages:
        lexicon, splitter = load_lexicon(language), load_splitter(language)
        assert lexicon is not None
        assert splitter is not None
        trie = marisa_trie.Trie()
        trie.load(str(DATA / language / "lexicon.marisa"))
        table = bytearray((DATA / language / "lexicon.bin").read_bytes())
        marked = 0
        for word, index in trie.items():
            found = lexicon.lookup(word)
            table[2 * index + 1] &= ~WHOLE
            if found is None or found[0] < COMMON or found[1] & NOISE or not word.isalpha():
                continue
            forms = ((word, False), (word.capitalize(), False), (word.capitalize(), True))
            if not any(splitter.weigh(form, at_start) for form, at_start in forms):
                table[2 * index + 1] |= WHOLE
                marked += 1
        (DATA / language / "lexicon.bin").write_bytes(table)
        print(f"{language}: {marked} words are whole")


if __name__ == "__main__":
    main()
