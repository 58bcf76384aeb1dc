"""Rule files: TOML is parsed here, and what breaks the form is refused. What a file means is told by the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpuslint.catalogue import Example, closest, head_of, read_rule_file
from corpuslint.errors import RuleFileError

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
_PATTERN_KEYS = {"find": str, "replace": str, "message": str, "confidence": float, "requires": list, "prose": bool}
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


def load_examples(path: Path) -> tuple[Example, ...]:
    """The examples of a rule file.

    Raises:
        RuleFileError: the file cannot be read, or an example breaks the form.
    """
    return tuple(_example(path, raw) for raw in _parse(path, read_rule_file(path)).get("examples", []))


def parse_head(text: str, path: Path) -> dict[str, Any]:
    """The keys of the head of a rule file as they are written.

    Args:
        text: the text of the file.
        path: where it lies.

    Raises:
        RuleFileError: it is not valid TOML or breaks the form.
    """
    raw = _parse(path, head_of(text))
    _check_head(path, raw)
    return raw


def _parse(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
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


def _check_pattern(path: Path, raw: Mapping[str, Any]) -> None:
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
    if not all(isinstance(literal, str) and literal for literal in raw.get("requires", ())):
        raise RuleFileError(f'{path}: "requires" of a pattern lists strings that are not empty')


def _check_head(path: Path, raw: Mapping[str, Any]) -> None:
    """Refuse a head that breaks the form."""
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
    for name, table in raw.get("options", {}).items():
        if not isinstance(table, dict) or set(table) - {"minimum"} != {"default", "description"}:
            raise RuleFileError(f'{path}: option "{name}" needs exactly "default" and "description"')
        if not isinstance(table.get("minimum", 0), int | float):
            raise RuleFileError(f'{path}: "minimum" of option "{name}" must be a number')
    for one in raw.get("patterns", ()):
        _check_pattern(path, one)
