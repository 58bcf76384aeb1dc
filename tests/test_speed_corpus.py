"""The corpora of the speed benchmark: always the same, as varied as real text, damaged as the seeds are."""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path

import pytest

import corpuslint

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import corpus as command  # noqa: E402
from measures.corpus import documents, growth, pieces, real_documents, up_to, write  # noqa: E402
from measures.damage import RATES, damage  # noqa: E402

PAGE = "Un titre\n\n" + "Le ministre a reçu la délégation de la province voisine. " * 9 + "\n"


@pytest.fixture(scope="module")
def clean() -> list[str]:
    return list(up_to(documents("clean"), 300_000))


@pytest.fixture(scope="module")
def damaged() -> list[str]:
    return list(up_to(documents("damaged"), 100_000))


def test_the_same_seed_gives_the_same_corpus(clean: list[str]) -> None:
    again = list(islice(documents("clean"), 20))
    assert again == clean[:20]
    assert list(islice(documents("clean", seed=2), 20)) != again


def test_documents_have_many_lengths(clean: list[str]) -> None:
    lengths = [len(one) for one in clean]
    assert 300 <= min(lengths) < 1_500
    assert 6_000 < max(lengths) < 32_000
    assert len(set(clean)) == len(clean)


def test_word_types_grow_as_in_real_text(clean: list[str]) -> None:
    (_, _, few), (_, words, many) = growth(clean, [100_000, 300_000])
    # French news has 6,000 and 13,000 types at these sizes; a text repeated would not grow at all.
    assert 5_000 < few < 8_000
    assert 11_000 < many < 17_000
    assert words == sum(len(one.split()) for one in up_to(clean, 300_000))
    assert 1.6 < many / few < 2.6


def test_clean_text_is_nearly_clean(clean: list[str]) -> None:
    found = [one.rule for text in clean[:12] for one in corpuslint.check(text, language="fr")]
    words = sum(len(text.split()) for text in clean[:12])
    assert 1e4 * len(found) / words < 25


def test_damage_is_that_of_the_seeds(damaged: list[str]) -> None:
    found = {one.rule for text in damaged[:12] for one in corpuslint.check(text, language="fr")}
    assert found >= {"SPC001", "SPC003", "DUP001", "LNG001", "STR001"}


def test_damage_without_rates_changes_nothing() -> None:
    assert list(damage([PAGE, "x\n"], {}, 1)) == [PAGE, "x\n"]


def test_lost_line_ends() -> None:
    (text,) = damage([PAGE], {"wrapped document": 1}, 1)
    assert len(text) < len(PAGE)
    assert text.replace(" ", "") == PAGE.replace(" ", "")


def test_clean_rates_are_well_below_those_of_damage() -> None:
    assert all(rate < RATES["damaged"][kind] / 2 for kind, rate in RATES["clean"].items())


def test_real_documents_come_first_and_once(tmp_path: Path) -> None:
    for name, text in (("a", "Un.\n"), ("b", "Deux.\n"), ("c", "Un.\n"), ("d", "\n")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    assert sorted(real_documents(tmp_path, 1)) == ["Deux.\n", "Un.\n"]
    first = list(islice(documents("clean", text=tmp_path), 3))
    assert sorted(first[:2]) == ["Deux.\n", "Un.\n"]
    assert len(first[2]) > 300


def test_pieces_keep_every_word() -> None:
    texts = [PAGE, "Un mot de plus.\n"] * 3
    cut = list(pieces([*texts, "mot " * 99], 200))
    assert all(190 < len(one) < 230 for one in cut)
    together = " ".join(" ".join(cut).split())
    assert " ".join(" ".join(texts).split()).startswith(together[:1_500])
    assert all(one.count("\n") == 1 for one in pieces(texts, 200, flat=True))


def test_shapes(tmp_path: Path) -> None:
    texts = ["Un.\n\nDeux.\n", "Trois é.\n"]
    size = sum(len(text.encode()) for text in texts)
    assert write(texts, tmp_path / "files", "files") == size
    assert [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "files").rglob("*.txt"))] == texts
    assert write(texts, tmp_path / "all.txt", "text") == size
    written = write(texts, tmp_path / "all.jsonl", "jsonl")
    assert written == (tmp_path / "all.jsonl").stat().st_size
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["text"] for row in rows] == texts


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "lines.txt"
    options = ["--megabytes", "0.05", "--shape", "text", "--line", "1000", "--variant", "damaged"]
    assert command.main([str(target), *options]) == 0
    lines = target.read_text(encoding="utf-8").splitlines()
    assert 49_000 < target.stat().st_size < 53_000
    assert all(990 < len(line) < 1100 for line in lines)
    assert capsys.readouterr().out == f"{target.stat().st_size}\n"
    assert command.main([str(tmp_path), "--megabytes", "0.01", "--shape", "text"]) == 2
    assert capsys.readouterr().err == f"corpus: error: {tmp_path}: is a directory\n"
    assert command.main(["--growth", "--megabytes", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("| 1 ")
