"""Build ``corpuslint/data/letter_pairs.txt``: how likely a letter follows another, in some thirty languages.

Source: the word frequencies of wordfreq (data CC BY-SA 4.0). Run with ``python scripts/build_letter_pairs.py``; it
needs the development dependency ``wordfreq`` and is deterministic.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import wordfreq

TARGET = Path(__file__).parent.parent / "corpuslint" / "data" / "letter_pairs.txt"
LATIN = "ca cs da de en es fi fr hu id is it lt lv nb nl pl pt ro sh sk sl sv tr vi"
SCRIPTS = {"LATIN": LATIN, "CYRILLIC": "bg mk ru uk", "GREEK": "el", "ARABIC": "ar fa ur", "HEBREW": "he"}
HEAD = """\
# How likely a letter follows another: LANGUAGE FIRST COST:LETTERS COST:LETTERS ...
# COST counts half nats, -2 ln P(second | first), rounded; "_" is the start or the end of a word; pairs that are not
# listed make up less than 1 in 5,000,000 of the pairs of the language. Built by scripts/build_letter_pairs.py
# from the word frequencies of wordfreq (CC BY-SA 4.0, https://github.com/rspeer/wordfreq).
"""
WORDS = 60_000
RAREST = 2e-7
# German stems with ß, as wordfreq spells them.
SHARP_S = re.compile(
    "(?<=gro)ss|(?<=grö)ss|(?<=stra)ss|(?<=fu)ss|(?<=fü)ss|(?<=mä)ss|(?<=ma)ss(?=na|st|g)|(?<=au)ss(?=er)|(?<=äu)ss|"
    "(?<=ei)ss|(?<=ie)ss|(?<=spa)ss|(?<=grü)ss|(?<=gru)ss|(?<=sü)ss|(?<=sto)ss|(?<=stö)ss|(?<=blo)ss|(?<=preu)ss"
)
# Romanian letters that older encodings write with a cedilla instead of the comma.
CEDILLA = str.maketrans("șț", "şţ")


def main() -> None:
    """Write the table."""
    lines = [HEAD]
    for script, languages in SCRIPTS.items():
        for language in languages.split(" "):
            lines += table(language, script)
    TARGET.write_text("".join(lines), encoding="utf-8")


def table(language: str, script: str) -> list[str]:
    """The lines of one language."""
    pairs: Counter[str] = Counter()
    for word, frequency in words(language):
        if all(is_letter(letter, script) for letter in word):
            marked = f"_{word}_"
            for start in range(len(marked) - 1):
                pairs[marked[start : start + 2]] += frequency
    if language == "ro":
        for pair, weight in list(pairs.items()):
            if pair != pair.translate(CEDILLA):
                pairs[pair.translate(CEDILLA)] = weight
    total = sum(pairs.values())
    firsts: Counter[str] = Counter()
    for pair, weight in pairs.items():
        firsts[pair[0]] += weight
    rows: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pair, weight in pairs.items():
        if weight / total >= RAREST:
            cost = round(-2 * math.log(weight / firsts[pair[0]]))
            rows[pair[0]][cost].append(pair[1])
    return [
        f"{language} {first} "
        + " ".join(f"{cost}:{''.join(sorted(seconds))}" for cost, seconds in sorted(row.items()))
        + "\n"
        for first, row in sorted(rows.items())
    ]


def words(language: str) -> Iterator[tuple[str, float]]:
    """The commonest words with their frequencies, spelt as they are written: wordfreq folds ß to ss and ς to σ."""
    for word, frequency in islice(wordfreq.get_frequency_dict(language, "best").items(), WORDS):
        if language == "el":
            yield re.sub("σ$", "ς", word), frequency
        elif language == "de":
            yield SHARP_S.sub("ß", word), frequency
        else:
            yield word, frequency


def is_letter(letter: str, script: str) -> bool:
    """Whether a character is a letter or mark of a script."""
    return letter.isalpha() and len(letter.lower()) == 1 and unicodedata.name(letter, "").startswith(script)


if __name__ == "__main__":
    main()
