"""What is no prose: code, tables and columns stay as they are, and names of code are no words that lost a space."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.prose import CODE_SIGN, is_code, name_rate

MANUAL = """
The function setlocale() reads LC_ALL, and foo_bar() calls it with --long-option=value when sys.path.append is set.
If the call to setlocale fails, endwhile and foldcolumn keep the values that config.ini gives them.
Every call of forEach or defaultKeyCommand goes through module.part.name, which is what `startuptime` shows.
See the section on wrapmargin, and use set_option() or get_option() to change what searchpair does.
"""
DAMAGED = "Le ministre dela Défense a reçul'ambassadeur duJapon, etles deuxparties ont signé levice-accord dela paix."


def test_names_of_code_are_no_words_that_lost_a_space() -> None:
    assert corpuslint.fix(MANUAL, language="en").text == MANUAL
    sure = [f.message for f in corpuslint.check(MANUAL, language="en", select=["SPC"]) if f.confidence > 0.9]
    assert sure == []


def test_lost_spaces_of_prose_are_found_as_before() -> None:
    assert "ministre de la Défense a reçu l'ambassadeur du Japon" in corpuslint.fix(DAMAGED, language="fr").text


def test_a_line_of_code_in_a_damaged_text_stays() -> None:
    code = "    reponse = obtenirlavaleur(nomfichier, cle=dela) ;"
    fixed = corpuslint.fix(f"{DAMAGED}\n{code}\n{DAMAGED}\n", language="fr", unsafe=True).text
    assert code in fixed
    assert "dela Défense" not in fixed


@pytest.mark.parametrize(
    "line",
    [
        ">>> print(x)",
        "$ git commit --amend",
        "acosh0001 acosh 0.0 0.0 -> 1.0 1.5",
        "5.3851648e-01   5.0990195e-01   6.4807407e-01   1.4142136e-01",
        "if (x_max == y_max) { return self.value; }",
        "    call(one_argument,",
        "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ",
    ],
)
def test_lines_of_code(line: str) -> None:
    assert is_code(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Le ministre dela Défense a reçul'ambassadeur duJapon, etles deuxparties ont signé.",
        "En 2020, le Vietnam a exporté 6,15 millions de tonnes de riz, soit 3,07 milliards de dollars.",
        "Suivez @VietnamPlus sur https://fr.vietnamplus.vn et #Covid19, ou écrivez à redaction@vnanet.vn.",
        "<p>Un paragraphe <b>gras</b> et un lien [1].</p>",
        "PSG - OM : 2-1 (mi-temps : 1-0)",
        "M. Nguyen Xuan Phuc (à gauche) et M. Suga ; photo : VNA/CVN",
        "12/03/2020 et/ou 13/03/2020, 15h30",
        "$5 million were lost, and $ is the sign of the dollar.",
        "He said -- and nobody--nobody!--believed him -- that it cost $5.",
    ],
)
def test_lines_of_prose(line: str) -> None:
    assert not is_code(line)


@pytest.mark.parametrize(
    "token", ["dela", "duJapon,", "PrésidentMacron", "fin.Le", "mot(s)", "p.m.", "www.site.fr", "5%de"]
)
def test_what_is_no_sign_of_code(token: str) -> None:
    assert CODE_SIGN.search(token) is None


@pytest.mark.parametrize("text", ["Les droits r,w,x du fichier.", "Il a lu %ld octets en %llx secondes."])
def test_lists_of_letters_and_formats_stay(text: str) -> None:
    assert corpuslint.check(text, language="fr", select=["SPC"]) == []


def test_a_word_behind_a_percentage_lost_its_space() -> None:
    text = "La production a augmenté de 5%par rapport à 2019,à la satisfaction du ministre,M. Phuc."
    fixed = corpuslint.fix(text, language="fr", select=["SPC"], unsafe=True).text
    assert fixed == "La production a augmenté de 5% par rapport à 2019, à la satisfaction du ministre, M. Phuc."


def test_a_list_of_names_is_no_prose() -> None:
    names = "patternfile freedesktop setuptools httpcomponents itsdangerous functionaljava checkerframework".split()
    assert name_rate(names * 30, names, 1e-5) > -2
    assert name_rate(["the", "house"] * 100, names, 1e-5) < -4


def test_columns_keep_their_spaces() -> None:
    text = "red      255    0\norange   255  165\n\nname | value  | unit\n-   mend the bridge\n    before the winter\n"
    assert corpuslint.fix(text, language="en", select=["SPC003"]).text == text


def test_doubled_spaces_of_prose_go() -> None:
    text = "La coopération  dans la défense entre le Vietnam et le Japon\nse   poursuit dans tous les domaines.\n"
    fixed = corpuslint.fix(text, language="fr", select=["SPC003"]).text
    assert fixed == "La coopération dans la défense entre le Vietnam et le Japon\nse poursuit dans tous les domaines.\n"


def test_the_gaps_of_justified_lines_go() -> None:
    text = (
        "Le  ministre  de  la  Défense  a  reçu  mardi  à  Hanoï  l'ambassadeur  du Japon,\n"
        "venu présenter  ses lettres  de créance,  en présence  de plusieurs  responsables\n"
        "des deux pays,  qui se sont  félicités de  la coopération  entre leurs  armées.\n"
    )
    fixed = corpuslint.fix(text, language="fr", select=["SPC003"]).text
    assert fixed == "\n".join(" ".join(line.split()) for line in text.split("\n"))


def test_a_licence_that_stands_again_far_away_is_told_and_stays() -> None:
    paragraph = (
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software, to deal in it "
        "without restriction, including the rights to use, copy, modify, merge, publish, distribute and sell copies, "
        "subject to the conditions that follow."
    )
    others = "\n\n".join(f"Part {word} has an author of its own, who wrote it." for word in "abcdefghijklmnop")
    text = f"Licences\n\nAll of them.\n\n{paragraph}\n\n{others}\n\n{paragraph}\n\nThe end.\n"
    assert [f.rule for f in corpuslint.check(text, language="en", select=["DUP"])] == ["DUP002"]
    assert corpuslint.fix(text, language="en", select=["DUP"]).text == text
    assert corpuslint.fix(text, language="en", select=["DUP"], unsafe=True).text.count(paragraph) == 1


@given(st.text(alphabet="ab é\u0301😀|\t-.  =_(){}<>\n", max_size=200))
def test_fixing_spaces_twice_changes_nothing_more(text: str) -> None:
    once = corpuslint.fix(text, language="en", select=["SPC003"]).text
    assert corpuslint.fix(once, language="en", select=["SPC003"]).text == once
    assert once.split() == text.split()
