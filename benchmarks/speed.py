"""Measure the speed of corpuslint beside the tools that people use today, and how it grows.

    python benchmarks/speed.py [--quick] [--largest MB] [--text FOLDER] [--only MEASURES] [--work FOLDER]
                               [--datatrove PYTHON] [--write docs/speed.md] [--json FILE]

Makes a varied French corpus (benchmarks/corpus.py) and measures MB/s per core, memory, scaling curves, and where the
time goes; targets and sizes stand in speed.toml. Peers are measured in the same run, as far as they are installed:

    python -m pip install --group bench
    apt-get install hunspell hunspell-fr
    python -m venv DIR && DIR/bin/pip install "datatrove[processing]" spacy  # and give --datatrove DIR/bin/python

--quick takes some minutes, a full run an hour or more. --work keeps the corpora for the next run. For POSIX systems.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from measures import scaling, speed_page
from measures.bench import PLAN, Bench
from measures.corpus import MB, documents, growth
from measures.stopwatch import CommandError
from measures.throughput import throughput, usable
from measures.tools import Own, Tool, peers

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "001_419153be568d7171.txt"  # the longest
LARGEST_GROWTH = 100  # MB: the vocabulary of more does not fit in the memory of small machines

MEASURES: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "throughput": lambda bench: {variant: throughput(bench, variant) for variant in ("clean", "damaged")},
    "size": lambda bench: {"size": scaling.size_curve(bench)},
    "files": lambda bench: {"files": scaling.file_curve(bench)},
    "line": lambda bench: {
        "line": scaling.line_curve(bench, "clean"),
        "line, damaged": scaling.line_curve(bench, "damaged"),
    },
    "document": lambda bench: {"document": scaling.document_curve(bench)},
    "jobs": lambda bench: {"jobs": scaling.jobs(bench)},
    "cache": lambda bench: {"cache": scaling.cache(bench)},
    "hook": lambda bench: {"hook": scaling.hook(bench, SEED)},
    "engines": lambda bench: {"engines": scaling.engines(bench)},
    "profile": lambda bench: {"profile": profile(bench)},
    "growth": lambda bench: {"growth": vocabulary(bench)},
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit status: 0, or 2 if it cannot be run."""
    parser = _parser()
    options = parser.parse_args(arguments)
    only = options.only.split(",")
    if unknown := [name for name in only if name not in MEASURES]:
        parser.error(f'unknown measure "{unknown[0]}"; known are {", ".join(MEASURES)}')
    if options.text and not any(options.text.rglob("*.txt")):
        parser.error(f"{options.text}: holds no .txt files")
    plan = "quick" if options.quick else "full"
    with tempfile.TemporaryDirectory() as folder:
        work = options.work or Path(folder)
        try:
            work.mkdir(parents=True, exist_ok=True)
            results = measure(work.resolve(), plan, only, options.largest, options.text, datatrove=options.datatrove)
        except (CommandError, OSError) as error:
            print(f"speed: error: {error}", file=sys.stderr)
            return 2
    print("\n\n".join(speed_page.sections(results)))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.write:
        options.write.write_text(speed_page.page(results, _command(options)), encoding="utf-8", newline="\n")
    return 0


def measure(
    work: Path,
    plan: str,
    only: Sequence[str],
    largest: float,
    text: Path | None = None,
    *,
    datatrove: str = sys.executable,
) -> dict[str, Any]:
    """Everything that the measures find out, as JSON carries it.

    Args:
        work: a folder for corpora.
        plan: a table of speed.toml, ``quick`` or ``full``.
        only: names of :data:`MEASURES`.
        largest: the largest corpus, MB.
        text: a folder with real text.
        datatrove: the Python that has datatrove.

    Raises:
        CommandError: corpuslint failed.
        OSError: the corpora cannot be written.
    """
    bench = Bench(work, _limited(PLAN[plan], largest), Own(), [], text)
    found = list(peers(datatrove))
    bench.notes += [one for one in found if isinstance(one, str)]
    bench.tools = [bench.own.tool(), *usable(bench, [one for one in found if isinstance(one, Tool)])]
    bench.check(SEED)  # writes the bytecode, as the first run after an installation does
    results: dict[str, Any] = {}
    for name in only:
        results |= MEASURES[name](bench)
    return {
        "plan": plan,
        "largest": largest,
        "most": min(bench.plan["most"], bench.plan["clean"]),
        "amount": bench.plan["text"],
        "text": text is not None,
        "python": platform.python_version(),
        "tools": {tool.name: tool.version for tool in bench.tools},
        "targets": [_judged(row, bench.figures.get(row["figure"])) for row in PLAN["targets"]],
        **results,
        "notes": bench.notes,
    }


def _limited(plan: dict[str, Any], largest: float) -> dict[str, Any]:
    """The plan without corpora larger than so many MB."""
    most = {name: min(plan[name], largest) for name in ("clean", "damaged", "jobs", "cache", "profile", "text")}
    sizes = [size for size in plan["size"] if size <= largest] or [largest]
    files = [count for count in plan["files"] if count * scaling.FILE <= largest * MB]
    return plan | most | {"size": sizes, "files": files or [1]}


def _judged(target: dict[str, Any], value: float | None) -> dict[str, Any]:
    met = None
    if value is not None:
        met = target.get("at-least", float("-inf")) <= round(value, 2) <= target.get("at-most", float("inf"))
    return {**target, "value": value, "met": met}


def profile(bench: Bench) -> dict[str, Any]:
    """CPU time by check, on clean and on damaged text."""
    script = str(Path(scaling.__file__).with_name("check_profile.py"))
    output = bench.folder / "profile.json"
    found = {}
    for variant, size in (("clean", bench.plan["profile"]), ("damaged", bench.plan["damaged"])):
        bench.say(f"profile: {variant}")
        bench.time((sys.executable, script, str(bench.corpus(variant, size))), output=output)
        found[variant] = json.loads(output.read_text(encoding="utf-8"))
    return found


def vocabulary(bench: Bench) -> list[tuple[float, int, int]]:
    """How the number of distinct words grows with the size of the clean corpus."""
    largest = min(bench.plan["size"][-1], LARGEST_GROWTH)
    steps = sorted({*(step for step in (1, 3, 10, 30, 100) if step <= largest), largest})
    bench.say("growth")
    found = growth(documents("clean", text=bench.text), [int(step * MB) for step in steps])
    return [(size / MB, words, types) for size, words, types in found]


def _command(options: argparse.Namespace) -> str:
    """The command line that makes the page, with what stands for a folder."""
    given = " --quick" if options.quick else ""
    given += f" --largest {options.largest:g}" if options.largest != _parser().get_default("largest") else ""
    given += " --text FOLDER" if options.text else ""
    given += " --datatrove PYTHON" if options.datatrove != sys.executable else ""
    given += f" --only {options.only}" if options.only != _parser().get_default("only") else ""
    return f"python benchmarks/speed.py{given} --write docs/speed.md"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small corpora, few rounds")
    parser.add_argument("--largest", type=float, default=1000, metavar="MB", help="no larger corpus; 1000 by default")
    parser.add_argument("--text", type=Path, metavar="FOLDER", help="real text (.txt), used first, each document once")
    parser.add_argument("--datatrove", default=sys.executable, metavar="PYTHON", help="a Python that has datatrove")
    parser.add_argument("--only", default=",".join(MEASURES), metavar="MEASURES", help="with commas between them")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="keep the corpora here")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything")
    return parser


if __name__ == "__main__":
    sys.exit(main())
