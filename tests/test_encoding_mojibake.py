"""Mojibake is undone, layer by layer, and nothing else is touched."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import ftfy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpuslint
from corpuslint.charsets import byte_table
from corpuslint.findings import Applicability
from corpuslint.misread import FOLLOWERS, LEADS, characters_of, readings, run_pattern

SEEDS = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.parent.glob("seeds/*.txt"))]
LINES = {
    "fr": [line for seed in SEEDS for line in seed.splitlines() if not line.isascii()],
    "vi": [
        "Bộ trưởng Quốc phòng Phùng Quang Thanh đã tiếp đoàn đại biểu quân sự cấp cao Nhật Bản.",
        "Hai bên nhất trí đẩy mạnh hợp tác trong lĩnh vực đào tạo, khắc phục hậu quả bom mìn.",
        "Chủ tịch nước nhấn mạnh quan hệ hữu nghị truyền thống giữa hai nước ngày càng phát triển.",
    ],
    "en": [
        "The minister said that Vietnam’s policy is “open” – and that the café in Huế was naïve…",
        "A £20 ticket costs about €24, said Zoë O’Neill at the Brontë museum.",
    ],
    "ru": ["Министр обороны России прибыл в Ханой с рабочим визитом, чтобы обсудить учения армий двух стран."],
    "de": ["Für größere Übungen müssen die Streitkräfte beider Länder früher als üblich zusammenkommen."],
}
READ_IN = ("cp1252", "latin-1", "mac-roman", "cp437", "cp850", "cp1258")


def misread(text: str, encoding: str) -> str:
    """UTF-8 read in a single-byte encoding, as browsers do: bytes without a character become C1 controls."""
    table = byte_table(encoding)
    return "".join(table[byte] or chr(byte) for byte in text.encode())


def repaired(text: str, language: str, *, unsafe: bool = True) -> str:
    return corpuslint.fix(text, language=language, select=["mojibake"], unsafe=unsafe).text


def lines(*languages: str) -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from([(language, line) for language in languages for line in LINES[language]])


@given(lines("fr", "vi", "en", "de"), st.sampled_from(READ_IN))
def test_one_layer_is_undone(line: tuple[str, str], encoding: str) -> None:
    language, text = line
    assert repaired(misread(text, encoding), language) == text


@given(lines("fr", "vi", "en", "ru"), st.sampled_from(["cp1252", "latin-1"]), st.sampled_from(["cp1252", "latin-1"]))
def test_two_layers_are_undone(line: tuple[str, str], inner: str, outer: str) -> None:
    language, text = line
    assert repaired(misread(misread(text, inner), outer), language) == text


def test_three_layers_are_undone() -> None:
    text = LINES["fr"][0]
    assert repaired(misread(misread(misread(text, "cp1252"), "cp1252"), "cp1252"), "fr") == text


@given(lines("fr"), st.data())
def test_damage_of_part_of_a_line_is_undone(line: tuple[str, str], data: st.DataObject) -> None:
    language, text = line
    words = text.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    part = misread(" ".join(words[first:last]), "cp1252")
    damaged = " ".join([*words[:first], part, *words[last:]])
    assert repaired(damaged, language) == text


@given(lines("fr", "en"))
def test_typography_is_no_damage(line: tuple[str, str]) -> None:
    language, text = line
    dressed = f"« {text} »\u00a0: “{text}” – ‘{text}’… №\u00a05, 20\u202f% ; ﬁn½ ¿¡"
    assert corpuslint.check(dressed, language=language, select=["mojibake"]) == []


@given(lines("fr", "vi", "en", "ru", "de"))
def test_clean_text_stays(line: tuple[str, str]) -> None:
    language, text = line
    for case in (text, text.upper(), text.title(), text.replace(" ", "\u00a0"), text.replace(" ", "")):
        assert corpuslint.check(case, language=language, select=["mojibake"]) == []
        assert corpuslint.check(case, select=["mojibake"]) == []


@given(lines("fr", "vi"), st.sampled_from(READ_IN))
def test_safe_repairs_prove_themselves(line: tuple[str, str], encoding: str) -> None:
    language, text = line
    damaged = misread(text, encoding)
    for finding in corpuslint.check(damaged, language=language, select=["mojibake"]):
        assert finding.fix is not None
        if finding.fix.applicability is Applicability.SAFE:
            (edit,) = finding.fix.edits
            # "Â«" becomes "«": the span is the part that changes, its proof the whole sequence.
            following = "" if edit.replacement else damaged[edit.end]
            forms = {misread(edit.replacement + following, wrong) for wrong in (*READ_IN, "cp1254", "cp1250")}
            assert damaged[edit.start : edit.end] + following in forms


@given(st.text(st.sampled_from("aé Ã©â€™Â\u00a0ï¿½ðŸ\u0092\u0085ˆ‚Å“œ…’„\n?’ß│├®√∂вЂ™Р°"), max_size=40))
@settings(max_examples=300)
def test_repairing_is_idempotent_and_never_fails(text: str) -> None:
    once = repaired(text, "fr")
    assert repaired(once, "fr") == once


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_gets_findings_with_right_offsets(text: str) -> None:
    for finding in corpuslint.check(text, select=["ENC"]):
        assert 0 <= finding.start <= finding.end <= len(text)
        for edit in finding.fix.edits if finding.fix else ():
            assert 0 <= edit.start <= edit.end <= len(text)


@given(lines("fr", "vi", "en"), st.sampled_from(["cp1252", "latin-1", "mac-roman"]))
def test_ftfy_agrees(line: tuple[str, str], encoding: str) -> None:
    language, text = line
    damaged = misread(text, encoding)
    theirs = ftfy.fix_encoding(damaged)
    if theirs == text:
        assert repaired(damaged, language) == theirs


@pytest.mark.parametrize(
    ("language", "damaged", "text"),
    [
        ("fr", "face Ã  la crise, lÃ -bas, voilÃ .", "face à la crise, là-bas, voilà."),
        ("fr", "le sommet dâ€™AthÃ¨nes, lâ€ avis", None),
        ("fr", "Il a ditÂ : Â«Â ouiÂ Â».", "Il a dit\u00a0: «\u00a0oui\u00a0»."),
        ("fr", "Mali €“ CEDEAO, l€™armée et €œles autres€\x9d", "Mali – CEDEAO, l’armée et “les autres”"),
        ("en", "It鈥檚 a caf茅", "It’s a café"),
        ("en", "Donâ€™t â€œquoteâ€ me", "Don’t “quote” me"),
        ("en", "itâ\x80\x99s â\x80\x9cfineâ\x80\x9d\x85", "it’s “fine”…"),
        ("es", "barco tur\x92stico en Acapulco", "barco turístico en Acapulco"),
        ("pt", "SÃ£o Paulo nÃ£o Ã© a capital", "São Paulo não é a capital"),
        ("fr", "personnalitÈs ÈtrangËres reÁues", "personnalités étrangères reçues"),
        ("fr", "controversÚ, immensÚment riche et vÚnÚrÚ", "controversé, immensément riche et vénéré"),
    ],
)
def test_real_kinds_of_damage(language: str, damaged: str, text: str | None) -> None:
    if text is None:
        assert repaired(damaged, language).startswith("le sommet d’Athènes, l")
    else:
        assert repaired(damaged, language) == text


def test_the_finding_is_the_smallest_damaged_span() -> None:
    (finding,) = corpuslint.check("la dÃ©fense", language="fr", select=["mojibake"])
    assert (finding.start, finding.end) == (4, 6)
    assert finding.message == '"Ã©" is "é", UTF-8 read as cp1252'


def test_a_repair_that_needs_a_guess_is_unsafe() -> None:
    damaged = "voilÃ  le rÃ©sultat"
    assert repaired(damaged, "fr", unsafe=False) == "voilÃ  le résultat"
    assert repaired(damaged, "fr") == "voilà le résultat"


def test_mojibake_of_one_layer_inside_another_line_ends_with_it() -> None:
    text = "une ligne saine\nla dÃ©fense\nune autre ligne saine"
    assert repaired(text, "fr") == "une ligne saine\nla défense\nune autre ligne saine"


@pytest.mark.parametrize(
    "text",
    ["Ã©" * 100_000, "é" * 200_000, "Ã" * 100_000, "â€" * 100_000, "\x92" * 100_000, "Р°" * 50_000, "猫" * 100_000],
    ids=["sequences", "letters", "leads", "cut", "controls", "cyrillic", "ideographs"],
)
def test_one_hostile_line_ends_in_linear_time(text: str) -> None:
    corpuslint.check(text, language="fr", select=["mojibake"])


def test_a_clean_run_has_no_readings() -> None:
    for text in SEEDS:
        assert not any(map(readings, run_pattern().findall(text)))


def test_what_is_left_of_a_quote_inside_other_mojibake_is_reported_once() -> None:
    text = "Ð½ÐµÑ€Ð°Ð²ÐµÐ½Ñ\x81€™Ñ‚Ð²Ð¾ людей и Ð½ÐµÑ€Ð°Ð²ÐµÐ½Ñ\x81Ñ‚Ð²Ð¾ стран, lâ€™armÃ©e et l€™armée"
    found = sorted((one.start, one.end) for one in corpuslint.check(text, language="ru", select=["mojibake"]))
    assert len(found) >= 4
    assert all(end <= start for (_, end), (start, _) in pairwise(found))


@pytest.mark.parametrize(("written", "low", "high"), [(LEADS, 0xC2, 0xF4), (FOLLOWERS, 0x80, 0xBF)])
def test_the_screen_knows_the_characters_of_all_encodings(written: str, low: int, high: int) -> None:
    known = [character for character in map(chr, range(0x10000)) if re.match(f"[{written}]", character)]
    assert "".join(known) == characters_of(low, high)
