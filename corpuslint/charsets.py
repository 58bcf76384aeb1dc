"""Character sets: the single-byte encodings that legacy text comes in, and two Vietnamese ones that Python lacks.

Importing this module registers the codecs ``viscii`` (RFC 1456) and ``tcvn`` (TCVN 5712:1993, VN1; the fonts called
TCVN3 or ABC use the same upper half). Like Python's own charmap codecs they refuse nothing: every byte has a character.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import TYPE_CHECKING

from corpuslint.lazy import regex

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_RANGE = regex("(.)-(.)|(.)", re.DOTALL)


def characters_in(ranges: str) -> frozenset[str]:
    """The characters of a class of a regular expression that has ranges and no escapes: "a-z0-9_"."""
    found: set[str] = set()
    for first, last, single in _RANGE.findall(ranges):
        found.update(single or map(chr, range(ord(first), ord(last) + 1)))
    return frozenset(found)


_ALL_ASCII = bytes(range(128))


def above_ascii(text: str) -> str:
    """The characters of a text that are not ASCII, in order."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ALL_ASCII).decode("utf-8", "surrogatepass")


_ASCII = "".join(map(chr, range(128)))
_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_TCVN_HIGH = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN_LOW = {
    0x01: "Ú",
    0x02: "Ụ",
    0x04: "Ừ",
    0x05: "Ử",
    0x06: "Ữ",
    0x11: "Ứ",
    0x12: "Ự",
    0x13: "Ỳ",
    0x14: "Ỷ",
    0x15: "Ỹ",
    0x16: "Ý",
    0x17: "Ỵ",
}


def _table(low: dict[int, str], high: str) -> str:
    return "".join(low.get(byte, character) for byte, character in enumerate(_ASCII)) + high


_OWN = {"viscii": _table(_VISCII_LOW, _VISCII_HIGH), "tcvn": _table(_TCVN_LOW, _TCVN_HIGH)}


@cache
def _find_codec(name: str) -> codecs.CodecInfo | None:
    """The codec of one of our own tables; registered with Python's search for codecs."""
    if name not in _OWN:
        return None
    decoding = _OWN[name]
    encoding = codecs.charmap_build(decoding)

    def encode(text: str, errors: str = "strict", /) -> tuple[bytes, int]:
        return codecs.charmap_encode(text, errors, encoding)

    def decode(raw: Buffer, errors: str = "strict", /) -> tuple[str, int]:
        return codecs.charmap_decode(bytes(raw), errors, decoding)

    return codecs.CodecInfo(encode, decode, name=name)


codecs.register(_find_codec)


@cache
def byte_table(encoding: str) -> tuple[str | None, ...]:
    """The character of each of the 256 bytes in a single-byte encoding; None where it has none."""
    decoded = bytes(range(256)).decode(encoding, "replace")
    return tuple(None if character == "\ufffd" else character for character in decoded)
