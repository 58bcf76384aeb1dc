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
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout
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
    text_field: Sequence[str] = (),
    id_field: str | None = None,
    layout: Layout = DEFAULT_LAYOUT,
    previous: Mapping[str, str] | None = None,
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
        text_field: the fields of records that hold text; none where they were guessed.
        id_field: the field of records that holds their id, if any.
        layout: how tables are laid out in files.
        previous: version and digest of the package that the changelog tells the changes from.
    """
    active = _active(rules)
    return {
        "format": FORMAT,
        "corpuslint": __version__,
        "libraries": {name: distributions.version(name) for name in _DECIDING} | _libraries_of(layout),
        "rules": {code: _digest(one) for code, one in active.items()},
        "configuration": {
            "language": language,
            "text-field": list(text_field),
            "id-field": id_field,
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
        "layout": layout.as_table(),
        "previous": dict(previous) if previous else None,
    }


def _libraries_of(layout: Layout) -> dict[str, str]:
    """What decides the bytes of the files of tables."""
    if layout.format != "parquet":
        return {}
    from corpuslint.packaging.columnar import pyarrow_version

    return {"pyarrow": pyarrow_version()}


def describe_rules(rules: RuleSet) -> list[dict[str, Any]]:
    """The rows of the table of rules, in order of code, without counts."""
    return [
        {
            "rule": code,
            "name": one.rule.name,
            "family": one.rule.family,
            "severity": one.rule.severity.value,
            "languages": " ".join(one.rule.languages),
            "summary": one.rule.summary,
            "sha256": _digest(one),
        }
        for code, one in _active(rules).items()
    ]


def _active(rules: RuleSet) -> dict[str, ActiveRule]:
    """The active rules by code, in order; those that compare documents take no part in publishing."""
    found = {one.rule.code: one for group in rules.by_check.values() for one in group.values()}
    return {code: found[code] for code in sorted(found)}


def _digest(active: ActiveRule) -> str:
    return sha256_hex(json_document(_describe(active)))


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
