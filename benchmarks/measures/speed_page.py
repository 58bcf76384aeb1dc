"""The results of the speed benchmark as a page: ratios beside targets first, then what they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpuslint import kernel
from measures.page import number, table
from measures.scaling import exponent, rise

Rows = Sequence[Mapping[str, Any]]

_INTRODUCTION = """\
# Speed

    {command}

printed these tables. Ratios depend little on the machine; MB/s are those of the machine that it ran on. MB/s are
megabytes of text for each second of CPU time of the whole process, with its start and its end, on one core; *wall* is
the same by the clock. Peers run in turn with corpuslint, over the same files, in the same run; medians of the rounds,
with the lowest and the highest. `corpuslint check --language fr` runs with all default rules and without its cache.

Measured: {tools}. Python {python}. The kernel: {kernel}."""
_TARGETS = "## Targets"
_THROUGHPUT = {
    "clean": """\
## Clean text

Ratio: how many times as fast corpuslint is. ftfy and langdetect run over every document; the spelling checkers do what
`typos -j1`, `codespell` and `hunspell -l -d fr_FR` do. Slow tools saw {most} MB, and their start is left out.""",
    "damaged": """\
## Text as damaged as the seeds

The same text with the defects of the seeds as often as they have them: line ends lost where paragraphs were wrapped,
repeated leads, mixed captions, teasers, misspellings.""",
}
_CURVES = {
    "size": ("## Size of the corpus", "MB"),
    "files": ("## Number of files\n\nFiles of 300 characters.", "files"),
    "line": ("## Length of lines\n\n{text} MB of clean text in lines of one length.", "characters"),
    "line, damaged": ("The same, as damaged as the seeds.", "characters"),
    "document": ("## Length of documents\n\n{text} MB of clean text in files of one length.", "characters"),
}
_GROWTH = "Worst against an earlier point: {rise:.2f} times the cost of a MB. Fitted exponent: {exponent:+.2f}."
_LINEAR = """\
Growth is linear if a MB costs no more at one point than at an earlier one (exponent 0); the target allows 15 %.
Starting, and judging each word when it is first met, weigh less the more text there is, so that the cost of a MB falls
at first."""
_JOBS = "## Two jobs"
_CACHE = "## A second run\n\nThe same damaged corpus again, unchanged."
_HOOK = "## One file\n\nOne seed from start to exit, as a hook runs it: no language declared, no cache."
_ENGINES = (
    "## Engines\n\nµs for each short record, cleaned with one rule by two workers; what starting takes is left out."
)
_PROFILE = """\
## Where the time goes

CPU milliseconds for each MB of clean text and of text as damaged as the seeds. Each check runs alone here; what several
of them share is computed once and stands apart."""
_KERNEL = """\
## The kernel

Where a C compiler is at hand, installing corpuslint compiles its innermost loops (`corpuslint/kernel`, Cython): the
chains of line ends of damaged text, the character model, the splits of a word and its neighbours. Each has its
reference in Python and gives the same results to the last bit. Clean text, of which little is weighed, gains little;
damaged text takes about half the time. `python -c "from corpuslint import kernel; print(kernel.STATE)"` tells whether
it is in use, and `CORPUSLINT_PURE=1 python benchmarks/speed.py` measures what is without it."""
_CORPUS = """\
## The corpus

`python benchmarks/corpus.py OUTPUT --megabytes N` makes it, always the same for the same options.{source} The order of
words and stops is drawn from the pairs of the context model that corpuslint ships, the words by their frequency from
its lexicon, down to the rarest that dictionaries have. New names are made of the letters of known ones; numbers,
acronyms, hyphenated and prefixed words are mixed in. Documents have between 0.3 and 30 kB, names of their own and a
typography of their own. It reads like nonsense, but it asks of a tool what text asks of it. Beside 1.2 MB of clean
French news:

|                                               |   made |   news |
| --------------------------------------------- | -----: | -----: |
| distinct words                                | 33,800 | 32,100 |
| words that are in no lexicon, of all          |  1.1 % |  1.0 % |
| words that are in no lexicon, of the distinct |  6.3 % |  5.7 % |
| findings for each 10,000 words                |    6.5 |    8.6 |
| CPU time of corpuslint, of that on the news   |   0.94 |      1 |

With `--text FOLDER`, real documents come first, each once. The vocabulary grows as that of real text does, of which a
mix of manuals and prose has 125,000 distinct words in 12 MB. A text repeated would flatter every tool that remembers
words:"""
_TEXT = " The documents of a folder of real text came first, each once; the rest is made."
_NOTES = "## Not measured"


def page(results: Mapping[str, Any], command: str) -> str:
    """The whole page."""
    tools = ", ".join(f"{name} {version}".strip() for name, version in results["tools"].items())
    head = _INTRODUCTION.format(command=command, tools=tools, python=results["python"], kernel=kernel.STATE)
    return "\n\n".join([head, *sections(results)]) + "\n"


def sections(results: Mapping[str, Any]) -> Iterator[str]:
    """The tables, each under its title."""
    yield _TARGETS
    yield _targets(results["targets"])
    for variant, title in _THROUGHPUT.items():
        if results.get(variant):
            yield title.format(most=f"{results['most']:g}")
            yield _throughput(results[variant])
    curves = [name for name in _CURVES if results.get(name)]
    for name in curves:
        title, unit = _CURVES[name]
        yield title.format(text=f"{results['amount']:g}")
        yield _curve(results[name], unit)
        yield _GROWTH.format(rise=rise([row["rate"] for row in results[name]]), exponent=exponent(results[name]))
    if curves:
        yield _LINEAR
    yield from _others(results)
    if results.get("profile"):
        yield _PROFILE
        yield _profile(results["profile"])
    yield _KERNEL
    if results.get("growth"):
        yield _CORPUS.format(source=_TEXT if results["text"] else "")
        yield growth(results["growth"])
    if results["notes"]:
        yield _NOTES
        yield "\n".join(f"- {note}" for note in results["notes"])


def _targets(rows: Rows) -> str:
    signs = {"at-least": "≥", "at-most": "≤"}
    marks = {True: " ✓", False: " ✗", None: ""}
    body = [
        [
            row["name"],
            " ".join(f"{sign} {row[key]:g}" for key, sign in signs.items() if key in row),
            number(row["value"]) + marks[row["met"]],
        ]
        for row in rows
    ]
    return table(["", "target", "measured"], body)


def _throughput(rows: Rows) -> str:
    body = [
        [
            row["tool"],
            number(row["megabytes"]),
            number(row["speed"]),
            f"{number(row['lowest'])} to {number(row['highest'])}",
            number(row["wall"]),
            f"{row['peak']:.0f}",
            "" if row["tool"] == "corpuslint" else number(row["ratio"]),
        ]
        for row in rows
    ]
    return table(["", "MB", "MB/s", "from, to", "wall", "peak MB", "ratio"], body)


def _curve(rows: Rows, unit: str) -> str:
    body = [
        [
            f"{row['at']:,}",
            f"{row['megabytes']:.3g}",
            number(row["cpu"]),
            f"{1000 * row['rate']:.0f}",
            f"{row['peak']:.0f}",
        ]
        for row in rows
    ]
    return table([unit, "MB of text", "CPU s", "CPU ms per MB", "peak MB"], body)


def _others(results: Mapping[str, Any]) -> Iterator[str]:
    if rows := results.get("jobs"):
        yield _JOBS
        body = [[str(row["jobs"]), number(row["wall"]), number(row["cpu"]), f"{row['peak']:.0f}"] for row in rows]
        yield table(["jobs", "wall s", "CPU s", "peak MB of a process"], body)
    if rows := results.get("cache"):
        yield _CACHE
        yield table(["run", "wall s", "CPU s"], [[row["run"], number(row["wall"]), number(row["cpu"])] for row in rows])
    if rows := results.get("hook"):
        yield _HOOK
        body = [
            [row["program"], _ms(row["cpu"]), _ms(row["wall"]), f"{row['peak']:.0f}", number(row["ratio"])]
            for row in rows
        ]
        yield table(["", "CPU ms", "wall ms", "peak MB", "times the bare start"], body)
    if rows := results.get("engines"):
        yield _ENGINES
        body = [[row["engine"], number(row["start"]), number(row["record"]), f"{row['peak']:.0f}"] for row in rows]
        yield table(["engine", "start s", "µs per record", "peak MB of a process"], body)


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f}"


def _profile(profiles: Mapping[str, Mapping[str, Any]]) -> str:
    """The steps, the dearest on clean text first; those below a millisecond on both are added up."""
    costs = {variant: {row["step"]: row["cost"] for row in one["steps"]} for variant, one in profiles.items()}
    names = list(dict.fromkeys(step for one in costs.values() for step in one))
    shown = [name for name in names if any(one.get(name, 0) >= 1 for one in costs.values())]
    body = [[name, *(f"{one.get(name, 0):.0f}" for one in costs.values())] for name in shown]
    rest = [sum(one.get(name, 0) for name in names if name not in shown) for one in costs.values()]
    body.append(["everything else", *(f"{one:.0f}" for one in rest)])
    body.append(["in all", *(f"{sum(one.values()):.0f}" for one in costs.values())])
    return table(["step", *costs], body)


def growth(rows: Sequence[Sequence[int]]) -> str:
    """How a vocabulary grows, as a table of sizes in MB, words and distinct words."""
    body = [[f"{size:g}", f"{words:,}", f"{types:,}", f"{types / size:,.0f}"] for size, words, types in rows]
    return table(["MB", "words", "distinct words", "distinct words per MB"], body)
