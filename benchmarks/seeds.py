"""What corpuslint and today's tools find in the five seeds, beside a reader's gold.

    python benchmarks/seeds.py [--json]

The gold is tests/seeds_gold.toml. Peers are measured in the same run if they are installed: codespell and typos (Python
packages), hunspell with a French dictionary (a system package; its first suggestion counts).
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import seeds_gold as gold  # noqa: E402

import corpuslint  # noqa: E402

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words_harmed(before: str, after: str, wanted: str) -> int:
    """Words of a text that a fixer changed although a careful editor does not."""
    old, new, good = WORD.findall(before), WORD.findall(after), WORD.findall(wanted)
    right = {old[i] for tag, a, b, _, _ in _opcodes(old, good) if tag != "equal" for i in range(a, b)}
    changed = [old[i] for tag, a, b, _, _ in _opcodes(old, new) if tag != "equal" for i in range(a, b)]
    return sum(word not in right for word in changed)


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def measure_corpuslint() -> dict[str, object]:
    """Every figure of corpuslint on the seeds, with all default rules."""
    counts: dict[str, int] = dict.fromkeys(
        ("glued", "glued of", "false splits", "typos", "typos of", "false typos", "leads", "captions", "starts"), 0
    )
    counts.update(tails=0, signatures=0, harmed=0, changed_again=0)
    for path in gold.SEEDS:
        text = gold.read(path)
        found = corpuslint.check(text, language="fr")
        gaps = {e.start for f in found if f.rule in ("SPC001", "SPC002") and f.fix for e in f.fix.edits}
        wanted = set(gold.gaps(path))
        counts["glued"] += len(gaps & wanted)
        counts["glued of"] += len(wanted)
        counts["false splits"] += len(gaps - wanted)
        typos = [(w, r) for w, r, n in gold.of(path, "misspelled") for _ in range(n)]
        seen = [(text[f.start : f.end], f.fix.edits[0].replacement) for f in found if f.name == "misspelling" and f.fix]
        counts["typos"] += sum(typo in seen for typo in typos)
        counts["typos of"] += len(typos)
        counts["false typos"] += sum(typo not in typos for typo in seen)
        for key, name in (
            ("leads", "repeated-lead"),
            ("captions", "mixed-language-caption"),
            ("starts", "truncated-start"),
            ("tails", "trailing-boilerplate"),
            ("signatures", "fused-signature"),
        ):
            counts[key] += sum(finding.name == name for finding in found)
        once = corpuslint.fix(text, language="fr", unsafe=True, ignore=["STR001"]).text
        counts["harmed"] += words_harmed(text, once, gold.edited(path))
        counts["changed_again"] += corpuslint.fix(once, language="fr", unsafe=True, ignore=["STR001"]).text != once
    return dict(counts)


def measure_writer(name: str, command: list[str]) -> dict[str, object]:
    """What a spelling linter that writes in place does to copies of the seeds."""
    result: dict[str, object] = {"tool": name, "glued": 0, "typos": 0, "harmed": 0}
    with tempfile.TemporaryDirectory() as folder:
        for path in gold.SEEDS:
            shutil.copy(path, folder)
        subprocess.run([*command, folder], capture_output=True, check=False)
        for path in gold.SEEDS:
            before, after = gold.read(path), (Path(folder) / path.name).read_text(encoding="utf-8")
            fixed = [(w, r) for w, r, _ in gold.of(path, "misspelled") if w not in after and r in after]
            result["typos"] = int(str(result["typos"])) + len(fixed)
            result["harmed"] = int(str(result["harmed"])) + words_harmed(before, after, gold.edited(path))
    return result


def measure_hunspell() -> dict[str, object]:
    """What hunspell's first suggestion makes of the glued words, and its false alarms."""
    right = alarms = typos = 0
    for path in gold.SEEDS:
        text = gold.read(path)
        shown = subprocess.run(
            ["hunspell", "-d", "fr_FR", "-i", "utf-8", "-a"],
            input="\n".join("^" + line for line in text.split("\n")),
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        edited = set(WORD.findall(gold.edited(path))) | set(gold.edited(path).split())
        wanted = {w: r for w, r, _ in gold.of(path, "misspelled")}
        for line in shown.split("\n"):
            if line[:1] not in "&#" or not line:
                continue
            word = line.split()[1]
            first = line.split(": ", 1)[1].split(", ")[0] if line[0] == "&" else ""
            if wanted.get(word) == first and first:
                typos += 1
            elif word in edited:
                alarms += 1
            elif " " in first and first in gold.edited(path):
                right += 1
    return {"tool": "hunspell", "glued": right, "typos": typos, "false alarms": alarms}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    own = measure_corpuslint()
    peers = []
    for name, command in (("codespell", ["codespell", "-w"]), ("typos", ["typos", "-w"])):
        if shutil.which(command[0]):
            peers.append(measure_writer(name, command))
    if shutil.which("hunspell"):
        peers.append(measure_hunspell())
    if options.json:
        print(json.dumps({"corpuslint": own, "peers": peers}, ensure_ascii=False, indent=1))
        return
    print("corpuslint:", ", ".join(f"{key} {value}" for key, value in own.items()))
    for peer in peers:
        print(f"{peer.pop('tool')}:", ", ".join(f"{key} {value}" for key, value in peer.items()))


if __name__ == "__main__":
    main()
