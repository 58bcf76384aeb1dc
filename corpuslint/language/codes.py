"""Codes of languages: ISO 639-1, with or without a region."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpuslint.errors import ConfigurationError

# Where the data of the languages lies, a folder each.
DATA = Path(__file__).parent.parent / "data"

# The code of ISO 639-2 for a text whose language cannot be told, such as one without a single letter.
UNDETERMINED = "und"
# Every code of ISO 639-1, and "und" of ISO 639-2 for a language that cannot be told.
CODES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
    el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io
    is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn
    mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se
    sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk und ur uz ve
    vi vo wa wo xh yi yo za zh zu
    """.split()
)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a lexicon, sorted."""
    return tuple(sorted(path.parent.name for path in DATA.glob("*/lexicon.marisa")))


def settle_language(code: str) -> str:
    """The language of a code without its region, and in lower case: ``pt`` for ``pt-BR``, ``pt_BR`` and ``PT``.

    Raises:
        ConfigurationError: no language has this code.
    """
    language = code.replace("_", "-").split("-", 1)[0].lower()
    if language not in CODES:
        known = ", ".join(languages())
        raise ConfigurationError(
            f'unknown language "{code}": give an ISO 639-1 code; those with all checks are {known}, and others get the '
            "checks that need no lexicon"
        )
    return language
