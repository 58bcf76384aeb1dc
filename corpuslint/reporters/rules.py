"""Rules as people and machines read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from corpuslint.catalogue import Example, Option, Rule
from corpuslint.findings import Applicability
from corpuslint.lazy import regex
from corpuslint.reporters.json_text import to_json
from corpuslint.reporters.terminal import cells, escape
from corpuslint.reporters.visible import visible, visible_bytes, visible_scripts

_TICKS = regex("`+")
_FIXES = {
    Applicability.SAFE: "safe fix",
    Applicability.UNSAFE: "unsafe fix",
    Applicability.DISPLAY: "reported, not fixed",
}
# Title of a section of the page -> the examples in it.
_EXAMPLES = {"What it finds": "bad", "What it leaves alone": "ok", "Known failures": "known failure"}


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
        "scope": rule.scope,
        "check": rule.check,
        "references": list(rule.references),
        "options": {one.name: {"default": one.default, "description": one.description} for one in rule.options},
    }
    if examples:
        found["examples"] = [_example_as_dict(one) for one in rule.examples()]
    return found


def _example_as_dict(example: Example) -> dict[str, Any]:
    keys = ("language", "documents", "bad", "good", "ok", "encoding", "file", "note")
    values = {key: getattr(example, key) for key in keys}
    return {key: value for key, value in values.items() if value not in (None, "", ())} | (
        {"known-failure": True} if example.known_failure else {}
    )


def rule_as_markdown(rule: Rule) -> str:
    """The page of a rule; invisible characters of the examples are written as escapes.

    Examples of defects are shown as diffs: ``-`` and ``+`` what the fix changes, ``!`` what is reported, not fixed.
    """
    return "\n\n".join(_sections(rule)) + "\n"


def languages_of(rule: Rule) -> str:
    """The languages that a rule knows, in words."""
    return "every language" if "*" in rule.languages else ", ".join(rule.languages)


def state_of(rule: Rule) -> str:
    """Whether a rule runs without being asked for, in words."""
    return "in preview" if rule.preview else "on by default" if rule.default else "off by default"


def _sections(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code} {rule.name}"
    yield f"**{rule.summary}**"
    scope = ("compares documents",) if rule.scope == "corpus" else ()
    facts = (rule.family, rule.severity.value, _FIXES[rule.applicability], state_of(rule), languages_of(rule), *scope)
    yield " · ".join(facts)
    yield rule.why
    if rule.options:
        yield f"## Options of [rules.{rule.name}]"
        yield from _options(rule.options)
    examples = rule.examples()
    for title, kind in _EXAMPLES.items():
        chosen = [example for example in examples if _kind(example) == kind]
        if chosen:
            yield f"## {title}"
            yield from map(_example, chosen)
    if rule.references:
        yield "## References"
        yield "\n".join(f"- {reference}" for reference in rule.references)


def _options(options: Iterable[Option]) -> Iterator[str]:
    rows = ["| option | default | what it does |", "|---|---|---|"]
    tables = [one for one in options if isinstance(one.default, Mapping)]
    for one in options:
        default = "below" if one in tables else _code(to_json(one.default))
        rows.append(f"| `{one.name}` | {default.replace('|', chr(92) + '|')} | {_sentence(one.description)} |")
    yield "\n".join(rows)
    for one in tables:
        yield f"Default of `{one.name}`:"
        yield "\n".join(f"- `{key}`: {_code(escape(str(value)))}" for key, value in one.default.items())


def _code(text: str) -> str:
    """Text as a code span."""
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _kind(example: Example) -> str:
    if example.known_failure:
        return "known failure"
    return "bad" if example.bad is not None else "ok"


def _example(example: Example) -> str:
    language = "diff"
    if example.ok is not None:
        language, lines = "text", _lines(example.ok)
    elif example.good is None or (example.good == example.bad and example.encoding == "utf-8"):
        lines = [f"! {line}" for line in _lines(example.bad or "")]
    else:
        lines = list(_changes(_before(example), _lines(example.good)))
    parts = [_caption(example)]
    for text in example.documents:
        parts += [_fenced("text", _lines(text)), "and later in the corpus"]
    return "\n\n".join([*parts, _fenced(language, lines)])


def _fenced(language: str, lines: Iterable[str]) -> str:
    body = "\n".join(line.rstrip() for line in lines)
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(body)), default=0))
    return f"{fence}{language}\n{body}\n{fence}"


def _before(example: Example) -> list[str]:
    """The lines of what is fixed: of another encoding the bytes, as the letters would be the same."""
    text = example.bad or ""
    if example.encoding != "utf-8":
        return [visible_bytes(text, example.encoding)]
    after = set(_lines(example.good or ""))
    return [line if line in after else visible_scripts(line) for line in _lines(text)]


def _caption(example: Example) -> str:
    encoding = "" if example.encoding == "utf-8" else f", in {example.encoding}"
    file = f", {example.file}" if example.file else ""
    return f"{example.language}{encoding}{file}{' · ' if example.note else ''}{_sentence(example.note)}"


def _sentence(text: str) -> str:
    """Text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("." if text and text[-1] not in ".!?" else "")


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (f"  {line}" for line in before[a:b])
        else:
            yield from (f"- {line}" for line in before[a:b])
            yield from (f"+ {line}" for line in after[c:d])


def _lines(text: str) -> list[str]:
    """The lines of an example; a final line end is no line."""
    return list(map(visible, text.removesuffix("\n").split("\n")))


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
