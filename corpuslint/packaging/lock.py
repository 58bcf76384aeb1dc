"""corpuslint.lock.json: everything besides the sources that decided what the package holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from importlib import metadata as distributions
from typing import Any

from corpuslint import __version__
from corpuslint.blocks import DEFAULT_PROFILE, BlockProfile
from corpuslint.catalogue import ActiveRule
from corpuslint.findings import Applicability
from corpuslint.packaging.canonical import json_document, sha256_hex
from corpuslint.packaging.tables import FORMAT
from corpuslint.ruleset import RuleSet

# Distributions whose other version may find or fix otherwise.
_DECIDING = ("ftfy", "langdetect", "marisa-trie")


def build_lock(
    rules: RuleSet,
    allowed: Collection[Applicability],
    *,
    language: str | None = None,
    profile: BlockProfile = DEFAULT_PROFILE,
    vocabulary: Sequence[str] = (),
    exclude: Sequence[str] = (),
    per_file_ignores: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """What decided the result: versions, the rules with their options, which fixes were applied, how texts were read.

    Args:
        rules: the active rules.
        allowed: the fixes that were applied.
        language: the language that was declared for every document; None where each was detected.
        profile: what the pages of the site look like.
        vocabulary: SHA-256 of each vocabulary file, hexadecimal.
        exclude: patterns of files that were left out.
        per_file_ignores: rules that were left out in some files, by pattern.
    """
    active = {
        one.rule.code: one
        for group in rules.by_check.values()
        for one in sorted(group.values(), key=lambda one: one.rule.code)
    }
    described = {code: _describe(active[code]) for code in sorted(active)}
    return {
        "format": FORMAT,
        "corpuslint": __version__,
        "libraries": {name: distributions.version(name) for name in _DECIDING},
        "rule_set": {"sha256": sha256_hex(json_document(described)), "rules": sorted(active)},
        "configuration": {
            "language": language,
            "applied": sorted(one.value for one in allowed),
            "vocabulary": list(vocabulary),
            "exclude": list(exclude),
            "per-file-ignores": _plain(per_file_ignores or {}),
            "min-confidence": rules.min_confidence,
            "extend-safe-fixes": sorted(rules.safe),
            "extend-unsafe-fixes": sorted(rules.unsafe),
            "blocks": _changed(profile),
            "options": _changed_options(active),
        },
    }


def _describe(active: ActiveRule) -> dict[str, Any]:
    """What of a rule decides results; its prose and its examples do not."""
    rule = active.rule
    return {
        "name": rule.name,
        "severity": rule.severity.value,
        "applicability": rule.applicability.value,
        "languages": list(rule.languages),
        "check": rule.check,
        "options": _plain(active.options),
        "patterns": [
            [one.find.pattern, one.find.flags, one.replace, one.message, one.confidence, *one.requires]
            for one in rule.patterns
        ],
    }


def _changed_options(active: Mapping[str, ActiveRule]) -> dict[str, Any]:
    changed = {}
    for code in sorted(active):
        defaults = {option.name: option.default for option in active[code].rule.options}
        other = {key: value for key, value in active[code].options.items() if value != defaults.get(key)}
        if other:
            changed[code] = _plain(other)
    return changed


def _changed(profile: BlockProfile) -> dict[str, Any]:
    given, defaults = asdict(profile), asdict(DEFAULT_PROFILE)
    return _plain({key: value for key, value in given.items() if value != defaults[key]})


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table of the configuration as JSON holds it, keys sorted; dates as text."""
    return {key: _plain_value(table[key]) for key in sorted(table)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(one) for one in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)
