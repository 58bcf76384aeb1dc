"""Mojibake: UTF-8 that was read in another encoding, and what it was before.

UTF-8 read in a single-byte encoding leaves sequences that hardly anything else makes: a lead character followed by as
many continuation characters as it announces. :func:`readings` undoes them, layer by layer, in one run of characters. It
knows nothing of languages and decides nothing: which reading is right is judged in its context, by the check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from corpuslint.charsets import byte_table
from corpuslint.language.letters import is_usual
from corpuslint.lazy import regex

# Encodings that UTF-8 is read in by mistake, the commonest first. Thai is left out: plain Thai is full of sequences.
SINGLE_BYTE = (
    "cp1252",
    "mac-roman",
    "cp437",
    "cp850",
    "cp1251",
    "cp1250",
    "cp1253",
    "cp1254",
    "iso8859-2",
    "cp1258",
    "cp1256",
    "cp1255",
    "cp866",
    "koi8-r",
)
DOUBLE_BYTE = ("gb18030", "big5", "cp932", "cp949")
MAX_LAYERS = 5
# Runs are cut at this length, so that one line without spaces takes linear time.
_MAX_RUN = 4000
# Longer runs are looked at only once, as the memory of them all would be too large, and without guesses.
_LONG_RUN = 100
_MAX_READINGS = 80
# Readings of a layer that are looked into further, the shortest first.
_BEAM = 8
# The share of the characters that the best encoding explains that another one must explain to be looked at.
_COVERED = 0.6

_SEQUENCE = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
# Byte 0xA0 that became a space, where that makes a likely character (the cases of ftfy's ALTERED_UTF8_RE).
_SPACED = (
    rb"[\xc2\xc3\xc5\xce\xd0\xd9] |[\xe2\xe3] [\x80-\x84\x86-\x9f\xa1-\xbf]|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf] |"
    rb"(?<=[\x80-\xbf])[\xe4-\xe9][\x80-\x84\x86-\x9f\xa1-\xbf] |"
    rb"\xf0 [\x80-\xbf]{2}|\xf0[\x80-\xbf] [\x80-\xbf]|\xf0[\x80-\xbf]{2} "
)
# A byte that became U+FFFD (here 0x1A) or "?" (the cases of ftfy's LOSSY_UTF8_RE).
_LOST = (
    rb"[\xc2-\xdf]\x1a|[\xc2-\xc3]\?|[\xe0-\xef](?:[\x1a?][\x1a\x80-\xbf]|[\x1a\x80-\xbf][\x1a?])|"
    rb"[\xf0-\xf4](?:[\x1a?][\x1a\x80-\xbf]{2}|[\x1a\x80-\xbf][\x1a?][\x1a\x80-\xbf]|[\x1a\x80-\xbf]{2}[\x1a?])"
)
# A last byte that was dropped, as it has no character in the encoding, or as it was a space at the end of a line.
_CUT = rb"(?:[\xc3-\xc5]|(?<=[\x80-\xbf])[\xce-\xd1]|\xe2\x80|\xe1[\xba\xbb])(?![\x80-\xbf])|[\xce-\xd1](?=[\xce-\xd1])"
_CUT_BYTES = {"cp1252": b"\x81\x8d\x9d\x8f\x90\xa0", "cp1250": b"\x81\x83\x88\x90\x98\xa0", "cp1251": b"\x98\xa0"}


def _pattern(*parts: bytes) -> re.Pattern[bytes]:
    return re.compile(b"|".join((_SEQUENCE, *parts)))


_STRICT, _WITH_SPACE, _WITH_LOSS, _WITH_BOTH = _pattern(), _pattern(_SPACED), _pattern(_LOST), _pattern(_SPACED, _LOST)
_WITH_CUT, _ONLY_CUT = _pattern(_CUT), regex(_CUT)
# Cuts in one run whose bytes are guessed one by one.
_MOST_CUTS = 2
# A character that no text has.
_IMPOSSIBLE = "\u0378"
# C1 controls that cp1252 uses for other characters.
_C1 = regex("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")
_LEAD = regex(rb"[\xc2-\xf4]")
# ASCII, and the stand-ins for lost and foreign characters.
_FOREIGN = regex(rb"[\0-\x7f]")
# A pair of surrogates that UTF-8 carries as if they were characters (CESU-8).
_SURROGATE, _SURROGATES = regex("[\ud800-\udfff]"), regex("[\ud800-\udbff][\udc00-\udfff]")
# The characters of the bytes that begin a sequence, and of those that continue one, in all single-byte encodings, as
# classes of a pattern: what :func:`characters_of` gives, which takes longer than the look at a small file.
LEADS = (
    r"\xa0\xa4\xa6\xab-\xad\xaf\xb1\xb4-\xb7\xbb\xbe\xc0-\xf5\xf7\xfd-\xff\u0102\u0103\u0106\u0107\u010c-\u0111"
    r"\u0118-\u011b\u011e\u011f\u0130\u0131\u0139\u013a\u0143\u0144\u0147\u0148\u0150\u0152\u0153\u0155\u0158\u015e"
    r"\u0162\u016e\u0170\u0178\u0192\u01a0\u01af\u0300\u0301\u0303\u0309\u0323\u0392-\u03a1\u03a3-\u03c4\u03c6"
    r"\u0410-\u044d\u044f\u05b2-\u05b9\u05bb-\u05c3\u05d0-\u05e4\u05f0-\u05f4\u0622-\u063a\u0640-\u064e\u2013\u2014"
    r"\u2017-\u201a\u201c-\u201e\u2021\u2026\u2030\u2039\u203a\u2044\u20ac\u2206\u221a\u221e\u2229\u2248\u2261"
    r"\u2264\u2265\u2320\u2500\u250c\u2518\u251c\u252c\u253c\u2550\u2552-\u2554\u2558-\u255a\u255e-\u2560"
    r"\u2564-\u256c\u2580\u2584\u2588\u258c\u2590\u25ca\uf8ff\ufb01\ufb02"
)
FOLLOWERS = (
    r"\x80-\xc2\xc4-\xc7\xc9\xd1\xd6-\xd8\xdc\xdf-\xef\xf1-\xfc\xff\u0104\u0105\u013d\u013e\u0141\u0142\u0152\u0153"
    r"\u015a\u015b\u015e-\u0161\u0164\u0165\u0178-\u017e\u0192\u02c6\u02c7\u02d8\u02db-\u02dd\u0384-\u0386"
    r"\u0388-\u038a\u038c\u038e\u038f\u03a9\u03c0\u0401-\u040c\u040e\u040f\u0451-\u045c\u045e\u045f\u0490\u0491"
    r"\u060c\u061b\u061f\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be\u200c\u200d\u2013-\u2015"
    r"\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20a7\u20aa\u20ac\u2116\u2122\u2202\u220f"
    r"\u2211\u2219\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u2310\u2320\u2321\u2500\u2502\u250c\u2510\u2514\u2518"
    r"\u251c\u2524\u252c\u2534\u253c\u2550-\u256c\u2580\u2584\u2588\u258c\u2590-\u2593\u25a0"
)
# Finds nothing in a run that has no sequence in any of the single-byte encodings, and little else.
_BOX = "\u2500-\u259f"  # the leads of cp866 and the rest of its signs
_SCREEN = regex(f"[{LEADS}][{FOLLOWERS} ?\ufffd]|[{_BOX}][А-Яа-п{_BOX}]|тА|[ÃÂ]$")


class Reading(NamedTuple):
    """What a run may have been.

    text: the run without the damage.
    encodings: those in which UTF-8 was read, the outermost layer first.
    exact: whether reading ``text`` wrongly again gives the run.
    """

    text: str
    encodings: tuple[str, ...]
    exact: bool


class _ToBytes(dict[int, str]):
    """A translation of the characters of an encoding into latin-1 stand-ins for their bytes; the rest becomes DEL.

    The Windows encodings also take C1 controls for their bytes: whoever reads latin-1 sees the same damage so.
    """

    def __init__(self, encoding: str) -> None:
        super().__init__({0xFFFD: "\x1a"})
        if encoding.startswith("cp125"):
            self.update({byte: chr(byte) for byte in range(0x80, 0xA0)})
        for byte, character in enumerate(byte_table(encoding)):
            # Of the letters of cp866 some continue sequences that others lead: every Russian text would be suspect.
            if byte >= 0x80 and character and not (encoding == "cp866" and byte >= 0xE0):
                self[ord(character)] = chr(byte)
            elif byte >= 0x80 and not character:
                self.setdefault(byte, chr(byte))

    def __missing__(self, key: int) -> str:
        return chr(key) if key < 0x80 else "\x7f"


@cache
def _to_bytes(encoding: str) -> _ToBytes:
    return _ToBytes(encoding)


def characters_of(low: int, high: int) -> str:
    """The characters of the bytes ``low`` to ``high`` in all single-byte encodings, in order."""
    found = {
        chr(point)
        for encoding in SINGLE_BYTE
        for point, byte in _to_bytes(encoding).items()
        if low <= ord(byte) <= high and not (encoding == "cp866" and byte < "\xb0")
    }
    return "".join(sorted(found))


@cache
def run_pattern() -> re.Pattern[str]:
    """Finds runs: characters above ASCII, and the spaces and question marks among them that may be lost bytes."""
    two, three = characters_of(0xC2, 0xDF), characters_of(0xE0, 0xEF)
    return re.compile(rf"[^\0-\x7f](?:[^\0-\x7f]|(?<=[{two}{three}])[ ?]|(?<=[{three}][^\0-\x7f])[ ?]){{0,{_MAX_RUN}}}")


def readings(run: str) -> tuple[Reading, ...]:
    """Every reading of a run, those of fewer layers first; none for characters that form no sequence."""
    return _readings(run) if len(run) > _LONG_RUN else _remembered_readings(run)


def _readings(run: str) -> tuple[Reading, ...]:
    if not (_SCREEN.search(run) or _looks_double_byte(run)):
        return ()
    found: dict[str, Reading] = {}
    layer: list[tuple[str, tuple[str, ...], bool]] = [(run, (), True)]
    for _ in range(MAX_LAYERS):
        following: list[tuple[str, tuple[str, ...], bool]] = []
        for text, outer, strict in layer:
            for encoding, inner, lossless in _undo(text, nested=bool(outer)):
                if inner != run and inner not in found and _is_likely(inner) and len(found) < _MAX_READINGS:
                    path = (*outer, encoding)
                    exact = strict and lossless and run in _misread(inner, path)
                    found[inner] = Reading(inner, path, exact)
                    following.append((inner, path, strict and lossless))
        layer = sorted(following, key=lambda entry: (not entry[2], len(entry[0])))[:_BEAM]
    return tuple(found.values())


_remembered_readings = lru_cache(maxsize=1 << 14)(_readings)


@cache
def _signs() -> frozenset[str]:
    """The characters of the single-byte encodings: what is left while there are more layers to undo."""
    return frozenset(character for encoding in SINGLE_BYTE for character in byte_table(encoding) if character)


def _is_likely(text: str) -> bool:
    """Whether every character is one that texts have; rules out the stray pairs of plain French or Italian."""
    return all(character in _signs() or is_usual(character) for character in text)


def is_double_byte(reading: Reading) -> bool:
    """Whether UTF-8 was read in an encoding of East Asia."""
    return not set(DOUBLE_BYTE).isdisjoint(reading.encodings)


def _looks_double_byte(run: str) -> bool:
    return any("\u3000" <= character <= "\uffef" for character in run)


def _undo(text: str, *, nested: bool) -> Iterator[tuple[str, str, bool]]:
    """Undo one layer, which may lie inside another: the encoding, the text before, and whether no guess was needed.

    A run that is one sequence after another is nothing else; only others are searched for sequences inside.
    """
    if nested and _C1.search(text):
        yield "latin-1", _C1.sub(lambda match: match.group().encode("latin-1").decode("cp1252"), text), True
    raws = {encoding: _raw(text, encoding) for encoding in SINGLE_BYTE}
    whole = [(encoding, plain) for encoding, raw in raws.items() if (plain := _decode_whole(raw)) is not None]
    if _looks_double_byte(text):
        whole += [
            (encoding, inner) for encoding in DOUBLE_BYTE if (inner := _decode_double(text, encoding)) is not None
        ]
    for encoding, inner in whole:
        yield encoding, inner, True
    if whole:
        return
    covered = {encoding: sum(map(len, _STRICT.findall(raw))) for encoding, raw in raws.items()}
    enough = _COVERED * max(covered.values())
    for encoding, raw in raws.items():
        if covered[encoding] >= enough and _LEAD.search(raw):
            if (strict := _decode(text, raw, _STRICT)) != text:
                yield encoding, strict, True
            for guess in _guesses(text, raw, encoding):
                if guess not in (text, strict):
                    yield encoding, guess, False


def _raw(text: str, encoding: str) -> bytes:
    """The bytes of a text in an encoding, one for each character."""
    raw = text.translate(_to_bytes(encoding)).encode("latin-1", "replace")
    if encoding == "cp866" and "тА" in text:  # a dash or a quote
        for match in re.finditer("тА", text):
            raw = raw[: match.start()] + b"\xe2" + raw[match.start() + 1 :]
    return raw


def _decode_whole(raw: bytes) -> str | None:
    if _FOREIGN.search(raw):
        return None
    try:
        return _join(raw.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        return None


def _decode_double(text: str, encoding: str) -> str | None:
    try:
        return text.encode(encoding).decode("utf-8")
    except UnicodeError:
        return None


def _guesses(text: str, raw: bytes, encoding: str) -> Iterator[str]:
    """One layer undone with the help of characters that are lost or changed."""
    if len(text) > _LONG_RUN:
        return
    if b" " in raw and encoding != "mac-roman":  # there a dash and a space would be a sequence
        yield _decode(text, raw, _WITH_SPACE)
    if b"\x1a" in raw or b"?" in raw:
        yield _decode(text, raw, _WITH_LOSS)
        yield _decode(text, raw, _WITH_BOTH)
    lost = len(_ONLY_CUT.findall(raw))
    choices = _CUT_BYTES.get(encoding, b"") if lost else b""
    for missing in product(choices, repeat=lost) if lost <= _MOST_CUTS else ((choice,) * lost for choice in choices):
        yield _decode(text, raw, _WITH_CUT, missing)


def _decode(text: str, raw: bytes, pattern: re.Pattern[bytes], missing: Sequence[int] = ()) -> str:
    """The text with every sequence decoded; the same text if there is none. ``raw`` has one byte for each character.

    ``missing``: the last byte of each sequence that was cut, in order.
    """
    out: list[str] = []
    last = 0
    lost = iter(missing)
    for match in pattern.finditer(raw):
        out += (text[last : match.start()], _decode_sequence(match.group(), lost))
        last = match.end()
    return _join("".join((*out, text[last:]))) or text if last else text


def _decode_sequence(sequence: bytes, lost: Iterator[int]) -> str:
    if b"\x1a" in sequence or b"?" in sequence:
        return "\ufffd"
    whole = sequence.replace(b" ", b"\xa0")
    with suppress(UnicodeDecodeError):
        return whole.decode("utf-8", "surrogatepass")
    with suppress(UnicodeDecodeError):
        return (whole + bytes([next(lost, 0)])).decode("utf-8", "surrogatepass")
    return _IMPOSSIBLE  # bytes that UTF-8 forbids, such as an overlong form


def _join(text: str) -> str | None:
    """The text with pairs of surrogates joined; None if one stays alone."""
    if not _SURROGATE.search(text):
        return text
    text = _SURROGATES.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return None if _SURROGATE.search(text) else text


def _misread(text: str, encodings: tuple[str, ...]) -> set[str]:
    """The forms that a text takes when its UTF-8 is read in each of the encodings, the last one first."""
    forms = {text}
    for encoding in reversed(encodings):
        forms = {wrong for form in forms for wrong in _misread_once(form, encoding)}
    return forms


def _misread_once(text: str, encoding: str) -> Iterator[str]:
    if encoding == "latin-1":  # cp1252 read as latin-1
        with suppress(UnicodeEncodeError):
            yield text.encode("cp1252").decode("latin-1")
        return
    raw = text.encode("utf-8", "surrogatepass")
    if encoding in DOUBLE_BYTE:
        with suppress(UnicodeDecodeError):
            yield raw.decode(encoding)
        return
    table = byte_table(encoding)
    yield "".join(table[byte] or chr(byte) for byte in raw)
    if encoding.startswith("cp125"):
        yield raw.decode("latin-1")
