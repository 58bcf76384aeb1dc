"""Build the lexicons of corpuslint/data from wordfreq and from hunspell dictionaries.

    python scripts/build_lexicons.py --hunspell DIR [LANGUAGE ...]

Needs the packages wordfreq, spylls, simplemma and marisa-trie, and a folder of hunspell dictionaries (Debian:
hunspell-fr, hunspell-en-us, hunspell-es, hunspell-pt-pt, hunspell-pt-br). Dictionaries under the GPL alone are
not used: for German and Italian the word forms of simplemma tell how words are spelled, for Vietnamese nothing does.
Then run build_characters.py, build_context.py and build_screen.py. See corpuslint/data/LICENSES.md.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import marisa_trie
import wordfreq
from simplemma.strategies.dictionaries import DefaultDictionaryFactory
from spylls.hunspell import Dictionary

from corpuslint.language.codes import DATA
from corpuslint.language.lexicon import FREQUENCY_STEP, NOISE, VALID_CAPITALISED, VALID_LOWER, VALID_UPPER

DICTIONARIES = {"fr": ["fr"], "en": ["en_US"], "es": ["es_ES"], "pt": ["pt_PT", "pt_BR"], "it": [], "de": [], "vi": []}
# Languages whose word forms simplemma lists; words as frequent as this (log10) are right without being listed.
FORM_LISTS = ("de", "it")
SURELY_RIGHT = 10**-5.0
# pt_BR expands to ten million forms with clitics; of such dictionaries only forms that people use are kept.
EXPANSION_LIMIT = 2_000_000
# Frequency lists keep pairs of words whose space was lost, at about this rate (log10): "dela", "etla", "dansla" in
# the French list are 3.4 to 4.5 below what the product of their parts would give.
NOISE_RATE = -2.8
# Where no dictionary tells words from noise, a rare string of a function word and a known word is noise, at this rate.
NOISE_RATE_RARE = -1.0
RARE, KNOWN, FUNCTION = 10**-6.8, 10**-5.5, 10**-3.0
SHORT_WORDS = {
    "fr": set("aày"),
    "en": set("ai"),
    "es": set("aeouyó"),
    "pt": set("aeoàé"),
    "it": set("aeoiè"),
    "de": set(),
    "vi": set("aàáảãạăâeêioôơuưyýỳ"),
}


def expand(dictionary: Dictionary) -> Iterator[str]:
    """Every form that the affixes of a hunspell dictionary make, with its case; without elided articles."""
    aff: Any = dictionary.aff

    def suffixed(base: str, flags: set[str], depth: int) -> Iterator[tuple[str, Any]]:
        for flag in flags:
            for suffix in aff.SFX.get(flag, ()):
                if base.endswith(suffix.strip) and suffix.cond_regexp.search(base):
                    form = base[: len(base) - len(suffix.strip)] + suffix.add
                    yield form, suffix
                    if suffix.flags and depth:
                        yield from suffixed(form, suffix.flags, depth - 1)

    for word in dictionary.dic.words:
        flags = word.flags or set()
        if aff.FORBIDDENWORD in flags or aff.ONLYINCOMPOUND in flags:
            continue
        if aff.NEEDAFFIX not in flags:
            yield word.stem
        for form, suffix in [(word.stem, None), *suffixed(word.stem, flags, 1)]:
            if suffix is not None:
                yield form
            for flag in flags | ((suffix.flags or set()) if suffix else set()):
                for prefix in aff.PFX.get(flag, ()):
                    crossing = suffix is None or (suffix.crossproduct and prefix.crossproduct)
                    if (
                        "'" not in prefix.add
                        and crossing
                        and form.startswith(prefix.strip)
                        and prefix.cond_regexp.search(form)
                    ):
                        yield prefix.add + form[len(prefix.strip) :]


def spelling_flags(folder: Path, names: list[str], frequent: dict[str, float]) -> dict[str, int]:
    """Flags of each lower-case word that the dictionaries accept in some case."""
    flags: dict[str, int] = {}
    for name in names:
        forms: set[str] = set()
        for form in expand(Dictionary.from_files(str(folder / name))):
            if len(forms) < EXPANSION_LIMIT or form.lower() in frequent:
                forms.add(form)
        if len(forms) > EXPANSION_LIMIT:
            forms = {form for form in forms if form.lower() in frequent}
        for form in forms:
            if " " not in form and "’" not in form and form:
                lower = form.lower()
                if form == lower:
                    bit = VALID_LOWER
                else:
                    bit = VALID_UPPER if form.isupper() and len(form) > 1 else VALID_CAPITALISED
                flags[lower] = flags.get(lower, 0) | bit
    return flags


def listed_flags(language: str, frequent: dict[str, float]) -> dict[str, int]:
    """Flags of each frequent lower-case word by the word forms of simplemma, with the case that these have."""
    listed = DefaultDictionaryFactory().get_dictionary(language)
    flags = dict.fromkeys((word for word, p in frequent.items() if p > SURELY_RIGHT and word.isalpha()), VALID_LOWER)
    if language == "de":
        flags.clear()
    for form in {*listed, *listed.values()}:
        lower = form.lower().replace("ß", "ss")
        if lower in frequent:
            flags[lower] = flags.get(lower, 0) | (VALID_LOWER if form == form.lower() else VALID_CAPITALISED)
    return flags


def mark_noise(language: str, frequent: dict[str, float], flags: dict[str, int]) -> int:
    """Flag words that are no more than two words without their space; gives how many."""
    spelled = bool(DICTIONARIES[language]) or language in FORM_LISTS

    def is_part(word: str) -> bool:
        if len(word) == 1:
            return word in SHORT_WORDS[language]
        return bool(flags.get(word, 0) & VALID_LOWER) if spelled else frequent.get(word, 0) > KNOWN

    count = 0
    for word, probability in frequent.items():
        if flags.get(word, 0) or len(word) < 3 or not word.isalpha() or (not spelled and probability > RARE):
            continue
        pairs = ((word[:i], word[i:]) for i in range(1, len(word)) if is_part(word[:i]) and is_part(word[i:]))
        products = [
            frequent.get(left, 0) * frequent.get(right, 0)
            for left, right in pairs
            if spelled or max(frequent.get(left, 0), frequent.get(right, 0)) > FUNCTION
        ]
        best = max(products, default=0)
        if best and math.log10(probability / best) < (NOISE_RATE if spelled else NOISE_RATE_RARE):
            flags[word] = NOISE
            count += 1
    return count


def build(language: str, hunspell: Path) -> None:
    """Write the two files of one language."""
    wordlist = "large" if language in wordfreq.available_languages("large") else "small"
    frequent = {
        word: p for word, p in wordfreq.get_frequency_dict(language, wordlist=wordlist).items() if not word.isdigit()
    }
    if language in FORM_LISTS:
        flags = listed_flags(language, frequent)
    else:
        flags = spelling_flags(hunspell, DICTIONARIES[language], frequent)
    noise = mark_noise(language, frequent, flags)
    trie = marisa_trie.Trie(sorted({*frequent, *flags}))
    table = bytearray(2 * len(trie))
    for word, index in trie.items():
        probability = frequent.get(word)
        step = 255 if probability is None else min(254, round(-math.log10(probability) / FREQUENCY_STEP))
        table[2 * index : 2 * index + 2] = bytes((step, flags.get(word, 0)))
    folder = DATA / language
    folder.mkdir(parents=True, exist_ok=True)
    trie.save(str(folder / "lexicon.marisa"))
    (folder / "lexicon.bin").write_bytes(table)
    size = sum((folder / name).stat().st_size for name in ("lexicon.marisa", "lexicon.bin"))
    print(
        f"{language}: {len(trie)} words ({len(frequent)} counted, {len(flags)} with flags, {noise} noise), {size} bytes"
    )


def main() -> None:
    """Build the lexicons that the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hunspell", type=Path, required=True, help="folder with the .aff and .dic files")
    parser.add_argument("languages", nargs="*", default=list(DICTIONARIES))
    options = parser.parse_args()
    for language in options.languages:
        build(language, options.hunspell)


if __name__ == "__main__":
    main()
