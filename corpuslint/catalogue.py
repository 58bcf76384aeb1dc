"""The catalogue: one TOML file per rule, which is its documentation, its defaults and its tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from corpuslint.errors import ConfigurationError, RuleFileError
from corpuslint.findings import Applicability, Finding, Fix, Related, Severity
from corpuslint.heads import HEADS
from corpuslint.lazy import regex

FAMILIES = {
    "ENC": "encoding",
    "SPC": "spacing",
    "DUP": "repetition",
    "TYP": "spelling",
    "LNG": "language",
    "STR": "structure",
}

# What the examples of a rule file begin with.
EXAMPLES = "\n[[examples]]"


class Option(NamedTuple):
    """A setting of one rule with its default and what it does; shares are numbers from ``minimum`` to 1."""

    name: str
    default: Any
    description: str
    minimum: float = 0


class Pattern(NamedTuple):
    """A regular expression that is a rule by itself.

    ``requires`` spares clean text the search: where a text has none of these strings, ``find`` cannot match. A line end
    at the end of one also stands for the end of the text. With ``prose``, white space that is layout is no match.
    """

    find: re.Pattern[str]
    replace: str | None
    message: str
    confidence: float
    requires: tuple[str, ...] = ()
    prose: bool = False


class Example(NamedTuple):
    """``bad`` with the ``good`` that fixing makes of it (equal where nothing is fixed), or ``ok``, which stays.

    file: the name of a file whose content the example is; empty for a document by itself.
    documents: for a corpus-level rule, the texts that stand before it in the corpus.
    """

    language: str
    bad: str | None = None
    good: str | None = None
    ok: str | None = None
    encoding: str = "utf-8"
    file: str = ""
    note: str = ""
    known_failure: bool = False
    documents: tuple[str, ...] = ()


class Rule(NamedTuple):
    """One entry of the catalogue. ``scope`` is "document", or "corpus" for a rule that compares documents."""

    code: str
    name: str
    summary: str
    why: str
    severity: Severity
    applicability: Applicability
    default: bool
    preview: bool
    languages: tuple[str, ...]
    check: str
    references: tuple[str, ...]
    options: tuple[Option, ...]
    patterns: tuple[Pattern, ...]
    path: Path
    scope: str = "document"

    @property
    def family(self) -> str:
        """What the letters of the code stand for; a user's own letters stand for themselves."""
        return FAMILIES.get(self.code[:3], self.code.rstrip("0123456789"))

    def applies_to(self, language: str | None) -> bool:
        """Whether the rule knows this language; ``*`` knows every one, also the unknown."""
        return "*" in self.languages or language in self.languages

    def examples(self) -> tuple[Example, ...]:
        """The examples of the rule file.

        Raises:
            RuleFileError: an example breaks the form.
        """
        from corpuslint.rulefile import load_examples

        return load_examples(self.path)


class ActiveRule(NamedTuple):
    """A rule that was selected, with its options settled."""

    rule: Rule
    options: Mapping[str, Any]

    def finding(
        self,
        start: int,
        end: int,
        message: str,
        *,
        confidence: float = 1.0,
        related: Iterable[Related] = (),
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of this rule on ``text[start:end]`` (code points)."""
        return Finding(
            self.rule.code,
            self.rule.name,
            self.rule.severity,
            round(confidence, 4),
            start,
            end,
            message,
            tuple(related),
            fix,
        )


def closest(word: str, known: Iterable[str]) -> str:
    """``; did you mean "…"?`` for the closest known word, or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{found[0]}"?' if found else ""


def _pattern(raw: Mapping[str, Any]) -> Pattern:
    confidence = float(raw.get("confidence", 1.0))
    requires, prose = tuple(raw.get("requires", ())), raw.get("prose", False)
    return Pattern(regex(raw["find"]), raw.get("replace"), raw["message"], confidence, requires, prose)


def rule_of(path: Path, raw: Mapping[str, Any]) -> Rule:
    """The rule of the head of a rule file, which must keep to the form.

    Raises:
        RuleFileError: the severity or applicability is unknown.
    """
    try:
        return Rule(
            code=raw["code"],
            name=raw["name"],
            summary=raw["summary"],
            why=raw["why"].strip(),
            severity=Severity(raw["severity"]),
            applicability=Applicability(raw.get("applicability", "unsafe")),
            default=raw.get("default", True),
            preview=raw.get("preview", False),
            languages=tuple(raw.get("languages", ["*"])),
            check=raw.get("check", "pattern"),
            references=tuple(raw.get("references", ())),
            options=tuple(
                Option(name, table["default"], table["description"], table.get("minimum", 0))
                for name, table in raw.get("options", {}).items()
            ),
            patterns=tuple(map(_pattern, raw.get("patterns", ()))),
            path=path,
            scope=raw.get("scope", "document"),
        )
    except ValueError as error:
        raise RuleFileError(f"{path}: {error}") from error


def load_rule(path: Path) -> Rule:
    """Read the head of one rule file. One that is known in this very form is not parsed.

    Raises:
        RuleFileError: the file cannot be read or breaks the form.
    """
    text = read_rule_file(path)
    head, raw = HEADS.get(path.name, (None, {}))
    if head_of(text) == head:
        return rule_of(path, raw)
    from corpuslint.rulefile import parse_head

    return rule_of(path, parse_head(text, path))


def read_rule_file(path: Path) -> str:
    """The text of a rule file.

    Raises:
        RuleFileError: the file cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleFileError(f"{path}: cannot read the rule file: {error}") from error


def head_of(text: str) -> str:
    """The head of the text of a rule file, which is all that a run needs: what stands before the examples."""
    return text.partition(EXAMPLES)[0]


def rules_directory() -> Path:
    """Where the shipped rule files lie: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "rules"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "rules"


@cache
def _load_directory(directory: Path) -> tuple[Rule, ...]:
    if not directory.is_dir():
        raise ConfigurationError(f"{directory}: rule-paths must name directories of rule files")
    names = sorted(path.name for path in directory.iterdir() if path.suffix == ".toml")
    return tuple(load_rule(directory / name) for name in names)


def load_catalogue(rule_paths: Sequence[Path] = ()) -> dict[str, Rule]:
    """Every shipped rule and every rule of ``rule_paths``, by code, in order of code.

    Raises:
        ConfigurationError: a directory is missing, or two rules share a code or a name.
        RuleFileError: a file breaks the form.
    """
    rules: dict[str, Rule] = {}
    names: dict[str, Rule] = {}
    for directory in (rules_directory(), *rule_paths):
        for rule in _load_directory(directory):
            for table, key in ((rules, rule.code), (names, rule.name)):
                if key in table:
                    raise RuleFileError(f'{rule.path}: "{key}" is already the rule in {table[key].path}')
                table[key] = rule
    return dict(sorted(rules.items()))
