"""Boilerplate behind the text, glued signatures, empty documents: the seeds, and what must stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint import Applicability
from corpuslint.blocks import BlockProfile

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))

ARTICLE = "Le marché rouvre\n\nLe marché rouvre lundi.\n\nLa mairie promet un parking."
TEASERS = "Un parking sous la place\n\nLe parking sera prêt en été.\n\nLe maire réélu\n\nIl a gagné de peu."


def _fix(text: str, rule: str, unsafe: bool = True) -> str:
    return corpuslint.fix(text, language="fr", select=[rule], unsafe=unsafe).text


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name[:3])
def test_seed_ends_where_its_article_ends(seed: Path) -> None:
    text = seed.read_bytes().decode("utf-8")
    (finding,) = corpuslint.check(text, language="fr", select=["STR001"])
    assert text[finding.start :].startswith("Voir plus\n")
    assert finding.end == len(text)
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.UNSAFE
    assert _fix(text, "STR001") == text[: finding.start].rstrip()
    assert _fix(text, "STR001", unsafe=False) == text


def test_the_one_glued_signature_of_the_seeds() -> None:
    found = {}
    for seed in SEEDS:
        text = seed.read_bytes().decode("utf-8")
        for finding in corpuslint.check(text, language="fr", select=["STR002"]):
            found[seed.name[:3]] = text[finding.start : finding.end]
            assert _fix(text, "STR002", unsafe=False) == text.replace("Russie.-AVI", "Russie. -AVI")
    assert found == {"000": "-AVI"}


@pytest.mark.parametrize("end", ["", "\n", " \n\n"])
def test_tail_goes_with_the_white_space_before_it(end: str) -> None:
    assert _fix(f"{ARTICLE}\n\nVoir plus\n\n{TEASERS}{end}", "STR001") == ARTICLE + end


def test_marker_alone_goes() -> None:
    assert _fix(f"{ARTICLE}\n\nVoir plus :\n", "STR001") == f"{ARTICLE}\n"


def test_two_markers_are_one_tail() -> None:
    text = f"{ARTICLE}\n\nLire aussi\n\n{TEASERS}\n\nVoir plus\n\n{TEASERS}"
    assert len(corpuslint.check(text, language="fr", select=["STR001"])) == 1
    assert _fix(text, "STR001") == ARTICLE


def test_one_headline_with_prose_is_shown_and_stays() -> None:
    text = f"{ARTICLE}\n\nLire aussi\n\nUn parking\n\nLa mairie promet de tenir le calendrier."
    (finding,) = corpuslint.check(text, language="fr", select=["STR001"])
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.DISPLAY
    assert _fix(text, "STR001") == text


def test_markers_come_from_the_profile() -> None:
    text = f"{ARTICLE}\n\nÀ suivre\n\n{TEASERS}"
    profile = BlockProfile(markers=("À suivre",))
    assert corpuslint.check(text, language="fr", select=["STR001"]) == []
    assert len(corpuslint.check(text, language="fr", select=["STR001"], profile=profile)) == 1


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("Il est parti.-AVI", "Il est parti. -AVI"),
        ("Il est parti.–VNA\n\nVoir plus\n\nUn titre", "Il est parti. –VNA\n\nVoir plus\n\nUn titre"),
        ("« Il est parti ».-AVI", "« Il est parti ». -AVI"),
        ("Il est parti au Vietnam-VNA", "Il est parti au Vietnam -VNA"),
        ("Il est parti.AFP", "Il est parti. AFP"),
        ("Il est parti.(AFP)", "Il est parti. (AFP)"),
    ],
)
def test_glued_signature_gets_its_space(text: str, fixed: str) -> None:
    assert _fix(text, "STR002") == fixed
    assert _fix(fixed, "STR002") == fixed


@pytest.mark.parametrize(
    "text",
    [
        "Il est parti. -VNA",
        "Il est parti.\n-VNA",
        "La lutte contre le COVID-19.",
        "Un accord Vietnam-ASEAN",
        "Il a dit.-NON\n\nPuis il est parti.",
        "Elle écrit pour VNA",
        "Voyez vna.org.VN",
    ],
)
def test_no_glued_signature(text: str) -> None:
    assert corpuslint.check(text, language="fr", select=["STR002"]) == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "\u200b\n", "Voir plus", "Voir plus\n\nUn titre"])
def test_nothing_left_to_publish(text: str) -> None:
    (finding,) = corpuslint.check(text, language="fr", select=["STR003"])
    assert (finding.start, finding.end, finding.fix) == (0, len(text), None)
    assert _fix(text, "STR001") == text


@pytest.mark.parametrize("text", ["Oui.", "Un titre", "?", ARTICLE])
def test_something_left_to_publish(text: str) -> None:
    assert corpuslint.check(text, language="fr", select=["STR003"]) == []


@given(
    st.lists(
        st.sampled_from(["Voir plus", "Un titre", "De la prose.", "Photo: VNA", "Fin.-AVI", "", "ả😀e\u0301"]),
        max_size=12,
    )
)
def test_fixing_any_page_ends_and_keeps_the_start(lines: list[str]) -> None:
    text = "\n".join(lines)
    for rule in ("STR001", "STR002"):
        fixed = _fix(text, rule)
        assert _fix(fixed, rule) == fixed
        assert fixed.replace(" ", "") == text.replace(" ", "") if rule == "STR002" else text.startswith(fixed.rstrip())
