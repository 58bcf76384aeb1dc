"""Scorers of the shape that benchmarks/accuracy.py calls, as simple as a few sentences allow.

The evaluation data comes with its own; these stand in for them where the benchmark itself is tested.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Counted = Iterator[tuple[str, dict[str, float]]]


def _rows(path: str) -> list[Row]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def _gaps(text: str) -> set[int]:
    """How many letters stand before each space."""
    return {len("".join(text[:index].split())) for index, character in enumerate(text) if character.isspace()}


def runon(_: str, gold: Row, prediction: Row, __: bool) -> Counted:
    """Spaces that were put in, and that should have been."""
    wanted = {len("".join(gold["corrupted"][:offset].split())) for offset in gold["joins"]}
    put = _gaps(prediction["fixed"]) - _gaps(gold["corrupted"])
    counts = {"n": 1, "words": len(gold["clean"].split()), "tp": len(put & wanted)}
    counts |= {"fp": len(put - wanted), "fn": len(wanted - put)}
    for offset, kind in zip(gold["joins"], gold["jkind"], strict=True):
        place = len("".join(gold["corrupted"][:offset].split()))
        counts[f"n_{kind}"] = counts.get(f"n_{kind}", 0) + 1
        counts[f"r_{kind}"] = counts.get(f"r_{kind}", 0) + (place in put)
    yield f"{gold['lang']}/{gold['mode']}", counts


def typos(name: str, gold: Row, prediction: Row, clean: bool) -> Counted:
    """Misspellings found and corrected; false alarms in clean text."""
    if clean:
        yield f"CLEAN {name}", {"words": len(gold["clean"].split()), "fp": len(prediction["edits"])}
    elif "edits" not in gold:
        yield name, {"n": 1, "a1": prediction["suggestions"][:1] == [gold["correction"]]}
    else:
        found = {(edit["start"], edit["end"]): edit["correction"] for edit in prediction["edits"]}
        for one in gold["edits"]:
            place = one["start"], one["end"]
            right = found.get(place) == one["correction"]
            yield f"{name} {one['class']}", {"gold": 1, "det": place in found, "ok": right}


def encoding(name: str, gold: Row, prediction: Row, _: bool) -> Counted:
    """Texts that came out as they should."""
    yield f"{name} ALL", {"n": 1, "exact": prediction["text"] == gold["expected"]}


def duplead(name: str, gold: Row, prediction: Row, _: bool) -> Counted:
    """Pairs of copies found, within a few characters."""
    pairs = [one for one in prediction["dups"] for two in gold["gold"] if _near(one, two)]
    counts = {"gold": len(gold["gold"]), "tp": len(pairs), "fp": len(prediction["dups"]) - len(pairs)}
    yield name, counts | ({} if gold["gold"] else {"neg": 1, "negfp": bool(prediction["dups"])})


def _near(one: Row, two: Row) -> bool:
    return all(abs(a - b) < 3 for side in "ab" for a, b in zip(one[side], two[side], strict=True))


def langid(gold: Iterable[Row], predictions: dict[str, Row]) -> Row:
    """Lines in one language, and lines in two."""
    single = [row for row in gold if "lang" in row]
    if single:
        right = [predictions[row["id"]]["lang"] == row["lang"] for row in single]
        share = sum(right) / len(right)
        return {"single": {"n": len(single), "acc": share, "by_words": {"3-5": share}}}
    mixed: Row = {}
    for row in gold:
        spans = predictions[row["id"]]["spans"]
        exact = [span[2] for span in spans] == [span[2] for span in row["spans"]]
        split = len(row["spans"]) == 1 < len(spans)
        mixed[row["kind"]] = {"n": 1, "exact": float(exact), "false_split": float(split)}
    return {"mixed": mixed}


def main(name: str) -> None:
    """Score the predictions of the first file against the gold of the second."""
    files = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    predictions = {row["id"]: row for row in _rows(files[0])}
    gold = _rows(files[1])
    if name == "langid":
        print(json.dumps(langid(gold, predictions)))  # noqa: T201
        return
    totals: dict[str, Counter[str]] = {}
    for row in gold:
        counted = globals()[name](Path(files[1]).stem, row, predictions[row["id"]], "--clean" in sys.argv)
        for key, counts in counted:
            totals.setdefault(key, Counter()).update(counts)
    print(json.dumps(totals))  # noqa: T201
