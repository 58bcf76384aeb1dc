"""Measure publishing and verifying beside frictionless, on many small documents.

    python benchmarks/publishing.py [--documents 100000] [--rounds 1] [--work FOLDER] [--formats jsonl,parquet]

Makes varied French documents of 1 kB, every tenth of them damaged as the seeds are (benchmarks/measures), publishes
them in each format, and verifies each package in turn with ``corpuslint verify``, also with every row for its referee,
and with ``frictionless validate``, with our plugin and without. Seconds are CPU time of all processes, the best of the
rounds. --work keeps documents and packages for the next run. For POSIX systems.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from measures.corpus import MB, documents, pieces, write
from measures.stopwatch import CommandError, Timing, run

KILOBYTE = 1_000  # characters of a document
_OWN = (sys.executable, "-m", "corpuslint")
_STOCK = str(Path(__file__).parent / "measures" / "stock_frictionless.py")
_COMMANDS: dict[str, tuple[str, ...]] = {
    "`corpuslint verify`": (*_OWN, "verify"),
    "`corpuslint verify --referee full`": (*_OWN, "verify", "--referee", "full"),
    "`frictionless validate` with our plugin": (sys.executable, _STOCK, "plugin"),
    "`frictionless validate`": (sys.executable, _STOCK, "stock"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit status: 0, or 2 if it cannot be run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--work", type=Path, help="a folder that keeps documents and packages")
    parser.add_argument("--formats", default="jsonl,parquet")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        work = (options.work or Path(folder)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        try:
            for line in measure(work, options.documents, options.rounds, options.formats.split(",")):
                print(line, flush=True)
        except (CommandError, OSError) as error:
            print(f"publishing: error: {error}", file=sys.stderr)
            return 2
    return 0


def measure(work: Path, number: int, rounds: int, formats: Sequence[str]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    corpus = work / f"texts-{number}.jsonl"
    if not corpus.exists():
        write(islice(varied(), number), corpus, "jsonl")
    size = corpus.stat().st_size / MB
    yield f"{number:,} documents, {size:,.0f} MB of JSON lines.\n"
    yield "| format | what | CPU s | MB/s | peak MB | times `frictionless validate` |"
    yield "|---|---|---:|---:|---:|---:|"
    for name in formats:
        package = work / f"package-{number}-{name}"
        if not package.exists():
            options = ("--isolated", "--name", "benchmark", "--format", name)
            published = run((*_OWN, "publish", corpus.name, "--output", package.name, *options), work)
            yield _row(name, "`corpuslint publish`", published, size)
        best: dict[str, Timing] = {}
        for _ in range(rounds):
            for what, command in _COMMANDS.items():
                found = run((*command, package.name), work)
                if what not in best or found.cpu < best[what].cpu:
                    best[what] = found
        peer = best["`frictionless validate`"]
        for what, found in best.items():
            yield _row(name, what, found, size, peer)


def varied() -> Iterator[str]:
    """Documents of one kilobyte without end, every tenth of them damaged."""
    clean, damaged = (pieces(documents(kind, seed), KILOBYTE) for seed, kind in enumerate(("clean", "damaged"), 1))
    while True:
        yield from islice(clean, 9)
        yield next(damaged)


def _row(name: str, what: str, found: Timing, size: float, peer: Timing | None = None) -> str:
    times = f"{peer.cpu / found.cpu:.1f}" if peer else ""
    return f"| {name} | {what} | {found.cpu:,.1f} | {size / found.cpu:,.1f} | {found.peak:,.0f} | {times} |"


if __name__ == "__main__":
    sys.exit(main())
