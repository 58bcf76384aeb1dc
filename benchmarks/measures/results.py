"""The results of a run: figures beside targets, reliability of confidences, safe fixes, rule by rule."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

from corpuslint.catalogue import load_catalogue
from measures.data import PLAN, Counters
from measures.figures import figure
from measures.own import Corpuslint, Judged

# The counters of each tool, by group and tool.
Scores = Mapping[str, Mapping[str, Counters]]


def collect(scores: Scores, own: Corpuslint, versions: Mapping[str, str], options: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that a run found out, as JSON carries it. Shares are in percent."""
    return {
        "options": dict(options),
        "tools": dict(versions),
        "slow": {name: most for name, most in PLAN["slow"].items() if name in versions},
        "figures": [_row(plan, scores[plan["group"]]) for plan in PLAN["figures"] if plan["group"] in scores],
        "reliability": {rule: bins for rule in PLAN["reliability"]["rules"] if (bins := _bins(own.judged, rule))},
        "safe": _safe(own.judged),
        "rules": _rules(own),
        "scores": scores,
    }


def _row(plan: Mapping[str, Any], tools: Mapping[str, Counters]) -> dict[str, Any]:
    values = {tool: figure(plan["figure"], counters, plan["of"]) for tool, counters in tools.items()}
    target = {key: plan[key] for key in ("at-least", "at-most") if key in plan}
    value = values.get(Corpuslint.name)
    met = None
    if target and value is not None:
        met = plan.get("at-least", 0) <= round(value, 2) <= plan.get("at-most", float("inf"))
    return {"group": plan["group"], "name": plan["name"], "target": target, "met": met, "values": values}


def _bins(judged: Iterable[Judged], rule: str) -> list[dict[str, Any]]:
    edges: Sequence[float] = PLAN["reliability"]["bins"]
    filled: list[list[Judged]] = [[] for _ in edges]
    for one in judged:
        if one.rule == rule:
            filled[bisect_right(edges, one.confidence) - 1].append(one)
    return [
        {
            "from": low,
            "to": high,
            "findings": len(inside),
            "predicted": 100 * fmean(one.confidence for one in inside),
            "right": _percent(one.right for one in inside),
            "fixed": _percent(one.fixed for one in inside),
        }
        for (low, high), inside in zip(pairwise([*edges, 1.0]), filled, strict=True)
        if inside
    ]


def _safe(judged: Iterable[Judged]) -> dict[str, dict[str, Any]]:
    """How many safe fixes of each rule were judged, and how many of them are right; clean texts count."""
    fixes = [one for one in judged if one.applicability == "safe"]
    found: dict[str, dict[str, Any]] = {}
    for rule in sorted({one.rule for one in fixes}):
        own = [one for one in fixes if one.rule == rule]
        languages = sorted({one.language for one in own if one.language})
        target, right = PLAN["safe"].get(rule, PLAN["safe"]["default"]), _percent(one.fixed for one in own)
        found[rule] = {
            "fixes": len(own),
            "target": target,
            "right": right,
            "met": round(right, 2) >= target,
            "by_language": {lang: _percent(one.fixed for one in own if one.language == lang) for lang in languages},
        }
    return found


def _rules(own: Corpuslint) -> list[dict[str, Any]]:
    """Findings on clean text, and precision and recall on damaged text, as far as the data tells."""
    rows = []
    for code, rule in load_catalogue().items():
        damaged = [one.right for one in own.judged if one.rule == code and not one.clean]
        wanted = own.wanted[code]
        rows.append(
            {
                "rule": code,
                "name": rule.name,
                "on_clean": {
                    **{one: _alarms(own, code, [one]) for one in sorted(own.clean_words)},
                    "all": _alarms(own, code, list(own.clean_words)),
                },
                "findings": len(damaged),
                "precision": _percent(damaged) if damaged else None,
                "defects": wanted,
                "recall": 100 * own.found[code] / wanted if wanted else None,
            }
        )
    return rows


def _alarms(own: Corpuslint, rule: str, languages: Iterable[str]) -> float | None:
    chosen = list(languages)
    words = sum(own.clean_words[one] for one in chosen)
    return 1e4 * sum(own.on_clean[rule, one] for one in chosen) / words if words else None


def _percent(values: Iterable[bool]) -> float:
    return 100 * fmean(values)
