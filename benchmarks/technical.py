"""Count what safe fixes would change in technical documentation, where words are glued on purpose.

    python benchmarks/technical.py [FOLDER]

FOLDER holds .md, .rst and .txt files; without one, the documentation that installed Python packages carry is read. Such
text is nearly clean, and full of names, code and tables, so that nearly every safe fix of words is a harm.
"""

from __future__ import annotations

import argparse
import sysconfig
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import corpuslint

SUFFIXES = frozenset({".md", ".rst", ".txt"})
LARGEST = 200_000


def texts(folder: Path) -> Iterator[str]:
    """The distinct texts of a folder, smallest path first; no larger than ``LARGEST`` bytes, and UTF-8."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file() and path.stat().st_size <= LARGEST:
            try:
                text = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue
            if text not in seen:
                seen.add(text)
                yield text


def main() -> None:
    """Print safe fixes and all findings by rule, for each 10,000 words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(sysconfig.get_path("purelib")))
    folder: Path = parser.parse_args().folder
    words, documents = 0, 0
    safe: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for text in texts(folder):
        documents += 1
        words += len(text.split())
        for finding in corpuslint.check(text, language="en"):
            found[finding.name] += 1
            safe[finding.name] += bool(finding.fix and finding.fix.applicability == "safe")
    print(f"{documents} documents, {words} words; for each 10,000 words:")
    for name, count in found.most_common():
        print(f"{name:26} {safe[name] / words * 1e4:8.2f} safe fixes {count / words * 1e4:8.2f} findings")


if __name__ == "__main__":
    main()
