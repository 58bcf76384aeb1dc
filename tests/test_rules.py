"""The examples of every rule file are its tests."""

from __future__ import annotations

import pytest

import corpuslint
from corpuslint.catalogue import Example, Rule, load_catalogue
from corpuslint.corpus import CorpusFindings, summarise
from corpuslint.document import Document
from corpuslint.findings import Finding
from corpuslint.ruleset import build_ruleset

RULES = list(load_catalogue().values())


def _cases(kind: str) -> list[object]:
    cases = []
    for rule in RULES:
        for number, example in enumerate(rule.examples(), 1):
            if getattr(example, kind) is not None and example.encoding == "utf-8" and not example.file:
                marks = [pytest.mark.xfail(strict=True, reason=example.note)] if example.known_failure else []
                cases.append(pytest.param(rule, example, id=f"{rule.code}-{number}", marks=marks))
    return cases


def _found(rule: Rule, example: Example, text: str) -> list[Finding]:
    """The findings of a rule on the text of an example; a corpus-level rule sees the documents before it too."""
    if rule.scope == "document":
        return corpuslint.check(text, language=example.language, select=[rule.code])
    rules = build_ruleset(load_catalogue(), select=[rule.code])
    corpus = CorpusFindings(rules)
    for number, one in enumerate([*example.documents, text]):
        corpus.add(summarise(Document(one, example.language, f"{number}.txt"), rules))
    last = f"{len(example.documents)}.txt"
    return [finding for place, finding in corpus.findings() if place.path == last]


@pytest.mark.parametrize(("rule", "example"), _cases("bad"))
def test_bad_example_is_found_and_fixed_as_shown(rule: Rule, example: Example) -> None:
    assert example.bad is not None
    found = _found(rule, example, example.bad)
    assert [finding.name for finding in found] == [rule.name] * max(1, len(found))
    result = corpuslint.fix(example.bad, language=example.language, select=[rule.code], unsafe=True)
    assert result.text == (example.bad if example.good is None else example.good)


@pytest.mark.parametrize(("rule", "example"), _cases("bad"))
def test_fixed_example_stays_fixed(rule: Rule, example: Example) -> None:
    assert example.bad is not None
    once = corpuslint.fix(example.bad, language=example.language, select=[rule.code], unsafe=True)
    twice = corpuslint.fix(once.text, language=example.language, select=[rule.code], unsafe=True)
    assert twice.text == once.text
    assert twice.applied == []


@pytest.mark.parametrize(("rule", "example"), _cases("ok"))
def test_ok_example_stays_silent(rule: Rule, example: Example) -> None:
    assert example.ok is not None
    assert _found(rule, example, example.ok) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_documents_itself(rule: Rule) -> None:
    examples = rule.examples()
    bad = [example for example in examples if example.bad is not None]
    ok = [example for example in examples if example.ok is not None]
    assert all(bool(example.documents) == (rule.scope == "corpus") for example in examples)
    assert bad, "a rule shows at least one defect"
    assert len(ok) >= len(bad), "a rule shows at least as much text that stays as text that it questions"
    assert len(rule.why) > 100, "a rule says why the defect matters"
    assert rule.path.name == f"{rule.code}-{rule.name}.toml"
