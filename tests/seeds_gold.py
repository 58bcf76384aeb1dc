"""The gold of the seeds: every defect that a reader marks in them, and the text that a careful editor would make."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
GOLD: dict[str, Any] = tomllib.loads((HERE / "seeds_gold.toml").read_text(encoding="utf-8"))


def read(path: Path) -> str:
    """The text of a seed, newlines as they are."""
    return path.read_bytes().decode("utf-8")


def gaps(path: Path) -> list[int]:
    """Offsets of the spaces that a seed lost, in order."""
    text, found, position = read(path), [], 0
    for pair in GOLD["fused"][path.name[:3]].split():
        left, right = pair.split("|")
        match = re.compile(re.escape(left) + re.escape(right)).search(text, position)
        assert match is not None, pair
        found.append(match.start() + len(left))
        position = match.start() + len(left)
    return found


def of(path: Path, kind: str) -> Any:
    """What the gold says of one kind of defect in a seed; an empty list where it says nothing."""
    return GOLD[kind].get(path.name[:3], [])


def edited(path: Path) -> str:
    """The seed as a careful editor leaves it: every defect mended, every other character as it was; the tail stays."""
    text = read(path)
    for gap in reversed(gaps(path)):
        text = text[:gap] + " " + text[gap:]
    lead = of(path, "repeated-lead")
    lines = text.split("\n")
    if lead and not lead.startswith("A la veille"):
        copy = next(i for i in range(3, len(lines)) if lines[i] == lines[2])
        del lines[copy]
    heading = of(path, "repeated-block")
    if heading:
        first = lines.index(heading)
        del lines[first : lines.index(heading, first + 1)]
    text = "\n".join(lines)
    for wrong, right, count in of(path, "misspelled"):
        assert text.count(wrong) == count
        text = text.replace(wrong, right)
    for prefix in of(path, "mixed-caption"):
        text = text.replace(prefix, "", 1)
    pairs = [(f"\n{wrong}", f"\n{right}") for wrong, right in of(path, "truncated")]
    for wrong, right in (*pairs, *of(path, "spaces")):
        assert text.count(wrong) == 1
        text = text.replace(wrong, right)
    signature = of(path, "fused-signature")
    if signature:
        text = text.replace(signature, signature.replace(".-", ". -"))
    return text
