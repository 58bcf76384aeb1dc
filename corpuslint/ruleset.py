"""Which rules run, with which options: the catalogue seen through a selection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from corpuslint.catalogue import ActiveRule, Option, Rule, closest
from corpuslint.errors import ConfigurationError
from corpuslint.findings import Applicability, Finding


def match_rules(catalogue: Mapping[str, Rule], selector: str) -> list[str]:
    """Codes of the rules that a selector names: a code, a name, a prefix of codes, or ``ALL``.

    Raises:
        ConfigurationError: nothing has that name.
    """
    if selector.upper() == "ALL":
        return list(catalogue)
    found = [code for code, rule in catalogue.items() if selector == rule.name or code.startswith(selector.upper())]
    if not found or not selector:
        known = [*catalogue, *(rule.name for rule in catalogue.values())]
        raise ConfigurationError(f'unknown rule "{selector}"{closest(selector, known)} ("corpuslint rules" lists them)')
    return found


@dataclass(frozen=True)
class RuleSet:
    """The active rules, grouped by the check that finds them, and the fixes that are trusted more or less.

    ``corpus`` holds, by code, the rules that compare documents; no check of a single document knows of them. Findings
    below ``min_confidence`` are dropped, with their fixes.
    """

    by_check: Mapping[str, Mapping[str, ActiveRule]]
    safe: frozenset[str] = frozenset()
    unsafe: frozenset[str] = frozenset()
    min_confidence: float = 0.0
    corpus: Mapping[str, ActiveRule] = field(default_factory=dict)

    def codes(self) -> list[str]:
        """Codes of the active rules, in order."""
        found = (active.rule.code for group in self.by_check.values() for active in group.values())
        return sorted([*found, *self.corpus])

    def without(self, codes: Iterable[str]) -> RuleSet:
        """The same set less some rules."""
        gone = set(codes)
        groups = {
            check: {name: active for name, active in group.items() if active.rule.code not in gone}
            for check, group in self.by_check.items()
        }
        return replace(
            self,
            by_check={check: group for check, group in groups.items() if group},
            corpus={code: active for code, active in self.corpus.items() if code not in gone},
        )

    @cached_property
    def _of_language(self) -> dict[str | None, tuple[tuple[str, dict[str, ActiveRule]], ...]]:
        """A memory of what :meth:`checks_for` gave."""
        return {}

    def checks_for(self, language: str | None) -> tuple[tuple[str, dict[str, ActiveRule]], ...]:
        """The names of the checks that have rules for a language, each with these rules by name."""
        known = self._of_language.get(language)
        if known is None:
            groups = (
                (check, {name: active for name, active in group.items() if active.rule.applies_to(language)})
                for check, group in self.by_check.items()
            )
            known = self._of_language[language] = tuple((check, group) for check, group in groups if group)
        return known

    def settle(self, finding: Finding) -> Finding:
        """The finding with the trust that the configuration gives its fix."""
        if finding.rule in self.unsafe:
            return finding.with_applicability(Applicability.UNSAFE)
        if finding.rule in self.safe:
            return finding.with_applicability(Applicability.SAFE)
        return finding


def build_ruleset(
    catalogue: Mapping[str, Rule],
    *,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    extend_safe_fixes: Sequence[str] = (),
    extend_unsafe_fixes: Sequence[str] = (),
    preview: bool = False,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    min_confidence: float = 0.0,
) -> RuleSet:
    """Settle a selection. ``select`` None takes every rule that is on by default; a rule named whole beats a prefix.

    Raises:
        ConfigurationError: an unknown rule or option, or an option of the wrong type.
    """
    chosen: dict[str, int] = {}
    if select is None:
        chosen = {code: 0 for code, rule in catalogue.items() if rule.default and (preview or not rule.preview)}
    for selector in (*(select or ()), *extend_select):
        for code in match_rules(catalogue, selector):
            named = selector in (code, catalogue[code].name)
            if named or preview or not catalogue[code].preview:
                chosen[code] = max(chosen.get(code, 0), _specificity(selector, catalogue[code]))
    for selector in ignore:
        for code in match_rules(catalogue, selector):
            if chosen.get(code, -1) <= _specificity(selector, catalogue[code]):
                chosen.pop(code, None)
    settings = _settings(catalogue, options or {})
    groups: dict[str, dict[str, ActiveRule]] = {}
    corpus: dict[str, ActiveRule] = {}
    for code, rule in catalogue.items():
        if code in chosen and rule.scope == "corpus":
            corpus[code] = ActiveRule(rule, settings[code])
        elif code in chosen:
            groups.setdefault(rule.check, {})[rule.name] = ActiveRule(rule, settings[code])
    return RuleSet(
        groups,
        frozenset(code for selector in extend_safe_fixes for code in match_rules(catalogue, selector)),
        frozenset(code for selector in extend_unsafe_fixes for code in match_rules(catalogue, selector)),
        min_confidence,
        corpus,
    )


def _specificity(selector: str, rule: Rule) -> int:
    return 100 if selector in (rule.code, rule.name) else (0 if selector.upper() == "ALL" else len(selector))


def _settings(catalogue: Mapping[str, Rule], given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    settings = {code: {one.name: one.default for one in rule.options} for code, rule in catalogue.items()}
    options = {code: {one.name: one for one in rule.options} for code, rule in catalogue.items()}
    for selector, table in given.items():
        for code in match_rules(catalogue, selector):
            for key, value in table.items():
                if key not in settings[code]:
                    raise ConfigurationError(f'rule {code} has no option "{key}"{closest(key, settings[code])}')
                wanted, fits = _wanted(options[code][key], value)
                if not fits:
                    raise ConfigurationError(f'option "{key}" of rule {code} must be {wanted}, not {value!r}')
                settings[code][key] = value
    return settings


def _wanted(option: Option, value: Any) -> tuple[str, bool]:
    """What an option may be, in words, and whether a value is that."""
    default = option.default
    if isinstance(default, bool):
        return "true or false", isinstance(value, bool)
    if isinstance(default, float):  # every such option is a confidence, a probability or a share
        wanted = f"from {option.minimum} to 1" if option.minimum else "a number from 0 to 1"
        return wanted, type(value) in (int, float) and option.minimum <= value <= 1
    if isinstance(default, int):
        return "a whole number, 0 or more", type(value) is int and value >= 0
    if isinstance(default, list):
        return "a list of texts", isinstance(value, list) and all(isinstance(one, str) for one in value)
    if isinstance(default, dict):
        return "a table of texts", isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return "a text", isinstance(value, str)
