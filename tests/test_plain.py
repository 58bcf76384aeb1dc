"""The first screen of the checks of single words: what is plain, and that no check loses anything by it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint.document import Document
from corpuslint.language.lexicon import load_lexicon
from corpuslint.language.plain import PlainWords, plain_words
from corpuslint.language.profiles import PROFILES


def _odd(text: str, language: str = "fr") -> frozenset[str]:
    plain = plain_words(language)
    assert plain is not None
    return plain.odd(Document(text, language))


def test_common_words_in_common_dress_are_plain() -> None:
    assert not _odd("Le président, dit-on, a « reçu » l'ambassadeur (de France) à Hanoï, en 2011 : l’ONU.")


@pytest.mark.parametrize("chunk", ["dela", "civils.Des", "et,pour", "reçul'ambassadeur", "à1990", "YouTube", "févier"])
def test_anything_else_is_odd(chunk: str) -> None:
    assert _odd(f"Le ministre {chunk} dit") == {chunk}


def test_english_clitics_are_plain_and_french_elisions_are_not_english() -> None:
    assert not _odd("\"Don't worry,\" they said; we're in John's house.", "en")
    assert _odd("the l'house", "en") == {"l'house"}


def test_a_language_without_lexicon_has_no_plain_words() -> None:
    assert plain_words("sw") is None


CHUNKS = st.sampled_from(
    "le Le LE « l'or l’or dela mot, (mot) mot( a,b 12 12,5 x--y - 'tis M. été e\u0301té \U0001f642".split()
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CHUNKS, max_size=8), max_size=6))
def test_what_was_seen_before_changes_nothing(texts: list[list[str]]) -> None:
    lexicon = load_lexicon("fr")
    assert lexicon is not None
    warm = PlainWords(lexicon, PROFILES["fr"])
    for words in texts:
        document = Document(" ".join(words), "fr")
        assert warm.odd(document) == PlainWords(lexicon, PROFILES["fr"]).odd(document)
        assert warm.odd(document) == {chunk for chunk in words if not warm.are_plain([chunk])[0]}


def test_the_runs_of_a_long_text_are_those_of_its_words() -> None:
    text = " ".join(f"mot{number}" for number in range(60_000)) + "\u00a0fin"
    assert Document(text).chunks == frozenset(text.split())
