"""Repeated leads and blocks: the seeds, the kinds of copies, what stays silent, and that fixing only removes copies."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpuslint
from corpuslint import Applicability, Finding
from corpuslint.repetition.likeness import compare, loose, offset_of, tight

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
RULES = ["DUP001", "DUP002"]

LEAD = "Le marché couvert de Saint-Éloi rouvre lundi 3 mars après deux ans de travaux, a annoncé mardi la mairie."
DAMAGED = "Le marché couvert de Saint-Éloi rouvre lundi 3 mars après deuxans de travaux, a annoncémardi la mairie."
BODY = "Les commerçants s'en réjouissent.\n\nLe parking, lui, ne sera prêt qu'en été."


def _check(text: str, language: str = "fr") -> list[Finding]:
    return corpuslint.check(text, language=language, select=RULES)


def _fix(text: str, language: str = "fr", unsafe: bool = False) -> str:
    return corpuslint.fix(text, language=language, select=RULES, unsafe=unsafe).text


def _lines(seed: Path) -> list[tuple[str, int]]:
    text = seed.read_bytes().decode("utf-8")
    return [(f.rule, text.count("\n", 0, f.start) + 1) for f in _check(text)]


def test_seeds() -> None:
    assert [_lines(seed) for seed in SEEDS] == [
        [("DUP001", 4)],
        [("DUP002", 4), ("DUP002", 18)],
        [("DUP001", 4), ("DUP002", 50)],
        [("DUP001", 4)],
        [("DUP002", 4), ("DUP001", 6)],
    ]


@pytest.mark.parametrize("number", [0, 2, 3])
def test_damaged_lead_of_a_seed_goes_with_its_line_end(number: int) -> None:
    lines = SEEDS[number].read_bytes().decode("utf-8").split("\n")
    text = "\n".join(lines)
    assert _fix(text) == "\n".join(lines[:3] + lines[4:])


def test_damaged_copy_is_the_finding_and_the_whole_one_is_related() -> None:
    for first, second in ((LEAD, DAMAGED), (DAMAGED, LEAD)):
        text = f"Le marché rouvre\n\n{first}\n{second}\n\n{BODY}"
        (finding,) = _check(text)
        assert text[finding.start : finding.end] == DAMAGED
        assert text[finding.related[0].start : finding.related[0].end] == LEAD
        assert finding.fix is not None
        assert finding.fix.applicability is Applicability.SAFE
        assert _fix(text) == f"Le marché rouvre\n\n{LEAD}\n\n{BODY}"


def test_of_equal_copies_the_second_goes() -> None:
    text = f"{LEAD}\n\n{LEAD}\n\n{BODY}"
    (finding,) = _check(text)
    assert finding.start == len(LEAD) + 2
    assert _fix(text) == f"{LEAD}\n\n{BODY}"


@pytest.mark.parametrize("glue", ["", " ", "\u00a0"])
@pytest.mark.parametrize("copy", [LEAD, DAMAGED])
def test_copy_behind_the_lead_in_one_line(glue: str, copy: str) -> None:
    assert _fix(f"{LEAD}{glue}{copy} {BODY}") == f"{LEAD} {BODY}"


def test_damaged_lead_before_its_whole_copy_in_one_line() -> None:
    assert _fix(f"{DAMAGED}{LEAD} {BODY}") == f"{LEAD} {BODY}"


def test_copy_behind_the_lead_behind_a_title_in_one_line() -> None:
    assert _fix(f"Le marché rouvre. {LEAD}{DAMAGED} {BODY}") == f"Le marché rouvre. {LEAD} {BODY}"


def test_copy_without_a_full_stop_behind_the_lead() -> None:
    lead = LEAD.rstrip(".")
    assert _fix(f"{lead}{lead} : {BODY}") == f"{lead} : {BODY}"


def test_three_copies_leave_one() -> None:
    assert _fix(f"{LEAD}\n{DAMAGED}\n{LEAD}\n\n{BODY}") == f"{LEAD}\n\n{BODY}"


def test_lead_that_is_cut_off_goes() -> None:
    cut = LEAD[:60] + "..."
    assert _fix(f"{cut}\n{LEAD}\n\n{BODY}") == f"{LEAD}\n\n{BODY}"
    assert _fix(f"{LEAD}\n{cut}\n\n{BODY}") == f"{LEAD}\n\n{BODY}"


def test_lead_without_its_last_sentence_goes_only_if_asked() -> None:
    longer = f"{LEAD} Le maire coupera le ruban."
    text = f"{LEAD}\n{longer}\n\n{BODY}"
    assert _fix(text) == text
    assert _fix(text, unsafe=True) == f"{longer}\n\n{BODY}"


@pytest.mark.parametrize("dateline", ["Hanoï (VNA) - ", "DAKAR, ", "LONDRES — ", "Lyon, 3 mars (AFP) – "])
def test_lead_after_a_dateline(dateline: str) -> None:
    text = f"Le marché rouvre\n\n{LEAD}\n\n{dateline}{LEAD}\n\n{BODY}"
    (finding,) = _check(text)
    assert (finding.rule, finding.fix) == ("DUP001", None)
    assert text[finding.start : finding.end] == dateline + LEAD


def test_damaged_lead_after_a_dateline_goes_only_if_asked() -> None:
    for dateline in ("Hanoï (VNA) - ", "DAKAR, "):
        text = f"Le marché rouvre\n\n{LEAD}\n\n{dateline}{DAMAGED}\n\n{BODY}"
        assert _fix(text) == text
        assert _fix(text, unsafe=True) == f"Le marché rouvre\n\n{LEAD}\n\n{BODY}"


def test_damaged_lead_before_a_whole_one_after_a_dateline_goes() -> None:
    for dateline in ("Hanoï (VNA) - ", "DAKAR, "):
        text = f"Le marché rouvre\n\n{DAMAGED}\n\n{dateline}{LEAD}\n\n{BODY}"
        assert _fix(text) == f"Le marché rouvre\n\n{dateline}{LEAD}\n\n{BODY}"


@pytest.mark.parametrize(
    "copy",
    [
        LEAD.replace("é", "É", 1).replace(", a", " a"),
        LEAD.replace("-", " ").replace("couvert ", ""),
        LEAD.replace("rouvre lundi", "va enfin rouvrir lundi"),
        "Lyon (AFP) - " + LEAD.replace("rouvre ", "").replace("ans de", "ansde"),
    ],
)
def test_lead_in_other_words_or_punctuation_is_reported_and_stays(copy: str) -> None:
    text = f"Le marché rouvre\n\n{LEAD}\n{copy}\n\n{BODY}"
    (finding,) = _check(text)
    assert finding.rule == "DUP001"
    assert text[finding.start : finding.end] == copy
    assert _fix(text) == text


def test_long_paragraph_goes_far_from_its_copy() -> None:
    long = (
        "Les lecteurs qui souhaitent consulter des manuscrits doivent en faire la demande par écrit, au moins trois "
        "jours avant leur visite, et donner les cotes des volumes qu'ils voudraient voir. Une pièce d'identité leur "
        "sera demandée à l'entrée de la salle."
    )
    text = f"Titre\n\nUn chapeau.\n\n{long}\n\nUn paragraphe.\n\nUn autre.\n\n{long}\n\nLa fin."
    assert _fix(text) == f"Titre\n\nUn chapeau.\n\n{long}\n\nUn paragraphe.\n\nUn autre.\n\nLa fin."


def test_repeated_heading_goes_only_if_asked() -> None:
    text = f"Le marché rouvre lundi à Saint-Éloi\n\nLe marché rouvre lundi à Saint-Éloi\n\n{LEAD}\n\n{BODY}"
    assert [f.rule for f in _check(text)] == ["DUP002"]
    assert _fix(text) == text
    assert _fix(text, unsafe=True) == f"Le marché rouvre lundi à Saint-Éloi\n\n{LEAD}\n\n{BODY}"


def test_title_before_a_caption_leaves_the_caption_on_its_line() -> None:
    text = f"Le marché rouvre\n\n{LEAD}\nLe marché rouvre hinh anh 2Le maire. Photo: AFP\n\n{BODY}"
    assert _fix(text, unsafe=True) == f"Le marché rouvre\n\n{LEAD}\nhinh anh 2Le maire. Photo: AFP\n\n{BODY}"


@pytest.mark.parametrize(
    "text",
    [
        # One pattern, other facts.
        "Le 3 mars, le président a reçu à Hanoï l'ambassadeur du Japon, M. Sato, pour un entretien d'une heure.\n\n"
        "Le 4 mars, le président a reçu à Hanoï l'ambassadeur de Chine, M. Li, pour un entretien d'une heure.",
        "Le PSG a battu Lyon samedi au Parc des Princes lors de la 12e journée de Ligue 1.\n"
        "Le PSG a battu Nice samedi au Parc des Princes lors de la 13e journée de Ligue 1.",
        "Un professeur subit une retenue de 230 500 francs sur un salaire imposable de 887 000 francs ;\n"
        "Un médecin subit une retenue de 117 100 francs sur un salaire imposable de 673 000 francs ;",
        # The same opening.
        "Selon le ministre de la Santé, le vaccin sera disponible dans tous les hôpitaux du pays avant l'été.\n\n"
        "Selon le ministre de la Santé, les prix des médicaments n'augmenteront pas tant que dure l'épidémie.",
        # A headline and its lead.
        "Le Vietnam à la 26e Conférence des chefs des Armées de terre de l'ASEAN\n\n"
        "Le Vietnam participe à la 26e Conférence des chefs des Armées de terre de l'ASEAN, tenue à Singapour.",
        # Dialogue, verse.
        "Tu viens ?\nOui.\nOui.\nJe ne sais pas ce qu'il dit.\nMoi non plus.\nJe ne sais pas ce qu'il dit.",
        "Frère Jacques, Frère Jacques,\nDormez-vous ? Dormez-vous ?\nSonnez les matines ! Sonnez les matines !",
        "Joyeux anniversaire,\nJoyeux anniversaire,\nJoyeux anniversaire Marion,\nJoyeux anniversaire.",
        # Figures.
        "Mesures\n\n0,52 0,53 0,54 0,55 0,56 0,57 0,58 0,59\n\n0,52 0,53 0,54 0,55 0,56 0,57 0,58 0,59",
    ],
)
def test_what_repeats_by_nature_stays_silent(text: str) -> None:
    assert _check(text) == []


words = st.text(st.sampled_from("aeiouéảlmnrst"), min_size=3, max_size=9)
sentences = st.lists(words, min_size=14, max_size=20, unique=True).map(lambda parts: f"É{' '.join(parts)} 😀e\u0301.")


@settings(deadline=None)
@given(sentences, sentences, sentences, st.data())
def test_fixing_removes_the_damaged_copy_and_nothing_else(lead: str, body: str, end: str, data: st.DataObject) -> None:
    if any(compare(lead, other).longer > 0.2 for other in (body, end)) or compare(body, end).longer > 0.2:
        return
    spaces = [index for index, character in enumerate(lead) if character == " "]
    lost = data.draw(st.sets(st.sampled_from(spaces), max_size=4))
    damaged = "".join(character for index, character in enumerate(lead) if index not in lost)
    first, second = data.draw(st.permutations([lead, damaged]))
    clean = f"{lead}\n\n{body}\n\n{end}\n"
    fixed = _fix(f"{first}\n{second}\n\n{body}\n\n{end}\n")
    assert fixed == clean
    assert _fix(fixed) == clean


@given(st.text(st.sampled_from("ab. \n\u00a0é😀"), max_size=300))
def test_fixing_any_text_ends_and_only_removes(text: str) -> None:
    fixed = _fix(text, unsafe=True)
    letters = iter(text)
    assert all(letter in letters for letter in fixed)
    assert _fix(fixed, unsafe=True) == fixed
    for finding in _check(text):
        assert 0 <= finding.start < finding.end <= len(text)


@given(st.text(st.sampled_from("ab \n\u00a0é😀e\u0301"), max_size=60), st.integers(0, 10))
def test_offset_of_counts_what_is_not_white_space(text: str, start: int) -> None:
    start = min(start, len(text))
    for count, character in enumerate(tight(text[start:])):
        assert text[offset_of(text, start, count)] == character


def test_likeness_of_the_same_text() -> None:
    like = compare(LEAD, DAMAGED)
    assert (like.shorter, like.longer, like.replaced) == (1.0, 1.0, 0.0)
    assert like.same_start
    assert like.same_end
    assert not like.other_facts
    assert loose("L’été, 3 h !") == "lété3h"


def test_one_line_of_repeated_letters_is_read_in_linear_time() -> None:
    for text in ("ab" * 300_000, "a. " * 200_000, ("Oui, je viens demain. " * 3 + "\n") * 5_000):
        _check(text)
