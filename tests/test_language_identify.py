"""Which language a text is in: short lines, names, other scripts, and text that is in none."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.errors import ConfigurationError
from corpuslint.language.codes import UNDETERMINED
from corpuslint.language.evidence import load_evidence
from corpuslint.language.identify import identify, known_languages

SEEDS = sorted(Path(__file__).parent.parent.joinpath("seeds").glob("*.txt"))
SENTENCES = {
    "fr": "Le ministre a reçu vendredi l'ambassadeur à Hanoï.",
    "en": "The minister met the ambassador in Hanoi on Friday.",
    "es": "El ministro recibió el viernes al embajador en Hanói.",
    "it": "Venerdì il ministro ha ricevuto l'ambasciatore ad Hanoi.",
    "pt": "O ministro recebeu na sexta-feira o embaixador em Hanói.",
    "de": "Der Minister empfing am Freitag den Botschafter in Hanoi.",
    "vi": "Bộ trưởng đã tiếp đại sứ tại Hà Nội vào thứ Sáu.",
    "nl": "De minister ontving vrijdag de ambassadeur in Hanoi.",
    "pl": "Minister przyjął w piątek ambasadora w Hanoi.",
    "sv": "Ministern tog emot ambassadören i Hanoi på fredagen.",
    "cs": "Ministr v pátek přijal velvyslance v Hanoji.",
    "ca": "El ministre va rebre divendres l'ambaixador a Hanoi.",
    "ro": "Ministrul l-a primit vineri pe ambasador la Hanoi.",
    "hu": "A miniszter pénteken fogadta a nagykövetet Hanoiban.",
    "fi": "Ministeri tapasi suurlähettilään perjantaina Hanoissa.",
    "tr": "Bakan cuma günü büyükelçiyi kabul etti.",
    "id": "Menteri menerima duta besar di Hanoi pada hari Jumat.",
    "ru": "Министр принял посла в Ханое в пятницу.",
    "uk": "Міністр прийняв посла в Ханої у п'ятницю.",
    "bg": "Министърът прие посланика в Ханой в петък.",
    "zh": "部长星期五在河内会见了大使。",
    "ja": "大臣は金曜日にハノイで大使と会談した。",
    "ko": "장관은 금요일 하노이에서 대사를 만났다.",
    "ar": "استقبل الوزير السفير في هانوي يوم الجمعة.",
    "fa": "وزیر روز جمعه با سفیر در هانوی دیدار کرد.",
    "el": "Ο υπουργός συνάντησε τον πρέσβη την Παρασκευή.",
    "he": "השר נפגש עם השגריר ביום שישי.",
    "th": "รัฐมนตรีพบกับเอกอัครราชทูตเมื่อวันศุกร์",
    "hi": "मंत्री ने शुक्रवार को राजदूत से मुलाकात की।",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_sentence_is_recognised(language: str, sentence: str) -> None:
    assert corpuslint.detect_language(sentence) == language


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_the_form_of_the_letters_does_not_matter(language: str, sentence: str) -> None:
    assert corpuslint.detect_language(unicodedata.normalize("NFD", sentence)) == language
    assert corpuslint.detect_language(sentence.upper()) == language


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_seeds_are_french_block_by_block(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert corpuslint.detect_language(text) == "fr"
    for line in text.splitlines():
        if len(line.split()) > 5:
            assert corpuslint.detect_language(line) == "fr", line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "Merci beaucoup !"),
        ("fr", "Le général Phùng Quang Thanh"),
        ("en", "See you soon."),
        ("es", "¿Cuándo llega Manuel?"),
        ("pt", "Muito obrigado, Maria."),
        ("it", "Buongiorno a tutti"),
        ("de", "Guten Morgen, Herr Strauß"),
        ("vi", "ảnh minh họa"),
        ("zh", "张先生用 Microsoft Word 写信"),
        ("ru", "Компания Google открыла офис"),
        ("de", "„Carmen“ in Straßburg"),
        ("en", "The word мир means both world and peace in Russian"),
    ],
)
def test_short_lines_with_names_and_foreign_words(language: str, line: str) -> None:
    assert corpuslint.detect_language(line) == language


@pytest.mark.parametrize("text", ["", " ", "\n\n", "2025", "12 345,67 € (+3 %)", "--- *** ---", "😀👍", "\x00\ufffd"])
def test_text_without_letters_is_undetermined(text: str) -> None:
    assert corpuslint.detect_language(text) == UNDETERMINED == "und"
    assert corpuslint.detect_language(text, identifier="langdetect") == "und"


def test_signs_speak_against_languages_that_do_not_write_them() -> None:
    plain, quoted = identify("Titanic").costs, identify("«Titanic»").costs
    assert quoted["en"] > plain["en"]
    assert quoted["fr"] == plain["fr"]


def test_addresses_are_no_language() -> None:
    address = "https://www.example.org/the/news/of/the/day.html "
    assert corpuslint.detect_language(address * 5 + "Voir la page") == "fr"


def test_candidates_can_be_restricted() -> None:
    assert corpuslint.detect_language("El ministre va rebre l'ambaixador", languages=["es", "de"]) == "es"
    assert corpuslint.detect_language("Привет", languages=["de", "fr"]) == "und"


def test_an_unknown_language_or_identifier_is_one_clear_error() -> None:
    with pytest.raises(ConfigurationError, match='unknown language "xx"; known are am, ar, bg'):
        corpuslint.detect_language("text", languages=["fr", "xx"])
    with pytest.raises(ConfigurationError, match='"langid"'):
        corpuslint.detect_language("text", identifier="langid")


def test_langdetect_stays_a_choice_and_repeats_itself() -> None:
    line = "Menteri menerima duta besar"
    answers = {corpuslint.detect_language(line, identifier="langdetect") for _ in range(5)}
    assert len(answers) == 1
    assert corpuslint.detect_language(SENTENCES["zh"] * 3, identifier="langdetect") == "zh"
    assert corpuslint.detect_language(SENTENCES["fr"], identifier="langdetect", languages=["fr", "en"]) == "fr"


def test_a_long_text_is_judged_by_all_its_parts() -> None:
    menu = "Home News Sports Weather Contact us Privacy policy\n" * 20
    text = menu + "\n".join([SENTENCES["fr"]] * 200)
    assert corpuslint.detect_language(text) == "fr"
    assert identify(text).words < 600


def test_the_margin_tells_how_sure_a_judgement_is() -> None:
    clear = identify(SENTENCES["fr"])
    assert clear.margin("fr") == 0
    assert clear.margin("en") > 20
    assert clear.margin("ru") == float("inf")
    unclear = identify("Jacques Chirac")
    assert unclear.margin("de") < 10


def test_every_known_code_is_a_code() -> None:
    assert {"fr", "en", "es", "it", "pt", "de", "vi", "zh", "ja", "sr", "hr"} <= set(known_languages())
    assert all(len(code) == 2 for code in known_languages())


def test_evidence_lists_frequent_words_and_spells_the_rest() -> None:
    latin = load_evidence("latin")
    listed = latin.listed("ministre")
    assert listed["fr"] < listed.get("ca", 99)
    assert latin.listed("oybuabuddy") == {}
    costs = dict(zip(latin.languages, latin.costs("Straßenbahnhaltestellen"), strict=True))
    assert min(costs, key=costs.__getitem__) == "de"


@given(st.text(max_size=80))
def test_any_text_gets_one_known_answer(text: str) -> None:
    assert corpuslint.detect_language(text) in {*known_languages(), "und"}


@given(st.sampled_from(sorted(SENTENCES.items())), st.text(alphabet=" \t\n.,;0123456789«»", max_size=20))
def test_spaces_digits_and_punctuation_say_nothing(known: tuple[str, str], noise: str) -> None:
    language, sentence = known
    assert corpuslint.detect_language(noise + sentence + noise) == language


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_typical_words_say_what_all_the_evidence_says(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    for start in range(0, len(text), 1500):
        part = text[start : start + 1500]
        assert corpuslint.detect_language(part) == identify(part).language


@pytest.mark.parametrize(("one", "other"), [("fr", "en"), ("en", "es"), ("de", "fr"), ("vi", "en"), ("fr", "ru")])
def test_typical_words_of_two_languages_do_not_decide(one: str, other: str) -> None:
    text = " ".join([SENTENCES[one]] * 6 + [SENTENCES[other]] * 7)
    assert corpuslint.detect_language(text) == identify(text).language
