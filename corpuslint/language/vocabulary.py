"""Vocabularies: the words and names of a corpus, learned from it, reviewed by its owner, and kept as a plain file.

A name that stands undamaged in many documents helps to find the place where it is glued to its neighbour, and keeps it
from being questioned elsewhere. The file has one word a line, a tab, and how often it was seen; lines that start with
``#`` are comments. Results depend on the file and the configuration alone, never on the other documents of a run.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from corpuslint.errors import ConfigurationError
from corpuslint.language.lexicon import SPELLED, VALID_CAPITALISED, VALID_LOWER, VALID_UPPER

HEADER = "# corpuslint vocabulary: word, tab, count. Remove what is no word; add what is missing."
# A word that somebody added by hand, without a count.
DEFAULT_COUNT = 10
# log10 probability of a word seen once, and the highest that a vocabulary gives: names are not function words.
ONCE, HIGHEST = -7.5, -5.0


@dataclass(frozen=True)
class Vocabulary:
    """Words as they are written, with counts. Two vocabularies with the same words are the same."""

    words: Mapping[str, int] = field(hash=False, compare=False)
    digest: str = ""

    @cached_property
    def entries(self) -> dict[str, tuple[float, int]]:
        """log10 probability and spelling flags by lower-case word, as a lexicon gives them."""
        found: dict[str, tuple[float, int]] = {}
        for word, count in self.words.items():
            lower = word.lower()
            probability = min(HIGHEST, ONCE + math.log10(max(1, count)))
            flag = VALID_LOWER if word == lower else VALID_UPPER if word.isupper() else VALID_CAPITALISED
            before = found.get(lower, (ONCE, 0))
            found[lower] = (max(before[0], probability), before[1] | flag)
        return found

    def lookup(self, word: str, found: tuple[float, int] | None) -> tuple[float, int] | None:
        """What a lexicon says of a lower-case word (``found``), and this vocabulary with it."""
        own = self.entries.get(word)
        if own is None or found is None:
            return own or found
        return max(own[0], found[0]), own[1] | (found[1] & SPELLED)


def make_vocabulary(words: Mapping[str, int]) -> Vocabulary:
    """A vocabulary of words with counts."""
    from hashlib import blake2b

    rows = "\n".join(f"{word}\t{count}" for word, count in sorted(words.items()))
    return Vocabulary(dict(words), blake2b(rows.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest())


def load_vocabulary(paths: Sequence[Path]) -> Vocabulary | None:
    """The words of all files together; None if there are no files.

    Raises:
        ConfigurationError: a file cannot be read, or a line is not a word with a count.
    """
    if not paths:
        return None
    words: Counter[str] = Counter()
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path}: cannot read the vocabulary: {error}") from error
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            word, _, count = line.rstrip().partition("\t")
            if (count and not count.isdecimal()) or len(word.split()) != 1:
                raise ConfigurationError(f"{path}:{number}: not a word, or a word, a tab and a count: {line!r}")
            words[word] += int(count) if count else DEFAULT_COUNT
    return make_vocabulary(words)


def to_lines(words: Mapping[str, int]) -> Iterable[str]:
    """The lines of a vocabulary file, without line ends."""
    yield HEADER
    for word, count in words.items():
        yield f"{word}\t{count}"
