"""Make a varied French corpus of any size, always the same for the same options.

    python benchmarks/corpus.py OUTPUT --megabytes 10 [--variant damaged] [--shape jsonl] [--text FOLDER] [--seed 1]
    python benchmarks/corpus.py --growth [--megabytes 100] [--text FOLDER]

The text is made from the models that corpuslint ships; with --text, the documents of a folder of real text (.txt) come
first, each once. --growth shows how the number of distinct words grows with the size, and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from measures.corpus import MB, SHAPES, documents, growth, pieces, real_documents, up_to, write
from measures.damage import RATES
from measures.speed_page import growth as growth_table


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the corpus; the exit status: 0, or 2 if it cannot be written."""
    parser = _parser()
    options = parser.parse_args(arguments)
    size = int(options.megabytes * MB)
    if options.growth:
        # A folder of real text shows its own growth, so that the two can be compared.
        found = real_documents(options.text, options.seed) if options.text else documents(options.variant, options.seed)
        steps = [step for step in (MB, 3 * MB, 10 * MB, 30 * MB, 100 * MB, 300 * MB, 1000 * MB) if step <= size]
        print(growth_table([(size / MB, words, types) for size, words, types in growth(found, steps)]))
        return 0
    if options.output is None:
        parser.error("give OUTPUT, or --growth")
    found = documents(options.variant, options.seed, options.text)
    if options.document or options.line:
        found = pieces(found, options.document or options.line, flat=bool(options.line))
    try:
        print(write(up_to(found, size), options.output, options.shape))
    except OSError as error:
        print(f"corpus: error: {options.output}: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", nargs="?", type=Path, metavar="OUTPUT", help="a folder, or a file for other shapes")
    parser.add_argument("--megabytes", type=float, default=10, metavar="N", help="of text; 10 by default")
    parser.add_argument("--variant", choices=sorted(RATES), default="clean", help="clean by default")
    parser.add_argument("--shape", choices=SHAPES, default="files", help="files by default")
    cut = parser.add_mutually_exclusive_group()
    cut.add_argument("--document", type=int, metavar="N", help="cut the text into documents of N characters")
    cut.add_argument("--line", type=int, metavar="N", help="cut it into lines of N characters, each a document")
    parser.add_argument("--text", type=Path, metavar="FOLDER", help="real text, one document a file")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--growth", action="store_true", help="show how the number of distinct words grows")
    return parser


if __name__ == "__main__":
    sys.exit(main())
