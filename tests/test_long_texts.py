"""Long texts are looked at in parts; nothing that is found depends on that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.checks import mojibake
from corpuslint.document import Document
from corpuslint.formats import Piece, ReadOptions

_TEXTS = st.text(st.sampled_from("ab é’\n\t\u00a0\u2028\u001c\u3042 "), max_size=60)


@given(_TEXTS, st.integers(1, 9))
def test_tokens_of_a_long_text(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpuslint.document._LONG", size)
        assert Document(text).tokens == text.split()


def test_equal_tokens_of_a_long_text_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.document._LONG", 10)
    tokens = Document("deux mots et deux autres mots, et deux mots " * 3).tokens
    assert len({id(token) for token in tokens}) == len(set(tokens))


@given(_TEXTS, st.integers(1, 9))
def test_characters_of_a_long_text_are_counted(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mojibake, "_PART", size)
        assert mojibake._count(mojibake._EASTERN, text) == text.count("\u3042")


def test_damage_at_the_end_of_a_long_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mojibake, "_PART", 64)
    text = "Le ministre a parlé à la presse. " * 40 + "La dÃ©fense a rÃ©pondu."
    assert mojibake._holds_sequences(Document(text, "fr"))
    assert not mojibake._holds_sequences(Document("Le ministre a parlé. " * 40, "fr"))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("line", [b'{"text": "a"}', b'{"text": "a', b'{"text": "a"} x', b'{"n": 1}'])
def test_one_line_is_read_as_among_others(line: bytes, end: bytes) -> None:
    options = ReadOptions(language="und", partial=True)
    alone = [(one.text, one.problem) for one in Piece("a", "jsonl", line + end).read(options)]
    (among, _) = [(one.text, one.problem) for one in Piece("a", "jsonl", line + (end or b"\n") + b"{}\n").read(options)]
    assert alone == [among]
