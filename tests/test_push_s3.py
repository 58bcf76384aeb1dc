"""Sending packages to a real server that speaks like S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import servers
from cli_support import names, run
from package_samples import build_sample

from corpuslint.packaging.guard import list_files

botocore_session = pytest.importorskip("botocore.session")
targets_s3 = pytest.importorskip("corpuslint.packaging.targets.s3")
moto_server = pytest.importorskip("moto.server")


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    running = moto_server.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    yield running.get_host_and_port()[1]
    running.stop()


@pytest.fixture
def wire(server: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[servers.Wire]:
    """The way to an empty server, which the environment tells of."""
    monkeypatch.chdir(tmp_path)
    urlopen(Request(f"http://127.0.0.1:{server}/moto-api/reset", method="POST")).close()
    way = servers.Wire(server)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{way.port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "someone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    yield way
    way.close()


@pytest.fixture
def client(wire: servers.Wire) -> Any:
    """A client of the server, which has a bucket."""
    found = botocore_session.get_session().create_client("s3")
    found.create_bucket(Bucket="corpora")
    return found


def keys(client: Any) -> list[str]:
    return [one["Key"] for one in client.list_objects_v2(Bucket="corpora").get("Contents", [])]


def stored(client: Any) -> dict[str, bytes]:
    return {key: client.get_object(Bucket="corpora", Key=key)["Body"].read() for key in keys(client)}


def expected(package: Path, prefix: str) -> dict[str, bytes]:
    return {f"{prefix}/sample-0.1.0/{name}": (package / name).read_bytes() for name in list_files(package)}


@pytest.mark.parametrize(("address", "prefix"), [("s3://corpora", ""), ("s3://corpora/a/b/", "a/b")])
def test_push_sends_once_and_then_finds_the_same(client: Any, address: str, prefix: str) -> None:
    package = build_sample(Path("package"))
    for said in ("sent sample 0.1.0, read back and found the same (", "is there already"):
        done = run("push", package, address)
        assert (done.exit_code, said in done.stderr) == (0, True), done.output
        assert stored(client) == {key.lstrip("/"): content for key, content in expected(package, prefix).items()}
    assert client.head_object(Bucket="corpora", Key=keys(client)[-1])["ContentType"] == "text/html; charset=utf-8"


def test_dry_run_changes_nothing(client: Any) -> None:
    done = run("push", "--dry-run", build_sample(Path("package")), "s3://corpora/a")
    assert (done.exit_code, keys(client)) == (0, [])
    assert "bytes to s3://corpora/a/sample-0.1.0/; this version is not there yet" in done.stdout


@pytest.mark.parametrize("name", ["README.md", "data/documents.jsonl", "datapackage-digest.json", "more.txt"])
def test_other_content_of_a_version_stays(client: Any, name: str) -> None:
    package = build_sample(Path("package"))
    assert run("push", package, "s3://corpora/a").exit_code == 0
    client.put_object(Bucket="corpora", Key=f"a/sample-0.1.0/{name}", Body=b"other")
    before = stored(client)
    done = run("push", package, "s3://corpora/a")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert f"version 0.1.0 of sample is there with other content ({name}" in done.stderr
    assert stored(client) == before


def test_a_line_that_breaks_leaves_no_version_and_can_be_tried_again(client: Any, wire: servers.Wire) -> None:
    package = build_sample(Path("package"))
    start = wire.passed
    assert run("push", package, "s3://corpora/whole").exit_code == 0
    whole = wire.passed - start
    for left in (whole * part // 4 for part in range(4)):
        wire.left = left
        done = run("push", package, "s3://corpora/a")
        wire.left = None
        assert (done.exit_code, done.stderr.count("\n"), "hunter2" in done.stderr) == (2, 1, False), done.stderr
        assert "a/sample-0.1.0/datapackage-digest.json" not in keys(client)
    assert run("push", package, "s3://corpora/a").exit_code == 0
    assert stored(client) == expected(package, "whole") | expected(package, "a")


def test_what_another_push_left_is_not_written_over(client: Any) -> None:
    package = build_sample(Path("package"))
    for name, said in (("README.md", "is left of another push"), ("x.txt", "is no file of this package")):
        client.put_object(Bucket="corpora", Key=f"a/sample-0.1.0/{name}", Body=b"other")
        before = client.get_object(Bucket="corpora", Key=f"a/sample-0.1.0/{name}")["Body"].read()
        done = run("push", package, "s3://corpora/a")
        assert (done.exit_code, f"{name}: {said}" in done.stderr) == (2, True), done.stderr
        assert client.get_object(Bucket="corpora", Key=f"a/sample-0.1.0/{name}")["Body"].read() == before
        assert "a/sample-0.1.0/datapackage-digest.json" not in keys(client)


def test_large_files_go_in_parts(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    package = build_sample(Path("package"))
    monkeypatch.setattr(targets_s3, "_PART", 3_000)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 3_000)
    for said in ("sent sample 0.1.0", "is there already"):
        done = run("push", package, "s3://corpora/a")
        assert (done.exit_code, said in done.stderr) == (0, True), done.output
        assert stored(client) == expected(package, "a")
    size = (package / "croissant.json").stat().st_size
    tag = client.head_object(Bucket="corpora", Key="a/sample-0.1.0/croissant.json")["ETag"]
    assert tag.endswith(f'-{-(-size // 3_000)}"')
    assert "Uploads" not in client.list_multipart_uploads(Bucket="corpora")


class _Plain:
    """A client of a store that knows no conditions."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def refuse_conditions(**facts: Any) -> Any:
            if "IfNoneMatch" in facts:
                raise targets_s3.ClientError({"Error": {"Code": "NotImplemented"}}, name)
            return call(**facts)

        return refuse_conditions if name in ("put_object", "complete_multipart_upload") else call


@pytest.mark.parametrize("part", [3_000, 5 << 20])
def test_stores_without_conditions_are_asked_before(client: Any, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    package = build_sample(Path("package"))
    connect = targets_s3._client
    monkeypatch.setattr(targets_s3, "_client", lambda address: _Plain(connect(address)))
    monkeypatch.setattr(targets_s3, "_PART", part)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 3_000)
    client.put_object(Bucket="corpora", Key="a/sample-0.1.0/croissant.json", Body=b"other")
    done = run("push", package, "s3://corpora/a")
    assert (done.exit_code, "croissant.json: is left of another push" in done.stderr) == (2, True), done.stderr
    client.delete_object(Bucket="corpora", Key="a/sample-0.1.0/croissant.json")
    assert run("push", package, "s3://corpora/a").exit_code == 0
    assert stored(client) == expected(package, "a")
    assert "Uploads" not in client.list_multipart_uploads(Bucket="corpora")


def test_what_was_sent_can_be_fetched(client: Any) -> None:
    package = build_sample(Path("package"))
    assert run("push", package, "s3://corpora/a").exit_code == 0
    client.put_object(Bucket="corpora", Key="a/sample-0.1.0/", Body=b"")  # a folder, to some tools
    done = run("pull", "s3://corpora/a/sample-0.1.0", "--output", "fetched")
    assert done.exit_code == 0, done.output
    assert "Fetched s3://corpora/a/sample-0.1.0 to fetched, verified (documents: 3," in done.stderr
    assert {name: Path("fetched", name).read_bytes() for name in list_files(Path("fetched"))} == {
        name: (package / name).read_bytes() for name in list_files(package)
    }
    assert run("push", package, "s3://corpora/a").exit_code == 0
    again = run("pull", "s3://corpora/a/sample-0.1.0", "--output", "fetched")
    assert (again.exit_code, "fetched: exists" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("../x", 'path "../x" leaves the package; do not trust'),
        ("data//x", "is not written plainly; do not trust"),
        ("data/fixes.jsonl/x", "stands twice; do not trust"),
        (".hidden", "is hidden; do not trust"),
        ("README.md", "README.md: is not the file that SHA256SUMS lists"),
        ("more.txt", "more.txt: is not listed in SHA256SUMS"),
    ],
)
def test_what_is_no_sound_package_is_not_kept(client: Any, key: str, said: str) -> None:
    assert run("push", build_sample(Path("package")), "s3://corpora").exit_code == 0
    client.put_object(Bucket="corpora", Key=f"sample-0.1.0/{key}", Body=b"other")
    done = run("pull", "s3://corpora/sample-0.1.0", "--output", "new/fetched")
    assert (done.exit_code, said in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr
    assert names() == ["package"]


def test_a_line_that_breaks_while_fetching_leaves_nothing(client: Any, wire: servers.Wire) -> None:
    assert run("push", build_sample(Path("package")), "s3://corpora").exit_code == 0
    for left in (0, 2_000, 4_000):
        wire.left = left
        done = run("pull", "s3://corpora/sample-0.1.0", "--output", "fetched")
        assert (done.exit_code, names(), done.stderr.count("\n")) == (2, ["package"], 1), done.stderr
    wire.left = None
    nothing = run("pull", "s3://corpora/none", "--output", "fetched")
    assert (nothing.exit_code, "s3://corpora/none: holds no package" in nothing.stderr, names()) == (
        2,
        True,
        ["package"],
    )


def test_errors_are_one_line_without_secrets(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    package = build_sample(Path("package"))

    def refusal(address: str) -> str:
        done = run("push", package, address)
        assert (done.exit_code, done.stderr.count("\n"), "hunter2" in done.stderr) == (2, 1, False), done.stderr
        return done.stderr

    assert "(NoSuchBucket)" in refusal("s3://nobody/a")
    assert "names no bucket" in refusal("s3://")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{servers.free_port()}")
    assert "Could not connect" in refusal("s3://corpora/a")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nonsense")
    assert "nonsense" in refusal("s3://corpora/a")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "none")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert "credentials" in refusal("s3://corpora/a")
