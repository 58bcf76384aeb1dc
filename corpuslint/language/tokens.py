"""Tokens: how a run of text without white space divides into words, numbers and punctuation."""

from __future__ import annotations

from corpuslint.lazy import regex

APOSTROPHES = "'’ʼ"
LETTERS = r"[^\W\d_]"
# Combining marks follow their letter, as in decomposed "é".
WORD = rf"{LETTERS}[^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+{LETTERS}*)*"

# A word with the apostrophe that ends an elision, a word, a number, or one other character.
TOKEN = regex(rf"{WORD}[{APOSTROPHES}](?={LETTERS})|{WORD}|\d+(?:[.,\u00a0\u202f]\d+)*|\S")


def tokenize(text: str) -> list[str]:
    """The tokens of a text, in order: ``["l'", "armée", ",", "2.000"]``. Apostrophes are written straight."""
    return [token.replace("’", "'").replace("ʼ", "'") for token in TOKEN.findall(text)]
