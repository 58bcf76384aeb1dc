"""Bytes become text and the same bytes again, in the encoding that they are in."""

from __future__ import annotations

import unicodedata
import zlib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpuslint.decode import decode, encode
from corpuslint.document import EncodingFacts
from corpuslint.errors import ReadError, WriteError

SEED = next(Path(__file__).parent.parent.glob("seeds/000_*.txt")).read_text(encoding="utf-8")
PROSE = {
    "fr": "L’été, près de la forêt, les élèves ont célébré à Noël leur succès ; ça coûte 20 € à l’hôtel « Cœur ».",
    "de": "Über die größten Städte führt eine Straße, die früher schöner war; für Bäume bleibt heute kaum Platz übrig.",
    "es": "El niño soñó que mañana podría volar; según él, la canción más rápida llegó también desde España. ¿Qué?",
    "ru": "Министр обороны России прибыл во Вьетнам с официальным визитом, чтобы обсудить совместные учения армий.",
    "vi": "Chủ tịch nước tiếp đoàn đại biểu Quốc hội Nhật Bản đang thăm chính thức Việt Nam, hai bên trao đổi ý kiến.",
}


def cp1258(text: str) -> bytes:
    """Vietnamese as Windows writes it: circumflex, breve and horn composed, the tone after the letter."""
    for composed in sorted(set(text)):
        parts = unicodedata.normalize("NFD", composed)
        if len(parts) == 3 or (len(parts) == 2 and parts[1] in "\u0300\u0301\u0303\u0309\u0323"):
            tones = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
            text = text.replace(composed, base + "".join(tones))
    return text.encode("cp1258")


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("fr", "cp1252"),
        ("fr", "iso8859-15"),
        ("fr", "mac-roman"),
        ("de", "cp1252"),
        ("de", "cp850"),
        ("de", "mac-roman"),
        ("es", "cp1252"),
        ("es", "mac-roman"),
        ("ru", "cp1251"),
        ("ru", "koi8-r"),
        ("ru", "cp866"),
        ("vi", "viscii"),
        ("vi", "tcvn"),
        *((language, wide) for language in PROSE for wide in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")),
    ],
)
def test_prose_is_read_in_the_encoding_it_was_written_in(language: str, encoding: str) -> None:
    text = PROSE[language].replace("’", "'") if encoding.startswith("iso") else PROSE[language]
    raw = text.encode(encoding)
    read, facts = decode(raw)
    assert unicodedata.normalize("NFC", read) == text
    assert facts.certain
    assert encode(read, facts) == raw


def test_vietnamese_of_windows_is_read() -> None:
    raw = cp1258(PROSE["vi"])
    read, facts = decode(raw)
    assert facts.encoding == "cp1258"
    assert unicodedata.normalize("NFC", read) == PROSE["vi"]
    assert encode(read, facts) == raw


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_byte_order_mark_stays_in_the_text(codec: str) -> None:
    raw = SEED.encode(codec)
    read, facts = decode(raw)
    assert read == "\ufeff" + SEED
    assert facts.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[codec]
    assert encode(read, facts) == raw


def test_damaged_bytes_in_utf8_are_kept_and_reported() -> None:
    raw = SEED.encode() + "présid".encode() + b"\xe9" + "e à Hanoï".encode()
    read, facts = decode(raw)
    assert facts == EncodingFacts("utf-8", True, ((len(SEED) + 6, len(SEED) + 7),))
    assert encode(read, facts) == raw


def test_a_page_that_is_half_utf8_and_half_latin1_is_utf8_with_damage() -> None:
    raw = PROSE["fr"].encode() + b"\n" + PROSE["fr"].encode("cp1252")
    read, facts = decode(raw)
    assert facts.encoding == "utf-8"
    assert read.startswith(PROSE["fr"])
    assert encode(read, facts) == raw


def test_a_few_zero_bytes_do_not_make_utf16() -> None:
    raw = SEED.replace("coopération", "coopé\0ration", 3).encode()
    read, facts = decode(raw)
    assert facts == EncodingFacts()
    assert encode(read, facts) == raw


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_utf16_that_ends_inside_a_character_comes_back(cut: int) -> None:
    raw = ("\ufeff" + SEED + "é").encode("utf-32-le")[:-cut]
    read, facts = decode(raw)
    assert facts.undecodable
    assert encode(read, facts) == raw


@pytest.mark.parametrize(
    "raw",
    [
        zlib.compress(SEED.encode() * 3),
        b"PK\x03\x04" + bytes(40),
        b"\x89PNG\r\n\x1a\n" + bytes(range(200)),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        bytes(1000),
        bytes(range(256)) * 8,
    ],
    ids=["zlib", "zip", "png", "pdf", "zeros", "every byte"],
)
def test_binary_data_is_refused_in_one_line(raw: bytes) -> None:
    with pytest.raises(ReadError, match=r"^not text: [^\n]+$"):
        decode(raw)


@pytest.mark.parametrize("raw", [b"", b"\n", b"a", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe9", b"caf\xe9"])
def test_the_smallest_sources_are_read(raw: bytes) -> None:
    read, facts = decode(raw)
    assert encode(read, facts) == raw


def test_the_language_breaks_a_tie() -> None:
    raw = "Şükrü Işık".encode("cp1254")
    assert decode(raw, language="tr")[0] == "Şükrü Işık"


def test_a_character_without_bytes_in_the_encoding_is_one_clear_error() -> None:
    with pytest.raises(WriteError, match=r"U\+1EA3 cannot be written in cp1252"):
        encode("ả", EncodingFacts("cp1252"))


def test_one_long_line_is_read_in_linear_time() -> None:
    raw = (PROSE["fr"] * 50_000).encode("cp1252")
    read, facts = decode(raw)
    assert facts.encoding == "cp1252"
    assert len(read) == len(raw)


@given(st.binary(max_size=300))
def test_whatever_is_accepted_comes_back(raw: bytes) -> None:
    try:
        read, facts = decode(raw)
    except ReadError:
        return
    assert encode(read, facts) == raw


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    assume(not text.startswith("\ufeff"))
    assert decode(text.encode()) == (text, EncodingFacts())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(["utf-16", "utf-32"]))
def test_marked_wide_encodings_are_always_read(text: str, codec: str) -> None:
    assume(not text.startswith("\0"))  # the mark of UTF-16 and a NUL are the mark of UTF-32
    raw = text.encode(codec)
    read, facts = decode(raw)
    assert read == "\ufeff" + text
    assert encode(read, facts) == raw
