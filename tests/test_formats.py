"""How sources are found, read and written back."""

from __future__ import annotations

import hashlib
import inspect
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli_support import names, run
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.document import Document, EncodingFacts
from corpuslint.errors import ReadError, WriteError
from corpuslint.formats import FORMATS, Piece, ReadOptions, Source, format_of, load_format
from corpuslint.formats.replace import Replacement
from corpuslint.formats.search import find_sources


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*paths: str) -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text("un texte\n")


def found(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    """Paths of the sources, and error messages in brackets."""
    results = find_sources(paths or (".",), exclude, Path.cwd())
    return [one.path if isinstance(one, Source) else f"[{one}]" for one in results]


def nothing(directory: str) -> str:
    return f"[{directory}: no text files in this directory ({', '.join(FORMATS)})]"


def test_directories_are_searched_in_order() -> None:
    make("b/2.txt", "b/10.md", "a.text", "c.TXT", "z/y/x.txt", "b/no.rst", "no.py", ".hidden.txt", ".git/a.txt")
    assert found() == ["a.text", "b/10.md", "b/2.txt", "c.TXT", "z/y/x.txt"]
    assert found("z", "b/no.rst", "b") == ["z/y/x.txt", "b/no.rst", "b/10.md", "b/2.txt"]


def test_links_to_files_are_followed_and_to_directories_not() -> None:
    make("data/a.txt")
    Path("link.txt").symlink_to("data/a.txt")
    Path("again").symlink_to("data")
    Path("data/loop").symlink_to(".")
    assert found() == ["data/a.txt"], "the link names a file that was found already"
    assert found("link.txt") == ["link.txt"]
    assert found("again") == ["again/a.txt"], "a link that is named is followed"


def test_gitignore() -> None:
    make("keep.txt", "drop.txt", "build/a.txt", "sub/drop.txt", "sub/own.txt", "sub/back.txt", "sub/deep/own.txt")
    Path(".git").mkdir()
    Path(".gitignore").write_text("# comment\n/drop.txt\nbuild/\nback.txt\n!\n")
    Path("sub/.gitignore").write_text("own.txt\n!back.txt\n")
    assert found() == ["keep.txt", "sub/back.txt", "sub/drop.txt"]
    assert found("sub") == ["sub/back.txt", "sub/drop.txt"]
    assert found("sub/deep") == [nothing("sub/deep")]


def test_what_is_named_is_searched_even_if_ignored() -> None:
    make("data/a.txt", "data/b/c.txt")
    Path(".git").mkdir()
    Path(".gitignore").write_text("data/\n")
    assert found() == [nothing(".")]
    assert found("data") == ["data/a.txt", "data/b/c.txt"]
    assert found("data/b", "data/a.txt") == ["data/b/c.txt", "data/a.txt"]


def test_gitignore_agrees_with_git() -> None:
    patterns = "*.md\n!keep.md\n/top/\nmid/*/low.txt\n**/any.txt\nq?.txt\n[ab].txt\ndir with space/\n\\!bang.txt\n"
    make("x.md", "keep.md", "top/a.txt", "s/top/a.txt", "mid/u/low.txt", "mid/u/v/low.txt", "s/any.txt", "q1.txt")
    make("q12.txt", "a.txt", "c.txt", "dir with space/d.txt", "!bang.txt", "s/keep.md")
    Path(".gitignore").write_text(patterns)
    subprocess.run(["git", "init", "-q"], check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert found() == sorted((path for path in listed if not path.startswith(".")), key=lambda path: path.split("/"))


def test_directories_may_lie_deeper_than_calls() -> None:
    make("d/" * 300 + "a.txt")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 150)
    try:
        assert found() == ["d/" * 300 + "a.txt"]
    finally:
        sys.setrecursionlimit(limit)


def test_exclude_is_relative_to_the_configuration() -> None:
    make("a/keep.txt", "a/drafts/b.txt", "drafts/c.txt", "note.md")
    assert found(exclude=("drafts/", "*.md")) == ["a/keep.txt"]
    assert found(exclude=("/drafts/",)) == ["a/drafts/b.txt", "a/keep.txt", "note.md"]
    assert found("drafts/c.txt", exclude=("drafts/",)) == ["drafts/c.txt"], "a named file is taken whatever its name"


def test_what_cannot_be_used_stands_in_its_place() -> None:
    make("a.txt", "corpus.json")
    Path("empty").mkdir()
    assert found("nowhere", "a.txt", "empty", "corpus.json") == [
        "[nowhere: no such file or directory]",
        "a.txt",
        nothing("empty"),
        "[corpus.json: .json files are not supported; give JSON lines (.jsonl), one record a line]",
    ]


def test_unreadable_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a/b.txt", "c/d.txt")
    scan = os.scandir

    def deny(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", deny)
    assert found() == ["[a: cannot read: permission denied]", "c/d.txt"]


def test_a_pipe_is_read_once() -> None:
    os.mkfifo("pipe")
    writer = threading.Thread(target=lambda: Path("pipe").write_bytes(b"un  texte\n"))
    writer.start()
    result = run("check", "--select", "SPC003", "--output-format", "concise", "pipe")
    writer.join()
    assert result.stdout.startswith("pipe:1:3: SPC003")


def test_file_names_that_are_not_utf8() -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    Path(name).write_text("un  texte\n")
    result = run("check", "--select", "SPC003", "--fix", "--fix-log", "log", ".")
    assert result.exit_code == 0
    assert Path(name).read_text() == "un texte\n"
    assert run("revert", "log").exit_code == 0
    assert Path(name).read_text() == "un  texte\n"


def read(raw: bytes, options: ReadOptions | None = None) -> list[Document]:
    (piece,) = load_format("text").cut(io.BytesIO(raw), "a.txt")
    assert piece.data == raw
    return list(piece.read(options or ReadOptions()))


@given(st.text())
def test_text_comes_back_as_it_was(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    try:
        documents = read(raw)
    except ReadError:
        return  # not text
    assert len(documents) == 1
    assert Piece("a.txt", "text", raw).write(documents) == raw


def test_text_keeps_its_mark_and_newlines() -> None:
    raw = b"\xef\xbb\xbfun\r\ndeux\rtrois\n"
    (document,) = read(raw, ReadOptions(language="fr"))
    assert (document.text, document.path, document.language) == ("\ufeffun\r\ndeux\rtrois\n", "a.txt", "fr")


def test_text_in_a_given_encoding() -> None:
    (document,) = read("été".encode("cp1252"), ReadOptions(encoding="cp1252"))
    assert document.text == "été"


def test_errors_of_text_name_the_file() -> None:
    with pytest.raises(ReadError, match=r"^a\.txt: not text"):
        read(b"\x89PNG\r\n")
    with pytest.raises(WriteError, match=r"^a\.txt: U\+1EA3 cannot be written in cp1252"):
        Piece("a.txt", "text", b"").write([Document("ả", path="a.txt", encoding=EncodingFacts("cp1252"))])


def test_format_of() -> None:
    assert format_of("a.txt") == format_of("LICENSE") == format_of("-") == "text"
    assert format_of("a.md") == "markdown"
    with pytest.raises(ReadError, match="are not supported"):
        format_of("a.JSON")


@contextmanager
def prepare(path: str, pieces: Iterable[bytes]) -> Iterator[Replacement]:
    """A replacement that is complete and waits beside the file."""
    with Replacement(path) as replacement:
        for piece in pieces:
            replacement.write(piece)
        replacement.finish()
        yield replacement


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_replacement(directory: Path) -> None:
    Path("a.txt").write_bytes(b"old")
    Path("a.txt").chmod(0o604)
    with prepare("a.txt", [b"n", b"ew"]) as replacement:
        assert Path("a.txt").read_bytes() == b"old"
        replacement.commit(digest(b"old"))
    assert Path("a.txt").read_bytes() == b"new"
    assert Path("a.txt").stat().st_mode & 0o7777 == 0o604
    assert names() == ["a.txt"]


def test_replacement_through_a_link(directory: Path) -> None:
    Path("store").mkdir()
    Path("store/a.txt").write_bytes(b"old")
    Path("a.txt").symlink_to("store/a.txt")
    with prepare("a.txt", [b"new"]) as replacement:
        assert len(list(Path("store").iterdir())) == 2, "the new content waits beside the real file"
        replacement.commit(digest(b"old"))
    assert Path("a.txt").is_symlink()
    assert Path("store/a.txt").read_bytes() == b"new"


def test_replacement_of_a_file_that_changed() -> None:
    Path("a.txt").write_bytes(b"other")
    with (
        pytest.raises(WriteError, match=r"a.txt: changed while it was being fixed"),
        prepare("a.txt", [b"new"]) as replacement,
    ):
        replacement.commit(digest(b"old"))
    assert Path("a.txt").read_bytes() == b"other"
    assert names() == ["a.txt"]


def test_no_temporary_file_is_left_when_the_content_fails() -> None:
    Path("a.txt").write_bytes(b"old")

    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), prepare("a.txt", pieces()):
        pass
    assert names() == ["a.txt"]


def test_disk_that_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt").write_bytes(b"old")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WriteError, match=r"a.txt: cannot write: no space left on device; left as it is"):  # noqa: SIM117
        with prepare("a.txt", [b"new"]):
            pass
    assert names() == ["a.txt"]


def test_replacement_of_what_is_no_file() -> None:
    os.mkfifo("pipe")
    with pytest.raises(WriteError, match="pipe: not a regular file"), prepare("pipe", [b"new"]):
        pass
