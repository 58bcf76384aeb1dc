"""Figures: what is read off the counters of a scorer. Shares are in percent."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Counts = Mapping[str, float]


def _share(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def _missed(c: Counts) -> float:
    """Defects that were not found: counted, or what is left of all."""
    return c["fn"] if "fn" in c else c.get("gold", 0) - c.get("tp", 0)


def _precision(c: Counts) -> float | None:
    return _share(c.get("tp", 0), c.get("tp", 0) + c.get("fp", 0))


def _recall(c: Counts) -> float | None:
    return _share(c.get("tp", 0), c.get("tp", 0) + _missed(c))


def _f1(c: Counts) -> float | None:
    return _share(2 * c.get("tp", 0), 2 * c.get("tp", 0) + c.get("fp", 0) + _missed(c))


def _of(part: str, whole: str) -> Callable[[Counts], float | None]:
    return lambda c: _share(c.get(part, 0), c.get(whole, 0))


FIGURES: dict[str, Callable[[Counts], float | None]] = {
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
    "recall_w": _of("r_w", "n_w"),
    "recall_a": _of("r_a", "n_a"),
    "recall_p": _of("r_p", "n_p"),
    "alarms": lambda c: 1e4 * c.get("fp", 0) / c["words"] if c.get("words") else None,
    "found": _of("det", "gold"),
    "right": _of("ok", "gold"),
    "first": _of("a1", "n"),
    "exact": _of("exact", "n"),
    "accuracy": _of("ok", "n"),
    "split": _of("fp", "n"),
    "documents": _of("negfp", "neg"),
    "side": _of("dok", "dn"),
}


def figure(name: str, counters: Mapping[str, Counts], keys: list[str]) -> float | None:
    """A figure of the sum of some counters; None where none of them was counted."""
    total: dict[str, float] = {}
    for key in keys:
        for count, value in counters.get(key, {}).items():
            total[count] = total.get(count, 0) + value
    return FIGURES[name](total) if total else None
