"""Words that no dictionary lists and every reader knows: derivations and other accepted spellings.

``préadhésion`` is ``pré`` + ``adhésion``, ``initialisers`` is British for ``initializers``, ``connait`` is
``connaît`` in the French spelling of 1990. A form is accepted if what it was made from is known. Prefixes and endings
of each language stand in ``spelling.forms.txt`` beside its other data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from corpuslint.language.codes import DATA
from corpuslint.lazy import regex

# Spellings that are as right as the one in the dictionary: what they have, and what the dictionary has instead.
_VARIANTS = {
    "fr": (
        ("oe", "œ"),
        ("ae", "æ"),
        ("èt(?=e)", "ett"),
        ("èl(?=e)", "ell"),
        ("è(?=[^aeiouyéèê]l?e)", "é"),
        ("gü(?=e)", "guë"),
        ("güe", "guë"),
        ("aigue", "aiguë"),
    ),
    "en": (
        ("is(?=(e|ed|es|er|ers|ing|ation|ations|able|ational)$)", "iz"),
        ("ys(?=(e|ed|es|er|ers|ing)$)", "yz"),
        ("our(?=(s|ed|ing|ful|fully|less|able|ably|ly|ite|ites|hood|al|er|ers|y)?$)", "or"),
        (r"(?<=[aeiou])(l|p)\1(?=(ed|ing|er|ers|est|or|ors|ist|ous)$)", r"\1"),
        ("(?<=[bt])re(?=(s|d)?$)", "er"),
        ("ogue(?=s?$)", "og"),
        ("æ", "ae"),
        ("œ", "oe"),
        ("(?<=h)ae(?=m)|(?<=p)ae(?=d)|ae(?=s|o)|(?<=ch)ae|(?<=di)ae|(?<=f)ae(?=c)|(?<=n)ae", "e"),
        ("oe(?=[sd])|(?<=f)oe(?=t)|(?<=rrh)oe|(?<=man)oe|(?<=am)oe", "e"),
        ("enc(?=(e|ed|es|ing)$)", "ens"),
        ("tis(?=(e|ed|es|ing)$)", "tic"),
        ("mme(?=s?$)", "m"),
        ("(?<=dg)ement", "ment"),
        ("(?<=[aeiou])l(?=(ment|ments|fully?|s)?$)", "ll"),
    ),
    "pt": (
        ("ct", "t"),
        ("pt", "t"),
        ("cç", "ç"),
        ("pç", "ç"),
        ("ê(?=[mn])", "é"),
        ("ô(?=[mn])", "ó"),
        ("é(?=[mn])", "ê"),
        ("ó(?=[mn])", "ô"),
    ),
}
# French words that keep their circumflex in the spelling of 1990; without it they are other words, or none.
_KEEPS_CIRCUMFLEX = regex("^(dû|mûrs?|sûrs?|sûre|jeûne)$|[âêîû]mes$|[âîû]tes$")
# The shortest stems and rests that still say where a word comes from.
_STEM, _REST, _REST_WITH_ENDING, _HALF = 3, 4, 6, 4
# What may stand between the parts of a German compound.
_LINKS = ("", "s", "es", "n", "en", "er", "e")


class Forms:
    """Tells which unlisted words one language makes of those that it has.

    is_listed: whether a dictionary has a word, given in lower case.
    """

    def __init__(self, language: str, is_listed: Callable[[str], bool]) -> None:
        self._is_listed = is_listed
        self._language = language
        prefixes, endings = _read_forms(language)
        self.prefixes = tuple(sorted(prefixes, key=lambda prefix: (-len(prefix), prefix)))
        self._starts = frozenset(prefix[:2] for prefix in prefixes)
        self._endings: dict[str, list[tuple[str, str]]] = {}
        for pair in endings:
            ending, _, instead = pair.partition("/")
            self._endings.setdefault(ending[-1], []).append((ending, instead))
        self._variants = tuple((re.compile(pattern), listed) for pattern, listed in _VARIANTS.get(language, ()))
        self.origin = lru_cache(maxsize=1 << 11)(self._origin)
        self.variant_of = lru_cache(maxsize=1 << 14)(self._variant_of)

    def _variant_of(self, word: str) -> str | None:
        """The listed word that a word is another accepted spelling of."""
        return next((form for form in self._variant_forms(word) if self._is_listed(form)), None)

    def _variant_forms(self, word: str) -> Iterator[str]:
        for pattern, listed in self._variants:
            if pattern.search(word):
                yield pattern.sub(listed, word)
        if self._language == "fr":
            for i, letter in enumerate(word):
                if letter in "iu":
                    form = word[:i] + ("î" if letter == "i" else "û") + word[i + 1 :]
                    if not _KEEPS_CIRCUMFLEX.search(form):
                        yield form

    def _origin(self, word: str) -> str | None:
        """The listed word that a word is derived from, by a prefix, an ending or both, or by composition."""
        for form in self._without_ending(word):
            if self._is_listed(form) or self._variant_of(form):
                return form
        if word[:2] in self._starts:
            for prefix in self.prefixes:
                rest = word[len(prefix) :].lstrip("-")
                if len(rest) < _REST or not word.startswith(prefix):
                    continue
                if self._is_listed(rest) or self._variant_of(rest):
                    return rest
                if len(rest) >= _REST_WITH_ENDING:
                    for form in self._without_ending(rest):
                        if self._is_listed(form):
                            return form
        return self._second_part(word)

    def _without_ending(self, word: str) -> Iterator[str]:
        for ending, instead in self._endings.get(word[-1:], ()):
            stem = len(word) - len(ending)
            if stem >= _STEM and word.endswith(ending) and stem + len(instead) > _STEM:
                yield word[:stem] + instead

    def _second_part(self, word: str) -> str | None:
        """The second part of a compound, where the language writes compounds as one word."""
        if self._language not in ("en", "de"):
            return None
        links = _LINKS if self._language == "de" else ("",)
        for cut in range(len(word) - _HALF, _HALF - 1, -1):
            if self._is_listed(word[cut:]):
                for link in links:
                    first = word[:cut].removesuffix(link) if word[:cut].endswith(link) else ""
                    if len(first) >= _HALF and self._is_listed(first):
                        return word[cut:]
        return None


def _read_forms(language: str) -> tuple[list[str], list[str]]:
    """Prefixes, and endings with what stands there without them."""
    path = DATA / language / "spelling.forms.txt"
    found: dict[str, list[str]] = {"prefixes:": [], "endings:": []}
    heading = ""
    for item in path.read_text(encoding="utf-8").partition("\n")[2].split() if path.is_file() else ():
        if item in found:
            heading = item
        else:
            found[heading].append(item)
    return found["prefixes:"], found["endings:"]
