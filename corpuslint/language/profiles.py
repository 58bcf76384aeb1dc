"""What distinguishes the writing of each language, as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

# Prefixes and first elements that make new words of known ones, in the Romance languages and English.
_PREFIXES = frozenset(
    """
    anti auto bio co contre crypto cyber demi dé e éco électro euro ex extra franco géo hydro hyper in infra
    inter intra macro mal maxi media méga méta micro mi mini mono multi narco néo neuro non on para photo poly
    post pré pro pseudo psycho re ré retro semi socio sous sub super supra sur sus télé thermo trans tri turbo
    ultra uni vidéo web
    """.split()
)
_GERMAN_PREFIXES = frozenset(
    """
    ab an auf aus be bei da dar durch ein ent er fort ge her hin heim hinter in los miss mit nach nieder ob über um un
    unter ur ver vor weg wider wieder zer zu zurück zusammen
    """.split()
)

# Of all languages together.
_CONFIDENCE = {"function": (1.0, 1.27), "content": (-0.26, 1.13), "capital": (2.99, 0.47), "mark": (1.71, 1.4)}
_NONE: Mapping[str, Any] = MappingProxyType({})


class Profile(NamedTuple):
    """How words of one language are written together.

    one_letter: words of one letter.
    elisions: prefixes that end in an apostrophe and stand before a vowel, with log10 probabilities.
    clitics: what may follow an apostrophe at the end of a word (English ``don't``, ``John's``).
    compounds: whether the language writes new compounds as one word (German).
    prefixes: what makes a new word of the word after it, without a space.
    plural: the ending that a noun and its adjective share in the plural.
    confidence: offset and slope of the calibration of lost spaces by kind of place
        (:mod:`corpuslint.language.confidence`).
    opening, closing: quotation marks that differ at the two ends.
    syllables: whether words are syllables, so that two of them never make a known whole (Vietnamese).
    names: how many words are new compounds or names made of two words, in any text.
    """

    one_letter: frozenset[str] = frozenset()
    elisions: Mapping[str, float] = _NONE
    clitics: frozenset[str] = frozenset()
    compounds: bool = False
    syllables: bool = False
    prefixes: frozenset[str] = _PREFIXES
    plural: str = ""
    confidence: Mapping[str, tuple[float, float]] = _CONFIDENCE
    opening: str = "«“"
    closing: str = "»”"
    names: float = 2.5e-5


PROFILES: Mapping[str, Profile] = {
    "fr": Profile(
        names=5e-8,
        confidence={"function": (1.64, 1.71), "content": (0.01, 1.35), "capital": (3.66, 0.66), "mark": (2.19, 1.65)},
        plural="s",
        one_letter=frozenset("àayô"),
        elisions={
            "l'": -1.6,
            "d'": -1.7,
            "qu'": -2.3,
            "n'": -2.5,
            "s'": -2.4,
            "c'": -2.5,
            "j'": -2.7,
            "m'": -3.1,
            "t'": -3.4,
            "jusqu'": -4.0,
            "lorsqu'": -4.3,
            "puisqu'": -4.6,
            "quelqu'": -4.4,
            "presqu'": -5.5,
            "quoiqu'": -5.5,
            "aujourd'": -3.9,
        },
    ),
    "it": Profile(
        confidence={"function": (1.9, 1.39), "content": (1.4, 1.32), "capital": (2.98, 0.11), "mark": (2.42, 1.47)},
        one_letter=frozenset("aeoièù"),
        elisions={
            "l'": -1.7,
            "un'": -2.9,
            "dell'": -2.4,
            "all'": -2.6,
            "dall'": -2.9,
            "nell'": -2.8,
            "sull'": -3.0,
            "d'": -2.8,
            "c'": -3.0,
            "quest'": -3.5,
            "quell'": -3.7,
            "s'": -3.9,
            "m'": -4.2,
            "t'": -4.4,
            "v'": -4.5,
            "n'": -4.5,
            "cent'": -5.0,
            "sant'": -4.5,
            "dov'": -4.5,
            "com'": -4.3,
            "po'": -4.0,
            "anch'": -4.3,
            "coll'": -5.0,
            "tutt'": -4.3,
            "nient'": -5.0,
            "gl'": -5.5,
            "degl'": -5.5,
            "mezz'": -5.5,
        },
    ),
    "en": Profile(
        confidence={"function": (0.89, 1.31), "content": (-0.28, 1.18), "capital": (2.88, 0.39), "mark": (1.64, 1.4)},
        one_letter=frozenset("ai"),
        clitics=frozenset({"s", "t", "re", "ve", "ll", "d", "m"}),
    ),
    "es": Profile(
        confidence={"function": (-0.34, 1.31), "content": (-1.32, 1.02), "capital": (3.25, 0.54), "mark": (2.3, 1.49)},
        plural="s",
        one_letter=frozenset("aeouyó"),
    ),
    "pt": Profile(
        confidence={"function": (1.25, 1.29), "content": (-0.2, 1.12), "capital": (3.37, 0.56), "mark": (1.27, 1.43)},
        plural="s",
        one_letter=frozenset("aeoàéó"),
        elisions={"d'": -4.5},
    ),
    "de": Profile(
        confidence={"function": (1.27, 0.63), "content": (-0.1, 0.65), "capital": (2.52, 0.66), "mark": (1.51, 1.37)},
        clitics=frozenset({"s"}),
        compounds=True,
        prefixes=_GERMAN_PREFIXES,
        opening="„‚",
        closing="“",
    ),
    "vi": Profile(
        confidence={"function": (0.37, 1.25), "content": (-1.3, 1.27), "capital": (2.33, 0.38), "mark": (0.67, 1.03)},
        one_letter=frozenset("oôơyýỷỳeêaàáảãạ"),
        syllables=True,
    ),
}

DEFAULT = Profile()
