"""The ``fixes`` table at work: raw text to clean text and back, all of it or any part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from corpuslint.errors import PackageError
from corpuslint.patch import Change, replay

FixRow = Mapping[str, Any]


def replay_fixes(raw: str, fixes: Iterable[FixRow], only: Collection[str] | None = None) -> str:
    """The raw text with fixes applied.

    Args:
        raw: the raw text of a document.
        fixes: all rows of that document, in order of ``seq``.
        only: ids of the fixes to apply; all of them if None.

    Raises:
        PackageError: a row does not fit the text.
    """
    rows = [fix for fix in fixes if only is None or fix["fix_id"] in only]
    return _apply(raw, [(fix, fix["start"], fix["end"], fix["before"], fix["after"]) for fix in rows])


def revert_fixes(clean: str, fixes: Iterable[FixRow], only: Collection[str] | None = None) -> str:
    """The clean text with fixes undone; with all of them, the raw text.

    Args:
        clean: the text of a document as the package holds it.
        fixes: all rows of that document, in order of ``seq``.
        only: ids of the fixes to undo; all of them if None.

    Raises:
        PackageError: a row does not fit the text.
    """
    rows = [fix for fix in fixes if only is None or fix["fix_id"] in only]
    return _apply(clean, [(fix, fix["start_clean"], fix["end_clean"], fix["after"], fix["before"]) for fix in rows])


def _apply(text: str, steps: Sequence[tuple[FixRow, int, int, str, str]]) -> str:
    changes = []
    for fix, start, end, expected, replacement in steps:
        if not 0 <= start <= end <= len(text) or text[start:end] != expected:
            raise PackageError(f"fix {fix['fix_id']} does not fit: its text does not stand at {start} to {end}")
        changes.append(Change(start, end, replacement))
    try:
        return replay(text, changes)
    except ValueError as error:
        raise PackageError(f"the fixes do not fit: {error}") from error
