"""The programs that are measured: corpuslint as it is installed here, and the peers that are installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

import corpuslint
from measures.spellers import which

_WORKERS = str(Path(__file__).parent / "workers.py")


@dataclass(frozen=True)
class Tool:
    """A program that is run as its command with a path at the end.

    statuses: the exit statuses that mean success.
    slow: it is measured on a part of the corpus.
    one_file: it reads a file, not a folder.
    """

    name: str
    version: str
    command: tuple[str, ...]
    statuses: tuple[int, ...] = (0,)
    slow: bool = False
    one_file: bool = False


class Own:
    """corpuslint's command line, and what it can do."""

    def __init__(self) -> None:
        self.version = corpuslint.__version__
        self._help = _help("check")
        self.has_jobs = "--jobs" in self._help
        self.has_cache = "--no-cache" in self._help
        listed = re.search(r"--engine \[(.*?)\]", _help("batch"))
        self.engines = set(listed[1].split("|")) if listed else set()

    def check(self, *options: str, jobs: int = 1, cache: bool = False) -> tuple[str, ...]:
        """The command that checks a path with the default rules, told that the text is French."""
        given = [*options]
        if self.has_jobs:
            given += ["--jobs", str(jobs)]
        if self.has_cache and not cache:
            given.append("--no-cache")
        common = ("--isolated", "--language", "fr", "--exit-zero", "--output-format", "concise")
        return (sys.executable, "-m", "corpuslint", "check", *common, *given)

    def hook(self) -> tuple[str, ...]:
        """The command of the pre-commit hook, without what an earlier run left behind."""
        program = which("corpuslint")
        start = (program,) if program else (sys.executable, "-m", "corpuslint")
        return (*start, "check", "--exit-zero", *(["--no-cache"] if self.has_cache else []))

    def tool(self) -> Tool:
        """corpuslint as one of the tools."""
        return Tool("corpuslint", self.version, self.check())


def _help(command: str) -> str:
    shown = subprocess.run(
        [sys.executable, "-m", "corpuslint", command, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )
    return shown.stdout


def peers(datatrove: str = sys.executable) -> Iterator[Tool | str]:
    """The peers that are installed, and a note for each that is not.

    Args:
        datatrove: the Python that has datatrove, which asks for much that others should not get along with it.
    """
    for name, options, statuses in (
        ("typos", ("-j1", "--isolated", "--format", "brief"), (0, 2)),
        ("codespell", (), (0, 65)),
    ):
        program = which(name)
        yield Tool(name, _version(name), (program, *options), statuses) if program else f"{name} is not installed"
    if util.find_spec("ftfy") and util.find_spec("langdetect"):
        versions = f"{_version('ftfy')}, {_version('langdetect')}"
        yield Tool("ftfy + langdetect", versions, (sys.executable, _WORKERS, "ftfy+langdetect"), slow=True)
    else:
        yield "ftfy and langdetect are not both installed"
    yield _hunspell()
    yield _datatrove(datatrove)


def _datatrove(python: str) -> Tool | str:
    code = "from importlib.metadata import version; print(version('datatrove'), version('spacy'))"
    try:
        shown = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    except OSError as error:
        return f"{python}: {error.strerror}"
    if shown.returncode:
        return "datatrove is not installed"
    version, spacy = shown.stdout.split()
    return Tool("datatrove", f"{version} with spaCy {spacy}", (python, _WORKERS, "datatrove"), slow=True)


def _hunspell() -> Tool | str:
    program = which("hunspell")
    if program is None:
        return "hunspell is not installed"
    for dictionary in ("fr_FR", "fr"):
        command = (program, "-d", dictionary, "-i", "utf-8", "-l")
        if subprocess.run([*command, os.devnull], capture_output=True, check=False).returncode == 0:
            banner = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stdout
            version = re.search(r"Hunspell ([\d.]+)", banner)
            return Tool("hunspell", version[1] if version else "", command, slow=True, one_file=True)
    return "hunspell has no French dictionary"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
