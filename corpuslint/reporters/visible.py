"""Examples as a reader can tell them apart: what nobody would see, or take for something else, as an escape."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from corpuslint.lazy import regex
from corpuslint.reporters.terminal import escape

_LAST_SPACES = regex(r" +$")
_WORD = regex(r"[^\W\d_]{2,}")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def visible(line: str) -> str:
    """A line with spaces that are not plain, spaces at its end, controls, selectors and loose accents as escapes."""
    shown = "".join(map(_cluster, _clusters(line)))
    return _LAST_SPACES.sub(lambda run: r"\x20" * len(run[0]), shown)


def visible_parts(line: str) -> Iterator[tuple[str, bool]]:
    """A line in parts: text as it is and False, or what :func:`visible` would show instead of it and True.

    Spaces at the end are text as they are.
    """
    plain = ""
    for cluster in _clusters(line):
        shown = _cluster(cluster)
        if shown == cluster:
            plain += cluster
            continue
        if plain:
            yield plain, False
        yield shown, True
        plain = ""
    if plain:
        yield plain, False


def visible_scripts(line: str) -> str:
    """A line with the letters that are the minority of their word, by script, as escapes."""
    return _WORD.sub(lambda word: _unmixed(word[0]), line)


def visible_bytes(text: str, encoding: str) -> str:
    """The bytes of a text, those that are not printable ASCII as escapes."""
    import corpuslint.charsets  # noqa: F401  registers the Vietnamese codecs

    return escape(text.encode(encoding).decode("ascii", "backslashreplace"))


def _clusters(line: str) -> Iterator[str]:
    """Characters with the accents behind them."""
    start = 0
    for index in range(1, len(line) + 1):
        if index == len(line) or not unicodedata.combining(line[index]):
            yield line[start:index]
            start = index


def _cluster(cluster: str) -> str:
    if unicodedata.is_normalized("NFC", cluster):
        return "".join(map(_character, cluster))
    return "".join(
        _escaped(one) if unicodedata.combining(one) or not unicodedata.is_normalized("NFC", one) else _character(one)
        for one in cluster
    )


def _character(one: str) -> str:
    unseen = one != " " and (unicodedata.category(one) == "Zs" or "\ufe00" <= one <= "\ufe0f")
    return _escaped(one) if unseen else escape(one)


def _unmixed(word: str) -> str:
    scripts = [next((one for one in _SCRIPTS if unicodedata.name(letter, "").startswith(one)), "") for letter in word]
    if len(set(scripts) - {""}) < 2:
        return word
    main = Counter(scripts).most_common(1)[0][0]
    return "".join(
        letter if script in ("", main) else _escaped(letter) for letter, script in zip(word, scripts, strict=True)
    )


def _escaped(one: str) -> str:
    return f"\\u{ord(one):04x}" if ord(one) < 0x10000 else f"\\U{ord(one):08x}"
