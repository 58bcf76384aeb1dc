"""Memory does not grow with the size of a source: the peak of a run over eight times as much is nearly the same."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="asks the system for the peak of memory"),
]
MB = 1_000_000
SMALL, LARGE = 8 * MB, 64 * MB
# What a run over the large source may take more: caches and buffers that are not yet full after the small one.
MORE = 12 * MB
BALLAST = [Random(number).randbytes(2000).hex() for number in range(50)]


def rows(size: int) -> list[dict[str, object]]:
    """Records of 4,000 bytes, of which few are text."""
    return [
        {
            "id": number,
            "text": f"Un texte{'  ' if number % 100 == 0 else ' '}parmi {number}.",
            "page": BALLAST[number % 50],
        }
        for number in range(size // 4000)
    ]


def write_lines(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        stream.writelines(json.dumps(row).encode() + b"\n" for row in rows(size))


def write_gzip(path: Path, size: int) -> None:
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.writelines(json.dumps(row).encode() + b"\n" for row in rows(size))


def write_table(path: Path, size: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(rows(size)), path, row_group_size=500, compression="none")


def write_rows(path: Path, size: int) -> None:
    with path.open("w") as stream:
        stream.write("id,text,page\n")
        stream.writelines(f"{row['id']},{row['text']},{row['page']}\n" for row in rows(size))


KINDS: dict[str, Callable[[Path, int], None]] = {
    "jsonl": write_lines,
    "jsonl.gz": write_gzip,
    "parquet": write_table,
    "csv": write_rows,
}


def peak(*arguments: str) -> int:
    """The most memory, in bytes, that one run takes."""
    code = (
        "import sys\n"
        f"sys.argv = ['corpuslint', *{arguments!r}]\n"
        "import corpuslint.__main__ as m\n"
        "try: m.main()\n"
        "finally: open('peak', 'w').write(open('/proc/self/status').read())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    # Not ru_maxrss: that counts the memory of this process too, which the other one shares when it begins.
    (line,) = [line for line in Path("peak").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize("kind", KINDS)
def test_memory_is_bounded(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for way in ([], ["--fix"]):
        peaks = []
        for size in (SMALL, LARGE):
            KINDS[kind](Path(f"a.{kind}"), size)
            peaks.append(peak("check", "--select", "SPC003", "--isolated", "--jobs", "1", *way, f"a.{kind}"))
        assert peaks[1] < peaks[0] + MORE, (way, peaks)
