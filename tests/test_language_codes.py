"""Codes of languages, however their region and their case are written."""

from __future__ import annotations

import pytest

from corpuslint.errors import ConfigurationError
from corpuslint.language.codes import settle_language


@pytest.mark.parametrize(
    ("code", "language"),
    [("pt", "pt"), ("pt-BR", "pt"), ("pt_BR", "pt"), ("PT", "pt"), ("fr-CA", "fr"), ("und", "und")],
)
def test_a_region_is_left_out(code: str, language: str) -> None:
    assert settle_language(code) == language


@pytest.mark.parametrize("code", ["", "_BR", "portuguese", "xx", "p"])
def test_an_unknown_code_is_one_clear_error(code: str) -> None:
    with pytest.raises(ConfigurationError, match="unknown language"):
        settle_language(code)
