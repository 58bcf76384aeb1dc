"""TYP001 misspelling on sentences: what is found, with which correction, and what stays silent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpuslint
from corpuslint.document import Document
from corpuslint.language.plain import plain_words
from corpuslint.language.spelling_judge import load_judge
from corpuslint.language.spelling_places import occurrences

FOUND = [
    ("fr", "Le gouvernement a presenté un plan de développement.", "presenté", "présenté"),
    ("fr", "Ils ont signé plusieurs acords de coopération.", "acords", "accords"),
    ("fr", "La délégation a quitté la conférance vers midi.", "conférance", "conférence"),
    ("fr", "Le ministre a souligné l'importence du dialogue.", "importence", "importance"),
    ("fr", "Les deux pays renforcent leur coopérration militaire.", "coopérration", "coopération"),
    ("fr", "Les secouristes sont arrivés avce du matériel.", "avce", "avec"),
    ("fr", "Le partenariat est réelement profitable aux deux parties.", "réelement", "réellement"),
    ("fr", "Nos relations ont été aprofondies cette année.", "aprofondies", "approfondies"),
    ("fr", "La cérémonie aura lieu du 24 au 25 févier à Hanoï.", "févier", "février"),
    ("fr", "Il mène la lute contre la corruption depuis dix ans.", "lute", "lutte"),
    ("en", "The two governements signed the agreement.", "governements", "governments"),
    ("en", "They recieved a letter from the minister.", "recieved", "received"),
    ("en", "It will definately rain in the mountains.", "definately", "definitely"),
    ("es", "El presidente habló con los periodstas en el palacio.", "periodstas", "periodistas"),
    ("pt", "O presidente falou com os jornalitas no palácio.", "jornalitas", "jornalistas"),
]

SILENT = [
    ("fr", "Le président Siphandone Oybuabuddy a reçu Kaysone à Vientiane."),
    ("fr", "La société ThaiBev et le groupe Vinamilk ont signé avec Krungthai."),
    ("fr", "Il a dit « never complain, never explain » avant de partir pour Wall Street."),
    ("fr", "L'UNESCO, l'ASEAN et l'OTAN se réunissent aujourd'hui ; qu'est-ce qu'il s'est passé ?"),
    ("fr", "Il connait bien l'ile et la maitrise du cout, selon les rectifications de 1990."),
    ("fr", "Voir https://exemple.fr/chemni, le fichier lisezmoi.txt et la variable nb_ligens."),
    ("fr", "Le bjór, le phở et le bánh mì sont servis chaud."),
    ("fr", "Un préaccord et une surcapacité sont des mots dérivés ; l'anticolonialisme aussi."),
    ("en", "The organisation's colour programme was catalogued in the theatre."),
    ("en", "Mr. Nguyen Phu Trong met Xi Jinping; Zhang didn't."),
    ("es", "El señor Oybuabuddy visitó Vientián con Thongloun."),
    ("de", "Die Bundeskanzlerin sprach mit Herrn Siphandone über Verkehrswegeplanung."),
    ("it", "Il presidente dell'azienda ha incontrato Oybuabuddy nell'albergo."),
]


def _misspelt(text: str, language: str) -> list[tuple[str, str]]:
    found = corpuslint.check(text, language=language, select=["TYP001"])
    return [(text[f.start : f.end], f.fix.edits[0].replacement) for f in found if f.fix]


@pytest.mark.parametrize(("language", "text", "wrong", "right"), FOUND)
def test_a_misspelling_is_found_with_its_correction_and_nothing_else(
    language: str, text: str, wrong: str, right: str
) -> None:
    assert _misspelt(text, language) == [(wrong, right)]
    assert _misspelt(text.replace(wrong, right), language) == []


@pytest.mark.parametrize(("language", "text"), SILENT)
def test_names_foreign_words_and_other_spellings_stay_silent(language: str, text: str) -> None:
    assert _misspelt(text, language) == []


def test_capitals_are_kept() -> None:
    assert _misspelt("Néanmois, le ministre a accepté cette proposition.", "fr") == [("Néanmois", "Néanmoins")]


def test_a_text_of_one_word_is_a_question_about_it() -> None:
    assert _misspelt("acceuil", "fr") == [("acceuil", "accueil")]
    assert _misspelt("maison", "fr") == []


def test_a_word_of_the_vocabulary_is_known() -> None:
    text = "Ils ont signé plusieurs acords de coopération."
    assert corpuslint.check(text, language="fr", select=["TYP001"], vocabulary={"acords": 3}) == []


def test_report_from_moves_what_is_reported() -> None:
    text = "Ils ont signé plusieurs acords de coopération."
    options = {"misspelling": {"report-from": 0.9999}}
    assert corpuslint.check(text, language="fr", select=["TYP001"], options=options) == []
    assert corpuslint.check(text, language="fr", select=["TYP001"])


BEFORE = st.sampled_from(
    ["", "😀 ", "Phở ngon ả. ", "e\u0301te\u0301 ", "« Oui » : ", "\u00a0", "\n\n", "L’été, ", "œuf\t"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(BEFORE, max_size=4).map("".join), st.sampled_from(FOUND[:8]))
def test_offsets_count_code_points_whatever_stands_before(before: str, case: tuple[str, str, str, str]) -> None:
    language, sentence, wrong, _ = case
    text = before + "\n" + sentence
    spans = [(f.start, f.end) for f in corpuslint.check(text, language=language, select=["TYP001"])]
    start = len(before) + 1 + sentence.index(wrong)
    assert (start, start + len(wrong)) in spans


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([text for language, text, *_ in (*FOUND, *SILENT) if language == "fr"]), max_size=4))
def test_fixing_twice_changes_nothing_more(sentences: list[str]) -> None:
    once = corpuslint.fix(" ".join(sentences), language="fr", select=["TYP001"], unsafe=True)
    twice = corpuslint.fix(once.text, language="fr", select=["TYP001"], unsafe=True)
    assert twice.text == once.text
    assert twice.applied == []


WORDS = st.sampled_from(
    "le Le l'acord acord Acord, d’abrod (presenté) févier, lute. Oybuabuddy Eviter aujourd'hui qu'il très-bien ACORDS "
    "sooooo & &amp; a_b chemni/ x1 été e\u0301te\u0301 phở 😀 - ' --- N'Diaye rock'n'roll vice-premier".split()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_screens_and_what_was_seen_before_lose_nothing(words: list[str], seen: list[str]) -> None:
    plain = plain_words("fr")
    assert plain is not None
    judge, fresh = load_judge("fr", 0.15), load_judge.__wrapped__("fr", 0.15)
    assert judge is not None
    assert fresh is not None
    text = " ".join(words)
    judge.suspects(" ".join(seen), frozenset(seen))
    suspects = judge.suspects(text, plain.odd(Document(text, "fr")))
    assert suspects == fresh.suspects(text, frozenset(words))
    chunk_by_chunk = [suspect for word in words for suspect in fresh.suspects_in(word)]
    assert [suspect for _, suspect in suspects] == chunk_by_chunk


@settings(max_examples=100, deadline=None)
@given(st.text("ab \n\u00a0\x1c\u2003'", max_size=60), st.sets(st.text("ab'", min_size=1, max_size=3), max_size=5))
def test_runs_are_found_one_by_one_as_in_one_pass(text: str, runs: set[str]) -> None:
    expected = [run for run in text.split() if run in runs]
    for chunks in (runs, runs | {f"c{number}" for number in range(50)}):
        found = occurrences(text, chunks)
        assert [run for _, run in found] == expected
        assert all(text.startswith(run, start) for start, run in found)


def test_one_word_in_a_long_line_is_found() -> None:
    text = "Ils ont signé un accord de coopération. " * 5000 + "Ils ont signé plusieurs acords."
    assert _misspelt(text, "fr") == [("acords", "accords")]
