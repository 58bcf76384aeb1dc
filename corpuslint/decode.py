"""From bytes to text and back: which encoding a source is in, without losing a byte.

UTF-8 is tried first and costs nothing more than decoding. Everything else is a choice between readings of the same
bytes: a byte order mark decides; else the reading that looks most natural in some language wins
(``language/letters.py``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import corpuslint.charsets  # noqa: F401  registers the Vietnamese codecs
from corpuslint.document import EncodingFacts
from corpuslint.errors import ReadError, WriteError
from corpuslint.language.letters import Judge
from corpuslint.lazy import regex

# The order matters: the mark of UTF-32 little-endian starts with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# First bytes of common files that are not text.
_MAGIC = {
    b"PK\x03\x04": "a zip archive or office document",
    b"PK\x05\x06": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh9": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"Rar!\x1a": "a rar archive",
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"OggS": "an Ogg sound",
    b"ID3\x03": "an MP3 sound",
    b"%PDF-": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"SQLite format 3\0": "an SQLite database",
    b"PAR1\x15": "a Parquet table",
    b"\x7fELF": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\x00asm": "a program",
}
# What most sources are; and what no other begins with.
_UTF8 = EncodingFacts()
_ALL_MARKS, _ALL_MAGIC = tuple(mark for mark, _ in _MARKS), tuple(_MAGIC)
# Control bytes that text does not hold, but for the few that damage leaves.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x08\x1b") + b"\x7f"
_TOLERATED_CONTROLS = 0.04
# Encodings in the order of preference where readings are equally natural, with nats against each.
_PRIORS = {
    "cp1252": 0.0,
    "iso8859-15": 1.0,
    "latin-1": 2.0,
    "mac-roman": 4.0,
    "cp850": 4.0,
    "cp437": 5.0,
    "cp1250": 4.0,
    "iso8859-2": 5.0,
    "cp852": 6.0,
    "mac-latin2": 7.0,
    "cp1251": 4.0,
    "koi8-r": 5.0,
    "koi8-u": 5.5,
    "cp866": 6.0,
    "iso8859-5": 7.0,
    "mac-cyrillic": 7.0,
    "cp1253": 5.0,
    "iso8859-7": 6.0,
    "cp1254": 4.0,
    "cp1257": 5.0,
    "cp1255": 5.0,
    "cp1256": 5.0,
    "cp1258": 5.0,
    "viscii": 6.0,
    "tcvn": 6.0,
}
_MULTIBYTE_PRIORS = {"gb18030": 9.0, "big5": 10.0, "cp932": 9.0, "euc-jp": 9.0, "cp949": 9.0}
_WIDE_PRIOR = 8.0
# How many nats the second best reading must be behind for the best to be certain.
_CERTAIN_MARGIN = 8.0
# Nats a character above which no reading is text.
_NOT_TEXT = 8.5
# Nats a byte above which bytes may also be UTF-16 without mark and without zeros.
_DOUBTFUL = 3.0
# Bytes that are looked at.
_SAMPLE = 16_384
_STRAY_BYTES = regex("[\udc80-\udcff]+")
_STRAY_BYTE = 8.0
_LONE_SURROGATES = regex("[\ud800-\udfff]+")
_MULTIBYTE = regex(rb"[\xc2-\xf4][\x80-\xbf]+")
_HIGH_LINES = regex(rb"[^\n]*[\x80-\xff][^\n]*\n?")


class _Reading(NamedTuple):
    """One way to read a sample of the bytes: the cost of its text in nats, prior included."""

    cost: float
    encoding: str
    text: str


def decode(raw: bytes, *, language: str | None = None) -> tuple[str, EncodingFacts]:
    """The text of a source, with the facts that :func:`encode` needs to give the same bytes.

    Args:
        raw: any bytes.
        language: ISO 639-1 code of the text, where it is known; a hint only.

    Raises:
        ReadError: the bytes are not text.
    """
    _refuse_binary(raw)
    for mark, encoding in _MARKS if raw.startswith(_ALL_MARKS) else ():
        if raw.startswith(mark) and not _is_utf16_with_zeros(raw, encoding):
            return decode_as(raw, encoding, certain=True)
    if raw and not raw.strip(b"\0"):
        raise ReadError("not text: nothing but zeros, as a crash leaves them")
    if b"\0" in raw and (wide := _choose_wide(raw, language)):
        return decode_as(raw, wide, certain=True)
    if _is_dense(raw[:_SAMPLE]):
        raise ReadError("not text: binary data")
    try:
        return raw.decode("utf-8"), _UTF8
    except UnicodeDecodeError:
        encoding, certain = _choose(raw, language)
        return decode_as(raw, encoding, certain=certain)


def decode_as(raw: bytes, encoding: str, *, certain: bool = True) -> tuple[str, EncodingFacts]:
    """The text of a source whose encoding is known, without losing a byte.

    Raises:
        ReadError: the encoding is not known, or the bytes would not come back.
    """
    try:
        text = _decode_wide(raw, encoding) if encoding in _WIDE else raw.decode(encoding, "surrogateescape")
    except (LookupError, ValueError) as error:
        raise ReadError(f"cannot be read as {encoding}") from error
    pattern = _LONE_SURROGATES if encoding in _WIDE else _STRAY_BYTES
    undecodable = tuple(match.span() for match in pattern.finditer(text))
    facts = EncodingFacts(encoding, certain, undecodable)
    try:
        same = encoding == "utf-8" or encode(text, facts) == raw
    except WriteError:
        same = False
    if not same:
        raise ReadError(f"damaged {encoding}: the bytes cannot be read and written back unchanged")
    return text, facts


def encode(text: str, facts: EncodingFacts) -> bytes:
    """The bytes of a text; the inverse of :func:`decode`.

    Raises:
        WriteError: the encoding has no bytes for a character of the text.
    """
    try:
        if facts.encoding in _WIDE:
            return _encode_wide(text, facts.encoding)
        return text.encode(facts.encoding, "surrogateescape")
    except UnicodeEncodeError as error:
        character = text[error.start]
        raise WriteError(
            f"U+{ord(character):04X} cannot be written in {facts.encoding}; rewrite the file as UTF-8 (ENC002)"
        ) from error


def _refuse_binary(raw: bytes) -> None:
    for magic, kind in _MAGIC.items() if raw.startswith(_ALL_MAGIC) else ():
        if raw.startswith(magic):
            raise ReadError(f"not text: {kind}")


def _is_utf16_with_zeros(raw: bytes, encoding: str) -> bool:
    """Whether the mark of UTF-32 is that of UTF-16 and a NUL."""
    if encoding != "utf-32-le":
        return False
    try:
        raw[: len(raw) - len(raw) % 4].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return True
    return False


def _is_dense(head: bytes) -> bool:
    """Whether there are more control bytes than damage puts into text."""
    return len(head) - len(head.translate(None, _CONTROLS)) > max(2, _TOLERATED_CONTROLS * len(head))


def _decode_wide(raw: bytes, encoding: str) -> str:
    """UTF-16 or UTF-32; surrogates without partner stay, the bytes of a cut last character become surrogates."""
    unit = 4 if "32" in encoding else 2
    whole = len(raw) - len(raw) % unit
    try:
        text = raw[:whole].decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        raise ReadError(f"damaged {encoding}: no character at byte {error.start}") from error
    return text + "".join(chr(0xDC00 + byte) for byte in raw[whole:])


def _encode_wide(text: str, encoding: str) -> bytes:
    unit = 4 if "32" in encoding else 2
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        pass
    end = len(text)
    while end and "\udc00" <= text[end - 1] <= "\udcff" and len(text) - end < unit - 1:
        end -= 1
    return text[:end].encode(encoding, "surrogatepass") + bytes(ord(byte) - 0xDC00 for byte in text[end:])


def _nul_pattern(head: bytes) -> bool:
    """Whether zero bytes stand where UTF-16 or UTF-32 put them."""
    zeros = [head[offset::4].count(0) for offset in range(4)]
    total, quarter = sum(zeros), len(head) / 4
    if total < 0.02 * len(head):
        return False
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    return min(even, odd) < 0.1 * total or sum(count > 0.6 * quarter for count in zeros) >= 2


def _choose_wide(raw: bytes, language: str | None) -> str | None:
    """The wide encoding without mark of bytes that hold zeros, or None if they are something else."""
    if not _nul_pattern(raw[:_SAMPLE]):
        return None
    readings = sorted(_wide_readings(raw, language), key=_cost)
    return readings[0].encoding if readings and _is_text(readings[0]) else None


def _wide_readings(raw: bytes, language: str | None) -> Iterator[_Reading]:
    for encoding in _WIDE:
        if len(raw) % (4 if "32" in encoding else 2) == 0:
            try:
                text = raw[:_SAMPLE].decode(encoding)
            except UnicodeDecodeError:
                continue
            yield _Reading(_WIDE_PRIOR + Judge(text, language).cost(text), encoding, text)


def _choose(raw: bytes, language: str | None) -> tuple[str, bool]:
    """The encoding of bytes that are neither UTF-8 nor marked, and whether that is certain."""
    sample = _sample(raw)
    readings = list(_narrow_readings(sample, language))
    if min(map(_cost, readings)) > _DOUBTFUL * len(sample):
        readings += _wide_readings(raw, language)
    readings.sort(key=_cost)
    best = readings[0]
    if not _is_text(best):
        raise ReadError("not text: binary data, or an encoding that is not known")
    rivals = (reading.cost for reading in readings if reading.text != best.text)
    return best.encoding, next(rivals, best.cost + _CERTAIN_MARGIN) - best.cost >= _CERTAIN_MARGIN


def _cost(reading: _Reading) -> float:
    return reading.cost


def _is_text(reading: _Reading) -> bool:
    """Whether a reading looks like text rather than like compressed or random data."""
    return reading.cost <= _NOT_TEXT * max(len(reading.text), 20)


def _sample(raw: bytes) -> bytes:
    """The first lines that hold bytes above ASCII; parts of a line where it is long."""
    if len(raw) <= _SAMPLE:
        return raw
    parts, size = [], 0
    for match in _HIGH_LINES.finditer(raw):
        parts.append(match.group()[: _SAMPLE - size])
        size += len(parts[-1])
        if size >= _SAMPLE:
            break
    return b"".join(parts)


def _narrow_readings(sample: bytes, language: str | None) -> Iterator[_Reading]:
    """The sample in every encoding in which ASCII stays ASCII."""
    texts = {encoding: sample.decode(encoding, "surrogateescape") for encoding in _PRIORS}
    priors = _PRIORS | _MULTIBYTE_PRIORS
    for encoding in _MULTIBYTE_PRIORS:
        with suppress(UnicodeDecodeError):
            texts[encoding] = sample.decode(encoding)
    if _MULTIBYTE.search(sample):
        texts["utf-8"], strays = _STRAY_BYTES.subn(_as_cp1252, sample.decode("utf-8", "surrogateescape"))
        priors["utf-8"] = strays * _STRAY_BYTE
    judge = Judge(texts["cp1252"], language)
    costs = {text: judge.cost(text) for text in dict.fromkeys(texts.values())}
    for encoding, text in texts.items():
        yield _Reading(priors[encoding] + costs[text], encoding, text)


def _as_cp1252(match: re.Match[str]) -> str:
    return match.group().encode("utf-8", "surrogateescape").decode("cp1252", "surrogateescape")
