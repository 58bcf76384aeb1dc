"""Damage of the kinds that the seeds have, and as often as they have it."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

Rates = Mapping[str, float]

# Shares of documents; of words for `misspelled` and `spaces`, of the paragraphs of wrapped documents for `wrapped`.
# "clean": what is wrong in French news that nobody damaged, by the findings there. "damaged": the gold of the seeds.
RATES: dict[str, Rates] = {
    "clean": {"misspelled": 0.0005, "spaces": 0.0002},
    "damaged": {
        "wrapped document": 0.6,
        "wrapped": 0.3,
        "misspelled": 0.0012,
        "spaces": 0.0008,
        "lead": 0.8,
        "heading": 0.2,
        "captions": 0.6,
        "truncated": 0.2,
        "signature": 0.2,
        "tail": 1.0,
    },
}
COLUMN = 72  # where the seeds were wrapped
_TAIL = "Voir plus"
_LETTERS = "etaoinsrluéè"
_SPACES: tuple[Callable[[str], str], ...] = (
    lambda word: word + " ",
    lambda word: word + "\u00a0",
    lambda word: word.replace(",", " ,") if "," in word else word + " ",
)


def damage(documents: Iterable[str], rates: Rates, seed: int) -> Iterator[str]:
    """The documents with damage at these rates; the same seed gives the same damage."""
    chance = random.Random(f"damage {seed}")
    teasers: list[str] = []
    for document in documents:
        blocks = document.rstrip("\n").split("\n\n")
        teasers = [*teasers[-5:], blocks[0]]
        yield "\n\n".join(_damaged(blocks, rates, chance, teasers)) + "\n"


def _damaged(blocks: list[str], rates: Rates, chance: random.Random, teasers: list[str]) -> list[str]:
    def happens(kind: str) -> bool:
        return chance.random() < rates.get(kind, 0)

    title, *body = [_with_slips(block, rates, chance) for block in blocks]
    lead = body[:1] if body and happens("lead") else []
    if happens("wrapped document"):
        body = [_lose_line_ends(one) if index == 0 or happens("wrapped") else one for index, one in enumerate(body)]
    if body and happens("truncated"):
        body[-1] = body[-1][1:]
    if body and happens("signature"):
        body[-1] += "-AVI"
    if happens("heading"):
        body[1:1] = [title, title]
    if body and happens("captions"):
        body.insert(1, f"{title} ảnh 1{body[-1].split('.')[0]}. Photo: VNA")
    tail = ["\n".join([_TAIL, *teasers[:-1]])] if happens("tail") else []
    return [title, *lead, *body, *tail]


def _lose_line_ends(paragraph: str) -> str:
    """The paragraph wrapped at a column, and its line ends dropped."""
    return "".join(textwrap.wrap(paragraph, COLUMN, break_long_words=False, break_on_hyphens=False))


def _with_slips(block: str, rates: Rates, chance: random.Random) -> str:
    words = block.split(" ")
    for kind, slip in (("misspelled", _misspelled), ("spaces", _spaced)):
        for _ in range(_count(len(words) * rates.get(kind, 0), chance)):
            place = chance.randrange(len(words))
            words[place] = slip(words[place], chance)
    return " ".join(words)


def _count(mean: float, chance: random.Random) -> int:
    return int(mean) + (chance.random() < mean % 1)


def _misspelled(word: str, chance: random.Random) -> str:
    """The word with a letter lost, doubled, put in or swapped with the next; short words stay."""
    if len(word) < 5 or not word.isalpha():
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + chance.choice(_LETTERS) + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _spaced(word: str, chance: random.Random) -> str:
    return chance.choice(_SPACES)(word)
