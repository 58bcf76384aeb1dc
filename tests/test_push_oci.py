"""Sending packages to a real registry of OCI artifacts."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import servers
from cli_support import run, tree
from package_samples import build_sample

from corpuslint.packaging.canonical import sha256_hex

_TYPE = "application/vnd.oci.image.manifest.v1+json"
# bcrypt of "hunter2", with few rounds.
_HTPASSWD = "writer:$2b$04$P0G4DftWAFMKjjw9OGEM7eB9wNrG4YbftEB6qsooraYZ1XGReHU1i\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with servers.registry(tmp_path_factory.mktemp("registry")) as port:
        yield port


@pytest.fixture
def repository(server: int, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a repository that nobody has used."""
    monkeypatch.chdir(tmp_path)
    return f"oci://127.0.0.1:{server}/tests/{sha256_hex(request.node.name.encode())[:12]}"


def ask(repository: str, path: str, method: str = "GET", body: bytes | None = None, kind: str = _TYPE) -> bytes:
    """What the registry answers."""
    host, name = repository.removeprefix("oci://").split("/", 1)
    headers = {"Accept": _TYPE, "Content-Type": kind}
    with urlopen(Request(f"http://{host}/v2/{name}/{path}", body, headers, method=method)) as answer:
        return bytes(answer.read())


def tags(repository: str) -> list[str]:
    try:
        return list(json.loads(ask(repository, "tags/list"))["tags"] or [])
    except HTTPError as error:
        if error.code != 404:
            raise
        return []


def stored(repository: str, tag: str) -> dict[str, bytes]:
    layers = json.loads(ask(repository, f"manifests/{tag}"))["layers"]
    title = "org.opencontainers.image.title"
    return {one["annotations"][title]: ask(repository, f"blobs/{one['digest']}") for one in layers}


@pytest.mark.parametrize(("tag", "found"), [("", "0.1.0"), (":first", "first")])
def test_push_sends_once_and_then_finds_the_same(repository: str, tag: str, found: str) -> None:
    package = build_sample(Path("package"))
    for said in ("sent sample 0.1.0, read back and found the same (", "is there already"):
        done = run("push", package, repository + tag)
        assert (done.exit_code, said in done.stderr) == (0, True), done.output
        assert tags(repository) == [found]
    assert stored(repository, found) == tree(package)
    manifest = json.loads(ask(repository, f"manifests/{found}"))
    assert manifest["artifactType"] == "application/vnd.corpuslint.package.v1"
    assert manifest["annotations"]["org.opencontainers.image.version"] == "0.1.0"


def test_dry_run_changes_nothing(repository: str) -> None:
    done = run("push", "--dry-run", build_sample(Path("package")), repository)
    assert (done.exit_code, tags(repository)) == (0, [])
    assert "bytes, as tag 0.1.0; this version is not there yet" in done.stdout


def test_what_was_sent_can_be_fetched(repository: str) -> None:
    package = build_sample(Path("package"))
    assert run("push", package, repository).exit_code == 0
    done = run("pull", f"{repository}:0.1.0", "--output", "fetched")
    assert (done.exit_code, tree(Path("fetched"))) == (0, tree(package)), done.output
    for address, said in ((repository, "names no version"), (f"{repository}:2", "there is no such tag")):
        refused = run("pull", address, "--output", "other")
        assert (refused.exit_code, said in refused.stderr, refused.stderr.count("\n")) == (2, True, 1)
    _put_other(repository, "swapped")
    changed = run("pull", f"{repository}:0.1.0", "--output", "other")
    assert (changed.exit_code, "nothing was kept" in changed.stderr, Path("other").exists()) == (2, True, False)


def _put_other(repository: str, change: str) -> None:
    manifest: Any = json.loads(ask(repository, "manifests/0.1.0"))
    if change == "less":
        manifest["layers"].pop()
    elif change == "swapped":
        one, other = manifest["layers"][:2]
        one["annotations"], other["annotations"] = other["annotations"], one["annotations"]
    else:
        del manifest["layers"][0]["annotations"]
    ask(repository, "manifests/0.1.0", "PUT", json.dumps(manifest).encode())


@pytest.mark.parametrize(
    ("change", "said"),
    [("less", "datapackage-digest.json is missing"), ("swapped", "differs"), ("image", "the tag is of something else")],
)
def test_other_content_of_a_version_stays(repository: str, change: str, said: str) -> None:
    package = build_sample(Path("package"))
    assert run("push", package, repository).exit_code == 0
    _put_other(repository, change)
    before = ask(repository, "manifests/0.1.0")
    done = run("push", package, repository)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "version 0.1.0 of sample is there with other content (" in done.stderr
    assert said in done.stderr
    assert ask(repository, "manifests/0.1.0") == before


def test_a_line_that_breaks_leaves_no_version_and_can_be_tried_again(server: int, repository: str) -> None:
    package = build_sample(Path("package"))
    wire = servers.Wire(server)
    address = repository.replace(str(server), str(wire.port))
    assert run("push", package, f"{address}/whole").exit_code == 0
    whole = wire.passed
    for left in (whole * part // 4 for part in range(4)):
        wire.left = left
        done = run("push", package, f"{address}/{left}")
        assert (done.exit_code, done.stderr.count("\n"), tags(f"{repository}/{left}")) == (2, 1, []), done.stderr
        wire.left = None
        assert run("push", package, f"{address}/{left}").exit_code == 0
        assert stored(f"{repository}/{left}", "0.1.0") == tree(package)
    wire.close()


def test_a_name_and_a_password_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = build_sample(tmp_path / "package")
    (tmp_path / "htpasswd").write_text(_HTPASSWD)
    settings = {"REGISTRY_AUTH_HTPASSWD_REALM": "here", "REGISTRY_AUTH_HTPASSWD_PATH": str(tmp_path / "htpasswd")}
    with servers.registry(tmp_path, **settings) as port:
        address = f"oci://127.0.0.1:{port}/news"
        refused = run("push", package, address)
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
        assert "401 Unauthorized, UNAUTHORIZED" in refused.stderr
        assert "set CORPUSLINT_OCI_USER and CORPUSLINT_OCI_PASSWORD" in refused.stderr
        monkeypatch.setenv("CORPUSLINT_OCI_USER", "writer")
        monkeypatch.setenv("CORPUSLINT_OCI_PASSWORD", "hunter3")
        wrong = run("push", package, address)
        assert (wrong.exit_code, "hunter3" in wrong.stderr) == (2, False)
        monkeypatch.setenv("CORPUSLINT_OCI_PASSWORD", "hunter2")
        done = run("push", package, address)
        assert (done.exit_code, "sent sample" in done.stderr) == (0, True), done.output


class _Tokens(BaseHTTPRequestHandler):
    """Gives whoever knows the password a token, as registries on the net do."""

    folder: Path
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        known = self.headers.get("Authorization") == f"Basic {base64.b64encode(b'writer:hunter2').decode()}"
        body = json.dumps({"token": self._token()}).encode() if known else b"{}"
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _token(self) -> str:
        certificate = "".join((self.folder / "cert.pem").read_text().splitlines()[1:-1])
        actions = [{"type": "repository", "name": "news", "actions": ["pull", "push"]}]
        now = int(time.time())
        claims = {"iss": "me", "aud": "here", "sub": "writer", "exp": now + 300, "nbf": now - 300, "iat": now}
        head = {"typ": "JWT", "alg": "RS256", "x5c": [certificate]}
        signed = b".".join(
            _encode(json.dumps(one).encode()) for one in (head, {**claims, "jti": "1", "access": actions})
        )
        sign = ["openssl", "dgst", "-sha256", "-sign", str(self.folder / "key.pem")]
        signature = subprocess.run(sign, input=signed, capture_output=True, check=True).stdout
        return (signed + b"." + _encode(signature)).decode()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _encode(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


@pytest.fixture
def tokens(tmp_path: Path) -> Iterator[tuple[int, list[str]]]:
    servers.found("openssl")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*make, "-days", "2", "-subj", "/CN=me"], check=True, cwd=tmp_path, capture_output=True)
    asked: list[str] = []
    handler = type("Handler", (_Tokens,), {"folder": tmp_path, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


def test_a_token_is_fetched_where_the_registry_says(
    tmp_path: Path, tokens: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = build_sample(tmp_path / "package")
    port, asked = tokens
    settings = {
        "REGISTRY_AUTH_TOKEN_REALM": f"http://127.0.0.1:{port}/token",
        "REGISTRY_AUTH_TOKEN_SERVICE": "here",
        "REGISTRY_AUTH_TOKEN_ISSUER": "me",
        "REGISTRY_AUTH_TOKEN_ROOTCERTBUNDLE": str(tmp_path / "cert.pem"),
    }
    with servers.registry(tmp_path, **settings) as registry:
        address = f"oci://127.0.0.1:{registry}/news"
        refused = run("push", package, address)
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1), refused.stderr
        monkeypatch.setenv("CORPUSLINT_OCI_USER", "writer")
        monkeypatch.setenv("CORPUSLINT_OCI_PASSWORD", "hunter2")
        done = run("push", package, address)
        assert (done.exit_code, "sent sample" in done.stderr) == (0, True), done.output
        assert asked[-1] == "/token?service=here&scope=repository%3Anews%3Apull%2Cpush"


class _Odd(BaseHTTPRequestHandler):
    """A registry that answers what a test wants it to."""

    answers: dict[str, tuple[int, dict[str, str], bytes]]

    def _answer(self) -> None:
        status, headers, body = self.answers.get(self.command, (404, {}, b""))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if self.command != "HEAD" else b"")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"GET": (302, {"Location": "http://example.org/x"}, b"")}, "points to example.org, without encryption"),
        ({"GET": (302, {"Location": "/again"}, b"")}, "points from one place to the next"),
        ({"GET": (500, {}, b"\x1b[31m<html>")}, "the registry answers 500 Internal Server Error"),
        ({"GET": (500, {}, b"[" * 100_000)}, "the registry answers 500"),
        ({"GET": (200, {}, b" " * (5 << 20))}, "larger than a manifest may be"),
        ({"GET": (200, {}, b"[]")}, "the tag is of something else"),
        ({"GET": (200, {}, b'{"layers": [{"digest": "sha256:../x"}]}')}, "the tag is of something else"),
        ({"GET": (200, {"Content-Length": "99"}, b"{}")}, "breaks off"),
        ({"POST": (202, {"Location": "http://example.org/x"}, b"")}, "at example.org, which is another host"),
        ({"POST": (202, {}, b""), "PUT": (201, {}, b"")}, "the registry answers 404"),
        ({"HEAD": (200, {}, b"")}, "the registry answers 404"),
        ({"GET": (302, {"Location": "https://[x/y"}, b"")}, "an address cannot be used"),
        ({"GET": (401, {"WWW-Authenticate": 'Bearer realm="https://[x"'}, b"")}, "an address cannot be used"),
        (
            {"GET": (401, {"WWW-Authenticate": 'Bearer realm="http://example.org/t"'}, b"")},
            "a token from a place that is not encrypted",
        ),
    ],
)
def test_odd_answers_are_one_line(
    tmp_path: Path, answers: dict[str, tuple[int, dict[str, str], bytes]], said: str
) -> None:
    handler = type("Handler", (_Odd,), {"answers": answers})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        done = run("push", build_sample(tmp_path / "package"), f"oci://127.0.0.1:{server.server_port}/news")
        server.shutdown()
    assert (done.exit_code, done.stderr.count("\n"), "\x1b" in done.stderr) == (2, 1, False)
    assert said in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("oci://127.0.0.1", "is no address of a repository"),
        ("oci://127.0.0.1/News", "in small letters"),
        ("oci://127.0.0.1/a/../b", "is no address of a repository"),
        ("oci://127.0.0.1/news:-x", "is no address of a repository"),
        ("oci://127.0.0.1:{port}/news", "refused"),
        ("oci://no.invalid/news", "no.invalid/news: "),
    ],
)
def test_addresses_that_cannot_be_used(tmp_path: Path, address: str, said: str) -> None:
    address = address.replace("{port}", str(servers.free_port()))
    done = run("push", build_sample(tmp_path / "package"), address)
    assert (done.exit_code, said in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr
