"""English names of languages, for messages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TABLE = """
    am Amharic, ar Arabic, bg Bulgarian, bn Bengali, bo Tibetan, ca Catalan, cs Czech, da Danish, de German,
    el Greek, en English, es Spanish, fa Persian, fi Finnish, fr French, gu Gujarati, he Hebrew, hi Hindi,
    hr Croatian, hu Hungarian, hy Armenian, id Indonesian, is Icelandic, it Italian, ja Japanese,
    ka Georgian, km Khmer, kn Kannada, ko Korean, lo Lao, lt Lithuanian, lv Latvian, mk Macedonian,
    ml Malayalam, ms Malay, my Burmese, nb Norwegian, nl Dutch, or Odia, pa Punjabi, pl Polish,
    pt Portuguese, ro Romanian, ru Russian, si Sinhala, sk Slovak, sl Slovenian, sr Serbian, sv Swedish,
    ta Tamil, te Telugu, th Thai, tl Tagalog, tr Turkish, uk Ukrainian, ur Urdu, vi Vietnamese, zh Chinese
"""
NAMES: Mapping[str, str] = MappingProxyType(dict(entry.split() for entry in _TABLE.split(",")))


def language_name(code: str) -> str:
    """The English name of a language, or its code if it has none here."""
    return NAMES.get(code, code)
