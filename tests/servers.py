"""Real servers for the tests of targets, each on a free port of this machine; a test that lacks one is skipped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

PASSWORD = "correct horse"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Wire:
    """A way to a server that breaks once so many bytes have gone to it; None lets all through."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.left: int | None = None
        self.passed = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                threading.Thread(target=self._pump, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, False), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                if counted:
                    self.passed += len(data)
                    if self.left is not None:
                        self.left -= len(data)
                        if self.left < 0:
                            break
                sink.sendall(data)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self) -> None:
        """Let nobody in any more."""
        self._listener.close()


def found(program: str, *places: str) -> str:
    """The path of a program; without it, the test is skipped."""
    path = shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), *places]))
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


@contextmanager
def postgres() -> Iterator[int]:
    """The port of a PostgreSQL server with the user ``writer`` of the password ``correct horse``."""
    versions = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    initdb, server, is_ready = (found(name, *versions) for name in ("initdb", "postgres", "pg_isready"))
    # The server refuses to run as root, and whoever runs it must reach its files.
    user = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory() as folder:
        (Path(folder) / "password").write_text(PASSWORD)
        if user:
            for path in (folder, f"{folder}/password"):
                shutil.chown(path, user)
        make = [initdb, "-D", "data", "-U", "writer", "-A", "scram-sha-256", "--pwfile=password", "-E", "UTF8"]
        subprocess.run(
            [*make, "--no-sync", "--locale=C"], check=True, cwd=folder, user=user, capture_output=True, timeout=60
        )
        port = free_port()
        options = ["-F", "-k", "", "-h", "127.0.0.1", "-p", str(port)]
        with _running([server, "-D", "data", *options], cwd=folder, user=user) as process:
            _wait(process, lambda: not subprocess.call([is_ready, "-q", "-h", "127.0.0.1", "-p", str(port)]))
            yield port


@contextmanager
def registry(folder: Path, **settings: str) -> Iterator[int]:
    """The port of a registry of OCI artifacts; the settings are those of its environment."""
    program = found("docker-registry")
    port = free_port()
    (folder / "registry.yml").write_text(
        f"version: 0.1\nlog: {{level: error}}\nhttp: {{addr: 127.0.0.1:{port}}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}/registry}}, delete: {{enabled: true}}}}\n"
    )
    environment = {**os.environ, **settings}
    with _running([program, "serve", str(folder / "registry.yml")], env=environment) as process:
        _wait(process, lambda: is_open(port))
        yield port


def is_open(port: int) -> bool:
    """Whether somebody listens on a port."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


@contextmanager
def _running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
    while not ready():
        with suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"the server ended with {process.wait(0.02)}")


def has(program: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(program) is not None
