"""The configuration: where it is found, what it says, what it refuses."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from cli_support import run

from corpuslint.blocks import DEFAULT_PROFILE
from corpuslint.config import Settings, load_settings
from corpuslint.errors import ConfigurationError
from corpuslint.patterns import matches


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outer/inner/deep").mkdir(parents=True)
    return tmp_path


def settings(content: str) -> Settings:
    Path("corpuslint.toml").write_text(content, encoding="utf-8")
    return load_settings()


def test_defaults_without_a_file(directory: Path) -> None:
    assert load_settings() == Settings(root=directory)
    assert load_settings(Path("outer/missing.txt")) == Settings(root=directory)


def test_the_nearest_file_holds(directory: Path) -> None:
    (directory / "corpuslint.toml").write_text('language = "fr"')
    (directory / "outer/inner/corpuslint.toml").write_text('language = "vi"')
    assert load_settings(Path("outer/inner/deep/text.txt")).language == "vi"
    assert load_settings(Path("outer/inner")).language == "vi"
    found = load_settings(Path("outer"))
    assert (found.language, found.root, found.source) == ("fr", directory, directory / "corpuslint.toml")


def test_pyproject_holds_where_it_has_a_section(directory: Path) -> None:
    (directory / "pyproject.toml").write_text('[tool.corpuslint]\nlanguage = "fr"')
    (directory / "outer/pyproject.toml").write_text("[tool.ruff]\nline-length = 120")
    assert load_settings(Path("outer/inner")).language == "fr"
    (directory / "corpuslint.toml").write_text('language = "de"')
    assert load_settings(Path("outer")).language == "de", "corpuslint.toml comes first"


def test_isolated_and_explicit(directory: Path) -> None:
    Path("corpuslint.toml").write_text('language = "fr"')
    Path("outer/other.toml").write_text('language = "it"\nbaseline = "known.json"')
    assert load_settings(isolated=True).language is None
    found = load_settings(config=Path("outer/other.toml"))
    assert (found.language, found.baseline) == ("it", directory / "outer/known.json")


def test_paths_are_relative_to_the_file(directory: Path) -> None:
    Path("outer/corpuslint.toml").write_text('rule-paths = ["rules"]\nbaseline = "a/known.json"')
    found = load_settings(Path("outer/inner"))
    assert found.rule_paths == (directory / "outer/rules",)
    assert found.baseline == directory / "outer/a/known.json"


def test_blocks_become_a_profile() -> None:
    labels = 'credit-labels = ["Bild"]\nextend-credit-labels = ["Foto"]'
    found = settings(f'[blocks]\nextend-markers = ["Más"]\ntitle-length = 90\n{labels}')
    assert found.blocks.markers == (*DEFAULT_PROFILE.markers, "Más")
    assert found.blocks.credit_labels == ("Bild", "Foto")
    assert (found.blocks.title_length, found.blocks.wrap_length) == (90, DEFAULT_PROFILE.wrap_length)


def test_the_package_table_is_kept_as_it_is() -> None:
    assert settings('[package]\nname = "x"\n[package.deep]\ny = [1]').package == {"name": "x", "deep": {"y": [1]}}


def test_options_of_rules_reach_the_rule_set() -> None:
    with pytest.raises(ConfigurationError, match='has no option "no-such"'):
        settings("[rules.stray-space]\nno-such = 1").ruleset()


def test_ruleset_follows_the_selection() -> None:
    assert settings('select = ["SPC003"]').ruleset().codes() == ["SPC003"]
    assert "SPC003" not in settings('ignore = ["stray-space"]').ruleset().codes()


def test_a_command_line_select_starts_afresh() -> None:
    base = Settings(select=("DUP",), ignore=("SPC003",), extend_select=("ENC",))
    assert base.overridden(select=("SPC",)) == Settings(select=("SPC",))
    assert base.overridden(ignore=("TYP",)).ignore == ("SPC003", "TYP")
    assert base.overridden(language="fr", preview=None).language == "fr"
    assert base.overridden(preview=None).preview is False


def test_per_file_ignores(directory: Path) -> None:
    found = settings('[per-file-ignores]\n"*.md" = ["SPC"]\n"outer/inner/" = ["stray-space"]\n"/top.txt" = ["ALL"]')
    catalogue = found.catalogue()
    assert "SPC003" in found.ignored_for(Path("outer/a.md"), catalogue)
    assert found.ignored_for(Path("outer/a.txt"), catalogue) == frozenset()
    assert found.ignored_for(Path("outer/inner/deep/a.txt"), catalogue) == {"SPC003"}
    assert found.ignored_for(Path("outer/../top.txt"), catalogue) == frozenset(catalogue)
    assert found.ignored_for(Path("outer/top.txt"), catalogue) == frozenset()


def test_patterns_outside_the_root() -> None:
    assert matches(["*.md"], Path("/elsewhere/a.md"), Path("/root"))
    assert not matches(["/a.md"], Path("/elsewhere/a.md"), Path("/root"))


@pytest.mark.parametrize(
    ("content", "saying"),
    [
        ("languag = 1", 'unknown key "languag"; did you mean "language"'),
        ("zzz = 1", r'corpuslint.toml: unknown key "zzz"$'),
        ("extend_select = []", 'unknown key "extend_select"; did you mean "extend-select"'),
        ("language = 1", '"language" must be a text, not 1'),
        ("preview = 1", '"preview" must be true or false, not 1'),
        ("select = [1]", '"select" must be a list of texts'),
        ("min-confidence = true", '"min-confidence" must be a number from 0 to 1'),
        ("rules = { a = 1 }", '"rules" must be a table with one table for each rule'),
        ("per-file-ignores = { a = 1 }", '"per-file-ignores" must be a table of lists of texts'),
        ("package = 1", '"package" must be a table'),
        ("blocks = { markers = 1 }", r'"markers" in \[blocks\] must be a list of texts'),
        ("blocks = { wrap-length = 1.5 }", r'"wrap-length" in \[blocks\] must be a whole number'),
        ("blocks = { extend-wrap-length = 1 }", r'unknown key "extend-wrap-length" in \[blocks\]'),
    ],
)
def test_a_value_that_does_not_fit_is_named(content: str, saying: str) -> None:
    with pytest.raises(ConfigurationError, match=saying):
        settings(content)


def test_init_writes_a_file_that_loads(directory: Path) -> None:
    assert run("init").exit_code == 0
    assert load_settings() == Settings(root=directory, source=directory / "corpuslint.toml")


def test_init_never_overwrites() -> None:
    Path("corpuslint.toml").write_text("# mine")
    assert run("init").exit_code == 2
    assert Path("corpuslint.toml").read_text() == "# mine"
    assert run("init", "nowhere").exit_code == 2


def test_every_line_that_init_comments_out_is_valid(directory: Path) -> None:
    run("init", "outer")
    lines = Path("outer/corpuslint.toml").read_text(encoding="utf-8").splitlines()
    code = [line.removeprefix("# ") for line in lines if line.startswith(("# [", '# "')) or " = " in line]
    table = tomllib.loads("\n".join(code))
    assert {"select", "per-file-ignores", "rules", "blocks", "output-format", "baseline"} <= table.keys()
    Path("corpuslint.toml").write_text("\n".join(code), encoding="utf-8")
    assert load_settings().ignore == ("stray-space",)


def test_every_key_stands_in_what_init_writes() -> None:
    from corpuslint.config import KEYS

    run("init")
    text = Path("corpuslint.toml").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"\n# {key} = " not in text and f"\n# [{key}" not in text] == []
