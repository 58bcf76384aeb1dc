"""Compressed sources: read and written as streams, so that neither form is ever held whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cached_property
from typing import Any, BinaryIO

from corpuslint.errors import ReadError
from corpuslint.formats import Joiner, unreadable
from corpuslint.formats.codecs import CODECS, Codec, Decoder, Encoder, codec_of_bytes

# Content may be this many times as long as the stored bytes: nobody writes such text, but zip bombs are made so. Short
# content is never questioned.
MAX_EXPANSION = 1000
UNQUESTIONED = 64 << 20
# The first bytes that tell a compression.
_MAGIC_LENGTH = 10
# Bytes that are read at once, content that is made of them at once, and the longest line that is kept back.
_STORED = 1 << 16
_CONTENT = 1 << 18
_LINE = 1 << 20


class Content:
    """The content of a compressed source.

    Damage ends the content after its last whole line, so that what came before it can still be worked on.
    """

    def __init__(self, stored: BinaryIO, codec_name: str, path: str) -> None:
        self.stream: BinaryIO = io.BufferedReader(_Lines(self._chunks()), _CONTENT)
        self._stored = stored
        self._codec = CODECS[codec_name]
        self._path = path
        self._size = self._consumed = 0
        self._damage: ReadError | None = None

    def check(self) -> None:
        """Call this once everything was read.

        Raises:
            ReadError: the content was damaged.
        """
        if self._damage is not None:
            raise self._damage

    def _chunks(self) -> Iterator[bytes]:
        """The content in chunks that end with a line, where lines are short."""
        held = b""
        try:
            for chunk in self._decoded():
                end = chunk.rfind(b"\n") + 1
                if end:
                    yield held + chunk[:end]
                    held = chunk[end:]
                else:
                    held += chunk
                if len(held) > _LINE:
                    yield held
                    held = b""
        except _DamageError as error:
            self._damage = ReadError(f"{self._path}: {error}")
        else:
            yield held

    def _decoded(self) -> Iterator[bytes]:
        try:
            decoder = self._next_stream(b"", is_first=True)
        except ModuleNotFoundError as error:
            command = "pip install 'corpuslint-text[zstd]'"
            raise ReadError(f"{self._path}: zstd needs a package that is not installed: {command}") from error
        while decoder is not None:
            one, data = decoder
            while not one.eof:
                yield self._decode(one, data)
                data = b""
                if one.needs_input and not one.eof and not (data := self._read()):
                    raise _DamageError(f"the {self._codec.name} stream ends too early, {self._place()}; get it again")
            decoder = self._next_stream(one.unused_data, is_first=False)

    def _next_stream(self, data: bytes, *, is_first: bool) -> tuple[Decoder, bytes] | None:
        """The decoder of the next stream with the first bytes for it; None after the last stream."""
        while True:
            if self._codec.padded and not is_first:
                data = data.lstrip(b"\0")
            if len(data) >= _MAGIC_LENGTH or not (more := self._read()):
                break
            data += more
        if self._codec.magic.match(data):
            return self._codec.decoder(), data
        if is_first:
            raise ReadError(f"{self._path}: {_wrong_name(self._path, self._codec, data)}")
        if data:
            raise _DamageError(f"something else follows the {self._codec.name} stream, {self._place()}")
        return None

    def _decode(self, decoder: Decoder, data: bytes) -> bytes:
        try:
            content = decoder.decompress(data, _CONTENT)
        except self._codec.damage() as error:
            why = str(error)[:100].rstrip(".").lower()
            raise _DamageError(f"damaged {self._codec.name} data, {self._place()}: {why}") from error
        self._size += len(content)
        if self._size > UNQUESTIONED and self._size > MAX_EXPANSION * self._consumed:
            raise ReadError(
                f"{self._path}: expands more than {MAX_EXPANSION:,} times, {self._place()}; "
                "if this is no zip bomb, decompress it first"
            )
        return content

    def _place(self) -> str:
        return f"after {self._size:,} bytes of content"

    def _read(self) -> bytes:
        try:
            data = self._stored.read(_STORED)
        except OSError as error:
            raise unreadable(self._path, error) from error
        self._consumed += len(data)
        return data


class _DamageError(Exception):
    """Stored bytes that cannot be decompressed further."""


class _Lines(io.RawIOBase):
    """Chunks as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


class CompressingJoiner:
    """Compresses what another joiner makes."""

    def __init__(self, inner: Joiner, codec_name: str) -> None:
        self._inner = inner
        self._codec = CODECS[codec_name]

    @cached_property
    def _encoder(self) -> Encoder:
        return self._codec.encoder()

    def add(self, data: bytes) -> bytes:
        """What the next piece brings to write."""
        return self._encoder.compress(self._inner.add(data))

    def end(self) -> bytes:
        """The end of the stream."""
        return self._encoder.compress(self._inner.end()) + self._encoder.flush()


def refuse_disguised(head: bytes, path: str) -> None:
    """Refuse compressed data and tables under a name that does not say so.

    Args:
        head: the first bytes.
        path: the name.

    Raises:
        ReadError: it is such data.
    """
    if codec := codec_of_bytes(head):
        what, right = f"{codec.name} data", (path if path != "-" else "a.txt") + codec.suffix
    elif head.startswith(b"PAR1"):
        what, right = "a Parquet table", f"{path.rpartition('.')[0] or 'a'}.parquet"
    else:
        return
    way = f"--stdin-filename {right} says so" if path == "-" else f"rename it to {right}"
    raise ReadError(f"{path}: {what} under a name that does not say so; {way}")


def _wrong_name(path: str, codec: Codec, head: bytes) -> str:
    """What is wrong with a name that promises a codec, and what to do."""
    if not head:
        return f"empty; not even an empty {codec.name} stream"
    stem = path.rpartition(".")[0]
    real = codec_of_bytes(head)
    if real is None:
        return f"not {codec.name} data, in spite of its name; if it is not compressed, rename it to {stem}"
    return f"{real.name} data, not {codec.name}; rename it to {stem}{real.suffix}"
