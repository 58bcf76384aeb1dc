"""The screen of repeated text clears no document that holds a copy, and clears prose that holds none."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpuslint.document import Document
from corpuslint.repetition.copies import equal_copies, find_leads, inline_copy, lead_copies
from corpuslint.repetition.passages import find_passages, lay_out
from corpuslint.repetition.screen import may_repeat

SEEDS = [path.read_bytes().decode("utf-8") for path in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))]
SENTENCES = sorted({one for seed in SEEDS for one in re.split(r"(?<=[.!?]) |\n+", seed) if 40 < len(one) < 300})
REACH = 8


def _changed(text: str, how: int) -> str:
    return [
        text,
        text.replace(" ", "", 3),
        text.replace(" ", ""),
        f"Hanoï (VNA) - {text}",
        text.rstrip(".") + " [...]",
        text.upper(),
        text.replace(",", " -"),
        re.sub(r"\b(le|la|les)\b", "une", text),
    ][how]


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=6),
    st.integers(0, 7),
    st.integers(0, 5),
    st.sampled_from(["", " ", "\n", "\n\n"]),
)
def test_no_copy_is_cleared(sentences: list[str], how: int, place: int, gap: str) -> None:
    copied, blocks = _changed(sentences[0], how), list(sentences)
    if "\n" in gap:
        blocks.insert(place + 1, copied)
    else:
        blocks[0] += gap + copied
    text = (gap if "\n" in gap else "\n\n").join(blocks)
    layout = lay_out(Document(text, "fr"))
    passages = find_passages(layout)
    leads = find_leads(passages)
    inline = [copy for passage in passages if (copy := inline_copy(passage, passage in leads))]
    copies = [*inline, *equal_copies(passages, leads), *lead_copies(passages, leads, REACH)]
    assert may_repeat(layout, REACH) or not copies


def test_plain_prose_is_cleared() -> None:
    text = "\n\n".join(SENTENCES[number] for number in range(0, len(SENTENCES), len(SENTENCES) // 6))
    assert not may_repeat(lay_out(Document(text, "fr")), REACH)
