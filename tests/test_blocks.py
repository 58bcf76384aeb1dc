"""Blocks of the seeds, exactly, and of the shapes that pages come in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.blocks import BlockProfile, Role
from corpuslint.document import Document

SEEDS = Path(__file__).parent.parent / "seeds"

# Role, start and end of every block, in code points.
EXPECTED = {
    "000_9d1ed0d24fa44948.txt": """
       title 0 57, lead 59 387, paragraph 388 711, paragraph 713 973, paragraph 975 1337, paragraph 1339 1551,
       signature 1551 1555, marker 1557 1566, related 1568 1593, related 1595 1663, related 1665 2051,
       related 2053 2281, related 2283 2373, related 2375 2721, related 2723 2847, related 2849 2900,
       related 2902 3174,
    """,
    "001_419153be568d7171.txt": """
       title 0 60, lead 62 262, caption 263 448, credit 449 459, dateline 461 474, paragraph 475 740,
       paragraph 742 1034, paragraph 1036 1338, paragraph 1340 1578, paragraph 1580 2034, paragraph 2036 2477,
       caption 2481 2659, credit 2660 2670, paragraph 2672 3048, paragraph 3050 3323, paragraph 3325 3470,
       paragraph 3472 3740, signature 3741 3745, marker 3747 3756, related 3758 3896, related 3898 3972,
       related 3974 4450, related 4452 4655, related 4657 4737, related 4739 5068, related 5070 5155,
       related 5157 5237, related 5239 5696, related 5698 5794, related 5796 5876, related 5878 6262,
       related 6264 6302, related 6304 6384, related 6386 6799, related 6801 6869, related 6871 6949,
       related 6951 7362, related 7364 7374, related 7376 7433, related 7435 7944, related 7946 8128,
       related 8130 8201, related 8203 8586, related 8588 8796, related 8798 8880, related 8882 9244,
       related 9246 9405, related 9407 9479, related 9481 9898,
    """,
    "002_a84331fe95974398.txt": """
       title 0 65, lead 67 250, paragraph 251 431, paragraph 433 787, paragraph 789 1129, paragraph 1131 1363,
       paragraph 1365 1635, paragraph 1637 1820, signature 1821 1825, marker 1827 1836, related 1838 2102,
       related 2104 2176, related 2178 2486, related 2488 2625, related 2627 2725, related 2727 3174,
       related 3176 3286, related 3288 3394, related 3396 3813, related 3815 4039, related 4041 4116,
       related 4118 4511, related 4513 4642, related 4644 4691, related 4693 4954, related 4956 5011,
       related 5013 5068, related 5070 5399, related 5401 5546, related 5548 5635, related 5637 6018,
       related 6020 6409, related 6411 6491, related 6493 6853,
    """,
    "003_b3454969b939d2f7.txt": """
       title 0 77, lead 79 319, paragraph 320 557, paragraph 559 699, paragraph 701 1039, paragraph 1041 1348,
       paragraph 1350 1558, paragraph 1560 1685, paragraph 1687 1866, paragraph 1868 2011, paragraph 2013 2145,
       paragraph 2147 2395, paragraph 2397 2486, signature 2487 2491, marker 2493 2502, related 2504 2706,
       related 2708 2778, related 2780 3091, related 3093 3185, related 3187 3287, related 3289 3660,
       related 3662 3925, related 3927 3987, related 3989 4251, related 4253 4315, related 4317 4431,
       related 4433 4943, related 4946 5046, related 5048 5127, related 5129 5456, related 5458 5603,
       related 5605 5688, related 5690 6091,
    """,
    "004_7612feb8e5b82c79.txt": """
       title 0 89, lead 91 289, caption 290 442, credit 443 457, dateline 459 472, paragraph 473 684,
       paragraph 686 810, paragraph 812 1128, paragraph 1130 1393, paragraph 1395 1645, paragraph 1647 1986,
       paragraph 1988 2182, paragraph 2184 2440, signature 2441 2445, marker 2447 2456, related 2458 2626,
       related 2628 2705, related 2707 3055, related 3057 3166, related 3168 3238, related 3240 3655,
       related 3657 3753, related 3755 3841, related 3843 4305, related 4307 4349, related 4351 4437,
       related 4439 4896, related 4898 4977, related 4979 5048, related 5050 5381, related 5383 5465,
       related 5467 5547, related 5549 5879,
    """,
}


def _blocks(text: str, profile: BlockProfile | None = None) -> list[tuple[str, str]]:
    document = Document(text, profile=profile or BlockProfile())
    return [(block.role.value, text[block.start : block.end]) for block in document.blocks]


@pytest.mark.parametrize("name", EXPECTED)
def test_blocks_of_a_seed(name: str) -> None:
    document = Document((SEEDS / name).read_bytes().decode("utf-8"), "fr")
    found = [f"{block.role} {block.start} {block.end}" for block in document.blocks]
    assert found == [item.strip() for item in EXPECTED[name].split(",") if item.strip()]


def test_parts_of_an_agency_page() -> None:
    text = (
        "Un titre\n\nLe chapeau dit tout.\nUn titre ảnh 1Deux hommes. Photo: VNA\n\n"
        "Hanoï (VNA) - Le corps commence ici.\n\nEt finit là.-AVI\n\nVoir plus\n\nUn autre titre"
    )
    assert _blocks(text) == [
        ("title", "Un titre"),
        ("lead", "Le chapeau dit tout."),
        ("caption", "Un titre ảnh 1Deux hommes."),
        ("credit", "Photo: VNA"),
        ("dateline", "Hanoï (VNA) -"),
        ("paragraph", "Le corps commence ici."),
        ("paragraph", "Et finit là."),
        ("signature", "-AVI"),
        ("marker", "Voir plus"),
        ("related", "Un autre titre"),
    ]


@pytest.mark.parametrize("dateline", ["Ouagadougou, 3 juin (AIB) –", "Berlin (dpa) -", "Hà Nội (TTXVN) -"])
def test_datelines_name_an_agency(dateline: str) -> None:
    assert _blocks(f"Un titre\n\n{dateline} Le corps.")[1:] == [("dateline", dateline), ("lead", "Le corps.")]


def test_hard_wrapped_paragraph_is_one_block() -> None:
    wrapped = (
        "The harbour of the old town was closed for most of the winter because the\n"
        "crane that unloads the ferries had lost one of its two arms in the storm,\n"
        "and nobody could say when it would be repaired."
    )
    assert _blocks(f"Harbour\n\n{wrapped}\n\nShips wait.") == [
        ("title", "Harbour"),
        ("lead", wrapped),
        ("paragraph", "Ships wait."),
    ]


def test_wrapped_copy_under_a_long_lead_is_a_block_of_its_own() -> None:
    lead = "The harbour of the old town was closed for most of the winter because the crane that unloads it broke."
    copy = "The harbour of the old town was closed for most of the winter because\nthe crane that unloads it broke."
    assert _blocks(f"{lead}\n{copy}") == [("lead", lead), ("paragraph", copy)]


def test_sentences_on_lines_of_their_own_are_not_one_wrapped_paragraph() -> None:
    lines = ["Everything is too expensive for most of the people here.", "Everything istoo expensive for most of them."]
    assert [text for _, text in _blocks("\n".join(lines))] == lines


def test_list_items_are_not_one_wrapped_paragraph() -> None:
    lines = ["- a first item that is about as long as the second one", "- a second item that is about as long as this"]
    assert [text for _, text in _blocks("\n".join(["Items", "", *lines]))][1:] == lines


def test_article_goes_on_behind_a_link_in_its_middle() -> None:
    text = (
        "Titre\n\nUn chapeau.\n\nLire aussi\n\nUn autre titre\n\nLe corps va.\n\nLe corps continue.\n\nLe corps finit."
    )
    roles = [role for role, _ in _blocks(text)]
    assert roles == ["title", "lead", "marker", "related", "paragraph", "paragraph", "paragraph"]


def test_markers_are_configured_not_built_in() -> None:
    text = "Titre\n\nUn chapeau.\n\nÀ suivre\n\nUn autre titre"
    assert _blocks(text)[-1] == ("paragraph", "Un autre titre")
    assert _blocks(text, BlockProfile(markers=("À suivre",)))[-1] == ("related", "Un autre titre")


@given(st.text(st.sampled_from("ab é\n.\r-ảV:(😀\u0301\u00a0") | st.characters(), max_size=200))
def test_blocks_are_in_order_and_cover_all_visible_text(text: str) -> None:
    document = Document(text)
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end
        assert text[block.start : block.end].strip() == text[block.start : block.end].strip("\ufeff").strip()
        assert not text[last : block.start].strip().strip("\ufeff")
        assert isinstance(block.role, Role)
        last = block.end
    assert not text[last:].strip().strip("\ufeff")
