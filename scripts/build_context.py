"""Build the context models of corpuslint/data from plain text and from folders of HTML pages.

    python scripts/build_context.py LANGUAGE SOURCE [SOURCE ...]

A source is a text file with one paragraph a line, or a folder whose ``.html`` files are read (their p, li, dd and td
elements). Paragraphs of another language, as partly translated handbooks hold, are left out: at least 70 % of the words
must be in the lexicon of the language and not in that of English (unless the language is English).
"""

from __future__ import annotations

import argparse
import math
from array import array
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import marisa_trie

from corpuslint.language.codes import DATA
from corpuslint.language.context import BREAK, HEADER, class_names
from corpuslint.language.lexicon import SEEN_LOWER, Lexicon, load_lexicon
from corpuslint.language.profiles import PROFILES
from corpuslint.language.tokens import tokenize

FREQUENT = 20  # a word seen as often is a class of its own
RARE_PAIR = 2  # pairs seen less often are as good as unseen


class Paragraphs(HTMLParser):
    """Collects the text of block elements; inline elements do not divide it."""

    BLOCKS = frozenset({"p", "li", "dd", "td"})
    SKIPPED = frozenset({"pre", "script", "style", "nav", "aside", "code", "header", "footer"})

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self._open: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002, D102
        self._skipping += tag in self.SKIPPED
        if tag in self.BLOCKS:
            self._flush()
        elif tag == "br":
            self._open.append(" ")

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        self._skipping -= tag in self.SKIPPED and self._skipping > 0
        if tag in self.BLOCKS:
            self._flush()

    def handle_data(self, data: str) -> None:  # noqa: D102
        if not self._skipping:
            self._open.append(data)

    def _flush(self) -> None:
        text = " ".join("".join(self._open).split())
        self._open.clear()
        if len(text) > 40:
            self.paragraphs.append(text)


def paragraphs(source: Path) -> Iterator[str]:
    """The paragraphs of a file or folder, each once."""
    if source.is_file():
        yield from dict.fromkeys(source.read_text(encoding="utf-8").splitlines())
        return
    seen: set[str] = set()
    for page in sorted(source.rglob("*.html")):
        parser = Paragraphs()
        parser.feed(page.read_text(encoding="utf-8", errors="replace"))
        for text in parser.paragraphs:
            if text not in seen:
                seen.add(text)
                yield text


def is_in_language(tokens: list[str], lexicon: Lexicon, english: Lexicon | None) -> bool:
    """Whether most words are of the language, and more of them than of English."""
    words = [token.lower().rstrip("'") for token in tokens if token[0].isalpha()]
    known = sum(lexicon.zipf(word) > 2 for word in words)
    foreign = sum(english.zipf(word) > 4 for word in words) if english else 0
    return len(words) > 5 and known > 0.7 * len(words) and foreign < known


def main() -> None:
    """Count the classes and pairs of the sources and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language")
    parser.add_argument("sources", nargs="+", type=Path)
    options = parser.parse_args()
    lexicon = load_lexicon(options.language)
    assert lexicon is not None
    english = None if options.language == "en" else load_lexicon("en")
    texts = []
    for source in options.sources:
        before = sum(map(len, texts))
        texts += [t for t in map(tokenize, paragraphs(source)) if is_in_language(t, lexicon, english)]
        print(f"{source.name}: {sum(map(len, texts)) - before} tokens")
    write(options.language, texts)
    if PROFILES[options.language].compounds:
        mark_lower(options.language, texts)


def mark_lower(language: str, texts: list[list[str]]) -> None:
    """Flag the words of the lexicon that the texts write in lower case: they are no nouns where nouns take capitals."""
    lower = Counter(token for text in texts for token in text if token.islower())
    capital = Counter(
        word.lower() for text in texts for before, word in pairwise(text) if before[0].isalpha() and word[0].isupper()
    )
    trie = marisa_trie.Trie()
    trie.load(str(DATA / language / "lexicon.marisa"))
    table = bytearray((DATA / language / "lexicon.bin").read_bytes())
    for word, count in lower.items():
        index = trie.get(word.replace("ß", "ss"))
        if index is not None and count > 2 * capital[word]:
            table[2 * index + 1] |= SEEN_LOWER
    (DATA / language / "lexicon.bin").write_bytes(table)


def write(language: str, texts: list[list[str]]) -> None:
    """Write the model of the tokenised texts."""
    words = Counter(token.lower() for text in texts for token in text)
    suffixes = Counter(name for text in texts for token in text for name in class_names(token)[1:])
    names = {word for word, count in words.items() if count >= FREQUENT}
    names |= {name for name, count in suffixes.items() if count >= FREQUENT} | {"~", "Aa", "AA", "0", BREAK}
    trie = marisa_trie.Trie(sorted(names))
    assert len(trie) < 1 << 16
    single: Counter[int] = Counter()
    double: Counter[int] = Counter()
    for text in texts:
        classes = [next(trie[name] for name in class_names(token) if name in trie) for token in (BREAK, *text, BREAK)]
        single.update(classes)
        double.update(first << 16 | second for first, second in pairwise(classes))
    kept = sorted((pair, count) for pair, count in double.items() if count >= RARE_PAIR)
    table = HEADER.pack(float(sum(double.values())), len(kept))
    table += array("f", (math.log10(single[index] or 1) for index in range(len(trie)))).tobytes()
    table += array("I", (pair for pair, _ in kept)).tobytes() + array("I", (count for _, count in kept)).tobytes()
    trie.save(str(DATA / language / "context.marisa"))
    (DATA / language / "context.bin").write_bytes(table)
    print(f"{language}: {sum(map(len, texts))} tokens, {len(trie)} classes, {len(kept)} pairs, {len(table)} bytes")


if __name__ == "__main__":
    main()
