"""Language identification of short lines and of lines in two languages, beside other identifiers.

    python benchmarks/language.py --data DIR [--split dev] [--without lingua-75 ...]

DIR holds ``langid/SPLIT/single.jsonl`` (``{"text", "lang", "nwords"}``) and ``langid/SPLIT/mixed.jsonl`` (``{"text",
"kind", "spans": [[start, end, lang], ...]}``). Peers that are not installed are left out (pip install langdetect
py3langid lingua-language-detector). ``-9`` marks those that are told the nine languages of the lines.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import corpuslint

NINE = ("de", "en", "es", "fr", "it", "pt", "ru", "vi", "zh")
# A boundary counts as right within so many code points.
NEAR = 3
Identify = Callable[[str], str]
Spans = list[tuple[int, int, str]]
Split = Callable[[str], Spans]


def identifiers() -> Iterator[tuple[str, Callable[[], Identify]]]:
    """Names of the identifiers that are installed, and what loads them."""
    yield "corpuslint", lambda: corpuslint.detect_language
    yield "corpuslint-9", lambda: lambda text: corpuslint.detect_language(text, languages=NINE)
    yield "langdetect", lambda: lambda text: corpuslint.detect_language(text, identifier="langdetect")
    if find_spec("py3langid"):
        yield "py3langid", lambda: _py3langid(None)
        yield "py3langid-9", lambda: _py3langid(NINE)
    if find_spec("lingua"):
        yield "lingua-9", lambda: _lingua(NINE)
        yield "lingua-75", lambda: _lingua(None)


def splitters() -> Iterator[tuple[str, Callable[[], Split]]]:
    """The same for those that cut a line into spans."""
    yield "corpuslint", lambda: corpuslint.language_spans
    if find_spec("lingua"):
        yield "lingua-9", _lingua_spans


def _py3langid(languages: tuple[str, ...] | None) -> Identify:
    import py3langid  # type: ignore[import-untyped]

    py3langid.set_languages(list(languages) if languages else None)
    return lambda text: str(py3langid.classify(text)[0])


def _lingua_detector(languages: tuple[str, ...] | None) -> Any:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in languages or ()]
    builder = LanguageDetectorBuilder
    return (builder.from_iso_codes_639_1(*codes) if codes else builder.from_all_languages()).build()


def _code(language: Any) -> str:
    return str(language.iso_code_639_1.name).lower() if language else "und"


def _lingua(languages: tuple[str, ...] | None) -> Identify:
    detector = _lingua_detector(languages)
    return lambda text: _code(detector.detect_language_of(text))


def _lingua_spans() -> Split:
    detector = _lingua_detector(NINE)
    return lambda text: [
        (found.start_index, found.end_index, _code(found.language))
        for found in detector.detect_multiple_languages_of(text)
    ]


def rows(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def merged(spans: Spans) -> Spans:
    """Spans in order, neighbours of one language as one."""
    result: Spans = []
    for start, end, code in sorted(spans):
        joins = bool(result) and result[-1][2] == code
        result.append((result.pop()[0] if joins else start, end, code))
    return result


def same(found: Spans, gold: Spans) -> bool:
    """Whether languages follow each other as they should, and change where they should."""
    if [span[2] for span in found] != [span[2] for span in gold]:
        return False
    return all(abs(one[0] - other[0]) <= NEAR for one, other in zip(found, gold, strict=True) if other is not gold[0])


def score_lines(name: str, identify: Identify, lines: list[dict[str, Any]]) -> str:
    """One row of the first table."""
    identify(lines[0]["text"])
    begin = time.process_time()
    right = [identify(line["text"]) == line["lang"] for line in lines]
    spent = time.process_time() - begin
    short = [hit for hit, line in zip(right, lines, strict=True) if line["nwords"] <= 5 and line["lang"] != "zh"]
    wrong = Counter(line["lang"] for hit, line in zip(right, lines, strict=True) if not hit)
    worst = " ".join(f"{code}:{count}" for code, count in wrong.most_common(4))
    share, brief = 100 * sum(right) / len(right), 100 * sum(short) / len(short)
    return f"{name:14} {share:7.2f} {brief:10.2f} {1e6 * spent / len(lines):10.0f}   {worst}"


def score_spans(name: str, split: Split, lines: list[dict[str, Any]]) -> str:
    """One row of the second table."""
    begin = time.process_time()
    exact: Counter[str] = Counter()
    total: Counter[str] = Counter()
    torn = 0
    for line in lines:
        found = merged(split(line["text"]))
        gold = merged([(start, end, code) for start, end, code in line["spans"]])
        for kind in ("all", line["kind"]):
            total[kind] += 1
            exact[kind] += same(found, gold)
        torn += line["kind"] == "single" and any(one[2] != other[2] for one, other in pairwise(found))
    spent = time.process_time() - begin
    shares = " ".join(f"{100 * exact[kind] / total[kind]:8.1f}" for kind in KINDS)
    return f"{name:14} {shares} {100 * torn / total['single']:8.2f} {1e6 * spent / len(lines):10.0f}"


KINDS = ("all", "concat", "glue", "paren", "caption-label")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds langid/")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--without", nargs="*", default=[], help="identifiers to leave out")
    options = parser.parse_args()
    folder = options.data / "langid" / options.split
    lines = rows(folder / "single.jsonl")
    print(f"{len(lines)} lines in one language, right in percent\n{'':14}     all  3-5 words    µs/line   wrong")
    for name, load in identifiers():
        if name not in options.without:
            print(score_lines(name, load(), lines), flush=True)
    lines = rows(folder / "mixed.jsonl")
    print(f"\n{len(lines)} lines in one, two or three parts, exact in percent; one-language lines torn in percent")
    print(f"{'':14} {'all':>8} {'concat':>8} {'glued':>8} {'paren':>8} {'caption':>8} {'torn':>8}    µs/line")
    for name, load_split in splitters():
        if name not in options.without:
            print(score_spans(name, load_split(), lines), flush=True)


if __name__ == "__main__":
    main()
