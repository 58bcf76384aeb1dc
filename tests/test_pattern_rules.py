"""Rules that are only patterns: the strings that spare clean text a search never hide a match."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.catalogue import Pattern, load_catalogue, load_rule
from corpuslint.checks.pattern import may_match
from corpuslint.document import Document
from corpuslint.errors import RuleFileError

PATTERNS = [pattern for rule in load_catalogue().values() for pattern in rule.patterns]
TEXTS = st.text(st.sampled_from(" \t\u00a0\u202f\n\r\u0085\u2028\u2029a«»:é."), max_size=12)


@given(TEXTS, st.sampled_from(PATTERNS))
def test_no_match_is_lost(text: str, pattern: Pattern) -> None:
    assert may_match(Document(text), pattern) or not pattern.find.search(text)


@pytest.mark.parametrize("text", ["deux mots.\nUn\u00a0autre\u202f: oui.\n", "", "\tindented\n"])
def test_clean_text_is_not_searched(text: str) -> None:
    assert not any(may_match(Document(text), pattern) for pattern in PATTERNS)


def _rule(tmp_path: Path, requires: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(
        'code = "OWN001"\nname = "own"\nsummary = "s"\nwhy = "w"\nseverity = "warning"\n'
        f"[[patterns]]\nfind = 'a+'\nmessage = 'm'\nrequires = {requires}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(("requires", "expected"), [('["ba"]', 1), ('["x", "ca\\n"]', 1), ('["x"]', 0), ("[]", 2)])
def test_a_text_without_the_strings_is_not_searched(tmp_path: Path, requires: str, expected: int) -> None:
    _rule(tmp_path, requires)
    texts = ["ba", "ca"]
    found = [corpuslint.check(text, language="en", select=["OWN001"], rule_paths=[tmp_path]) for text in texts]
    assert sum(map(len, found)) == expected


@pytest.mark.parametrize("requires", ['[""]', "[1]"])
def test_what_is_required_is_a_string(tmp_path: Path, requires: str) -> None:
    with pytest.raises(RuleFileError, match="requires"):
        load_rule(_rule(tmp_path, requires))
