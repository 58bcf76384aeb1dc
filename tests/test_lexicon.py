"""The lexicons know real words, their frequencies, and what only looks like a word."""

from __future__ import annotations

import pytest

from corpuslint.language.codes import languages
from corpuslint.language.lexicon import NOISE, VALID_CAPITALISED, VALID_LOWER, load_lexicon


def test_seven_languages_are_shipped() -> None:
    assert {"fr", "en", "es", "it", "pt", "de", "vi"} <= set(languages())


def test_a_language_without_lexicon_is_none() -> None:
    assert load_lexicon("xx") is None
    assert load_lexicon(None) is None


@pytest.mark.parametrize(
    ("word", "flag"), [("défense", VALID_LOWER), ("mangerions", VALID_LOWER), ("laguerre", VALID_CAPITALISED)]
)
def test_flags_tell_how_dictionaries_spell_a_word(word: str, flag: int) -> None:
    lexicon = load_lexicon("fr")
    assert lexicon is not None
    found = lexicon.lookup(word)
    assert found is not None
    assert found[1] & flag


def test_lost_spaces_of_the_frequency_list_are_noise() -> None:
    lexicon = load_lexicon("fr")
    assert lexicon is not None
    for word in ("dela", "etles"):
        found = lexicon.lookup(word)
        assert found is None or found[1] == NOISE or found[0] < -5
    assert lexicon.log_probability("deles") is None


def test_frequencies_are_ordered_as_in_the_language() -> None:
    lexicon = load_lexicon("fr")
    assert lexicon is not None
    assert lexicon.zipf("de") > lexicon.zipf("ministre") > lexicon.zipf("fusil") > lexicon.zipf("mangerions") >= 0
    assert lexicon.zipf("particuliètrement") == 0
