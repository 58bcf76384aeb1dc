"""Measure the accuracy of corpuslint beside the tools that people use today.

    python benchmarks/accuracy.py --data DIR [--split dev] [--only runon,typos] [--sample 100] [--peers none]
                                  [--markdown docs/accuracy.md] [--json FILE]

DIR holds the evaluation data: for each group a folder with its splits (runon/dev/*.jsonl and so on) and scorers/, as
accuracy.toml names them. The data is not part of the repository. Targets stand in accuracy.toml too. Peers are measured
in the same run, as far as they are installed:

    python -m pip install --group bench
    apt-get install hunspell hunspell-fr aspell aspell-fr aspell-en
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measures.data import PLAN, Counters, DataError, Gold, cut, load_group, score
from measures.own import Corpuslint
from measures.page import page, sections
from measures.peers import Peer, load_peers
from measures.results import collect


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit status: 0, or 2 if the data cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        results = measure(
            options.data, options.split, options.only.split(","), options.sample, options.peers.split(",")
        )
    except DataError as error:
        print(f"accuracy: error: {error}", file=sys.stderr)
        return 2
    print("\n\n".join(sections(results)))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(page(results, _command(options)), encoding="utf-8", newline="\n")
    return 0


def measure(data: Path, split: str, groups: Sequence[str], sample: int, peers: Sequence[str]) -> dict[str, Any]:
    """The results of corpuslint and of the peers that are installed; ``all`` or the names of some, or ``none``.

    Raises:
        DataError: an unknown group, or data that cannot be used.
    """
    for group in groups:
        if group not in PLAN["groups"]:
            raise DataError(f'unknown group "{group}"; known are {", ".join(PLAN["groups"])}')
    sets = {group: load_group(data, group, split, sample) for group in groups}
    own = Corpuslint()
    tools: list[Corpuslint | Peer] = [own, *load_peers(sets, peers)]
    scores: dict[str, dict[str, Counters]] = {group: {} for group in groups}
    for group, golds in sets.items():
        for tool in tools:
            begin = time.perf_counter()
            counters = _counters(data, tool, golds)
            if counters or tool is own:
                scores[group][tool.name] = counters
                print(f"{group}: {tool.name}, {time.perf_counter() - begin:.1f} s", file=sys.stderr)
    if "typos" in scores:
        scores["typos"][own.name].update(own.real_words)
    options = {"split": split, "only": list(groups), "sample": sample}
    return collect(scores, own, {tool.name: tool.version for tool in tools}, options)


def _counters(data: Path, tool: Corpuslint | Peer, golds: Sequence[Gold]) -> Counters:
    """What the scorers count for the sets that a tool takes on."""
    counters: Counters = {}
    for whole in golds:
        gold = cut(whole, PLAN["slow"][tool.name]) if tool.name in PLAN["slow"] else whole
        predictions = tool.predict(gold)
        if predictions is not None and "scorer" in PLAN["groups"][gold.group]:
            counters.update(score(data, gold, predictions))
    return counters


def _command(options: argparse.Namespace) -> str:
    """The command line that makes the page, with what stands for the folder."""
    defaults = vars(_parser().parse_args(["--data", "."]))
    changed = [name for name in ("split", "only", "sample", "peers") if getattr(options, name) != defaults[name]]
    given = "".join(f" --{name} {getattr(options, name)}" for name in changed)
    return f"python benchmarks/accuracy.py --data DIR{given} --markdown docs/accuracy.md"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder with the evaluation data")
    parser.add_argument("--split", default="dev", help="dev by default")
    parser.add_argument("--only", default=",".join(PLAN["groups"]), metavar="GROUPS", help="with commas between them")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="at most N records of each file")
    parser.add_argument("--peers", default="all", help='"all", "none", or names with commas between them')
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything")
    return parser


if __name__ == "__main__":
    sys.exit(main())
