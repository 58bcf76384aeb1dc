"""The kinds of compression: how their streams begin, and what reads and writes one stream of each."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from corpuslint.lazy import regex

# Bytes of memory that an xz stream may ask for; "xz -9" asks for 65 million.
_XZ_MEMORY = 256 << 20


class Decoder(Protocol):
    """Decompresses one stream, as the decompressors of the standard library do."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether there is no more content without more stored bytes."""

    @property
    def unused_data(self) -> bytes:
        """What follows the stream."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """The next content."""


class Encoder(Protocol):
    """Compresses one stream."""

    def compress(self, data: bytes, /) -> bytes:
        """What can be stored by now."""

    def flush(self) -> bytes:
        """The end of the stream."""


@dataclass(frozen=True)
class Codec:
    """One kind of compression.

    suffix: of the names of its files.
    magic: matches the first bytes of its streams.
    decoder, encoder: make what works on one stream.
    damage: the error that the decoder raises.
    padded: whether zeros may follow a stream.
    """

    name: str
    suffix: str
    magic: re.Pattern[bytes]
    decoder: Callable[[], Decoder]
    encoder: Callable[[], Encoder]
    damage: Callable[[], type[Exception]]
    padded: bool = False


class _GzipDecoder:
    """A gzip stream, with the interface that the other decompressors have."""

    def __init__(self) -> None:
        import zlib

        self._inner = zlib.decompressobj(wbits=31)
        self._is_full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._is_full

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        content = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._is_full = len(content) == max_length
        return content


def _gzip_encoder() -> Encoder:
    import zlib

    return zlib.compressobj(6, zlib.DEFLATED, 31)  # writes neither name nor time


def _gzip_damage() -> type[Exception]:
    import zlib

    return zlib.error


def _bzip2_decoder() -> Decoder:
    import bz2

    return bz2.BZ2Decompressor()


def _bzip2_encoder() -> Encoder:
    import bz2

    return bz2.BZ2Compressor()


def _bzip2_damage() -> type[Exception]:
    return OSError


def _xz_decoder() -> Decoder:
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)


def _xz_encoder() -> Encoder:
    import lzma

    return lzma.LZMACompressor()


def _xz_damage() -> type[Exception]:
    import lzma

    return lzma.LZMAError


def _zstd() -> Any:
    """The module for zstandard.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def _zstd_decoder() -> Decoder:
    decoder: Decoder = _zstd().ZstdDecompressor()
    return decoder


def _zstd_encoder() -> Encoder:
    zstd = _zstd()
    encoder: Encoder = zstd.ZstdCompressor(options={zstd.CompressionParameter.checksum_flag: 1})
    return encoder


def _zstd_damage() -> type[Exception]:
    damage: type[Exception] = _zstd().ZstdError
    return damage


_GZIP_MAGIC = regex(rb"\x1f\x8b")
_BZIP2_MAGIC = regex(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)")
_XZ_MAGIC = regex(rb"\xfd7zXZ\0")
_ZSTD_MAGIC = regex(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
CODECS = {
    "gzip": Codec("gzip", ".gz", _GZIP_MAGIC, _GzipDecoder, _gzip_encoder, _gzip_damage, padded=True),
    "bzip2": Codec("bzip2", ".bz2", _BZIP2_MAGIC, _bzip2_decoder, _bzip2_encoder, _bzip2_damage),
    "xz": Codec("xz", ".xz", _XZ_MAGIC, _xz_decoder, _xz_encoder, _xz_damage, padded=True),
    "zstd": Codec("zstd", ".zst", _ZSTD_MAGIC, _zstd_decoder, _zstd_encoder, _zstd_damage),
}


def codec_of_bytes(head: bytes) -> Codec | None:
    """The compression that first bytes show, if any."""
    return next((codec for codec in CODECS.values() if codec.magic.match(head)), None)
