"""The page of a package in a real browser: it can be searched, read and reached, and nothing that a text holds runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, Page, browser
from package_samples import finding, outcome

from corpuslint.document import Document
from corpuslint.findings import Edit
from corpuslint.packaging.build import build_package
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.rows import Entry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]

SEEDS = Path(__file__).parent.parent / "datapackage" / "index.html"
ATTACK = (
    "</p></script><script>window.ran = 1</script><img src=x onerror='window.ran = 2'><svg onload='window.ran = 3'>"
    "<a href='javascript:window.ran = 4'>x</a> \u202e<style>*{display:none}</style><base href=//example.org>"
)
LONG = "Donaudampfschifffahrt" * 400

# Texts and shapes that are harder to see than they may be.
FAINT = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
VISIBLE = "Array.from(document.querySelectorAll('.sample')).filter((one) => one.checkVisibility()).length"
GROUPS = """
Array.from(document.querySelectorAll(".group"))
  .filter((one) => one.checkVisibility())
  .map((one) => one.querySelector("h4").id)
"""
FOCUS = """
(() => {
  const one = document.activeElement;
  return [one.id || one.getAttribute("href") || one.tagName, getComputedStyle(one).outlineStyle];
})()
"""
WIDE = """
Array.from(document.querySelectorAll("body *"))
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 0.5)
  .filter((one) => !one.closest(".skip"))
  .map((one) => `${one.tagName}.${one.getAttribute("class")}`)
"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of texts that attack it, in three languages and directions, of words without an end."""
    texts = {
        "fr": f"{ATTACK}  fin",
        "ar": "ذهب الوزير  إلى المدينة ثم عاد إلى بيته في المساء مع أصدقائه",
        "de": f"{LONG}  {LONG}",
        "hi": "मंत्री  नगर में आए और फिर लौट गए",
    }
    entries = []
    for language, text in texts.items():
        at, path = text.index("  "), f"{ATTACK.replace('/', '_')}{LONG}/{language}.txt"
        left = [finding("STR001", 0, len(text) - 1)]
        entries.append(
            Entry(
                Document(text, language, path), outcome(Document(text, language, path), [[Edit(at, at + 1, "")]], left)
            )
        )
    metadata = Metadata(
        "p",
        ATTACK,
        description=f"{ATTACK}\n{LONG}",
        keywords=(LONG,),
        sources=({"title": LONG, "path": f"https://example.org/{LONG}"},),
        contributors=({"title": ATTACK, "roles": [ATTACK]},),
    )
    directory = tmp_path_factory.mktemp("hostile")
    build_package(directory, entries, metadata, {"format": 2}, Layout(splits=(("a" * 90, 0.5), ("b", 0.5))))
    return directory / "index.html"


def search(tab: Page, text: str) -> int:
    """Type into the field; the number of samples that are left."""
    tab.run("document.getElementById('query').select()")
    tab.type(text) if text else tab.press("Delete", 46)
    return int(tab.run(VISIBLE))


def choose(tab: Page, field: str, value: str) -> int:
    tab.run(
        f"(() => {{ const one = document.getElementById('{field}'); one.value = '{value}';"
        " one.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    return int(tab.run(VISIBLE))


def test_search_finds_before_and_after_without_accents(tab: Page) -> None:
    tab.open(SEEDS)
    whole = tab.run(VISIBLE)
    assert tab.run("document.getElementById('found').value") == f"{whole} samples"
    assert search(tab, "vietnammardi") == 1
    assert search(tab, '"vietnam mardi dans"') >= 1
    assert tab.run("document.getElementById('found').value") == f"{tab.run(VISIBLE)} of {whole} samples"
    assert search(tab, "CHOIGOU") == search(tab, "Choïgou") > 0
    assert search(tab, "feculite fecilite") == 0
    assert tab.run("document.getElementById('found').value") == "No sample matches."
    assert search(tab, "fecilite") >= 1
    assert search(tab, "") == whole
    assert tab.complaints() == []


def test_filters_hide_samples_and_the_headings_of_rules_without_any(tab: Page) -> None:
    tab.open(SEEDS)
    assert choose(tab, "rule", "STR002") == 1
    assert tab.run(GROUPS) == ["fixes-STR002"]
    assert tab.run("document.getElementById('language').checkVisibility()") is False  # one language is no choice
    tab.run("location.hash = 'fixes-SPC001'")  # a link to what is hidden shows it
    assert "fixes-SPC001" in tab.run(f"new Promise((done) => setTimeout(() => done({GROUPS}), 50))")


def test_languages_are_a_choice_where_there_are_several(tab: Page, hostile: Path) -> None:
    tab.open(hostile)
    assert tab.run("document.getElementById('language').checkVisibility()") is True
    whole = tab.run(VISIBLE)
    assert 0 < choose(tab, "language", "ar") < whole
    assert tab.run("getComputedStyle(document.querySelector('.sample:not([hidden]) .text')).direction") == "rtl"
    assert choose(tab, "language", "hi") > 0
    assert tab.run("getComputedStyle(document.querySelector('.sample:not([hidden]) .text')).direction") == "ltr"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(tab: Page, hostile: Path, scheme: str) -> None:
    for path in (SEEDS, hostile):
        tab.open(path, scheme=scheme)
        assert tab.run("matchMedia('(prefers-color-scheme: dark)').matches") is (scheme == "dark")
        assert tab.run(FAINT) == []


def test_nothing_of_a_text_runs_and_nothing_is_asked_for(tab: Page, hostile: Path) -> None:
    for path in (SEEDS, hostile):
        tab.open(path)
        tab.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert search(tab, "window.ran onerror <style>") == (
            0 if path == SEEDS else tab.run(VISIBLE) > 0 and tab.run(VISIBLE)
        )
        assert tab.run("window.ran") is None
        assert tab.run("document.scripts.length") == 1
        assert tab.requests() == [path.as_uri()]
        assert tab.complaints() == []


def test_the_policy_would_stop_what_got_in(tab: Page) -> None:
    tab.open(SEEDS)
    attack = (
        "<img src='https://example.org/x' onerror='window.ran = 1'><p id=x style='color: red' onclick='window.ran = 2'>"
    )
    tab.run(f'document.body.insertAdjacentHTML("beforeend", "{attack}")')
    tab.run("document.getElementById('x').click()")
    tab.run("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 3'}))")
    assert tab.run("[window.ran ?? null, document.getElementById('x').style.color]") == [None, ""]
    assert sum("Content Security Policy" in one for one in tab.complaints()) >= 4


@pytest.mark.parametrize("width", [320, 480, 768, 1400])
def test_no_screen_is_too_narrow(tab: Page, hostile: Path, width: int) -> None:
    for path in (SEEDS, hostile):
        tab.open(path, width=width)
        tab.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert tab.run("document.documentElement.scrollWidth") == width
        assert tab.run(WIDE) == []


def test_without_scripts_everything_is_there(tab: Page) -> None:
    tab.open(SEEDS)
    whole = tab.run(VISIBLE)
    tab.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.open(SEEDS)
        assert tab.run("document.getElementById('search').checkVisibility()") is False
        assert tab.run(VISIBLE) == whole > 30
    finally:
        tab.send("Emulation.setScriptExecutionDisabled", value=False)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(tab: Page) -> None:
    tab.open(SEEDS)
    reached: list[str] = []
    while "datapackage-digest.json" not in reached:
        tab.press("Tab", 9)
        name, outline = tab.run(FOCUS)
        assert outline == "solid"
        assert len(reached) < 80
        reached.append(name)
    assert reached[:3] == ["#main", "CHANGELOG.md", "https://fr.vietnamplus.vn"]
    assert {"SUMMARY", "query", "rule", "data/fixes.jsonl", "README.md"} <= set(reached)


def test_motion_and_paper_are_as_the_reader_wants(tab: Page) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    tab.open(SEEDS, prefers_reduced_motion="reduce")
    assert tab.run(behaviour) == "auto"
    tab.open(SEEDS, prefers_reduced_motion="no-preference")
    assert tab.run(behaviour) == "smooth"
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    tab.send("Emulation.setEmulatedMedia", media="print", features=dark)
    assert tab.run("getComputedStyle(document.body).backgroundColor") == "rgb(253, 252, 250)"
    assert tab.run(FAINT) == []
    assert tab.run("document.getElementById('search').checkVisibility()") is False
    assert tab.run(VISIBLE) > 30
    tab.send("Emulation.setEmulatedMedia", media="")
