"""What a corpus teaches: the lines of its pages, and its words; the same in any order and grouping."""

from __future__ import annotations

import pickle
import random
import tomllib
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest
import seeds_gold
from cli_support import SEEDS, run
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.blocks import DEFAULT_PROFILE, tail_starts
from corpuslint.corpus.lines import Lines, lines_of_pages, short_lines
from corpuslint.corpus.table import Table
from corpuslint.corpus.words import new_words, vocabulary_of
from corpuslint.document import Document

BARE = replace(DEFAULT_PROFILE, markers=(), boilerplate=())
PROSE = "Le ministre a déclaré que la coopération se développe, et il a remercié les délégués de leur accueil. " * 2
TEASERS = "Un parking sous la place\n\nLe marché rouvre lundi\n"


def page(number: int, *lines: str, end: str = "") -> str:
    """An article with lines above and below it."""
    above, below = "\n".join(lines[:1]), "\n".join(lines[1:])
    articles = "\n\n".join(f"{PROSE} Numéro {number}, phrase {part}." for part in range(30))
    return f"{above}\n\nTitre {number}\n\n{articles}\n\n{below}\n\n{end}"


def learned(
    *texts: str, minimum_documents: int = 3, minimum_share: float = 0.02
) -> tuple[dict[str, int], dict[str, int]]:
    total = Lines()
    for text in texts:
        total += short_lines(Document(text, "fr", profile=BARE))
    found = lines_of_pages(total, minimum_documents=minimum_documents, minimum_share=minimum_share)
    markers, others = ({one.text: one.documents for one in kind} for kind in found)
    return markers, others


def test_the_marker_of_the_seeds_is_learned_without_being_told() -> None:
    assert learned(*map(seeds_gold.read, seeds_gold.SEEDS)) == ({"Voir plus": 5}, {})


def test_a_heading_with_prose_behind_it_is_no_marker() -> None:
    pages = [
        f"Titre {number}\n\n{PROSE}\n\nContexte\n\n{PROSE}\n\n{PROSE}\n\nConclusion\n\n{PROSE}\n" for number in range(5)
    ]
    assert learned(*pages)[0] == {}


def test_lines_at_an_edge_of_many_pages_belong_to_the_pages() -> None:
    pages = [page(number, "Aller au menu", "Tous droits réservés.", "Partager") for number in range(4)]
    assert learned(*pages) == ({}, {"Aller au menu": 4, "Partager": 4, "Tous droits réservés.": 4})


def test_lines_inside_the_articles_belong_to_the_texts() -> None:
    articles = [page(number, "", end="").replace("phrase 15.", "phrase 15.\n\nContexte\n\n") for number in range(4)]
    assert "Contexte" in articles[0]
    assert learned(*articles) == ({}, {})


def test_headings_near_the_end_and_lines_of_texts_without_prose_belong_to_the_texts() -> None:
    assert learned(*[page(number, "") + f"Conclusion\n\n{PROSE} {number}\n" for number in range(4)]) == ({}, {})
    wrapped = "\n".join(PROSE[start : start + 72] for start in range(0, len(PROSE), 72))
    assert learned(*[f"{wrapped} {number}\n\nContexte\n\n{wrapped}\n" for number in range(4)]) == ({}, {})
    assert learned(*[f"Oui.\n- Non ?\nOui.\nNon, {number}.\n" for number in range(4)])[1] == {}


def test_a_line_in_too_few_documents_is_no_line_of_the_pages() -> None:
    pages = [page(number, "Partager" if number < 5 else "") for number in range(20)]
    assert learned(*pages)[1] == {"Partager": 5}
    assert learned(*pages, minimum_documents=6)[1] == {}
    assert learned(*pages, minimum_share=0.3)[1] == {}


def test_writings_of_a_line_count_together_and_the_most_frequent_is_shown() -> None:
    pages = [page(number, writing) for number, writing in enumerate(["PARTAGER", "Partager :", "Partager", "Partager"])]
    assert learned(*pages)[1] == {"Partager": 4}


def test_what_the_configuration_names_is_not_learned_again() -> None:
    total = Lines()
    for number in range(4):
        total += short_lines(Document(page(number, "Share on X", "Voir plus", end=TEASERS), "fr"))
    markers, others = lines_of_pages(total, minimum_documents=3, minimum_share=0)
    assert {one.text for one in (*markers, *others)}.isdisjoint({"Share on X", "Voir plus"})


@pytest.mark.parametrize(
    ("end", "is_marker"),
    [
        (TEASERS, True),
        ("Un parking sous la place\n", True),
        (f"Un parking sous la place\n\n{PROSE}\n\n{PROSE}\n\nLe marché rouvre\n\n{PROSE}\n", True),
        (f"Un parking sous la place\n\n{PROSE}\n", False),
        (f"Un parking\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}\n\nLe marché rouvre\n", False),
        (f"{PROSE}\n\nUn parking sous la place\n", False),
        ("", False),
    ],
)
def test_where_only_teasers_follow(end: str, is_marker: bool) -> None:
    text = f"Titre\n\n{PROSE}\n\nÀ voir\n\n{end}"
    document = Document(text, "fr", profile=BARE)
    assert (text.index("À voir") in tail_starts(text, document.lines, BARE)) is is_marker


HOSTILE = ["", " \n\u00a0", "mot", "\ud800\n\udc80", "\x00\n\x1b[31m", "a\n" * 5000, "\t\t\n|\n"]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_any_text_teaches_something_or_nothing(number: int) -> None:
    text = HOSTILE[number]
    assert short_lines(Document(text, "fr")).documents == 1
    assert len(list(short_lines(Document(text, "fr")).table.rows())) <= 200
    assert dict(new_words(Document(text, "fr")).rows()) == {}


def test_lines_that_would_act_on_a_terminal_are_never_printed() -> None:
    assert learned(*[page(number, "Share\x1b[31m\u202e now") for number in range(4)]) == ({}, {})


rows = st.lists(st.tuples(st.text(max_size=3), st.tuples(st.integers(0, 5), st.integers(0, 5))), max_size=40)


@given(rows, st.integers(1, 5), st.randoms(use_true_random=False))
def test_a_table_that_waits_in_files_has_the_same_sums(parts: list, limit: int, chance: random.Random) -> None:
    wanted: dict[str, tuple[int, int]] = {}
    for text, (first, second) in parts:
        before = wanted.get(text, (0, 0))
        wanted[text] = before[0] + first, before[1] + second
    chance.shuffle(parts)
    whole = Table(limit=limit)
    for part in parts:
        whole += Table([part])
    assert list(whole.rows()) == sorted(wanted.items())


def test_a_table_with_many_files_has_the_same_sums() -> None:
    table = Table(((f"{number % 97:02}", (1,)) for number in range(5000)), limit=10)
    assert dict(table.rows()) == {f"{rest:02}": (5000 // 97 + (rest < 5000 % 97),) for rest in range(97)}


PAGES = [
    *(page(number, ["Partager", "PARTAGER"][number % 2], "Tous droits réservés.") for number in range(3)),
    *(page(number, "Menu", "Plus d'articles", end=TEASERS) for number in range(3)),
    "",
    "Oybuabuddy et Kienast, Kienast et Oybuabuddy.\nPartager",
]


@given(st.lists(st.sampled_from(PAGES), max_size=8), st.randoms(use_true_random=False))
def test_any_order_and_grouping_teaches_the_same(texts: list[str], chance: random.Random) -> None:
    documents = [Document(text, "fr", profile=BARE) for text in texts]
    lines, words = [list(map(make, documents)) for make in (short_lines, new_words)]
    straight = reduce(Lines.__iadd__, lines, Lines()), reduce(Table.__iadd__, words, Table())
    chance.shuffle(lines)
    chance.shuffle(words)
    grouped_lines, grouped_words = [Lines(), Lines()], [Table(), Table()]
    for one in lines:
        grouped_lines[chance.randrange(2)] += pickle.loads(pickle.dumps(one))
    for word in words:
        grouped_words[chance.randrange(2)] += pickle.loads(pickle.dumps(word))
    grouped_lines[0] += grouped_lines[1]
    grouped_words[0] += grouped_words[1]
    kept = {"minimum_documents": 2, "minimum_share": 0.1}
    assert lines_of_pages(grouped_lines[0], **kept) == lines_of_pages(straight[0], **kept)
    once = {"minimum_count": 1, "minimum_documents": 1}
    assert vocabulary_of(grouped_words[0], **once) == vocabulary_of(straight[1], **once)


def test_the_command_prints_a_table_that_the_configuration_reads(tmp_path: Path) -> None:
    config = tmp_path / "corpuslint.toml"
    config.write_text("[blocks]\nmarkers = []\n", encoding="utf-8")
    result = run("markers", SEEDS, "--config", config)
    assert result.exit_code == 0
    table = tomllib.loads(result.stdout)
    assert table == {"blocks": {"extend-markers": ["Voir plus"]}}
    config.write_text("[blocks]\nmarkers = []\n" + result.stdout.split("\n", 1)[1], encoding="utf-8")
    checked = run("check", SEEDS, "--config", config, "--select", "trailing-boilerplate", "--output-format", "concise")
    assert checked.stdout.count("STR001") == 5


def test_lines_of_the_pages_go_from_the_corpus_through_the_configuration_into_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(4):
        Path(f"{number}.txt").write_text(page(number, 'Le "Menu"', "Suivez-nous !"), encoding="utf-8")
    arguments = ["check", ".", "--select", "boilerplate-line", "--language", "fr", "--output-format", "concise"]
    assert run(*arguments).stdout == ""
    told = run("markers", ".", "--language", "fr", "--jobs", "2").stdout
    assert "# in 4 of 4 documents" in told
    assert tomllib.loads(told)["blocks"]["extend-boilerplate"] == ['Le "Menu"', "Suivez-nous !"]
    assert run("markers", ".", "--language", "fr", "--jobs", "1").stdout == told
    Path("corpuslint.toml").write_text(told, encoding="utf-8")
    assert run(*arguments).stdout.count("STR005 boilerplate-line") == 8
    assert run(*arguments, "--fix", "--unsafe-fixes").exit_code == 0
    assert Path("0.txt").read_text(encoding="utf-8").startswith("Titre 0\n\n")
    assert "Suivez-nous" not in Path("0.txt").read_text(encoding="utf-8")


def test_a_source_that_cannot_be_read_is_said_and_nothing_is_learned() -> None:
    for command in ("markers", "vocabulary"):
        result = run(command, "nowhere")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "corpuslint: error: nowhere: no such file or directory\n"
