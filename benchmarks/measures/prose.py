"""Made prose: documents without end whose words grow in number as those of real text do.

Real text in the amounts that a benchmark needs cannot lie in a repository, and one text repeated flatters every tool
that remembers words. So the text is drawn from the models that corpuslint itself ships: the order of words and stops
from the pairs of the context model, the words by their frequency in the lexicon, down to the rarest that dictionaries
have. What no lexicon has, as in real text, is made: names from the letters of known names, acronyms, numbers, words
with a prefix. Every document has names of its own, a typography of its own, and a length of its own.
"""

from __future__ import annotations

import random
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import marisa_trie

from corpuslint.language.codes import DATA
from corpuslint.language.context import BREAK, HEADER
from corpuslint.language.lexicon import NOISE, VALID_CAPITALISED, VALID_LOWER, VALID_UPPER, Lexicon, load_lexicon

STOPS = ".?!"
MARKS = ",;:"
VOWELS = "aeiouyàâäéèêëîïôöùûüœæh"
ELIDED = {"le": "l'", "la": "l'", "de": "d'", "je": "j'", "ne": "n'", "que": "qu'", "se": "s'", "me": "m'", "te": "t'"}
WHOLE = {"l'": "le", "d'": "de", "j'": "je", "n'": "ne", "qu'": "que", "s'": "se", "c'": "ce", "m'": "me", "t'": "te"}
PREFIXES = ("anti", "auto", "bio", "hydro", "inter", "micro", "mini", "multi", "néo", "pré", "pseudo", "semi", "ultra")
# The context model has learned from partly English text: classes that English uses this much more are left out.
ENGLISH = 0.5
COMMON = 150  # the most frequent classes hold a sentence together and always stand as they are

# Shares, set so that a megabyte holds as many types and unknown words as one of French news: see docs/speed.md.
NAMED = 0.045  # of other words: by a name
REPLACED = 0.45  # of other words: by a word of the same ending from the whole lexicon
NEW_NAMES = 0.4  # of the names of a document: in no lexicon
PAIRED = 0.4  # of names: followed by another
PREFIXED = 0.001  # of words
COMPOUND = 0.012  # of words: a hyphen and a second word
ASIDE = 0.012  # of words: begins a parenthesis or a quotation
LENGTHS = (7.9, 0.95, 300, 30_000)  # of documents, in characters: log-normal, within bounds


class Draw:
    """A weighted choice, many times: values are drawn in advance, which is faster."""

    def __init__(self, chance: random.Random, weights: Mapping[str, float]) -> None:
        self._chance = chance
        self._values = list(weights)
        self._sums = list(accumulate(weights.values()))
        self._drawn: list[str] = []

    def __call__(self) -> str:
        """One of the values."""
        if not self._drawn:
            self._drawn = self._chance.choices(self._values, cum_weights=self._sums, k=50)
        return self._drawn.pop()


class Prose:
    """An endless stream of documents; the same seed gives the same documents."""

    def __init__(self, seed: int, language: str = "fr") -> None:
        self._chance = random.Random(f"{language} {seed}")
        tables = _load_tables(language)
        self._common = tables.common
        self._next = {name: Draw(self._chance, weights) for name, weights in tables.followers.items()}
        self._words = {ending: Draw(self._chance, weights) for ending, weights in tables.words.items()}
        self._names = Draw(self._chance, tables.names)
        self._acronyms = Draw(self._chance, tables.acronyms)
        self._letters = {before: Draw(self._chance, weights) for before, weights in tables.letters.items()}

    def documents(self) -> Iterator[str]:
        """Documents: a title, then paragraphs with an empty line between them, each with a line end."""
        middle, spread, least, most = LENGTHS
        while True:
            wanted = min(most, max(least, self._chance.lognormvariate(middle, spread)))
            yield _Document(self, self._chance, wanted).text()

    def follower(self, name: str) -> str:
        """The class that stands after a class."""
        draw = self._next.get(name)
        return draw() if draw else BREAK

    def word(self, name: str) -> str:
        """A word of a class: a frequent one is a class of its own."""
        if not name.startswith("~"):
            if name in self._common or self._chance.random() > REPLACED:
                return name
            name = "~" + name[-2:]
        word = self._words.get(name, self._words["~"])()
        return self._chance.choice(PREFIXES) + word if self._chance.random() < PREFIXED else word

    def name(self) -> str:
        """A name: known, or made of the letters of known names."""
        if self._chance.random() >= NEW_NAMES:
            return self._names()
        while True:
            name = "^^^"
            while not name.endswith("$") and len(name) < 18:
                name += self._letters[name[-3:]]()
            if 7 < len(name) < 18:
                return name[3:-1].capitalize()

    def acronym(self) -> str:
        """An acronym."""
        return self._acronyms()


class _Document:
    """One document in the making: its names and its typography."""

    def __init__(self, prose: Prose, chance: random.Random, wanted: float) -> None:
        self._prose, self._chance, self._wanted = prose, chance, wanted
        self._names = [prose.name() for _ in range(6 + int(wanted / 120))]
        self._apostrophe = chance.choice("'’")
        self._space = chance.choice(" \u00a0")

    def text(self) -> str:
        blocks = [self._sentence()[:-1].rstrip()]
        length = len(blocks[0])
        while length < self._wanted:
            blocks.append(" ".join(self._sentence() for _ in range(self._chance.randint(1, 6))))
            length += len(blocks[-1])
        return "\n\n".join(blocks).replace("'", self._apostrophe) + "\n"

    def _sentence(self) -> str:
        tokens: list[str] = []
        name = BREAK
        while True:
            name = self._prose.follower(name)
            if name in STOPS or name == BREAK:
                if len(tokens) > 4 and tokens[-1] not in WHOLE:
                    break
                name = BREAK
            elif name in MARKS:
                if tokens and tokens[-1] not in MARKS:
                    tokens.append(name)
            else:
                self._add(tokens, name)
        if tokens[-1] in MARKS:
            tokens.pop()
        return self._written(tokens, name if name in STOPS else ".")

    def _add(self, tokens: list[str], name: str) -> None:
        """Add a word of a class, and let the word before it elide or not; names often stand in pairs."""
        word = self._value(name)
        if word in self._names and self._chance.random() < PAIRED:
            word = " ".join(self._chance.sample(self._names, 2))
        if tokens:
            vowel = word[0].lower() in VOWELS
            if vowel and tokens[-1] in ELIDED:
                tokens[-1] = ELIDED[tokens[-1]]
            elif not vowel and tokens[-1] in WHOLE:
                tokens[-1] = WHOLE[tokens[-1]]
        tokens.append(word)

    def _value(self, name: str) -> str:
        chance = self._chance
        if name == "Aa" or (len(name) > 3 and chance.random() < NAMED):
            return chance.choice(self._names)
        if name == "AA":
            return self._prose.acronym()
        if name == "0":
            return _number(chance)
        word = self._prose.word(name)
        if len(word) > 3 and chance.random() < COMPOUND:
            word += "-" + self._prose.word("~" + word[-2:])
        return word

    def _written(self, tokens: Sequence[str], stop: str) -> str:
        """The tokens with their spaces, some of them within parentheses or quotation marks."""
        pieces: list[str] = []
        closing, left = "", 0
        for token in tokens:
            if token in MARKS:
                pieces.append(token if token == "," else self._space + token)
                continue
            if pieces and not pieces[-1].endswith("'"):
                pieces.append(" ")
            if not closing and pieces and self._chance.random() < ASIDE:
                opening, closing = self._chance.choice((("(", ")"), ("«" + self._space, self._space + "»"), ('"', '"')))
                left = self._chance.randint(1, 6)
                pieces.append(opening)
            pieces.append(token)
            left -= 1
            if closing and left < 1 and not token.endswith("'"):
                pieces.append(closing)
                closing = ""
        text = "".join(pieces)
        return text[:1].upper() + text[1:] + closing + (stop if stop == "." else self._space + stop)


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the models say, as weights.

    common: the classes that hold a sentence together.
    followers: by class, the classes after it.
    words: by class of endings, the words that are no class of their own.
    letters: by three letters of a name, the letters after them; ``^`` begins a name and ``$`` ends it.
    """

    common: frozenset[str]
    followers: dict[str, dict[str, float]]
    words: dict[str, dict[str, float]]
    names: dict[str, float]
    acronyms: dict[str, float]
    letters: dict[str, Counter[str]]


@cache
def _load_tables(language: str) -> _Tables:
    lexicon, english = load_lexicon(language), load_lexicon("en")
    assert lexicon is not None
    assert english is not None
    counts, pairs = _load_pairs(language)
    kept = _kept_classes(counts, lexicon, english)
    common = frozenset(sorted(kept, key=lambda name: (-counts[name], name))[:COMMON])
    followers = {name: {one: n for one, n in pairs[name].items() if one in kept} for name in sorted(kept)}
    words, names, acronyms = _pools(lexicon, kept)
    letters: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        spelled = f"^^^{name.lower()}$"
        for index in range(3, len(spelled)):
            letters[spelled[index - 3 : index]][spelled[index]] += 1
    return _Tables(common, {name: row for name, row in followers.items() if row}, words, names, acronyms, dict(letters))


def _load_pairs(language: str) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """How often each class of the context model was seen, and each class after each."""
    trie = marisa_trie.Trie()
    trie.load(str(DATA / language / "context.marisa"))
    table = (DATA / language / "context.bin").read_bytes()
    _, length = HEADER.unpack_from(table)
    names = [""] * len(trie)
    for name, index in trie.items():
        names[index] = name
    logs, pairs, counts = array("f"), array("I"), array("I")
    at = HEADER.size
    for values, size in ((logs, len(trie)), (pairs, length), (counts, length)):
        values.frombytes(table[at : at + 4 * size])
        at += 4 * size
    followers: dict[str, dict[str, float]] = defaultdict(dict)
    for pair, count in zip(pairs, counts, strict=True):
        followers[names[pair >> 16]][names[pair & 0xFFFF]] = count
    return {name: 10**log for name, log in zip(names, logs, strict=True)}, followers


def _kept_classes(counts: dict[str, float], lexicon: Lexicon, english: Lexicon) -> set[str]:
    """The classes of words that are more of this language than of English, and of stops."""
    kept = {BREAK, "Aa", "AA", "0", *STOPS, *MARKS}
    for name in counts:
        if name[0].isalpha() and name.islower():
            bare = name.rstrip("'")
            found = lexicon.lookup(bare) or lexicon.lookup(name)
            if name in WHOLE or (
                found is not None
                and found[1] & VALID_LOWER
                and name == bare
                and (len(bare) > 1 or bare in "aày")
                and english.zipf(bare) < lexicon.zipf(bare) + ENGLISH
            ):
                kept.add(name)
        elif name.startswith("~") and len(name) == 3 and name[1:].isalpha():
            kept.add(name)
    return kept


def _pools(lexicon: Lexicon, kept: set[str]) -> tuple[dict[str, dict[str, float]], dict[str, float], dict[str, float]]:
    """Words by ending, names, and acronyms, with their probabilities."""
    words: dict[str, dict[str, float]] = defaultdict(dict)
    names: dict[str, float] = {}
    acronyms: dict[str, float] = {}
    for word in lexicon.words():
        found = lexicon.lookup(word)
        if found is None or found[1] & NOISE or len(word) < 2 or not word.replace("-", "").isalpha():
            continue
        chance = 10 ** found[0]
        if found[1] & VALID_LOWER:
            if word not in kept:
                words["~" + word[-2:]][word] = chance
                words["~"][word] = chance
        elif found[1] & VALID_CAPITALISED and len(word) > 2:
            names["-".join(part.capitalize() for part in word.split("-"))] = chance
        elif found[1] & VALID_UPPER:
            acronyms[word.upper()] = chance
    return dict(words), names, acronyms


def _number(chance: random.Random) -> str:
    """A number as text has them: small, a year, a share, an hour, an amount."""
    kind = chance.random()
    if kind < 0.4:
        return str(chance.randint(2, 31))
    if kind < 0.6:
        return str(chance.randint(1900, 2030))
    if kind < 0.75:
        return f"{chance.randint(0, 99)},{chance.randint(1, 9)}"
    if kind < 0.9:
        return str(int(10 ** chance.uniform(1.5, 6)))
    if kind < 0.95:
        return f"{chance.randint(0, 23)}h{chance.randint(10, 59)}"
    return f"{chance.randint(1, 999)}\u00a0{chance.randint(100, 999)}"
