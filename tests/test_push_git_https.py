"""Sending packages to a git remote over https, with a token."""

from __future__ import annotations

import base64
import os
import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import servers
from cli_support import run
from package_samples import build_sample

pytestmark = pytest.mark.skipif(
    not servers.has("git") or not servers.has("openssl"), reason="git or openssl is missing"
)


class _Host(BaseHTTPRequestHandler):
    """A host of git repositories: the server of git itself behind a password."""

    root: Path
    seen: list[str]

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append(self.path)
        if self.headers.get("Authorization") != f"Basic {base64.b64encode(b'git:hunter2').decode()}":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="here"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "REMOTE_USER": "writer",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, check=True, env=environment)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str]]]:
    """The address of an empty repository on a host, and the paths that the host is asked for."""
    monkeypatch.chdir(tmp_path)
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(
        [*make, "-days", "2", "-subj", "/CN=here", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )
    subprocess.run(["git", "init", "-q", "--bare", "remote.git"], check=True)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(tmp_path / "cert.pem"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    seen: list[str] = []
    handler = type("Handler", (_Host,), {"root": tmp_path, "seen": seen})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("cert.pem", "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"git+https://127.0.0.1:{server.server_port}/remote.git", seen
        server.shutdown()


def test_the_token_comes_from_the_environment(host: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    address, seen = host
    package = build_sample(Path("package"))
    refused = run("push", package, address)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1), refused.stderr
    assert "could not read Username" in refused.stderr
    assert "set CORPUSLINT_GIT_TOKEN" in refused.stderr
    monkeypatch.setenv("CORPUSLINT_GIT_TOKEN", "hunter3")
    wrong = run("push", package, address)
    assert (wrong.exit_code, wrong.stderr.count("\n"), "hunter3" in wrong.stderr) == (2, 1, False), wrong.stderr
    monkeypatch.setenv("CORPUSLINT_GIT_TOKEN", "hunter2")
    for said in ("sent sample 0.1.0", "is there already"):
        done = run("push", package, address)
        assert (done.exit_code, said in done.stderr, "hunter2" in done.output) == (0, True, False), done.output
    assert not any("hunter" in path for path in seen)
