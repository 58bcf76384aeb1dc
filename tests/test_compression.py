"""Compressed sources: read, fixed and reverted like others, and damage told in one line."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from random import Random

import pytest
from cli_support import names, run
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.errors import ReadError
from corpuslint.formats import Source, codec_of, compression, format_of
from corpuslint.formats.compression import CompressingJoiner, Content

_gzip = partial(gzip.compress, mtime=0)  # names of tests hold what it gives

ZSTD = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": _gzip,
    "bz2": partial(bz2.compress, compresslevel=1),  # in blocks of 100,000 bytes
    "xz": lzma.compress,
    "zst": ZSTD.compress,
}
EXPAND: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.decompress,
    "bz2": bz2.decompress,
    "xz": lzma.decompress,
    "zst": ZSTD.decompress,
}
EACH = pytest.mark.parametrize("suffix", list(COMPRESS))
STRAY = "Une phrase  avec deux espaces, été comme hiver.\n".encode()
CLEAN = STRAY.replace(b"  ", b" ")


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def content(stored: bytes, suffix: str) -> bytes:
    opened = Content(io.BytesIO(stored), CODEC[suffix], f"a.{suffix}")
    whole = opened.stream.read()
    opened.check()
    return whole


CODEC = {"gz": "gzip", "bz2": "bzip2", "xz": "xz", "zst": "zstd"}


def refused(*arguments: str, saying: str) -> str:
    """Run, and expect one error line that says this; what stands on standard output."""
    before = {name: Path(name).read_bytes() for name in names()}
    result = run("check", "--select", "SPC003", "--output-format", "concise", *arguments)
    errors = [line for line in result.stderr.splitlines() if line.startswith("corpuslint: error: ")]
    assert result.exit_code == 2, result.output
    assert len(errors) == 1, result.stderr
    assert saying in errors[0]
    assert {name: Path(name).read_bytes() for name in names()} == before
    return result.stdout


@EACH
def test_found_fixed_and_reverted(suffix: str) -> None:
    name = f"a.txt.{suffix}"
    stored = COMPRESS[suffix](STRAY)
    Path(name).write_bytes(stored)
    assert run("check", "--select", "SPC003", "--output-format", "concise", ".").stdout.startswith(f"{name}:1:11: ")
    assert run("check", "--select", "SPC003", "--fix", "--fix-log", "log", ".").exit_code == 0
    assert EXPAND[suffix](Path(name).read_bytes()) == CLEAN
    fixed = Path(name).read_bytes()
    assert run("check", "--select", "SPC003", "--fix", ".").exit_code == 0
    assert Path(name).read_bytes() == fixed
    assert run("revert", "log").exit_code == 0
    assert EXPAND[suffix](Path(name).read_bytes()) == STRAY


@EACH
def test_what_is_not_fixed_keeps_its_stored_bytes(suffix: str) -> None:
    stored = COMPRESS[suffix](CLEAN) + (COMPRESS[suffix](CLEAN))
    Path(f"a.txt.{suffix}").write_bytes(stored)
    assert run("check", "--select", "SPC003", "--fix", ".").exit_code == 0
    assert Path(f"a.txt.{suffix}").read_bytes() == stored


@EACH
def test_standard_input(suffix: str) -> None:
    arguments = ("--select", "SPC003", "--stdin-filename", f"a.txt.{suffix}", "-")
    result = run("check", "--fix", *arguments, stdin=COMPRESS[suffix](STRAY))
    assert EXPAND[suffix](result.stdout_bytes) == CLEAN


@EACH
@given(parts=st.lists(st.binary(max_size=200), min_size=1, max_size=4), repeat=st.sampled_from([1, 3000]))
def test_content_of_several_streams(suffix: str, parts: list[bytes], repeat: int) -> None:
    parts = [part * repeat for part in parts]
    assert content(b"".join(map(COMPRESS[suffix], parts)), suffix) == b"".join(parts)


@EACH
@given(parts=st.lists(st.binary(max_size=200), max_size=4))
def test_compressed_again_it_is_the_same_content_and_the_same_bytes(suffix: str, parts: list[bytes]) -> None:
    class Plain:
        def add(self, data: bytes) -> bytes:
            return data

        def end(self) -> bytes:
            return b"end"

    def stored() -> bytes:
        joiner = CompressingJoiner(Plain(), CODEC[suffix])
        return b"".join([*map(joiner.add, parts), joiner.end()])

    assert stored() == stored()
    assert EXPAND[suffix](stored()) == b"".join(parts) + b"end"


@EACH
@given(data=st.data())
def test_damage_never_goes_unseen_and_keeps_whole_lines(suffix: str, data: st.DataObject) -> None:
    lines = b"".join(b"line %d of some\n" % number for number in range(50))
    stored = bytearray(ZSTD.compress(lines, options={ZSTD.CompressionParameter.checksum_flag: 1}))
    if suffix != "zst":
        stored = bytearray(COMPRESS[suffix](lines))
    at = data.draw(st.integers(12 if suffix == "gz" else 0, len(stored) - 1))
    cut = data.draw(st.booleans())
    if cut:
        del stored[at:]
    else:
        stored[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        whole = content(bytes(stored), suffix)
    except ReadError:
        return
    assert not cut
    assert whole == lines


def test_zeros_may_follow_gzip_and_xz() -> None:
    assert content(_gzip(b"a") + bytes(512), "gz") == b"a"
    assert content(lzma.compress(b"a") + bytes(8) + lzma.compress(b"b"), "xz") == b"ab"


def test_zstd_frames_that_hold_no_content_are_skipped() -> None:
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    assert content(skippable + ZSTD.compress(b"a") + skippable, "zst") == b"a"


@EACH
def test_truncated(suffix: str) -> None:
    text = STRAY + b"".join(b"Une phrase, et son nombre, %d.\n" % number**3 for number in range(6000))
    stored = COMPRESS[suffix](text)
    name = f"a.txt.{suffix}"
    Path(name).write_bytes(stored[: len(stored) * 9 // 10])
    Path("b.txt").write_bytes(STRAY)
    what = f"the {CODEC[suffix]} stream ends too early, after "
    output = refused("a.txt." + suffix, "b.txt", saying=f"{name}: {what}")
    assert f"{name}:1:11: SPC003" in output, "what came before is checked"
    assert "b.txt:1:11: SPC003" in output
    assert f"{name}:1:11: SPC003" in refused("--fix", name, saying=what)


def test_truncated_text_ends_with_a_whole_line() -> None:
    """Else the cut would look like defects of the text: half a word, half a character."""
    stored = _gzip("été mémé bébé\n".encode() * 10)
    for end in range(10, len(stored)):
        opened = Content(io.BytesIO(stored[:end]), "gzip", "a")
        whole = opened.stream.read()
        assert whole == b"" or whole.endswith(b"\n")


@pytest.mark.parametrize(
    ("name", "stored", "saying"),
    [
        (
            "a.txt.gz",
            STRAY,
            "a.txt.gz: not gzip data, in spite of its name; if it is not compressed, rename it to a.txt",
        ),
        ("a.txt.gz", ZSTD.compress(STRAY), "a.txt.gz: zstd data, not gzip; rename it to a.txt.zst"),
        ("a.txt.zst", bz2.compress(STRAY), "a.txt.zst: bzip2 data, not zstd; rename it to a.txt.bz2"),
        ("a.txt.xz", b"", "a.txt.xz: empty; not even an empty xz stream"),
        ("a.txt", _gzip(STRAY), "a.txt: gzip data under a name that does not say so; rename it to a.txt.gz"),
        ("a.txt", lzma.compress(STRAY), "a.txt: xz data under a name that does not say so; rename it to a.txt.xz"),
        ("a.md", bz2.compress(b""), "a.md: bzip2 data under a name"),
        (
            "a.txt.gz",
            _gzip(STRAY) + b"more",
            "a.txt.gz: something else follows the gzip stream, after 50 bytes",
        ),
        ("a.txt.gz", _gzip(STRAY)[:-8] + bytes(8), "a.txt.gz: damaged gzip data, after "),
        ("a.jsonl.gz", STRAY, "a.jsonl.gz: "),
    ],
)
def test_wrong_names_and_damage(name: str, stored: bytes, saying: str) -> None:
    Path(name).write_bytes(stored)
    refused("--fix", name, saying=saying)


def test_compressed_standard_input_without_a_name() -> None:
    result = run("check", "-", stdin=_gzip(STRAY))
    assert result.exit_code == 2
    assert "gzip data under a name that does not say so; --stdin-filename a.txt.gz says so" in result.stderr


@pytest.mark.parametrize("suffix", ["gz", "xz", "bz2", "zst"])
def test_bombs(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "UNQUESTIONED", 1 << 20)
    monkeypatch.setattr(compression, "MAX_EXPANSION", 500)
    Path(f"a.txt.{suffix}").write_bytes(COMPRESS[suffix](bytes(1 << 22)))
    refused(".", saying=f"a.txt.{suffix}: expands more than 500 times, after ")


def test_dense_text_is_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "UNQUESTIONED", 1 << 16)
    lines = STRAY * 20_000
    assert len(lines) > 200 * len(_gzip(lines))
    assert content(_gzip(lines), "gz") == lines


def test_the_limit_stands_in_the_documentation() -> None:
    page = (Path(__file__).parent.parent / "docs" / "corpora.md").read_text(encoding="utf-8").replace("\n", " ")
    limits = (
        f"{compression.MAX_EXPANSION:,} times as long as what is stored, once {compression.UNQUESTIONED >> 20} MB of it"
    )
    assert limits in page


def test_xz_that_asks_for_too_much_memory() -> None:
    encoder = lzma.LZMACompressor(filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}])
    stored = bytearray(encoder.compress(STRAY) + encoder.flush())
    at = stored.index(b"\x21\x01") + 2  # the one byte of the block header that tells the size of the dictionary
    stored[at] = 36
    stored[20:24] = _crc32(bytes(stored[12:20]))
    Path("a.txt.xz").write_bytes(stored)
    refused("a.txt.xz", saying="a.txt.xz: damaged xz data, after 0 bytes of content: memory usage limit")


def _crc32(data: bytes) -> bytes:
    import zlib

    return zlib.crc32(data).to_bytes(4, "little")


def test_zstd_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt.zst").write_bytes(ZSTD.compress(STRAY))
    monkeypatch.setitem(sys.modules, ZSTD.__name__, None)
    refused(
        "a.txt.zst",
        saying="a.txt.zst: zstd needs a package that is not installed: pip install 'corpuslint-text[zstd]'",
    )


def test_names() -> None:
    assert (format_of("a.MD.GZ"), codec_of("a.MD.GZ")) == ("markdown", "gzip")
    assert (format_of("a.gz"), codec_of("a.gz")) == ("text", "gzip")
    assert (format_of("a.gz.txt"), codec_of("a.gz.txt")) == ("text", None)
    assert codec_of(".gz") is codec_of("-") is codec_of("gz") is None


def test_pieces_hold_the_content() -> None:
    Path("a.txt.gz").write_bytes(_gzip(STRAY))
    (piece,) = Source("a.txt.gz", "text").pieces()
    assert piece.data == STRAY


# Half a megabyte beside little text, so that there are several pieces.
BALLAST = [Random(number).randbytes(1500).hex() for number in range(180)]
RECORDS = {
    "a.jsonl": "".join(f'{{"page": "{one}", "text": "été  sec"}}\n{{"text": "sûr"}}\n' for one in BALLAST),
    "a.tsv": "page\ttext\n" + "".join(f"{one}\tété  sec\n1\tsûr\n" for one in BALLAST),
}


@EACH
@pytest.mark.parametrize("name", RECORDS)
def test_records(suffix: str, name: str) -> None:
    raw = RECORDS[name].encode()
    name = f"{name}.{suffix}"
    Path(name).write_bytes(COMPRESS[suffix](raw))
    assert run("check", "--select", "SPC003", "--fix", "--fix-log", "log", name).exit_code == 0
    assert EXPAND[suffix](Path(name).read_bytes()) == raw.replace(b"  ", b" ")
    assert run("revert", "log").exit_code == 0
    assert EXPAND[suffix](Path(name).read_bytes()) == raw


def test_records_before_damage_are_checked_and_the_damaged_one_is_not() -> None:
    Path("a.jsonl.gz").write_bytes(_gzip(RECORDS["a.jsonl"].encode())[:-100])
    output = refused("--fix", "a.jsonl.gz", saying="a.jsonl.gz: the gzip stream ends too early, after ")
    found = [line.split(" ")[1] for line in output.splitlines()]
    assert len(found) > 170
    assert set(found) == {"SPC003"}, "half a record is no malformed record"
