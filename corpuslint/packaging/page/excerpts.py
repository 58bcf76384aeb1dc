"""The samples of a page: fixes as before and after, findings that are left, by rule, within a budget of bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpuslint.packaging.page.markup import NEWLINE, Markup, element, join, markup, shown
from corpuslint.packaging.samples import Sample, Shortened, Spread
from corpuslint.packaging.summary import SAMPLES

# Code points of the path of a document and of the message of a finding.
_PATH = 120
_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of samples.

    name: how anchors and classes call it.
    one, many: how people do.
    show: makes one sample.
    budget: how many bytes all of them may take.
    """

    name: str
    one: str
    many: str
    show: Callable[[Sample], Markup]
    budget: int


@dataclass(frozen=True, slots=True)
class Group:
    """The samples of one rule, and how they look."""

    samples: Sequence[Sample]
    shown: Markup


def groups_of(
    kind: Kind, samples: Mapping[str, Spread[Sample]], counts: Mapping[str, int], rules: Mapping[str, tuple[str, str]]
) -> dict[str, Group]:
    """The samples of each rule by its code, in order of code.

    As many of each rule as fit, the same number of all; where not even one of each fits, the most frequent rules.

    Args:
        kind: what the samples are of.
        samples: those that were kept of each rule.
        counts: how many there are of each rule.
        rules: name and summary of each rule.
    """
    by_count = sorted(samples, key=lambda code: (-counts[code], code))
    groups: dict[str, Group] = {}
    for most in range(SAMPLES, 0, -1):
        groups, room = {}, kind.budget
        for code in by_count:
            chosen = samples[code].choose(most)
            shown = _show_group(kind, code, chosen, counts[code], rules[code])
            room -= len(shown.encode())
            if room < 0:
                break
            groups[code] = Group(chosen, shown)
        if room >= 0:
            break
    return dict(sorted(groups.items()))


def _show_group(kind: Kind, code: str, samples: Sequence[Sample], count: int, rule: tuple[str, str]) -> Markup:
    name, summary = rule
    number = f"{len(samples):,} of {count:,} {kind.one if count == 1 else kind.many}"
    return element(
        "section",
        NEWLINE,
        element("h4", element("span", code, class_="rule"), " ", name, id=f"{kind.name}-{code}"),
        NEWLINE,
        element("p", f"{summary}. " if summary else "", element("span", number, class_="count"), class_="about"),
        NEWLINE,
        join(map(kind.show, samples), NEWLINE),
        NEWLINE,
        class_="group",
    )


def show_fix(one: Sample) -> Markup:
    """A fix: what was removed, then what was put in."""
    change = []
    if one.before.start:
        change.append(element("del", shown(one.before, edges=True)))
    if one.after.start:
        change.append(element("ins", shown(one.after, edges=True)))
    return _sample(one, join(change), Markup())


def show_finding(one: Sample) -> Markup:
    """A finding that is left, and what it says."""
    message = element("p", markup(one.message or "", _MESSAGE), class_="message", dir="auto")
    return _sample(one, element("mark", shown(one.before, edges=not one.before.start.strip())), message)


def _sample(one: Sample, marked: Markup, message: Markup) -> Markup:
    text = element(
        "p",
        "… " if one.cut_head else "",
        shown(Shortened(one.head)),
        marked,
        shown(Shortened(one.tail)),
        " …" if one.cut_tail else "",
        class_="text",
        dir="auto",
        lang=one.language or "",
    )
    place = _middle_cut(one.path) + (f" at {one.record[:_PATH]}" if one.record else "")
    facts = [
        f"confidence {one.confidence:g}",
        *([f"{one.applicability} fix {'proposed' if message else 'applied'}"] if one.applicability else []),
        *([f"with {' '.join(one.rules[1:])}"] if len(one.rules) > 1 else []),
        element("bdi", place),
        element("code", one.id),
    ]
    return element(
        "article",
        text,
        message,
        element("p", join(facts, " · "), class_="facts"),
        class_="sample",
        id=one.id,
        data_rules=" ".join(one.rules),
        data_language=one.language or "",
    )


def _middle_cut(path: str) -> str:
    return path if len(path) <= _PATH else f"{path[: _PATH // 2]}…{path[1 - _PATH // 2 :]}"


FIXES = Kind("fixes", "fix", "fixes", show_fix, 110_000)
FINDINGS = Kind("findings", "finding", "findings", show_finding, 80_000)
