"""What a package holds in numbers: counts, and tables of them with charts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from corpuslint.language.names import NAMES
from corpuslint.packaging.page.charts import Series, bar_table, histogram, spans_of
from corpuslint.packaging.page.markup import NEWLINE, Markup, element, join, markup
from corpuslint.packaging.summary import LENGTHS, Summary

# How many rows a table has at most.
_ROWS = 20
_RULES = 50


def show_numbers(summary: Summary) -> Markup:
    """The counts of the whole package."""
    facts = (
        (summary.documents, "document", "documents"),
        (summary.words, "word", "words"),
        (len(summary.languages), "language", "languages"),
        (summary.blocks, "block", "blocks"),
        (summary.changed, "document changed", "documents changed"),
        (summary.fixes, "fix applied", "fixes applied"),
        (summary.findings, "finding left", "findings left"),
    )
    shown = (
        element("div", element("dt", one if count == 1 else many), element("dd", f"{count:,}"))
        for count, one, many in facts
    )
    size = element("div", element("dt", "of text in UTF-8"), element("dd", size_of(summary.size)))
    return join((*shown, size), NEWLINE)


def show_languages(summary: Summary) -> Markup:
    """Documents by language, those of most documents first."""
    named = [
        (join((NAMES.get(code, ""), " ", element("code", code))), count)
        for code, count in sorted(summary.languages.items(), key=lambda item: (-item[1], item[0]))
    ]
    unknown = summary.documents - sum(summary.languages.values())
    rows = _with_rest(named, "language") + ([(markup("not known"), unknown)] if unknown else [])
    return bar_table("Documents by language", "Language", [Series("Documents", "plain")], [(n, [c]) for n, c in rows])


def show_lengths(summary: Summary) -> Markup:
    """Documents by their length: a histogram, and the same as a table."""
    spans = spans_of(summary.lengths, LENGTHS)
    mean = round(summary.words / summary.documents)
    title = "Documents by their length in words"
    about = f"From {spans[0].name} to {spans[-1].name} words; the table below has the numbers."
    rows = [(span.name, [span.count]) for span in spans]
    return element(
        "figure",
        element("figcaption", element("strong", title), f" The mean is {mean:,}."),
        NEWLINE,
        histogram(spans, title, about),
        NEWLINE,
        element(
            "details",
            element("summary", "The same as a table"),
            NEWLINE,
            bar_table(title, "Words", [Series("Documents")], rows),
        ),
    )


def show_roles(summary: Summary) -> Markup:
    """Blocks by role, if there are any."""
    rows = sorted(summary.roles.items(), key=lambda item: (-item[1], item[0]))
    if not rows:
        return Markup()
    return bar_table(
        "Blocks by their role on the page", "Role", [Series("Blocks", "plain")], [(n, [c]) for n, c in rows]
    )


def show_splits(summary: Summary) -> Markup:
    """Documents by split, if they are split."""
    if not summary.splits:
        return Markup()
    splits = sorted(summary.splits.items(), key=lambda item: (-item[1], item[0]))
    rows = _with_rest([(markup(name), count) for name, count in splits], "split")
    caption = "Documents by split, given by a hash of each source"
    return bar_table(caption, "Split", [Series("Documents", "plain")], [(name, [count]) for name, count in rows])


def _with_rest(rows: list[tuple[Markup, int]], what: str) -> list[tuple[Markup, int]]:
    """The first rows, and the sum of those after."""
    rest = rows[_ROWS:]
    more = markup(f"{len(rest):,} more {what}{'' if len(rest) == 1 else 's'}")
    return [*rows[:_ROWS], *([(more, sum(count for _, count in rest))] if rest else [])]


def show_rules(
    summary: Summary, known: Mapping[str, tuple[str, str]], sampled: Mapping[str, Collection[str]]
) -> Markup:
    """The rules that did or saw something, those that did most, each with a link to its samples.

    Args:
        summary: what the package holds.
        known: name and summary of each rule.
        sampled: codes of the rules that have samples, by the name of their kind.
    """
    rules = summary.rules()
    if not rules:
        return element("p", "No rule found anything.")
    most = sorted(sorted(rules, key=lambda rule: -rule[2] - rule[3])[:_RULES])
    rows = []
    for code, name, fixed, left in most:
        target = next((f"#{kind}-{code}" for kind, codes in sampled.items() if code in codes), None)
        title = join((element("span", code, class_="rule"), " ", name))
        about = element("span", known[code][1], class_="summary")
        rows.append((join((element("a", title, href=target) if target else title, about)), (fixed, left)))
    more = len(rules) - len(most)
    rest = element("p", f"{more:,} more rules are in the table of rules.") if more else Markup()
    series = [Series("Fixes", "fixes"), Series("Left", "left")]
    return join((bar_table("Fixes, and findings that are left, by rule", "Rule", series, rows, class_="rules"), rest))


def size_of(size: int) -> str:
    """A size in bytes for people."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"
