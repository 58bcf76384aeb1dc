"""Rules as people and machines read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpuslint.catalogue import Example, Rule
from corpuslint.reporters.terminal import cells, escape

# Spaces that an example must not confuse with the plain one.
_SPACES = {ord("\u00a0"): "\\u00a0", ord("\u202f"): "\\u202f"}


def rule_as_dict(rule: Rule, *, examples: bool) -> dict[str, Any]:
    """A rule as machines read it; keys are those of a rule file, and ``family``."""
    found: dict[str, Any] = {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "summary": rule.summary,
        "why": rule.why,
        "severity": rule.severity.value,
        "applicability": rule.applicability.value,
        "default": rule.default,
        "preview": rule.preview,
        "languages": list(rule.languages),
        "check": rule.check,
        "references": list(rule.references),
        "options": {one.name: {"default": one.default, "description": one.description} for one in rule.options},
    }
    if examples:
        found["examples"] = [_example_as_dict(one) for one in rule.examples()]
    return found


def _example_as_dict(example: Example) -> dict[str, Any]:
    values = {key: getattr(example, key) for key in ("language", "bad", "good", "ok", "encoding", "note")}
    return {key: value for key, value in values.items() if value not in (None, "")} | (
        {"known-failure": True} if example.known_failure else {}
    )


def rule_as_markdown(rule: Rule) -> str:
    """The page of a rule; invisible characters of the examples are written as escapes."""
    return "\n\n".join(_sections(rule)) + "\n"


def _sections(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code} {rule.name}"
    yield f"**{rule.summary}**"
    languages = "every language" if "*" in rule.languages else ", ".join(rule.languages)
    state = "in preview" if rule.preview else "on by default" if rule.default else "off by default"
    yield f"{rule.family} · {rule.severity.value} · fixes {rule.applicability.value} · {state} · {languages}"
    yield rule.why
    if rule.options:
        yield f"## Options of [rules.{rule.name}]"
        yield "\n".join(f"- `{one.name}` (default `{one.default!r}`): {one.description}" for one in rule.options)
    examples = rule.examples()
    bad = [example for example in examples if example.bad is not None]
    ok = [example for example in examples if example.ok is not None]
    if bad:
        yield "## What it finds"
        yield from map(_bad_example, bad)
    if ok:
        yield "## What it leaves alone"
        yield from (_fenced([f"  {line}" for line in _lines(example.ok)], example) for example in ok)
    if rule.references:
        yield "## References"
        yield "\n".join(f"- {reference}" for reference in rule.references)


def _bad_example(example: Example) -> str:
    if example.good is None or example.good == example.bad:
        return _fenced([f"! {line}" for line in _lines(example.bad)], example)
    before, after = _lines(example.bad), _lines(example.good)
    return _fenced([*(f"- {line}" for line in before), *(f"+ {line}" for line in after)], example)


def _lines(text: str | None) -> list[str]:
    return [escape(line).translate(_SPACES) for line in (text or "").split("\n")]


def _fenced(lines: Sequence[str], example: Example) -> str:
    notes = [example.language, *([example.note] if example.note else [])]
    if example.known_failure:
        notes.append("known failure")
    body = "\n".join(lines)
    fence = "`" * max(3, max((len(run) + 1 for run in _ticks(body)), default=0))
    return f"{', '.join(notes)}:\n\n{fence}diff\n{body}\n{fence}"


def _ticks(text: str) -> Iterable[str]:
    run = ""
    for character in text + " ":
        if character == "`":
            run += character
        elif run:
            yield run
            run = ""


def rules_as_table(rules: Iterable[Rule]) -> Iterator[str]:
    """One line for each rule: code, name, what its fix may do, summary; ``-`` marks rules that are off by default."""
    rows = [
        (
            rule.code,
            rule.name,
            rule.applicability.value,
            "preview" if rule.preview else "" if rule.default else "off",
            escape(rule.summary),
        )
        for rule in rules
    ]
    widths = [max((cells(row[column]) for row in rows), default=0) for column in range(4)]
    for row in rows:
        padded = "  ".join(cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=False))
        yield f"{padded}  {row[-1]}\n"
