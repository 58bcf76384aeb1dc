"""Witnesses are counted as a search through the text would count them."""

from __future__ import annotations

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


@given(st.lists(pieces, max_size=60).map("".join), st.integers(0, 80), st.integers(0, 80), st.data())
def test_counts_as_a_search_does(text: str, start: int, end: int, data: st.DataObject) -> None:
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    near = data.draw(st.integers(start, end))
    found = Witnesses(text, start, end)
    for words in ("dela", "de la", "la a", "l'armée", "de l'", "mot", "ab cd", "1 a", "-"):
        assert found.count(words, near, 1) == search(text, words, near, 1), words
    for word in ("armée", "de", "é"):
        assert found.count(word, near, 3) == search(text, word, near, 3), word


def test_frequent_words_and_far_ones() -> None:
    text = "mot " * 30 + "x" * witnesses.REACH + " seul mot"
    found = Witnesses(text, len(text) - 8, len(text))
    assert found.count("mot", len(text) - 3, 3) == 1
    assert Witnesses(text, 0, 100).count("mot", 50, 3) == 3
    assert Witnesses(text, 0, 100).count("seul", 50, 3) == 0
