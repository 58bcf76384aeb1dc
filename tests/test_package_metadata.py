"""The [package] table of the configuration."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from package_samples import FULL

from corpuslint.errors import ConfigurationError
from corpuslint.packaging.descriptor import metadata_of, metadata_properties
from corpuslint.packaging.metadata import missing_keys, name_from, read_metadata


def test_defaults_invent_nothing() -> None:
    found = read_metadata({}, default_name="Mes Données (2026)")
    assert (found.name, found.title, found.version) == ("mes-donnees-2026", "mes-donnees-2026", "0.1.0")
    assert (found.created, found.licenses, found.homepage, found.description) == (None, (), None, "")


@pytest.mark.parametrize(
    ("text", "name"),
    [("seeds", "seeds"), ("a/b", "a-b"), ("Ảnh", "anh"), ("..", "corpus"), ("新聞", "corpus"), ("x_1.0", "x-1.0")],
)
def test_names_are_made_of_any_text(text: str, name: str) -> None:
    assert name_from(text) == name
    assert read_metadata({"name": name}, default_name="").name == name


def test_the_configured_date_wins_over_the_environment() -> None:
    assert read_metadata({}, default_name="x", epoch="0").created == "1970-01-01"
    assert read_metadata({"created": "2026-01-31"}, default_name="x", epoch="0").created == "2026-01-31"
    assert read_metadata({"created": datetime.date(2026, 1, 31)}, default_name="x").created == "2026-01-31"


def test_entries_come_in_a_fixed_order_of_keys() -> None:
    one = read_metadata({"sources": [{"path": "https://a.org", "title": "A"}]}, default_name="x")
    assert list(one.sources[0]) == ["title", "path"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"titel": "x"}, 'unknown key "titel" in .package.; did you mean "title"'),
        ({"name": "Not a name"}, '"name" in .package. must be small letters'),
        ({"name": "../x"}, '"name"'),
        ({"version": "1.0"}, '"version" in .package. must be three numbers'),
        ({"version": 1}, '"version" in .package. must be text, not 1'),
        ({"created": "31.01.2026"}, '"created" in .package. must be a date'),
        ({"created": "20260131"}, '"created"'),
        ({"homepage": "javascript:alert(1)"}, '"homepage" in .package. must be an http'),
        ({"title": "a\x1b[31m"}, '"title" in .package. holds a control character'),
        ({"title": "a\nb"}, '"title" in .package. must be one line'),
        ({"description": "a\u2028b"}, '"description"'),
        ({"keywords": "news"}, '"keywords" in .package. must be a list'),
        ({"keywords": [1]}, '"keywords"'),
        ({"licenses": [{"title": "mine"}]}, 'each entry of "licenses" in .package. needs "name"'),
        ({"licenses": ["all rights reserved"]}, '"licenses" in .package. must be an SPDX name'),
        ({"licenses": [{"name": "x", "url": "https://x.org"}]}, 'unknown key "url"'),
        ({"sources": ["x"]}, '"sources" in .package. must list tables'),
        ({"sources": [{"title": "x", "path": "../x"}]}, '"path"'),
        ({"sources": [{"title": " "}]}, 'each entry of "sources" in .package. needs "title"'),
        ({"sources": [{"title": "x", "licenses": "MIT"}]}, '"licenses" in .package. must be a list'),
        ({"sources": [{"title": "x", "licenses": ["all mine"]}]}, '"licenses" in .package. must be an SPDX name'),
        ({"sources": [{"title": "x", "email": "nobody"}]}, '"email" in .package. must be an e-mail address'),
        ({"contributors": [{"title": "x", "roles": "author"}]}, '"roles"'),
        ({"contributors": [{"title": "x", "name": "y"}]}, 'unknown key "name" in .package. contributors'),
        ({"homepage": "https://me:secret@a.example"}, '"homepage" in .package. must not hold a user or a password'),
        ({"homepage": "https://[a"}, '"homepage" in .package. must be an address'),
        ({"doi": "zenodo.1234"}, '"doi" in .package. must be a DOI, such as 10.5281/zenodo.1234'),
        ({"citation": 1}, '"citation" in .package. must be text, not 1'),
        ({"title": "x" * 2_000}, '"title" in .package. has 2,000 characters, more than 1,000'),
        ({"title": "gnp.\u202eexe"}, '"title" in .package. holds a control character'),
        ({"name": "x" * 101}, '"name" in .package. must be small letters'),
        ({"required": ["license"]}, '"required" in .package. must be of title, description, .*, not "license"'),
        ({"required": "licenses"}, '"required" in .package. must be a list'),
    ],
)
def test_what_a_package_cannot_carry_is_refused_in_one_line(table: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        read_metadata(table, default_name="x")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("table", "lacking"),
    [
        ({}, "licenses"),
        ({"licenses": []}, "licenses"),
        ({"title": "news"}, "title"),
        ({"description": " "}, "description"),
        ({"sources": [{"title": "A", "licenses": ["MIT"]}, {"title": "B"}]}, "sources.licenses"),
        ({}, "citation"),
        ({}, "created"),
    ],
)
def test_what_is_required_must_be_said(table: dict[str, Any], lacking: str) -> None:
    told = "a source has no licenses" if "." in lacking else f'it says no "{lacking}"'
    with pytest.raises(
        ConfigurationError, match=rf'\[package\] requires "{lacking}", but {told}: add it, or take it out'
    ):
        read_metadata({**table, "required": [lacking]}, default_name="news")
    assert lacking in missing_keys(read_metadata(table, default_name="news"))


def test_nothing_is_missing_where_all_is_said() -> None:
    said = {**FULL, "sources": FULL["sources"][:1]}
    required = ["title", "description", "created", "homepage", "keywords", "licenses", "sources", "contributors"]
    found = read_metadata({**said, "required": [*required, "sources.licenses", "citation"]}, default_name="news")
    assert missing_keys(found) == []
    assert found == metadata_of(metadata_properties(found))


def test_a_doi_may_be_written_as_an_address() -> None:
    assert read_metadata({"doi": "https://doi.org/10.5281/zenodo.1"}, default_name="x").doi == "10.5281/zenodo.1"


@pytest.mark.parametrize("epoch", ["yesterday", "9" * 30, "1.5"])
def test_a_broken_epoch_is_an_error(epoch: str) -> None:
    with pytest.raises(ConfigurationError, match="SOURCE_DATE_EPOCH"):
        read_metadata({}, default_name="x", epoch=epoch)
