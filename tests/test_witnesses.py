"""Witnesses are counted as a search through the text would count them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.language import witnesses
from corpuslint.language.witnesses import Witnesses


def search(text: str, words: str, near: int, most: int) -> int:
    """The same without an index."""
    words = words.replace("'", "’") if "’" in text else words
    low, high = max(0, near - witnesses.REACH), min(len(text), near + witnesses.REACH)
    found = 0
    for place in range(low, high - len(words) + 1):
        end = place + len(words)
        beside = text[place - 1 : place] if place and words[0].isalpha() else ""
        found += text[place:end] == words and not beside.isalpha() and not text[end : end + 1].isalpha()
    return min(most, found)


pieces = st.sampled_from(["de", "la", "dela", "l'", "armée", "a", "½", "mot²", " ", " ", " ", "-", "’", "é", "1", "\n"])


@given(st.lists(pieces, max_size=80).map("".join), st.lists(st.integers(0, 150), min_size=1, max_size=5))
def test_counts_as_a_search_does(text: str, asked: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("REACH", 60), ("STRETCH", 40), ("CLOSE", 39), ("KEPT", 6), ("FEW", 4)):
            patch.setattr(witnesses, name, value)
        spaced = re.sub(r"[^ ]{30}(?=[^ ])", lambda match: match.group() + " ", text)
        found = Witnesses(spaced)
        for near in sorted(min(len(spaced), place) for place in asked):
            for words in ("dela", "de la", "la a", "l'armée", "de l'", "mot", "ab cd", "1 a", "-"):
                assert found.count(words, near, 1) == search(spaced, words, near, 1), words
            for word in ("armée", "de", "é"):
                assert found.count(word, near, 3) == search(spaced, word, near, 3), word


def test_frequent_words_and_far_ones() -> None:
    text = "mot " * 30 + "x" * witnesses.REACH + " seul mot"
    found = Witnesses(text)
    assert found.count("mot", 50, 3) == 3
    assert found.count("seul", 50, 3) == 0
    assert found.count("mot", len(text) - 3, 3) == 1
    assert found.count("seul", len(text) - 3, 3) == 1
