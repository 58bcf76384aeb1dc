"""The fixes table leads from raw to clean text and back, whole or in part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from package_samples import outcome, sample_entries

from corpuslint.document import Document
from corpuslint.errors import PackageError
from corpuslint.findings import Edit
from corpuslint.packaging.replaying import replay_fixes, revert_fixes
from corpuslint.packaging.rows import DocumentIds, Entry, Row, make_rows

# Letters of one, two and three bytes, a combining mark, emoji (also joined), a BOM and every kind of line end.
TEXTS = st.text(st.sampled_from("ab é ả e\u0301 \U0001f642 \u200d\ufeff\n\r\u2028,.'’«»"), max_size=40)


@st.composite
def edits(draw: st.DrawFn, text: str) -> list[Edit]:
    """Edits as a pass applies them: in order, none touching another, none without effect."""
    found: list[Edit] = []
    start = draw(st.integers(0, 3))
    while start <= len(text) and len(found) < 6:
        end = min(len(text), start + draw(st.integers(0, 4)))
        replacement = draw(st.text(st.sampled_from("xé\U0001f680 \u0309\n"), max_size=3))
        if replacement != text[start:end]:
            found.append(Edit(start, end, replacement))
        start = end + draw(st.integers(1, 5))
    return found


@st.composite
def fixed_documents(draw: st.DrawFn) -> tuple[str, str, list[Row]]:
    """Raw text, clean text, rows of fixes: one to three passes."""
    raw = draw(TEXTS)
    passes: list[list[Edit]] = []
    document = Document(raw, "fr", "x.txt")
    for _ in range(draw(st.integers(1, 3))):
        passes.append(draw(edits(outcome(document, passes).document.text)))
    done = outcome(document, passes)
    return raw, done.document.text, make_rows(Entry(document, done), DocumentIds()).fixes


@given(fixed_documents())
def test_all_fixes_replay_and_revert(case: tuple[str, str, list[Row]]) -> None:
    raw, clean, fixes = case
    assert replay_fixes(raw, fixes) == clean
    assert revert_fixes(clean, fixes) == raw


@given(fixed_documents(), st.data())
def test_any_subset_can_be_undone(case: tuple[str, str, list[Row]], data: st.DataObject) -> None:
    raw, clean, fixes = case
    ids = [fix["fix_id"] for fix in fixes]
    undone = set(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else set()
    assert revert_fixes(clean, fixes, undone) == replay_fixes(raw, fixes, set(ids) - undone)


@given(fixed_documents())
def test_rows_tell_where_each_text_stands(case: tuple[str, str, list[Row]]) -> None:
    raw, clean, fixes = case
    for fix in fixes:
        assert raw[fix["start"] : fix["end"]] == fix["before"]
        assert clean[fix["start_clean"] : fix["end_clean"]] == fix["after"]


def test_rows_of_a_document_fixed_in_two_passes() -> None:
    entry = sample_entries()[0]
    fixes = make_rows(entry, DocumentIds()).fixes
    assert [fix["rules"] for fix in fixes] == ["SPC001", "SPC001", "SPC001", "SPC002"]
    assert fixes[2] == {
        "fix_id": "d1c37a7b81438dd5c-f3",
        "doc_id": "d1c37a7b81438dd5c",
        "seq": 3,
        "rules": "SPC001",
        "start": 363,
        "end": 363,
        "start_clean": 217,
        "end_clean": 218,
        "before": "",
        "after": " ",
        "applicability": "safe",
        "confidence": 0.9,
    }


@pytest.mark.parametrize(
    ("start", "end", "after", "text"),
    [(1, 3, " ", "a b"), (1, 99, " ", "a b"), (2, 1, " ", "a b"), (1, 2, "_", "a b"), (1, 2, " ", "ab")],
)
def test_a_row_that_does_not_fit_is_refused(start: int, end: int, after: str, text: str) -> None:
    fix = {"fix_id": "d1-f1", "start_clean": start, "end_clean": end, "before": "", "after": after}
    with pytest.raises(PackageError, match="d1-f1"):
        revert_fixes(text, [fix])


def test_overlapping_rows_are_refused() -> None:
    fixes = [
        {"fix_id": "d1-f1", "start_clean": 0, "end_clean": 2, "before": "", "after": "ab"},
        {"fix_id": "d1-f2", "start_clean": 1, "end_clean": 3, "before": "", "after": "bc"},
    ]
    with pytest.raises(PackageError, match="overlap"):
        revert_fixes("abc", fixes)
