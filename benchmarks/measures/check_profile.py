"""Where the time goes: CPU milliseconds per MB of each check and of what comes before the checks.

    python check_profile.py FOLDER

Documents are read as ``corpuslint check --language fr`` reads them. Each check runs alone over each document, so that
the sum is a little more than the whole. Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from functools import cached_property
from pathlib import Path

from corpuslint.catalogue import load_catalogue
from corpuslint.decode import decode
from corpuslint.document import Document
from corpuslint.engine import check_document
from corpuslint.ruleset import RuleSet, build_ruleset

LANGUAGE = "fr"
# What several checks share is computed once per document, when it is first asked for. What is private, only some
# findings ask for: it is part of their checks.
SHARED = [
    name for name, value in vars(Document).items() if isinstance(value, cached_property) and not name.startswith("_")
]


def profile(folder: Path) -> dict[str, object]:
    """Milliseconds per MB by step, the dearest first, and findings by check."""
    rules = build_ruleset(load_catalogue())
    alone = {name: RuleSet({name: group}) for name, group in rules.by_check.items()}
    spent: dict[str, float] = defaultdict(float)
    findings: Counter[str] = Counter()
    size = 0
    for path in sorted(folder.rglob("*.txt")):
        begin = time.process_time()
        raw = path.read_bytes()
        size += len(raw)
        text, facts = decode(raw, language=LANGUAGE)
        begin = _add(spent, "read and decode", begin)
        document = Document(text, LANGUAGE, str(path), encoding=facts)
        for name in SHARED:
            getattr(document, name)
            begin = _add(spent, name.replace("_", " "), begin)
        for name, one in alone.items():
            found = check_document(document, one)
            begin = _add(spent, f"check {name}", begin)
            findings[f"check {name}"] += len(found)
    steps = [
        {"step": name, "cost": 1e9 * seconds / size, "findings": findings.get(name)} for name, seconds in spent.items()
    ]
    return {"megabytes": size / 1e6, "steps": sorted(steps, key=lambda row: -float(str(row["cost"])))}


def _add(spent: dict[str, float], name: str, begin: float) -> float:
    now = time.process_time()
    spent[name] += now - begin
    return now


if __name__ == "__main__":
    print(json.dumps(profile(Path(sys.argv[1]))))
