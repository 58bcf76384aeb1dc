"""Markers are learned: the same line across documents, with teasers after it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import seeds_gold
from cli_support import SEEDS, run

from corpuslint.blocks import DEFAULT_PROFILE
from corpuslint.document import Document
from corpuslint.learning import MarkerLearner

BARE = replace(DEFAULT_PROFILE, markers=())


def test_the_marker_of_the_seeds_is_learned_without_being_told() -> None:
    learner = MarkerLearner()
    for path in seeds_gold.SEEDS:
        learner.add(Document(seeds_gold.read(path), "fr", profile=BARE))
    assert learner.markers(minimum_documents=3) == {"Voir plus": 5}


def test_a_heading_with_prose_behind_it_is_no_marker() -> None:
    learner = MarkerLearner()
    prose = "Le ministre a déclaré que la coopération se développe, et il a remercié les délégués de leur accueil. " * 2
    for number in range(5):
        page = f"Titre {number}\n\n{prose}\n\nContexte\n\n{prose}\n\n{prose}\n\nConclusion\n\n{prose}\n"
        learner.add(Document(page, "fr", profile=BARE))
    assert learner.markers(minimum_documents=3) == {}


def test_the_command_prints_a_table_that_the_configuration_reads(tmp_path: Path) -> None:
    config = tmp_path / "corpuslint.toml"
    config.write_text("[blocks]\nmarkers = []\n", encoding="utf-8")
    result = run("markers", SEEDS, "--config", config)
    assert result.exit_code == 0
    table = tomllib.loads(result.stdout)
    assert table == {"blocks": {"extend-markers": ["Voir plus"]}}
    config.write_text("[blocks]\nmarkers = []\n" + result.stdout.split("\n", 1)[1], encoding="utf-8")
    checked = run("check", SEEDS, "--config", config, "--select", "trailing-boilerplate", "--output-format", "concise")
    assert checked.stdout.count("STR001") == 5
