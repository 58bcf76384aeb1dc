"""What the real rules do to damaged pages can be replayed from the raw text and reverted from the clean one."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpuslint.catalogue import load_catalogue
from corpuslint.document import Document
from corpuslint.findings import Applicability
from corpuslint.fixing import fix_document
from corpuslint.packaging.replaying import replay_fixes, revert_fixes
from corpuslint.packaging.rows import DocumentIds, Entry, make_rows
from corpuslint.ruleset import build_ruleset

ROOT = Path(__file__).parent.parent
LINES = [
    line for page in sorted((ROOT / "seeds").glob("*.txt")) for line in page.read_text(encoding="utf-8").splitlines()
]
DAMAGE = {
    "e": "e\u0301",
    "é": "Ã©",
    " ": "  ",
    ".": ".\u200b",
    "a": "ả",
    "o": "\U0001f642",
    ",": " ,",
    "n": "n\r\n",
    "’": "",
}
ALL = frozenset({Applicability.SAFE, Applicability.UNSAFE})
RULES = build_ruleset(load_catalogue())


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Lines of the seeds, some of them twice, with damage of many kinds at random places."""
    lines = draw(st.lists(st.sampled_from([line for line in LINES if 0 < len(line) < 400]), min_size=1, max_size=5))
    text = draw(st.sampled_from(["\n", "\n\n", "\r\n"])).join(lines)
    for place in sorted(draw(st.sets(st.integers(0, len(text) - 1), max_size=6)), reverse=True):
        text = text[:place] + DAMAGE.get(text[place], "") + text[place + 1 :]
    return text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages(), st.randoms())
def test_real_fixes_replay_and_revert(raw: str, random: Random) -> None:
    document = Document(raw, "fr", "x.txt")
    outcome = fix_document(document, RULES, ALL)
    fixes = make_rows(Entry(document, outcome), DocumentIds()).fixes
    clean = outcome.document.text
    assert replay_fixes(raw, fixes) == clean
    assert revert_fixes(clean, fixes) == raw
    ids = {fix["fix_id"] for fix in fixes}
    undone = {one for one in sorted(ids) if random.random() < 0.5}
    assert revert_fixes(clean, fixes, undone) == replay_fixes(raw, fixes, ids - undone)


def test_each_fix_of_the_committed_package_can_be_undone_alone() -> None:
    data = ROOT / "datapackage" / "data"
    documents = [json.loads(line) for line in (data / "documents.jsonl").open(encoding="utf-8")]
    fixes = [json.loads(line) for line in (data / "fixes.jsonl").open(encoding="utf-8")]
    assert fixes
    for document in documents:
        own = [fix for fix in fixes if fix["doc_id"] == document["doc_id"]]
        raw = (ROOT / document["path"]).read_bytes().decode(document["encoding"])
        for fix in own:
            others = {one["fix_id"] for one in own} - {fix["fix_id"]}
            assert revert_fixes(document["text"], own, {fix["fix_id"]}) == replay_fixes(raw, own, others)
