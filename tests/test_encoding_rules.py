"""The rules about single characters (ENC003 to ENC009): fixes change what they should, once, and nothing else."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint import Finding

# Letters of one and two code points, signs beyond the basic plane, marks: what offsets must count rightly.
PROSE = st.lists(
    st.sampled_from(["é", "ả", "😀", "e\u0301", "ệ", "🇫🇷", "mot", "Hanoï", "l’été", " ", " ", "\n", ".", "1990"]),
    max_size=12,
).map("".join)
CONTROLS = [chr(point) for point in range(32) if chr(point) not in "\t\n\r"]
INVISIBLES = ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\u200e", "\ufe0f"]
LOOK_ALIKES = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с"}


def _found(text: str, rule: str, language: str = "fr") -> list[Finding]:
    return corpuslint.check(text, language=language, select=[rule])


def _fix(text: str, rule: str, language: str = "fr") -> str:
    return corpuslint.fix(text, language=language, select=[rule], unsafe=True).text


@given(
    st.lists(
        st.one_of(PROSE, st.sampled_from([*CONTROLS, *INVISIBLES, "\ufffd", "?", "\r\n", "\x85", "&eacute;", "<br>"]))
    )
)
@pytest.mark.parametrize("rule", ["ENC003", "ENC004", "ENC005", "ENC006", "ENC007", "ENC008", "ENC009"])
def test_fixing_again_changes_nothing(rule: str, parts: list[str]) -> None:
    once = _fix("".join(parts), rule)
    assert _fix(once, rule) == once


@given(PROSE, st.sampled_from(CONTROLS), PROSE)
def test_a_control_is_found_where_it_stands(before: str, control: str, after: str) -> None:
    text = f"{before}{control}{after}"
    found = [(finding.start, finding.end) for finding in _found(text, "ENC004")]
    assert (len(before), len(before) + 1) in found or control == "\x1b"


@given(PROSE, st.sampled_from("\0\x01\x7f\x0e"), PROSE)
def test_only_the_control_goes(before: str, control: str, after: str) -> None:
    assert _fix(f"{before}{control}{after}", "ENC004") == before + after


@given(PROSE, PROSE)
def test_terminal_colours_go(before: str, after: str) -> None:
    assert _fix(f"{before}\x1b[1;31m{after}\x1b[0m", "ENC004") == before + after


@given(PROSE.filter(lambda text: not text.endswith("😀")), st.sampled_from("\u200b\u2060"), PROSE)
def test_only_what_nobody_sees_goes(before: str, character: str, after: str) -> None:
    assert _fix(f"{before}{character}{after}", "ENC005") == before + after
    assert [finding.start for finding in _found(f"{before}{character}{after}", "ENC005")] == [len(before)]


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧",
        "می\u200cخواهم",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "\u200fשלום\u200e (1)",
        "ภาษา\u200bไทย",
        "\ufeffété",
    ],
)
def test_characters_that_work_stay(text: str) -> None:
    assert _found(text, "ENC005") == []


def test_a_soft_hyphen_inside_mojibake_is_reported_once() -> None:
    text = "Le Portugal envoie une dÃ©lÃ©gation pour la paix, la mÃªme qu'en Ã\u00adnde : il arrivera là-bas Ã\u00ad."
    inside = text.index("\u00ad")
    assert any(finding.start <= inside < finding.end for finding in _found(text, "ENC001"))
    assert [finding.rule for finding in _found(text, "ENC") if finding.start <= inside < finding.end] == ["ENC001"]
    assert _fix("coopé\u00adration", "ENC005") == "coopération"


@given(st.text(st.sampled_from("aeoué\u0301\u0302\u0323 \nảệ😀e한ᄒ\u1161가"), max_size=20))
def test_text_is_composed_exactly(text: str) -> None:
    assert _fix(text, "ENC006") == unicodedata.normalize("NFC", text)
    for finding in _found(text, "ENC006"):
        assert finding.fix is not None
        (edit,) = finding.fix.edits
        assert edit.replacement == unicodedata.normalize("NFC", text[edit.start : edit.end])


def test_every_character_that_is_called_stable_is() -> None:
    from corpuslint.checks.normal_form import _STABLE

    characters = sorted(_STABLE)
    assert all(unicodedata.is_normalized("NFC", character) for character in characters)
    assert unicodedata.is_normalized("NFC", "".join(characters))
    assert unicodedata.is_normalized("NFC", "".join(reversed(characters)))


@given(st.lists(st.tuples(st.sampled_from(["été", "ả", "😀", "a"]), st.sampled_from(["\n", "\r\n", "\r"])), min_size=1))
def test_line_ends_become_those_of_the_majority(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines)
    fixed = _fix(text, "ENC007")
    ends = {end for end in ("\r\n", "\n", "\r") if end in fixed.replace("\r\n", "\r\n" if end == "\r\n" else "")}
    assert len(ends) == 1
    assert fixed.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1] == [line for line, _ in lines]


@given(PROSE, st.sampled_from("éèàçôœ€–ảß"), PROSE)
def test_an_entity_becomes_its_character(before: str, character: str, after: str) -> None:
    entity = f"&#{ord(character)};"
    text = f"{before}{entity}{after}"
    assert _fix(text, "ENC008") == before + character + after
    (finding,) = _found(text, "ENC008")
    assert text[finding.start : finding.end] == entity
    assert html.unescape(entity) == character


@pytest.mark.parametrize(
    "text", ["a < b & c > d", "R&D", "AT&T; et", "x <y", "if a<b: print()", "&nosuchentity;", "`<br>` et `&eacute;`"]
)
def test_signs_that_are_no_html_stay(text: str) -> None:
    assert _fix(text, "ENC008") == text


@given(
    PROSE,
    st.sampled_from(["ministre", "coopération", "personne", "republique"]),
    st.sampled_from(sorted(LOOK_ALIKES)),
    PROSE,
)
def test_a_look_alike_becomes_the_letter(before: str, word: str, letter: str, after: str) -> None:
    if letter not in word:
        return
    text = f"{before} {word.replace(letter, LOOK_ALIKES[letter], 1)} {after}"
    assert _fix(text, "ENC009") == f"{before} {word} {after}"
    (finding,) = _found(text, "ENC009")
    assert text[finding.start : finding.end] == LOOK_ALIKES[letter]


@pytest.mark.parametrize("text", ["ΔT et μm", "Москва и Hanoï", "α-tocophérol", "le mot «мир»", "Ω"])
def test_other_scripts_beside_latin_stay(text: str) -> None:
    assert _found(text, "ENC009") == []


@given(PROSE, PROSE)
def test_every_replacement_character_is_found(before: str, after: str) -> None:
    text = f"{before} \ufffd {after}"
    assert [(finding.start, finding.end) for finding in _found(text, "ENC003")] == [(len(before) + 1, len(before) + 2)]


@pytest.mark.parametrize(
    ("text", "fixed"), [("la coop\ufffdration", "la coopération"), ("la coop?ration", "la coopération")]
)
def test_the_only_word_that_fits_is_restored(text: str, fixed: str) -> None:
    assert _fix(text, "ENC003") == fixed


@pytest.mark.parametrize("length", [1, 19, 20, 21, 39, 40, 41, 100])
def test_question_marks_in_long_runs_of_letters(length: int) -> None:
    assert _found("a?" * length, "ENC003") == []
    assert _found(f"{'a' * length}?{'b' * length}?c coop?ration", "ENC003")[0].message.startswith('"coop?ration"')
