"""The benchmark runs end to end on a few sentences of our own, so that it cannot rot."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpuslint.catalogue import load_catalogue

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import accuracy  # noqa: E402
from measures.alignment import Mended, overlap, places, share_of_union  # noqa: E402
from measures.data import PLAN, DataError, Gold, cut  # noqa: E402
from measures.figures import FIGURES, figure  # noqa: E402
from measures.page import number, table  # noqa: E402
from measures.peers import load_peers  # noqa: E402

from corpuslint.findings import Edit  # noqa: E402

CLEAN = "Le ministre de la Défense a reçu mardi la délégation. La visite se poursuit jusqu'à jeudi."
FUSED = "Le ministre dela Défense a reçu mardi la délégation. La visite se poursuit jusqu'à jeudi."
LEAD = "Le marché couvert de la vieille ville rouvre lundi après trois mois de travaux, selon la mairie."
REST = "Les commerçants retrouvent leurs places et les clients une entrée plus large."

Record = Mapping[str, Any]


def lost(mode: str, text: str, joins: Sequence[int]) -> Record:
    kinds = "w" * len(joins)
    return {"id": mode, "lang": "fr", "mode": mode, "corrupted": text, "clean": CLEAN, "joins": joins, "jkind": kinds}


SETS: dict[str, list[Record]] = {
    "runon/dev/fr.wrap": [lost("wrap", FUSED, [14])],
    "runon/dev/fr.drop": [lost("drop", FUSED, [14])],
    "runon/dev/fr.clean": [lost("clean", CLEAN, [])],
    "real/dev/lostspace_lafand": [lost("real", FUSED, [14])],
    "typos/dev/context.fr.git": [
        {
            "id": "typo",
            "lang": "fr",
            "sentence_with_typo": "Le ministre a reçu la délégatoin mardi.",
            "edits": [{"start": 22, "end": 32, "correction": "délégation", "class": "nonword"}],
            "typo": "délégatoin",
        }
    ],
    "typos/dev/pairs.fr.libreoffice": [
        {"id": "pair", "lang": "fr", "typo": "delà", "correction": "delà", "class": "x"}
    ],
    "encoding/dev/mojibake": [
        {
            "id": "m",
            "kind": "utf8",
            "lang": "fr",
            "input": "La dÃ©fense a dÃ©jÃ\xa0 répondu.",
            "expected": "La défense a déjà répondu.",
        }
    ],
    "encoding/dev/negative": [{"id": "n", "kind": "clean", "lang": "fr", "input": CLEAN, "expected": CLEAN}],
    "encoding/dev/bytes": [
        {
            "id": "b",
            "kind": "utf-8",
            "lang": "fr",
            "bytes_b64": base64.b64encode(CLEAN.encode()).decode(),
            "expected": CLEAN,
        }
    ],
    "langid/dev/single": [{"id": "s", "lang": "fr", "text": "La visite se poursuit.", "nwords": 4}],
    "langid/dev/mixed": [
        {"id": "x", "kind": "single", "text": CLEAN, "spans": [[0, len(CLEAN), "fr"]]},
    ],
    "duplead/dev/synthetic": [
        {
            "id": "d",
            "lang": "fr",
            "type": "exact",
            "text": f"{LEAD}\n{LEAD}\n\n{REST}",
            "gold": [{"a": [0, len(LEAD)], "b": [len(LEAD) + 1, 2 * len(LEAD) + 1], "drop": "b"}],
        }
    ],
    "duplead/dev/natural_negative": [
        {"id": "e", "lang": "fr", "type": "neg-plain", "text": f"{LEAD}\n\n{REST}", "gold": []}
    ],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for name, records in SETS.items():
        path = folder / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    (folder / "scorers").mkdir()
    for scorer in {plan["scorer"] for plan in PLAN["groups"].values() if "scorer" in plan}:
        (folder / "scorers" / f"score_{scorer}.py").write_text(
            f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
            f"import tiny_scorers\ntiny_scorers.main({scorer!r})\n",
            encoding="utf-8",
        )
    return folder


def values(results: Mapping[str, Any], tool: str = "corpuslint") -> dict[str, float]:
    return {row["name"]: row["values"][tool] for row in results["figures"] if row["values"].get(tool) is not None}


def test_fused_words(data: Path) -> None:
    results = accuracy.measure(data, "dev", ["runon", "real"], 0, ["none"])
    found = values(results)
    assert found["French, re-wrapped: F1"] == found["French news: F1"] == 100
    assert found["French, re-wrapped: recall between words"] == 100
    assert found["French, clean: false splits"] == 0
    assert "English, re-wrapped: F1" not in found
    assert sum(one["findings"] for one in results["reliability"]["SPC001"]) == 3
    assert all(
        one["right"] == 100 and one["from"] <= one["predicted"] / 100 for one in results["reliability"]["SPC001"]
    )
    rule = next(row for row in results["rules"] if row["rule"] == "SPC001")
    assert (rule["precision"], rule["defects"], rule["recall"]) == (100, 3, 100)


def test_misspellings(data: Path) -> None:
    found = values(accuracy.measure(data, "dev", ["typos"], 0, ["none"]))
    known = 100 if "TYP001" in load_catalogue() else 0
    assert found["French in context: found"] == known
    assert found["French in context: first suggestion right"] == known
    assert found["French, clean: false alarms"] == 0


def test_encoding(data: Path) -> None:
    results = accuracy.measure(data, "dev", ["encoding"], 0, ["none"])
    found = values(results)
    assert found["mojibake, made"] == found["raw bytes"] == found["clean text left alone"] == 100
    assert results["safe"]["ENC001"]["by_language"] == {"fr": 100}
    assert next(row for row in results["rules"] if row["rule"] == "ENC001")["recall"] == 100


def test_language(data: Path) -> None:
    found = values(accuracy.measure(data, "dev", ["langid"], 0, ["none"]))
    assert found["short lines: accuracy"] == found["lines of 3 to 5 words: accuracy"] == 100
    assert found["lines in one language: falsely split"] == 0


def test_repeated_leads_beside_a_peer(data: Path) -> None:
    results = accuracy.measure(data, "dev", ["duplead"], 0, ["equal lines"])
    for tool in ("corpuslint", "equal lines"):
        assert values(results, tool)["made: F1"] == 100
        assert values(results, tool)["texts that repeat themselves by nature: false alarms"] == 0
    safe = {"fixes": 1, "target": 99.5, "right": 100, "met": True, "by_language": {"fr": 100}}
    assert results["safe"]["DUP001"] == safe


def test_clean_text(data: Path) -> None:
    results = accuracy.measure(data, "dev", ["clean"], 0, ["none"])
    assert {row["rule"]: row["on_clean"]["fr"] for row in results["rules"]} == dict.fromkeys(load_catalogue(), 0)


def test_command_line(data: Path, tmp_path: Path) -> None:
    page, figures = tmp_path / "accuracy.md", tmp_path / "figures.json"
    command = [sys.executable, str(BENCHMARKS / "accuracy.py"), "--data", str(data), "--only", "duplead,clean"]
    run = subprocess.run(
        [*command, "--sample", "1", "--peers", "none", "--markdown", str(page), "--json", str(figures)],
        capture_output=True,
        text=True,
        check=True,
    )
    text = page.read_text(encoding="utf-8")
    assert "--data DIR --only duplead,clean --sample 1 --peers none --markdown docs/accuracy.md" in text
    assert str(data) not in text
    assert "| made: F1 " in text
    assert text.split("## Repeated leads")[1] in run.stdout.split("## Repeated leads")[1] + "\n"
    assert json.loads(figures.read_text(encoding="utf-8"))["options"]["sample"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "runn"], 'unknown group "runn"; known are runon,'),
        (["--only", "runon", "--split", "test"], "holds no runon/test/*.jsonl"),
        (["--only", "langid", "--data", "{broken}"], "not JSON lines"),
        (["--only", "duplead", "--data", "{bare}"], "no such scorer"),
    ],
)
def test_bad_data(data: Path, tmp_path: Path, arguments: list[str], message: str, capsys: Any) -> None:
    for folder, name, line in (("broken", "langid/dev/x.jsonl", "{\n"), ("bare", "duplead/dev/x.jsonl", "")):
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True)
        path.write_text(line)
    places = {"broken": str(tmp_path / "broken"), "bare": str(tmp_path / "bare")}
    given = ["--data", str(data), "--peers", "none", *(one.format(**places) for one in arguments)]
    assert accuracy.main(given) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("accuracy: error: ")
    assert message in error


@pytest.mark.slow
@pytest.mark.parametrize("group", [group for group, plan in PLAN["groups"].items() if "scorer" in plan])
def test_every_installed_peer_answers(group: str) -> None:
    sets = [
        Gold(group, name.rsplit("/", 1)[1], tuple(records))
        for name, records in SETS.items()
        if name.startswith(f"{group}/")
    ]
    for peer in load_peers({group: sets}, ["all"]):
        for gold in sets:
            predictions = peer.predict(gold)
            if predictions is not None:
                assert [one["id"] for one in predictions] == [one["id"] for one in gold.records]


def test_the_plan_names_what_exists() -> None:
    for plan in PLAN["figures"]:
        assert plan["group"] in PLAN["groups"]
        assert plan["figure"] in FIGURES
        assert not {"at-least", "at-most"} <= plan.keys()


def test_figures() -> None:
    counters = {"a": {"tp": 3, "fp": 1, "fn": 1}, "b": {"gold": 5, "tp": 4, "fp": 0}, "c": {"fp": 1, "words": 20_000}}
    assert figure("f1", counters, ["a"]) == 75
    assert figure("recall", counters, ["b"]) == 80
    assert figure("alarms", counters, ["c"]) == 0.5
    assert figure("alarms", counters, ["d"]) is None
    assert figure("precision", {"e": {"tp": 0, "fp": 0}}, ["e"]) is None


def test_slow_peers_see_some_words_of_a_set() -> None:
    gold = Gold("runon", "x", tuple({"id": str(number), "clean": "un deux trois"} for number in range(9)))
    chosen = cut(gold, 7).records
    assert len(chosen) == 2
    assert cut(gold, 7).records == chosen
    assert len(cut(gold, 1).records) == 1


def test_places_and_spans() -> None:
    assert places("a é\nb")[3] == 2
    assert overlap(2, 2, 2, 5)
    assert not overlap(0, 2, 2, 5)
    assert share_of_union((0, 10), (5, 10)) == 0.5
    assert share_of_union((0, 2), (4, 6)) == 0


@pytest.mark.parametrize(
    ("edits", "right"),
    [
        ([Edit(4, 6, "é")], [True]),
        ([Edit(4, 6, "è")], [False]),
        ([Edit(3, 6, "dé")], [True]),
        ([Edit(4, 6, "é"), Edit(8, 9, "")], [True, False]),
        ([Edit(4, 6, "é"), Edit(11, 12, "")], [True, False]),
        ([Edit(0, 2, "Le"), Edit(4, 6, "é")], [False, True]),
        ([Edit(4, 6, "é"), Edit(12, 13, "")], [True, True]),
    ],
)
def test_an_edit_is_right_where_it_gives_the_right_text(edits: list[Edit], right: list[bool]) -> None:
    mended = Mended("La dÃ©fense.\u200b", "La défense.", edits)
    assert [mended.is_right(edit) for edit in edits] == right


def test_tables() -> None:
    assert table(["rule", "n"], [["a", "1"], ["long name", "12"]]).splitlines() == [
        "| rule      |   n |",
        "| --------- | --: |",
        "| a         |   1 |",
        "| long name |  12 |",
    ]
    assert [number(one) for one in (None, 100.0, 99.346, 0.5)] == ["–", "100", "99.35", "0.5"]


def test_missing_data_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no"):
        accuracy.measure(tmp_path, "dev", ["runon"], 0, ["none"])
