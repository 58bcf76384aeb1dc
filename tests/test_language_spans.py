"""Which words of a line are in which language: captions with labels, glued lines, and lines in one language."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpuslint
from corpuslint.errors import ConfigurationError
from corpuslint.language.identify import known_languages

SEEDS = sorted(Path(__file__).parent.parent.joinpath("seeds").glob("*.txt"))


def parts(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], code) for start, end, code in corpuslint.language_spans(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Défense : Vietnam et Japon renforcent leur coopération [ảnh 1]Entretien entre les deux ministres.",
        "Un nouvel élan pour les relations [ảnh 2]Le ministre lors de la cérémonie.",
        "Le président a inauguré le monument [hình ảnh 3 ]Des soldats lao et vietnamiens.",
        "La délégation visite le port [hinh anh 4]Les navires à quai.",
        "La rencontre de Hanoï [Ảnh 1: ]Le président et son homologue.",
        "Les champs au matin [ảnh minh họa ]Une paysanne repique le riz.",
        "La ville de Huế la nuit [a\u0309nh 1]Le pont sur la rivière.",
    ],
)
def test_an_image_label_in_a_french_caption_is_vietnamese(line: str) -> None:
    before, rest = line.split("[")
    label, after = rest.split("]")
    assert parts(before + label + after) == [(before, "fr"), (label, "vi"), (after, "fr")]


@pytest.mark.parametrize(
    ("first", "one", "second", "other"),
    [
        ("Le conseil se réunit demain à la mairie", "fr", "Đại sứ đã đến thành phố vào sáng nay.", "vi"),
        ("We have been working with the team ", "en", "Nous avons travaillé avec l'équipe.", "fr"),
        ("Le traité reste en vigueur jusqu'en 2030", "fr", "Министр принял посла в Ханое", "ru"),
        ("The council wrote a letter to the king.", "en", "国王没有回答这封信。", "zh"),
        ("La reunión empieza a las ocho ", "es", "(Die Sitzung beginnt heute um acht Uhr)", "de"),
        ("Dove sono andati tutti gli altri? ", "it", "¿Adónde se fueron todos los demás?", "es"),
        ("As crianças foram à escola. ", "pt", "Les enfants sont allés à l'école.", "fr"),
    ],
)
def test_a_line_in_two_languages_is_cut_between_them(first: str, one: str, second: str, other: str) -> None:
    spans = parts(first + second)
    assert [code for _, code in spans] == [one, other]
    assert abs(len(spans[0][0]) - len(first)) <= 1


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "Le général Phùng Quang Thanh et M. Truong Tân Sang ont rencontré Sergueï Choïgou à Hà Nội."),
        ("fr", "Le film Lost in Translation de Sofia Coppola est sorti en 2003."),
        ("fr", "Le smartphone est un must pour les millennials, dit-elle."),
        ("fr", "Photo d'illustration : East Asia Forum"),
        ("fr", "L'ouvrage « Das Kapital » a été traduit en français en 1872."),
        ("en", "She ordered a café au lait and a croissant at the bistro."),
        ("en", "McDonald's and YouTube signed an agreement with MacPherson & DeLuca in São Paulo."),
        ("de", "Der Kollege aus dem Marketing hat ein Meeting mit Google vereinbart."),
        ("vi", "Ông Emmanuel Macron đã gặp Thủ tướng tại Paris vào ngày 12 tháng 3."),
        ("es", "El grupo «The Rolling Stones» toca en Madrid el 3 de junio."),
        ("zh", "张先生用 Microsoft Word 写信"),
        ("ja", "東京都知事は記者会見で新しい計画を発表した。"),
        ("ru", "Компания Google открыла новый офис в Москве"),
    ],
)
def test_names_titles_and_single_words_do_not_cut_a_line(language: str, line: str) -> None:
    assert parts(line) == [(line, language)]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_only_foreign_spans_of_the_seeds_are_the_image_labels(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    foreign = [(text[start:end], code) for start, end, code in corpuslint.language_spans(text) if code != "fr"]
    labels = {"001_419153be568d7171": ["ảnh 1", "ảnh 2"], "004_7612feb8e5b82c79": ["ảnh 1"]}
    assert foreign == [(label, "vi") for label in labels.get(path.stem, [])]


def test_lines_of_a_page_keep_their_languages() -> None:
    text = "Le ministre a reçu l'ambassadeur.\nThe minister met the ambassador.\nBộ trưởng đã tiếp đại sứ."
    assert parts(text) == [
        ("Le ministre a reçu l'ambassadeur.\n", "fr"),
        ("The minister met the ambassador.\n", "en"),
        ("Bộ trưởng đã tiếp đại sứ.", "vi"),
    ]


def test_text_without_letters_is_one_undetermined_span() -> None:
    assert corpuslint.language_spans("12 345,67 €") == [(0, 11, "und")]
    assert corpuslint.language_spans("") == []


def test_candidates_can_be_restricted() -> None:
    line = "We have been working with the team. Bộ trưởng đã tiếp đại sứ tại Hà Nội."
    assert {code for _, _, code in corpuslint.language_spans(line, languages=["en", "fr"])} == {"en"}
    with pytest.raises(ConfigurationError, match='unknown language "english"'):
        corpuslint.language_spans(line, languages=["english"])


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["Le ministre a dit", "the minister said", "của thành phố", "ảnh 1", "部长", "É", "e\u0301t", "👍", "\n"]
        )
        | st.text(max_size=12),
        max_size=8,
    )
)
def test_spans_cover_any_text_in_order(pieces: list[str]) -> None:
    text = " ".join(pieces)
    spans = corpuslint.language_spans(text)
    assert "".join(text[start:end] for start, end, _ in spans) == text
    assert all(start < end for start, end, _ in spans)
    codes = [code for _, _, code in spans]
    assert all(one != other for one, other in pairwise(codes))
    assert set(codes) <= {*known_languages(), "und"}


@pytest.mark.parametrize("piece", ["(", "«", "a", "aB", "1", ". ", "ảnh ", "é👍", "@", "://", "'", "Ab’"])
def test_a_very_long_line_is_read_in_linear_time(piece: str) -> None:
    line = piece * 40_000
    spans = corpuslint.language_spans(line)
    assert spans[-1][1] == len(line)
    corpuslint.detect_language(line)
