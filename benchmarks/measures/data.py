"""The evaluation data: sets of records, and the scorers that come with them."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]
Counters = dict[str, dict[str, float]]

PLAN: dict[str, Any] = tomllib.loads((Path(__file__).parent.parent / "accuracy.toml").read_text(encoding="utf-8"))


class DataError(Exception):
    """The data folder does not hold what is needed; one line."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One file of records. ``clean``: its text is only there to be left alone."""

    group: str
    name: str
    records: tuple[Record, ...]
    clean: bool = False


def load_group(data: Path, group: str, split: str, sample: int) -> list[Gold]:
    """The sets of a group, each of at most ``sample`` records (0: all), chosen always alike.

    Raises:
        DataError: the group has no files, or one of them is not JSON lines.
    """
    plan = PLAN["groups"][group]
    found = [
        Gold(group, path.name.removesuffix(".jsonl"), tuple(_load(path, sample)), kind == "clean")
        for kind in ("files", "clean")
        for pattern in plan.get(kind, ())
        for path in sorted(data.glob(pattern.format(split=split)))
    ]
    if not found:
        raise DataError(f"{data}: holds no {' or '.join(plan['files']).format(split=split)}")
    return found


def _load(path: Path, sample: int) -> list[Record]:
    try:
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except ValueError as error:
        raise DataError(f"{path}: not JSON lines: {error}") from error
    return _sample(records, sample)


def cut(gold: Gold, most: int) -> Gold:
    """The first records of a set that hold at most so many words together, and one at least, in an order that is
    always alike."""
    records: list[Record] = []
    words = 0
    for record in random.Random(0).sample(gold.records, len(gold.records)):
        words += max(len(value.split()) for value in record.values() if isinstance(value, str))
        if records and words > most:
            break
        records.append(record)
    return replace(gold, records=tuple(records))


def _sample(records: Sequence[Record], most: int) -> list[Record]:
    return random.Random(0).sample(records, most) if 0 < most < len(records) else list(records)


def score(data: Path, gold: Gold, predictions: Iterable[Record]) -> Counters:
    """What the scorer of the group counts, by set and kind.

    Raises:
        DataError: there is no such scorer, or it fails.
    """
    scorer = data / "scorers" / f"score_{PLAN['groups'][gold.group]['scorer']}.py"
    if not scorer.is_file():
        raise DataError(f"{scorer}: no such scorer")
    with tempfile.TemporaryDirectory() as folder:
        predicted, wanted = Path(folder, "predictions.jsonl"), Path(folder, f"{gold.name}.jsonl")
        _write(predicted, predictions)
        _write(wanted, gold.records)
        files = ["--clean", str(wanted)] if gold.clean else [str(wanted)]
        run = subprocess.run(
            [sys.executable, str(scorer), str(predicted), *files, "--json"], capture_output=True, text=True, check=False
        )
    if run.returncode:
        raise DataError(f"{scorer}: {run.stderr.strip().splitlines()[-1] if run.stderr.strip() else 'failed'}")
    return dict(_counters(gold, json.loads(run.stdout)))


def _write(path: Path, rows: Iterable[Record]) -> None:
    path.write_text("".join(json.dumps(dict(row)) + "\n" for row in rows), encoding="utf-8")


def _counters(gold: Gold, scored: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    if gold.group == "langid":
        yield from _of_languages(scored)
    else:
        # The sets of real losses share their names, so that their files tell them apart.
        prefix = f"{gold.name} " if gold.group == "real" else ""
        yield from ((prefix + key, dict(counts)) for key, counts in scored.items())


def _of_languages(scored: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    """Shares as counts, which can be added up. Of one share the whole is 1, since the scorer does not tell it."""
    if "single" in scored:
        one = scored["single"]
        yield "single", {"n": one["n"], "ok": one["acc"] * one["n"]}
        for words, share in one["by_words"].items():
            yield f"single {words}", {"n": 1, "ok": share}
    for kind, one in scored.get("mixed", {}).items():
        yield f"mixed {kind}", {"n": one["n"], "exact": one["exact"] * one["n"], "fp": one["false_split"] * one["n"]}
