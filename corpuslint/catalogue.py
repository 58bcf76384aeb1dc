"""The catalogue: one TOML file per rule, which is its documentation, its defaults and its tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from corpuslint.errors import ConfigurationError, RuleFileError
from corpuslint.findings import Applicability, Finding, Fix, Related, Severity

FAMILIES = {
    "ENC": "encoding",
    "SPC": "spacing",
    "DUP": "repetition",
    "TYP": "spelling",
    "LNG": "language",
    "STR": "structure",
}

_KEYS = {
    "code": str,
    "name": str,
    "summary": str,
    "why": str,
    "severity": str,
    "applicability": str,
    "default": bool,
    "preview": bool,
    "languages": list,
    "scope": str,
    "check": str,
    "references": list,
    "options": dict,
    "patterns": list,
}
_REQUIRED = ("code", "name", "summary", "why", "severity")
_PATTERN_KEYS = {"find": str, "replace": str, "message": str, "confidence": float, "requires": list}
_SCOPES = ("document", "corpus")
_EXAMPLE_KEYS = {
    "documents": list,
    "bad": str,
    "good": str,
    "ok": str,
    "language": str,
    "encoding": str,
    "file": str,
    "note": str,
    "known-failure": bool,
}
_CODE = re.compile(r"[A-Z]{3,5}\d{3}")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# The head of a rule file is all that a run needs; its examples are parsed only to be shown or tested.
_EXAMPLES_START = re.compile(r"^\[\[examples\]\]", re.MULTILINE)


class Option(NamedTuple):
    """A setting of one rule with its default and what it does."""

    name: str
    default: Any
    description: str


class Pattern(NamedTuple):
    """A regular expression that is a rule by itself.

    ``requires`` spares clean text the search: where a text has none of these strings, ``find`` cannot match. A line end
    at the end of one also stands for the end of the text.
    """

    find: re.Pattern[str]
    replace: str | None
    message: str
    confidence: float
    requires: tuple[str, ...] = ()


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
        return tuple(_example(self.path, raw) for raw in _parse(self.path, whole=True).get("examples", []))


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


def _parse(path: Path, *, whole: bool) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleFileError(f"{path}: cannot read the rule file: {error}") from error
    import tomllib

    cut = None if whole else _EXAMPLES_START.search(text)
    try:
        return tomllib.loads(text[: cut.start()] if cut else text)
    except tomllib.TOMLDecodeError as error:
        raise RuleFileError(f"{path}: not valid TOML: {error}") from error


def _check_keys(path: Path, where: str, table: Mapping[str, Any], known: Mapping[str, type]) -> None:
    for key, value in table.items():
        if key not in known:
            raise RuleFileError(f'{path}: unknown key "{key}" in {where}{closest(key, known)}')
        wanted: Any = (int, float) if known[key] is float else known[key]
        if not isinstance(value, wanted):
            raise RuleFileError(f'{path}: "{key}" in {where} must be a {known[key].__name__}, not {value!r}')


def _example(path: Path, raw: Mapping[str, Any]) -> Example:
    _check_keys(path, "an example", raw, _EXAMPLE_KEYS)
    if ("bad" in raw) == ("ok" in raw) or ("good" in raw and "bad" not in raw):
        raise RuleFileError(f'{path}: an example holds either "bad" (with its "good") or "ok"')
    if "language" not in raw:
        raise RuleFileError(f'{path}: an example needs its "language"')
    documents = raw.get("documents", [])
    if not all(isinstance(one, str) for one in documents):
        raise RuleFileError(f'{path}: "documents" of an example must be a list of texts')
    values = {key.replace("-", "_"): value for key, value in raw.items()}
    return Example(**{**values, "documents": tuple(documents)})


def _pattern(path: Path, raw: Mapping[str, Any]) -> Pattern:
    _check_keys(path, "a pattern", raw, _PATTERN_KEYS)
    for key in ("find", "message"):
        if key not in raw:
            raise RuleFileError(f'{path}: a pattern needs "{key}"')
    try:
        find = re.compile(raw["find"])
        if "replace" in raw:
            find.sub(raw["replace"], "")  # parses the template: an unknown group shows now, not in the middle of a run
    except (re.error, IndexError) as error:
        raise RuleFileError(f"{path}: bad pattern {raw['find']!r}: {error}") from error
    requires = tuple(raw.get("requires", ()))
    if not all(isinstance(literal, str) and literal for literal in requires):
        raise RuleFileError(f'{path}: "requires" of a pattern lists strings that are not empty')
    return Pattern(find, raw.get("replace"), raw["message"], float(raw.get("confidence", 1.0)), requires)


def load_rule(path: Path) -> Rule:
    """Read the head of one rule file.

    Raises:
        RuleFileError: the file cannot be read or breaks the form.
    """
    raw = _parse(path, whole=False)
    _check_keys(path, "the rule", raw, _KEYS)
    missing = [key for key in _REQUIRED if key not in raw]
    if missing:
        raise RuleFileError(f'{path}: the rule needs "{missing[0]}"')
    if not _CODE.fullmatch(raw["code"]):
        raise RuleFileError(f'{path}: "{raw["code"]}" is not a rule code such as "SPC001"')
    if not _NAME.fullmatch(raw["name"]):
        raise RuleFileError(f'{path}: "{raw["name"]}" is not a rule name such as "fused-words"')
    if ("check" in raw) == ("patterns" in raw):
        raise RuleFileError(f'{path}: a rule has either a "check" or "patterns"')
    if raw.get("scope", "document") not in _SCOPES:
        raise RuleFileError(f'{path}: "scope" must be "document" or "corpus", not {raw["scope"]!r}')
    if raw.get("scope") == "corpus" and "patterns" in raw:
        raise RuleFileError(f'{path}: a pattern sees one document; a rule of the scope "corpus" needs a "check"')
    options = []
    for name, table in raw.get("options", {}).items():
        if not isinstance(table, dict) or set(table) != {"default", "description"}:
            raise RuleFileError(f'{path}: option "{name}" needs exactly "default" and "description"')
        options.append(Option(name, table["default"], table["description"]))
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
            options=tuple(options),
            patterns=tuple(_pattern(path, one) for one in raw.get("patterns", ())),
            path=path,
            scope=raw.get("scope", "document"),
        )
    except ValueError as error:
        raise RuleFileError(f"{path}: {error}") from error


def rules_directory() -> Path:
    """Where the shipped rule files lie: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "rules"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "rules"


@cache
def _load_directory(directory: Path) -> tuple[Rule, ...]:
    if not directory.is_dir():
        raise ConfigurationError(f"{directory}: rule-paths must name directories of rule files")
    return tuple(load_rule(path) for path in sorted(directory.glob("*.toml")))


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
