"""Foreign blocks and documents in the wrong language: found where they are clear, silent everywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.findings import Finding
from corpuslint.language.foreign import find_foreign_block, identified_as, looks_like
from corpuslint.language.identify import known_languages
from corpuslint.language.names import NAMES

SEEDS = sorted(Path(__file__).parent.parent.joinpath("seeds").glob("*.txt"))
PARAGRAPHS = {
    "fr": "Les deux ministres ont estimé que la coopération avait obtenu de bons résultats dans la formation et dans "
    "l'échange d'expériences. Ils ont aussi parlé du commerce entre les deux pays, qui a dépassé six milliards.",
    "en": "Both ministers said that the cooperation had brought good results in training and in the exchange of "
    "experience. They also spoke of the trade between their countries, which has grown beyond six billion.",
    "es": "Los dos ministros dijeron que la cooperación había dado buenos resultados en la formación y en el "
    "intercambio de experiencias. También hablaron del comercio entre sus países, que supera los seis mil millones.",
    "pt": "Os dois ministros disseram que a cooperação tinha dado bons resultados na formação e na troca de "
    "experiências. Falaram também do comércio entre os seus países, que já passa dos seis mil milhões.",
    "it": "I due ministri hanno detto che la cooperazione ha dato buoni risultati nella formazione e nello scambio di "
    "esperienze. Hanno parlato anche del commercio tra i loro paesi, che supera ormai i sei miliardi.",
    "de": "Beide Minister sagten, dass die Zusammenarbeit bei der Ausbildung und beim Austausch von Erfahrungen gute "
    "Ergebnisse gebracht habe. Sie sprachen auch über den Handel, der sechs Milliarden übersteigt.",
    "vi": "Hai bộ trưởng cho rằng hợp tác đã đạt được nhiều kết quả tốt trong đào tạo và trao đổi kinh nghiệm. Hai "
    "bên cũng nói về thương mại giữa hai nước, hiện đã vượt quá sáu tỷ.",
    "ru": "Оба министра сказали, что сотрудничество дало хорошие результаты в обучении и обмене опытом. Они также "
    "говорили о торговле между странами, которая уже превышает шесть миллиардов.",
    "zh": "两位部长表示，合作在培训和经验交流方面取得了良好的成果。他们还谈到了两国之间的贸易，贸易额已超过六十亿。",
    "nl": "Beide ministers zeiden dat de samenwerking goede resultaten heeft opgeleverd bij de opleiding en het "
    "uitwisselen van ervaring. Zij spraken ook over de handel tussen hun landen.",
}
PAIRS = [(one, other) for one in PARAGRAPHS for other in PARAGRAPHS if one != other]


def found(text: str, language: str | None, rule: str) -> list[Finding]:
    return corpuslint.check(text, language=language, select=[rule])


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_a_foreign_paragraph_is_found_where_it_stands(language: str, other: str) -> None:
    text = f"{PARAGRAPHS[language]}\n\n{PARAGRAPHS[other]}\n\n{PARAGRAPHS[language]}\n"
    (finding,) = found(text, language, "LNG002")
    assert text[finding.start : finding.end] == PARAGRAPHS[other]
    assert finding.fix is None
    assert finding.confidence > 0.8
    assert NAMES[other] in finding.message
    assert NAMES[language] in finding.message
    assert found(text, language, "LNG003") == []


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_a_document_in_another_language_is_one_finding(language: str, other: str) -> None:
    text = f"{PARAGRAPHS[other]}\n\n{PARAGRAPHS[other]}"
    (finding,) = corpuslint.check(text, language=language, select=["LNG002", "LNG003"])
    assert finding.name == "wrong-language"
    assert finding.fix is None
    assert text[finding.start : finding.end] == PARAGRAPHS[other]


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_nothing_is_said_where_the_language_is_right_or_not_declared(language: str) -> None:
    text = f"{PARAGRAPHS[language]}\n\n{PARAGRAPHS[language]}"
    for declared in (language, f"{language}-XX", None):
        assert corpuslint.check(text, language=declared, select=["LNG002", "LNG003"]) == []


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_seeds_have_no_foreign_block(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert corpuslint.check(text, language="fr", select=["LNG002", "LNG003"]) == []
    wrong = corpuslint.check(text, language="en", select=["LNG002", "LNG003"])
    assert [finding.rule for finding in wrong] == ["LNG003"]


@pytest.mark.parametrize(
    "block",
    [
        "Thank you very much for coming to see us.",
        "The Road to the Sea and Other Stories, A History of Trade in the Gulf, The Lives of Fishermen, Songs",
        "Nguyen Xuan Phuc, Phan Van Giang, Sergei Shoigu, John F. Kennedy, Winston Churchill, Lee Hsien Loong, Al Gore",
        "34 Green Park Avenue, P.O. Box 118, Springfield, New Jersey 07081, United States, tel. +1 973 555-0117",
        "if (count > 0) { return items.filter(item => item.name == name).map(item => item.value); } else { stop(); }",
        "« We will not leave this city before the work is done and before everyone of us has seen the end of it. »",
        "Selon lui, le slogan « Make our planet great again, there is no planet B » a fait le tour du monde entier.",
    ],
)
def test_short_blocks_names_references_code_and_quotations_stay_silent(block: str) -> None:
    text = f"{PARAGRAPHS['fr']}\n\n{block}\n\n{PARAGRAPHS['fr']}"
    assert found(text, "fr", "LNG002") == []


def test_a_short_document_is_not_judged() -> None:
    assert found("The minister arrived in Hanoi on Friday.", "fr", "LNG003") == []
    options = {"wrong-language": {"min-words": 5}}
    assert corpuslint.check(
        "The minister arrived in Hanoi on Friday.", language="fr", select=["LNG003"], options=options
    )


def test_close_relatives_are_not_held_against_each_other() -> None:
    serbian = (
        "Ministri su se dogovorili da saradnju usmere na razmenu delegacija, obuku i istraživanje. Potpisali su i plan "
        "za narednih pet godina, koji su obe strane nazvale važnim korakom za čitav region i za sve njegove građane."
    )
    for language in ("sr", "hr", "bs"):
        assert found(serbian, language, "LNG003") == []
    assert [finding.rule for finding in found(serbian, "fr", "LNG003")] == ["LNG003"]


def test_langdetect_can_be_asked_to_agree() -> None:
    text = f"{PARAGRAPHS['fr']}\n\n{PARAGRAPHS['en']}\n\n{PARAGRAPHS['fr']}"
    options = {"foreign-block": {"identifier": "langdetect"}}
    assert len(corpuslint.check(text, language="fr", select=["LNG002"], options=options)) == 1


@pytest.mark.parametrize(
    ("tag", "code"),
    [("fr", "fr"), ("fr-CA", "fr"), ("pt_BR", "pt"), ("no", "nb"), ("bs", "hr"), ("zh-Hant", "zh"), ("mr", "hi")],
)
def test_a_language_tag_is_understood(tag: str, code: str) -> None:
    assert identified_as(tag) == code


@pytest.mark.parametrize("tag", [None, "", "und", "sw", "x-klingon"])
def test_a_language_that_cannot_be_identified_is_none(tag: str | None) -> None:
    assert identified_as(tag) is None


def test_every_known_language_has_a_name() -> None:
    assert set(known_languages()) == set(NAMES)


@pytest.mark.parametrize("language", [code for code in PARAGRAPHS if code != "zh"])
def test_the_screen_clears_its_own_language_and_no_other(language: str) -> None:
    cleared = {other for other, text in PARAGRAPHS.items() if looks_like(text, language)}
    assert cleared == {language}


@given(st.text(max_size=300), st.sampled_from(sorted(known_languages())))
def test_any_text_is_judged_without_harm(text: str, language: str) -> None:
    judged = find_foreign_block(text, language, 12, "corpuslint")
    assert judged is None or (judged.language != language and judged.words >= 12 and 0.8 < judged.confidence < 1.0)
