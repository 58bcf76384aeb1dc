"""Labels of another language in captions: the seeds, the forms that labels take, what stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.blocks import BlockProfile

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
TITLE = "Le marché rouvre à Đà Nẵng"
LEAD = "Le marché rouvre lundi."


def _fix(text: str, language: str | None = "fr") -> str:
    return corpuslint.fix(text, language=language, select=["LNG001"], unsafe=True).text


def test_seeds() -> None:
    found = []
    for seed in SEEDS:
        text = seed.read_bytes().decode("utf-8")
        for finding in corpuslint.check(text, language="fr", select=["LNG001"]):
            found.append((seed.name[:3], text[finding.start : finding.end], text[finding.end :][:9]))
            title = text[finding.related[0].start : finding.related[0].end]
            assert text.startswith(f"{title}\n")
    assert found == [("001", "ảnh 1", "Entretien"), ("001", "ảnh 2", "Le minist"), ("004", "ảnh 1", "Le minist")]


def test_fixed_caption_of_a_seed_keeps_its_caption() -> None:
    text = SEEDS[1].read_bytes().decode("utf-8")
    fixed = _fix(text).split("\n")
    assert fixed[3].startswith("Entretien entre le ministre vietnamien de la Défense, Phan Van Giang")
    assert fixed[3].endswith("le général Sergei Shoigu. Photo: VNA")
    assert [line for line in fixed if "ảnh" in line] == []
    assert len(fixed) == len(text.split("\n"))


@pytest.mark.parametrize("rules", [["LNG001"], ["LNG001", "DUP002"], ["DUP002", "LNG001", "SPC"]])
def test_title_and_label_go_whatever_other_rules_run(rules: list[str]) -> None:
    text = f"{TITLE}\n\n{LEAD}\n{TITLE} ảnh 1Le maire et ses adjoints. Photo: VNA"
    fixed = corpuslint.fix(text, language="fr", select=rules, unsafe=True).text
    assert fixed == f"{TITLE}\n\n{LEAD}\nLe maire et ses adjoints. Photo: VNA"


@pytest.mark.parametrize(
    ("caption", "fixed"),
    [
        ("ảnh 1Le maire.", "Le maire."),
        ("hinh anh 2Le maire.", "Le maire."),
        ("hình ảnh 12 : Le maire.", "Le maire."),
        (f"{TITLE} ảnh 1le maire.", "le maire."),
        (f"{TITLE}ảnh 1Le maire.", f"{TITLE}ảnh 1Le maire."),
        (f"{TITLE.replace(' à', ', à')} ảnh 1Le maire.", "Le maire."),
        (f"{TITLE} ảnh 1Le maire. {TITLE} ảnh 2Le préfet.", "Le maire. Le préfet."),
        ("Vue de la halle ảnh 1Le maire.", "Vue de la halle\nLe maire."),
    ],
)
def test_forms_of_labels(caption: str, fixed: str) -> None:
    assert _fix(f"{TITLE}\n\n{LEAD}\n\n{caption}\n\nLa fin.") == f"{TITLE}\n\n{LEAD}\n\n{fixed}\n\nLa fin."


def test_label_without_a_caption_goes_with_its_line() -> None:
    assert _fix(f"{TITLE}\n\n{LEAD}\n\n{TITLE} ảnh 1\n\nLa fin.") == f"{TITLE}\n\n{LEAD}\n\nLa fin."


@pytest.mark.parametrize(
    "text",
    [
        "Voir ảnh 1 et la suite.",
        f"{TITLE}\n\n{LEAD}\n\nLe maire. Ảnh 1 : VNA",
        "La manh 1Le",
        "hinh anh",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert corpuslint.check(text, language="fr", select=["LNG001"]) == []


def test_label_in_its_own_language_stays() -> None:
    text = "Khánh thành tượng đài ảnh 1Đại biểu tại lễ khánh thành. Ảnh: TTXVN"
    assert corpuslint.check(text, language="vi", select=["LNG001"]) == []
    assert _fix(text, None) == text


def test_labels_come_from_the_profile() -> None:
    text = f"{TITLE}\n\n{LEAD}\n{TITLE} foto 1Le maire."
    profile = BlockProfile(image_labels=("foto",))
    assert corpuslint.check(text, language="fr", select=["LNG001"]) == []
    assert len(corpuslint.check(text, language="fr", select=["LNG001"], profile=profile)) == 1


@given(
    st.lists(st.sampled_from([TITLE, "ảnh 1", " ", "\n", "Le maire", "e\u0301😀", ".", "hình ảnh 2", "9"]), max_size=12)
)
def test_fixing_any_text_ends_and_only_removes_or_breaks_lines(parts: list[str]) -> None:
    text = "".join(parts)
    fixed = _fix(text)
    assert _fix(fixed) == fixed
    letters = iter("".join(text.split()))
    assert all(letter in letters for letter in "".join(fixed.split()))
