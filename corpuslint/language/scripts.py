"""Scripts: which letters a language is written with, and text cut into words of one script each."""

from __future__ import annotations

import re
from functools import cache

from corpuslint.charsets import above_ascii
from corpuslint.lazy import regex

# Languages that share a script, in the order of the columns of their tables in corpuslint/data/identify. Bosnian,
# Croatian and Serbian are one in Latin letters: "hr".
LANGUAGES: dict[str, tuple[str, ...]] = {
    "latin": (
        *("en", "fr", "es", "it", "pt", "de", "vi", "nl", "pl", "sv", "cs", "tr", "id", "da", "nb", "fi"),
        *("ro", "hu", "ca", "hr", "is", "lt", "lv", "ms", "sk", "sl", "tl"),
    ),
    "cyrillic": ("ru", "uk", "bg", "mk", "sr"),
    "arabic": ("ar", "fa", "ur"),
}

# Scripts whose letters alone name the language (or the commonest one written with them).
LETTERS: dict[str, str] = {
    "latin": r"A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\ufb00-\ufb06\u0300-\u036f",
    "han": r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "cyrillic": r"\u0300-\u036f\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
    "arabic": r"\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufefc",
    "ja": r"\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d",
    "ko": r"\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "el": r"\u0300-\u036f\u0370-\u0373\u0376-\u037d\u0386\u0388-\u03ff\u1f00-\u1fff",
    "he": r"\u0591-\u05f4\ufb1d-\ufb4f",
    "hi": r"\u0900-\u0963\u0970-\u097f",
    "bn": r"\u0980-\u09e3\u09fc",
    "pa": r"\u0a01-\u0a5e\u0a70-\u0a75",
    "gu": r"\u0a81-\u0ae3",
    "or": r"\u0b01-\u0b63",
    "ta": r"\u0b82-\u0bd7",
    "te": r"\u0c00-\u0c63",
    "kn": r"\u0c80-\u0ce3",
    "ml": r"\u0d00-\u0d63\u0d7a-\u0d7f",
    "si": r"\u0d81-\u0df3",
    "th": r"\u0e01-\u0e3a\u0e40-\u0e4e",
    "lo": r"\u0e81-\u0ecd\u0edc-\u0edf",
    "bo": r"\u0f00-\u0f1f\u0f35-\u0fbc",
    "my": r"\u1000-\u103f\u1050-\u109f",
    "km": r"\u1780-\u17d3",
    "ka": r"\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d",
    "hy": r"\u0531-\u0587\ufb13-\ufb17",
    "am": r"\u1200-\u137c",
}

# Languages of the scripts without tables: what the letters say, best guess first.
NAMED_BY_LETTERS: dict[str, tuple[str, ...]] = {
    "han": ("zh", "ja"),
    **{script: (script,) for script in LETTERS if len(script) == 2},
}

_LATIN = f"[{LETTERS['latin']}]+(?:['’](?=[{LETTERS['latin']}]))?"
LATIN_WORD = regex(_LATIN)


def is_latin(text: str) -> bool:
    """Whether a text has no letters of another script."""
    return not any(map(_may_be_beyond_latin, set(above_ascii(text))))


def _may_be_beyond_latin(character: str) -> bool:
    """Whether a character above ASCII is none of Latin letters, signs and private ones; that some others are no letters
    either does no harm."""
    return character >= "\u0370" and not (
        "\u1e00" <= character <= "\u1eff" or "\u2000" <= character <= "\u2bff" or "\ud800" <= character <= "\uf8ff"
    )


@cache
def word_pattern() -> re.Pattern[str]:
    """One word: a run of letters of one script, in Latin letters with the apostrophe that joins it to the next word
    ("l'", "don'"). ``lastgroup`` names the script. The look-ahead passes over all else fast."""
    others = "".join(f"|(?P<{script}>[{letters}]+)" for script, letters in LETTERS.items() if script != "latin")
    return re.compile(f"(?=[{''.join(LETTERS.values())}])(?:(?P<latin>{_LATIN}){others})")


def script_languages(script: str) -> tuple[str, ...]:
    """The languages that a script may be, as its tables are ordered."""
    return LANGUAGES.get(script) or NAMED_BY_LETTERS[script]
