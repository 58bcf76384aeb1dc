"""What a slip does to a word, and how the words are found that it may have been made of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint.language import spelling_places
from corpuslint.language.edits import Channel, distance, fold, within_one
from corpuslint.language.spelling import load_speller
from corpuslint.language.spelling_index import load_index
from corpuslint.language.spelling_letters import one_letter_away

LETTERS = st.text("abcé", max_size=9)


def _distance(a: str, b: str) -> int:
    """The plain table of edits, an exchange of neighbours counting one."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            steps = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1])]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                steps.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(steps)
    return table[len(a), len(b)]


@settings(max_examples=300, deadline=None)
@given(LETTERS, LETTERS, st.integers(1, 3))
def test_distances_are_those_of_the_plain_table(a: str, b: str, most: int) -> None:
    assert distance(a, b, most) == min(_distance(a, b), most + 1)
    assert within_one(a, b) == (_distance(a, b) <= 1)


@pytest.mark.parametrize(
    ("typo", "word", "kinds"),
    [
        ("presenté", "présenté", ("accent-dropped-e",)),
        ("acord", "accord", ("missing-double",)),
        ("avce", "avec", ("transposed",)),
        ("fécilite", "félicite", ("swapped",)),
        ("farmacie", "pharmacie", ("group", "first")),
        ("coeur", "cœur", ("ligature",)),
        ("maison", "maison", ()),
    ],
)
def test_an_edit_is_named_after_what_happened(typo: str, word: str, kinds: tuple[str, ...]) -> None:
    assert Channel("fr", {"group": 3.0, "first": 1.0}).align(typo, word)[1] == kinds


@settings(max_examples=200, deadline=None)
@given(LETTERS, LETTERS)
def test_a_path_costs_what_its_edits_cost(typo: str, word: str) -> None:
    costs = {"consonant": 7.0, "missing-vowel": 2.5, "transposed": 3.0, "first": 2.0}
    cost, kinds = Channel("fr", costs).align(typo, word)
    assert cost == pytest.approx(sum(costs.get(kind, 5.0) for kind in kinds))
    assert bool(kinds) == (typo != word)


COMMON = ["gouvernement", "coopération", "développement", "février", "lettre", "pays", "école", "œuvre", "ministère"]


@st.composite
def _slips(draw: st.DrawFn) -> tuple[str, str]:
    """A common French word, and what one edit of its folded letters makes of it."""
    word = draw(st.sampled_from(COMMON))
    folded = fold(word)
    at, letter = draw(st.integers(0, len(folded) - 1)), draw(st.sampled_from("aekst"))
    left, right = folded[:at], folded[at + 1 :]
    exchanged = left + right[:1] + folded[at] + right[1:]
    return word, draw(st.sampled_from([left + right, left + letter + right, left + letter + folded[at:], exchanged]))


@settings(max_examples=200, deadline=None)
@given(_slips())
def test_one_edit_never_hides_a_common_word(case: tuple[str, str]) -> None:
    word, typo = case
    index, speller = load_index("fr", "common"), load_speller("fr")
    assert index is not None
    assert speller is not None
    assert word in index.one_edit_away(typo)
    assert speller.may_be_near(typo)


@pytest.mark.parametrize(
    ("typo", "word"), [("partipation", "participation"), ("anuller", "annuler"), ("francofone", "francophone")]
)
def test_two_edits_are_looked_for_among_common_words(typo: str, word: str) -> None:
    index = load_index("fr", "common")
    assert index is not None
    assert word in index.two_edits_away(fold(typo), 2)


def test_a_word_without_a_common_neighbour_is_known_to_have_none() -> None:
    speller = load_speller("fr")
    assert speller is not None
    assert not speller.may_be_near("oybuabuddy")


def test_letters_that_never_stand_side_by_side_are_not_tried() -> None:
    tried = set(one_letter_away("viscieuses", "fr"))
    assert "vicieuses" in tried
    assert "vxiscieuses" not in tried
    assert all(distance("viscieuses", word, 3) <= 2 for word in tried)
    assert "félicite" in one_letter_away("fécilite", "fr")


@pytest.mark.parametrize("word", ["", "é", "ßß", "x" * 400, "ﬁ", "ǅ", "e\u0301" * 20])
def test_any_string_has_candidates_or_none(word: str) -> None:
    speller = load_speller("fr")
    assert speller is not None
    assert all(candidate.word != word for candidate in speller.candidates(word))


@given(
    st.lists(st.sampled_from(["la", "la.", "mot", "mots,", "\n", "\t", "  ", "é" * 9]), max_size=80), st.integers(0, 3)
)
def test_runs_are_found_where_they_stand(parts: list[str], few: int) -> None:
    text = " ".join(parts)
    wanted = {"la", "mots,", "é" * 9}
    expected = [(one.start(), one.group()) for one in re.finditer(r"\S+", text) if one.group() in wanted]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spelling_places, "_FEW", few)
        patched.setattr(spelling_places, "_STRETCH", 20)
        assert spelling_places.occurrences(text, wanted) == expected
