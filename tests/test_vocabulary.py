"""A vocabulary: learned from a corpus, kept as a plain file, and a witness for names that no lexicon has."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import run
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.errors import ConfigurationError
from corpuslint.language.vocabulary import load_vocabulary, make_vocabulary, to_lines

GLUED = "Alain Souchon, né Alain Kienastle 27 mai 1944, est un chanteur."


def test_a_name_of_the_corpus_helps_to_find_where_it_is_glued() -> None:
    assert corpuslint.check(GLUED, language="fr", select=["SPC001"]) == []
    fixed = corpuslint.fix(GLUED, language="fr", select=["SPC001"], unsafe=True, vocabulary={"Kienast": 12})
    assert fixed.text == GLUED.replace("Kienastle", "Kienast le")


def test_a_word_of_the_corpus_is_not_split() -> None:
    text = "les recettes de laforêtverte sont connues"
    assert corpuslint.check(text, language="fr", select=["SPC001"])
    assert corpuslint.check(text, language="fr", select=["SPC001"], vocabulary={"laforêtverte": 500}) == []


def test_the_command_learns_names_that_documents_share(tmp_path: Path) -> None:
    for number in range(3):
        text = f"Le ministre Oybuabuddy a reçu la délégation numéro {number}. M. Oybuabuddy a remercié.\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    target = tmp_path / "vocabulary.list"
    arguments = ["vocabulary", tmp_path, "--language", "fr", "--output", target, "--isolated"]
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    assert "Oybuabuddy\t6" in target.read_text(encoding="utf-8").splitlines()
    again = run(*arguments)
    assert again.exit_code == 2
    assert "holds" in again.output or "exists" in again.output


def test_the_configuration_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("# reviewed\nKienast\t12\n", encoding="utf-8")
    (tmp_path / "corpuslint.toml").write_text('language = "fr"\nvocabulary = ["names.txt"]\n', encoding="utf-8")
    (tmp_path / "page.md").write_text(GLUED + "\n", encoding="utf-8")
    result = run("check", tmp_path / "page.md", "--select", "SPC001")
    assert result.exit_code == 1
    assert "Kienast le" in result.output


@pytest.mark.parametrize("line", ["two words\t3", "word\tmany", "\t4"])
def test_a_broken_line_is_one_clear_error(tmp_path: Path, line: str) -> None:
    path = tmp_path / "v.txt"
    path.write_text(f"# fine\ngood\t2\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"v\.txt:3"):
        load_vocabulary([path])


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot read the vocabulary"):
        load_vocabulary([tmp_path / "none.txt"])


words = st.dictionaries(st.text(st.characters(categories=["L", "M"]), min_size=1, max_size=8), st.integers(1, 99))


@given(words)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, words: dict[str, int]) -> None:
    path = tmp_path_factory.mktemp("v") / "v.txt"
    path.write_text("".join(f"{line}\n" for line in to_lines(words)), encoding="utf-8", newline="\n")
    assert load_vocabulary([path]) == make_vocabulary(words)
