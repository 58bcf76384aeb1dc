"""Sources at remote addresses: in the memory of fsspec, on an HTTP server of our own, and in a local S3."""

from __future__ import annotations

import gzip
import io
import json
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_support import names, run
from fsspec.implementations.memory import MemoryFileSystem

from corpuslint.errors import ReadError
from corpuslint.formats import Source, is_remote
from corpuslint.formats.search import find_sources

STRAY, CLEAN = b"Une phrase  avec deux espaces.\n", b"Une phrase avec deux espaces.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    yield files
    files.store.clear()


def check(*arguments: str) -> tuple[int, str, list[str]]:
    """Exit status, standard output, and the errors."""
    result = run("check", "--select", "SPC003", "--output-format", "concise", *arguments)
    errors = [line for line in result.stderr.splitlines() if line.startswith("corpuslint: error: ")]
    return result.exit_code, result.stdout, [line.removeprefix("corpuslint: error: ") for line in errors]


def found(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    return [one.path if isinstance(one, Source) else f"[{one}]" for one in find_sources(paths, exclude, Path.cwd())]


def test_addresses() -> None:
    assert all(map(is_remote, ("s3://a/b", "memory://a", "HTTPS://a")))
    assert not any(map(is_remote, ("a/b", "C://a", "://a", "a b://c", "-", "é://a")))


def test_directories_are_listed_in_order(memory: MemoryFileSystem) -> None:
    for name in ("b/2.txt", "b/10.md", "a.text", "b/.c/d.txt", ".e.txt", "no.py", "c.jsonl.gz"):
        memory.pipe(f"/top/{name}", gzip.compress(b'{"text": "a"}') if name.endswith("gz") else STRAY)
    memory.pipe("/topping/x.txt", STRAY)
    top = "memory://top"
    assert found(top) == [f"{top}/a.text", f"{top}/b/10.md", f"{top}/b/2.txt", f"{top}/c.jsonl.gz"]
    assert found(f"{top}/", exclude=("/b/", "*.gz")) == [f"{top}/a.text"]
    assert found(f"{top}/no.py", f"{top}/b", top)[0] == f"{top}/no.py", "what is named is taken"
    assert found(f"{top}/b", top) == [f"{top}/b/10.md", f"{top}/b/2.txt", f"{top}/a.text", f"{top}/c.jsonl.gz"]
    memory.mkdir("/empty")
    assert found("memory://empty")[0].startswith("[memory://empty: no text files in this directory")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_checked_fixed_and_reverted(memory: MemoryFileSystem, jobs: str) -> None:
    table = io.BytesIO()
    pq.write_table(pa.table({"text": [STRAY.decode()] * 9}), table, row_group_size=4)
    before = {
        "/c/a.txt": STRAY,
        "/c/b.jsonl": json.dumps({"text": "a  b", "page": "x" * 5000}).encode() + b"\n" + b'{"text":"c"}\n' * 30_000,
        "/c/c.txt.gz": gzip.compress(STRAY),
        "/c/d.parquet": table.getvalue(),
        "/c/e.txt": CLEAN,
    }
    for name, content in before.items():
        memory.pipe(name, content)
    code, output, errors = check("--jobs", jobs, "memory://c")
    assert (code, errors) == (1, [])
    assert [line.split(" ")[0] for line in output.splitlines()][:3] == [
        "memory://c/a.txt:1:11:",
        "memory://c/b.jsonl:1:/text:1:2:",
        "memory://c/c.txt.gz:1:11:",
    ]
    assert check("--jobs", jobs, "--fix", "--fix-log", "log", "memory://c") == (0, "", [])
    assert memory.cat("/c/a.txt") == CLEAN
    assert memory.cat("/c/b.jsonl") == before["/c/b.jsonl"].replace(b"a  b", b"a b")
    assert gzip.decompress(memory.cat("/c/c.txt.gz")) == CLEAN
    assert pq.read_table(io.BytesIO(memory.cat("/c/d.parquet")))["text"].to_pylist() == [CLEAN.decode()] * 9
    assert sorted(memory.find("/c")) == sorted(before), "no temporary file is left"
    assert run("revert", "log").exit_code == 0
    assert memory.cat("/c/a.txt") == STRAY
    assert memory.cat("/c/b.jsonl") == before["/c/b.jsonl"]


def test_baseline(memory: MemoryFileSystem) -> None:
    memory.pipe("/c/a.txt", STRAY)
    assert run("baseline", "--select", "SPC003", "--output", "known.json", "memory://c").exit_code == 0
    assert json.loads(Path("known.json").read_text())["findings"][0]["path"] == "memory://c/a.txt"
    assert check("--baseline", "known.json", "memory://c")[0] == 0


def test_errors_are_one_line_each(memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/c/a.txt", STRAY)

    def deny(self: object, path: str, mode: str = "rb", **options: object) -> object:
        raise PermissionError(path)

    missing = check("memory://c/b.txt")
    assert missing == (2, "", ["memory://c/b.txt: cannot read: no such file or directory"])
    assert check("nosuch://a/b") == (2, "", ["nosuch://a/b: cannot read: Protocol not known: nosuch"])
    monkeypatch.setattr(MemoryFileSystem, "_open", deny)
    assert check("memory://c/a.txt") == (2, "", ["memory://c/a.txt: cannot read: permission denied"])


def test_without_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    command = "pip install 'corpuslint-text[remote]'"
    assert check("memory://a.txt")[2] == [f"memory://a.txt: addresses need a package that is not installed: {command}"]


def test_without_the_package_of_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
    command = "pip install 'corpuslint-text[remote,s3]'"
    assert check("s3://b/a.txt")[2] == [f"s3://b/a.txt: this address needs a package that is not installed: {command}"]


def test_an_error_in_the_midst_of_reading(memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/a.jsonl", b'{"text": "a  b"}\n' * 40_000)
    read = type(memory.store["/a.jsonl"]).read

    def fail(self: io.BytesIO, size: int = -1) -> bytes:
        if self.tell() > 600_000:
            raise ValueError("the line went dead\nand more")
        return read(self, size)

    monkeypatch.setattr(type(memory.store["/a.jsonl"]), "read", fail)
    code, output, errors = check("memory://a.jsonl")
    assert (code, errors) == (2, ["memory://a.jsonl: cannot read: the line went dead"])
    assert output.count("SPC003") > 10_000, "what came before was checked"


def test_a_file_that_changes_meanwhile_is_left(memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuslint.formats.remote import RemoteReplacement

    memory.pipe("/a.txt", STRAY)
    finish = RemoteReplacement.finish

    def changed(self: RemoteReplacement) -> None:
        finish(self)
        memory.pipe("/a.txt", b"new")

    monkeypatch.setattr(RemoteReplacement, "finish", changed)
    code, _, errors = check("--fix", "memory://a.txt")
    assert (code, errors) == (2, ["memory://a.txt: changed while it was being fixed; left as it is, run again"])
    assert memory.find("/") == ["/a.txt"]
    assert memory.cat("/a.txt") == b"new"


def test_storage_that_can_only_move(memory: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(self: MemoryFileSystem, *paths: str) -> None:
        raise NotImplementedError

    def move(self: MemoryFileSystem, path1: str, path2: str) -> None:
        self.store[path2] = self.store.pop(path1)

    memory.pipe("/a.txt", STRAY)
    monkeypatch.setattr(MemoryFileSystem, "cp_file", cannot)
    monkeypatch.setattr(MemoryFileSystem, "mv", move)
    assert check("--fix", "memory://a.txt") == (0, "", [])
    assert (memory.find("/"), memory.cat("/a.txt")) == (["/a.txt"], CLEAN)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass

    def end_headers(self) -> None:
        if self.path.startswith("/helpful"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def do_GET(self) -> None:
        if self.path.startswith("/closed"):
            self.send_error(403)
        elif self.path.startswith("/cut"):
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(STRAY)
        else:
            super().do_GET()


@pytest.fixture
def server(directory: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(directory))) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def test_http(server: str) -> None:
    Path("deep").mkdir()
    Path("a.txt.gz").write_bytes(gzip.compress(STRAY))
    Path("deep/b.jsonl").write_bytes(b'{"text": "a  b"}\n')
    pq.write_table(pa.table({"text": [STRAY.decode()]}), "deep/c.parquet")
    assert check(f"{server}/a.txt.gz?version=1") == (
        1,
        f"{server}/a.txt.gz?version=1:1:11: SPC003 stray-space: several spaces where one belongs [fix]\n",
        [],
    )
    Path("helpful.txt.gz").write_bytes(gzip.compress(STRAY))
    assert check(f"{server}/helpful.txt.gz")[::2] == (1, [])
    code, output, errors = check(f"{server}/deep/")
    assert (code, errors) == (1, [])
    assert [line.split(" ")[0] for line in output.splitlines()] == [
        f"{server}/deep/b.jsonl:1:/text:1:2:",
        f"{server}/deep/c.parquet:1:text:1:11:",
    ]


def test_http_errors(server: str) -> None:
    code, _, (missing, closed, cut) = check(f"{server}/no.txt", f"{server}/closed.txt", f"{server}/cut.txt")
    assert code == 2
    assert missing == f"{server}/no.txt: cannot read: file not found (404)"
    assert closed == f"{server}/closed.txt: cannot read: forbidden (403)"
    assert cut.startswith(f"{server}/cut.txt: cannot read: ")


def test_http_is_only_read(server: str) -> None:
    Path("a.txt").write_bytes(STRAY)
    code, output, errors = check("--fix", f"{server}/a.txt")
    refusal = "cannot write: this kind of address can only be read; fetch the file first; left as it is"
    assert (code, errors) == (2, [f"{server}/a.txt: {refusal}"])
    assert "SPC003" in output
    assert names() == ["a.txt"]
    assert Path("a.txt").read_bytes() == STRAY


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[fsspec.AbstractFileSystem]:
    """A bucket of a local S3, with fsspec told where it is."""
    s3fs = pytest.importorskip("s3fs")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    _, port = server.get_host_and_port()
    settings = {"endpoint_url": f"http://127.0.0.1:{port}", "key": "k", "secret": "s"}
    monkeypatch.setitem(fsspec.config.conf, "s3", settings)
    s3fs.S3FileSystem.clear_instance_cache()
    files = fsspec.filesystem("s3")
    files.mkdir("bucket")
    yield files
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_s3(bucket: fsspec.AbstractFileSystem) -> None:
    large = b'{"text": "a  b"}\n' + b'{"text": "c", "page": "' + b"x" * 100_000 + b'"}\n'
    bucket.call_s3(
        "put_object", Bucket="bucket", Key="c/a.txt", Body=STRAY, ContentType="text/x-mine", Metadata={"by": "me"}
    )
    bucket.pipe("bucket/c/b.jsonl", large * 130)
    assert found("s3://bucket/c") == ["s3://bucket/c/a.txt", "s3://bucket/c/b.jsonl"]
    assert check("--fix", "--fix-log", "log", "s3://bucket/c") == (0, "", [])
    bucket.invalidate_cache()
    assert bucket.cat("bucket/c/a.txt") == CLEAN
    head = bucket.call_s3("head_object", Bucket="bucket", Key="c/a.txt")
    assert (head["ContentType"], head["Metadata"]) == ("text/x-mine", {"by": "me"})
    assert bucket.cat("bucket/c/b.jsonl") == large.replace(b"a  b", b"a b") * 130
    assert bucket.find("bucket") == ["bucket/c/a.txt", "bucket/c/b.jsonl"]
    assert run("revert", "log").exit_code == 0
    bucket.invalidate_cache()
    assert bucket.cat("bucket/c/a.txt") == STRAY
    code, _, errors = check("s3://bucket/no.txt", "s3://nobucket/c/")
    assert code == 2
    assert [error.split(": ")[:2] for error in errors] == [
        ["s3://bucket/no.txt", "cannot read"],
        ["s3://nobucket/c/", "cannot read"],
    ]


def test_errors_of_reading_are_read_errors(memory: MemoryFileSystem) -> None:
    with pytest.raises(ReadError, match="memory://no: cannot read"):
        list(Source("memory://no", "text").pieces())
