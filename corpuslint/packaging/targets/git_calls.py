"""Calling git: without prompts, hooks, redirects or surprises of the surroundings, errors in one line."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from urllib.parse import urlsplit

from corpuslint.errors import TargetError
from corpuslint.packaging.targets.contents import read_pieces

# Who pushes over https, where the credential helpers of git do not know it.
USER, TOKEN = "CORPUSLINT_GIT_USER", "CORPUSLINT_GIT_TOKEN"

# A longer line of git tells no more.
_LONGEST = 300
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "gc.auto=0",
    # A redirect may lead to another host.
    "http.followRedirects=false",
    # A minute without progress is the end.
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
    "i18n.commitEncoding=UTF-8",
    "lfs.locksverify=false",
    "push.followTags=false",
    "push.gpgSign=false",
)
# What belongs to a repository that we may be called in, as `git rev-parse --local-env-vars` lists it.
_LOCAL = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
_TELLING = ("fatal: ", "error: ", "remote: error: ", "remote: fatal: ", "ERROR: ", "batch response: ")


class Repository:
    """A bare repository for one task, whose remote is ``origin``."""

    def __init__(self, folder: Path, url: str, shown: str) -> None:
        self.folder = folder
        self._shown = shown
        self._secret = os.environ.get(TOKEN, "")
        self._environment = _environment(url)

    def run(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        """What a git command prints.

        Args:
            arguments: the command; whatever is not ours comes after ``--`` or is no option by its form.
            given: its standard input.
            more: additions to its environment.

        Raises:
            TargetError: it fails.
        """
        command = self._command(arguments)
        environment = {**self._environment, **(more or {})}
        done = subprocess.run(command, input=given, capture_output=True, check=False, cwd=self.folder, env=environment)
        if done.returncode:
            raise self._failure(done.stderr + b"\n" + done.stdout)
        return done.stdout

    def line(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> str:
        """What a git command prints in one line; see :meth:`run`.

        Raises:
            TargetError: it fails.
        """
        return self.run(*arguments, given=given, more=more).decode().strip()

    def stream(self, *arguments: str, given: bytes = b"") -> Iterator[bytes]:
        """What a git command prints, in pieces.

        Raises:
            TargetError: it fails.
        """
        with TemporaryFile() as source, TemporaryFile() as errors:
            source.write(given)
            source.seek(0)
            with subprocess.Popen(
                self._command(arguments),
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=self.folder,
                env=self._environment,
            ) as process:
                assert process.stdout is not None
                yield from read_pieces(process.stdout)
            if process.returncode:
                errors.seek(0)
                raise self._failure(errors.read())

    def _command(self, arguments: Sequence[str]) -> list[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return [_git(self._shown), *settings, *arguments]

    def _failure(self, output: bytes) -> TargetError:
        lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
        telling = (line.removeprefix(start) for line in lines for start in _TELLING if line.startswith(start))
        rejected = (line for line in lines if "[rejected]" in line or "[remote rejected]" in line)
        wrong = (line for line in lines if "error" in line.lower())
        line = next(chain(rejected, telling, wrong, lines[-1:]), "it failed")
        if self._secret:
            line = line.replace(self._secret, "***")
        hint = f"; set {TOKEN}" if "could not read Username" in line else ""
        return TargetError(f"{self._shown}: git says: {line[:_LONGEST]}{hint}")


@contextmanager
def scratch(url: str, shown: str) -> Iterator[Repository]:
    """A new repository that is gone after the block.

    Raises:
        TargetError: there is no git.
    """
    with TemporaryDirectory(prefix="corpuslint-", ignore_cleanup_errors=True) as folder:
        repository = Repository(Path(folder), url, shown)
        repository.run("init", "--quiet", "--bare", "--template=")
        repository.run("config", "remote.origin.url", url)
        yield repository


def _git(shown: str) -> str:
    path = shutil.which("git")
    if path is None:
        raise TargetError(f"{shown}: needs git, which is not installed")
    return path


def has_lfs() -> bool:
    """Whether git-lfs is installed."""
    return shutil.which("git-lfs") is not None


def _environment(url: str) -> dict[str, str]:
    """The environment of git: no questions, and the token, if there is one, for the host of the address alone."""
    kept = {key: value for key, value in os.environ.items() if key not in (*_LOCAL, TOKEN)}
    kept |= {
        "GIT_ALLOW_PROTOCOL": "file:https:ssh",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GCM_INTERACTIVE": "never",
        "LC_ALL": "C",
    }
    token = os.environ.get(TOKEN)
    parts = urlsplit(url)
    if token and parts.scheme == "https":
        count = int(kept.get("GIT_CONFIG_COUNT") or 0)
        pair = base64.b64encode(f"{os.environ.get(USER) or 'git'}:{token}".encode()).decode()
        kept |= {
            f"GIT_CONFIG_KEY_{count}": f"http.https://{parts.netloc}/.extraHeader",
            f"GIT_CONFIG_VALUE_{count}": f"Authorization: Basic {pair}",
            "GIT_CONFIG_COUNT": str(count + 1),
        }
    return kept
