"""Write the generated pages of docs/ (rules, configuration, Python interface), and the heads of the rule files.

    python scripts/build_docs.py

The sources are the rule files, the keys of the configuration with the comments of ``corpuslint init``, and the
docstrings of what ``corpuslint`` exports. The heads go to ``corpuslint/heads.py``: without it a run would parse every
rule file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from types import FunctionType

from docstrings import entries, markdown, page_of, section

import corpuslint
from corpuslint.blocks import DEFAULT_PROFILE, BlockProfile
from corpuslint.catalogue import FAMILIES, Rule, head_of, load_catalogue, read_rule_file, rules_directory
from corpuslint.commands.init import TEMPLATE
from corpuslint.config import FILE_NAME, KEYS, WANTED, Settings
from corpuslint.packaging.metadata import read_metadata
from corpuslint.reporters.json_text import to_json
from corpuslint.reporters.rules import languages_of, rule_as_markdown, state_of
from corpuslint.rulefile import parse_head

ROOT = Path(__file__).resolve().parent.parent
DOCS, HEADS_FILE = ROOT / "docs", ROOT / "corpuslint" / "heads.py"
_HEAD = "<!-- Made by scripts/build_docs.py from {source}. -->\n\n"
_HEADS = '''\
"""The heads of the shipped rule files by file name: text and keys. Made by scripts/build_docs.py from rules/."""

# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from typing import Any

HEADS: dict[str, tuple[str, dict[str, Any]]] = {{
{rows}}}
'''
_RULES = """\
# Rules

A rule has a name, which says what is wrong, and a code, which is short. Both select it: `--select fused-words`,
`--select SPC001`; the letters of a code select its family: `--select SPC`. `corpuslint rules` prints this list,
`corpuslint rule NAME` one page.

A *safe* fix changes only white space, or removes a copy of text that stays elsewhere, or reverses damage provably. An
*unsafe* fix is probably right and is applied with `--unsafe-fixes`. *display* is shown and never applied. The lists
below name the most that a rule allows: where the evidence is weaker, a finding carries a weaker fix or none.

On the pages, `-` and `+` show what a fix changes, `!` what is reported and left to a person. What nobody would see is
written as an escape: `\\u00a0` is a non-breaking space, `\\x20` a space at the end of a line."""
_OWN_RULES = """\
## Your own rules

A rule is one TOML file: a head, patterns and examples, as in
[rules/SPC003-stray-space.toml](../rules/SPC003-stray-space.toml). Yours lie in the directories that
[`rule-paths`](configuration.md#exclude-rule-paths) names.

A pattern has a regular expression (`find`), the template that replaces a match (`replace`; without it nothing is
fixed), what to say (`message`, `{0}` is the match), and, if it is less than certain, a `confidence`. `requires` makes
it fast: a list of strings, one of which stands in every text that the pattern matches, so that other texts are not
searched. A line end at the end of one also stands for the end of the text. With `prose = true`, white space that is
layout (columns, lists, two spaces behind each sentence) is no match."""
_CONFIGURATION = """\
# Configuration

corpuslint reads the nearest `{file}`, or `[tool.corpuslint]` in `pyproject.toml`, at or above the
first path that it is given; that one file alone counts. `--config FILE` names another, `--isolated` ignores all.
Options of the command line stand above the file: a `--select` starts afresh, the other lists add. Paths and patterns
are relative to the file. A key that does not exist is an error that names the closest one that does.

`corpuslint init` writes a `{file}` with all keys, which are all optional, in comments."""


def build_pages() -> dict[str, str]:
    """Every generated page: its path below docs/, and its text."""
    rules = list(load_catalogue().values())
    return {
        "rules.md": rules_page(rules),
        **{f"rules/{rule.name}.md": rule_page(rule) for rule in rules},
        "configuration.md": configuration_page(rules),
        "python.md": python_page(),
    }


def rule_page(rule: Rule) -> str:
    """What ``corpuslint rule NAME`` prints, with the ways to other pages."""
    file = f"rules/{rule.path.name}"
    foot = f"---\n\n[All rules](../rules.md) · [{file}](../../{file})\n"
    return _HEAD.format(source=file) + rule_as_markdown(rule) + "\n" + foot


def rules_page(rules: Sequence[Rule]) -> str:
    """The rules by family."""
    parts = [_RULES, *_families(rules), _OWN_RULES]
    return _HEAD.format(source="rules/") + "\n\n".join(parts) + "\n"


def _families(rules: Sequence[Rule]) -> Iterator[str]:
    for letters, family in FAMILIES.items():
        rows = [
            f"| {rule.code} | [{rule.name}](rules/{rule.name}.md) | {rule.summary} | {rule.applicability.value} | "
            f"{state_of(rule)} | {languages_of(rule)} |"
            for rule in rules
            if rule.family == family
        ]
        if rows:
            yield f"## {letters}: {family}"
            yield "\n".join(["| code | name | what it finds | fix | | languages |", "|---|---|---|---|---|---|", *rows])


def configuration_page(rules: Sequence[Rule]) -> str:
    """Every key of the configuration."""
    parts = [_CONFIGURATION.format(file=FILE_NAME), *_keys(rules)]
    return _HEAD.format(source="corpuslint/config.py and commands/init.py") + "\n\n".join(parts) + "\n"


def _keys(rules: Sequence[Rule]) -> Iterator[str]:
    """The keys as the template groups and explains them."""
    for paragraph in TEMPLATE.split("\n\n"):
        lines = [line.removeprefix("#").removeprefix(" ") for line in paragraph.strip().split("\n")]
        first = next((number for number, line in enumerate(lines) if _key_of(line)), None)
        if first is None:
            continue
        keys = list(dict.fromkeys(key for line in lines[first:] if (key := _key_of(line))))
        yield "## " + ", ".join(f"`{key}`" for key in keys)
        yield "\n".join(lines[:first])
        yield "```toml\n" + "\n".join(lines[first:]) + "\n```"
        match keys[0]:
            case "rules":
                yield _rule_keys(rules)
            case "blocks":
                yield _block_keys()
            case "package":
                yield _package_keys()
            case _:
                yield "\n".join(map(_value_of, keys))


def _key_of(line: str) -> str | None:
    """The key of the configuration that a line of the template sets or opens."""
    match = re.match(r"\[([a-z-]+)(?:\.[a-z-]+)?\]$|([a-z-]+) = ", line)
    key = match and (match[1] or match[2])
    return key if key in KEYS else None


def _value_of(key: str) -> str:
    one = next(field for field in fields(Settings) if field.name == key.replace("-", "_"))
    default = f"; by default `{to_json(one.default)}`" if isinstance(one.default, str | float | bool | tuple) else ""
    wanted = re.sub(r"such as (.*)", r"such as `\1`", WANTED[KEYS[key]])
    return f"- `{key}`: {wanted}{default}"


def _block_keys() -> str:
    about = next(found for part in (BlockProfile.__doc__ or "").split("\n\n") if (found := entries(part)))
    rows = [
        f"- `{name.replace('_', '-')}`: {text} By default `{to_json(getattr(DEFAULT_PROFILE, name))}`."
        for name, text in about.items()
    ]
    return "A list replaces the default; with `extend-` before its name it adds to it.\n\n" + "\n".join(rows)


def _package_keys() -> str:
    keys = markdown(section(read_metadata.__doc__ or "", "Args")["table"])
    files = (
        "How tables become files (`splits`, `shard-size`, `raw-text`, `layers`): "
        "[Publishing](publishing.md#the-package-table)."
    )
    return f"Keys: {keys} A licence is never guessed: without one, the package says so.\n\n{files}"


def _rule_keys(rules: Sequence[Rule]) -> str:
    rows = [
        f"- [{rule.name}](rules/{rule.name}.md#options-of-rules{rule.name}): "
        + ", ".join(f"`{one.name}`" for one in rule.options)
        for rule in rules
        if rule.options
    ]
    return "\n".join(rows)


def python_page() -> str:
    """The public names: functions first."""
    things = {name: getattr(corpuslint, name) for name in corpuslint.__all__}
    ordered = sorted(things, key=lambda name: not isinstance(things[name], FunctionType))
    parts = [
        "# Python interface",
        markdown(corpuslint.__doc__ or ""),
        *(page_of(name, things[name]) for name in ordered),
    ]
    return _HEAD.format(source="the docstrings of what corpuslint exports") + "\n\n".join(parts) + "\n"


def write_pages(folder: Path, pages: dict[str, str]) -> None:
    """Write the pages below a folder, and remove pages of rules that are no more."""
    for page in (folder / "rules").glob("*.md"):
        if f"rules/{page.name}" not in pages:
            page.unlink()
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def heads_module() -> str:
    """The text of ``corpuslint/heads.py``."""
    rows = []
    for path in sorted(rules_directory().glob("*.toml")):
        text = read_rule_file(path)
        rows.append(f"    {path.name!r}: (\n        {head_of(text)!r},\n        {parse_head(text, path)!r},\n    ),\n")
    return _HEADS.format(rows="".join(rows))


if __name__ == "__main__":
    HEADS_FILE.write_text(heads_module(), encoding="utf-8", newline="\n")
    write_pages(DOCS, build_pages())
