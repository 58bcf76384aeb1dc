"""index.html: a page for people in one file, without scripts, that loads nothing from anywhere.

Every text of the corpus is escaped twice: controls and direction marks are shown, and then markup is text.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as escape_markup

from corpuslint import __version__
from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.summary import Sample, Summary
from corpuslint.reporters.terminal import escape as escape_controls

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: #8886; --bar: #3b82c4; --old: #fdd; --new: #cfc; }}
@media (prefers-color-scheme: dark) {{ :root {{ --old: #612; --new: #153; }} }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
body, td, code {{ overflow-wrap: anywhere; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }}
td.number {{ text-align: right; white-space: nowrap; }}
.bar {{ display: block; height: .6rem; min-width: 1px; background: var(--bar); }}
.sample {{ white-space: pre-wrap; font-family: ui-monospace, monospace; font-size: .9rem; }}
del {{ background: var(--old); }}
ins {{ background: var(--new); text-decoration: none; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{description}</p>
<p>Version {version}{dated}: {documents:,} documents, {words:,} words, {characters:,} characters. {changed:,} documents
were changed by {fixes:,} fixes; {findings:,} findings are left. Made by corpuslint {tool}.</p>
<h2>Files</h2>
<table>
<tr><th>table</th><th>rows</th><th>what</th></tr>
{tables}</table>
<h2>Languages</h2>
<table>
{languages}</table>
<h2>Rules</h2>
<table>
<tr><th>rule</th><th>fixes</th><th>findings left</th><th></th></tr>
{rules}</table>
<h2>Some of the fixes</h2>
{samples}
<p>All of them are in the table <code>fixes</code>; <code>corpuslint revert</code> undoes any of them. Licence,
sources and how to load, check and cite: <a href="README.md">README.md</a>.</p>
</body>
</html>
"""


def build_page(metadata: Metadata, summary: Summary, tables: Written) -> str:
    """The page of a package."""
    rules = summary.rules()
    most = max((max(fixed, left) for _, _, fixed, left in rules), default=1) or 1
    total = max(summary.documents, 1)
    return _PAGE.format(
        title=_text(metadata.title),
        description=_text(metadata.description).replace("\\n", "<br>"),
        version=_text(metadata.version),
        dated=f" of {metadata.created}" if metadata.created else "",
        documents=summary.documents,
        words=summary.words,
        characters=summary.characters,
        changed=summary.changed,
        fixes=summary.fixes,
        findings=summary.findings,
        tool=__version__,
        tables=_rows((f"<code>{table.name}</code>", _number(one.rows), table.description) for table, one in tables),
        languages=_rows(
            (_text(code), _number(count), _bar(count, total)) for code, count in sorted(summary.languages.items())
        ),
        rules=_rows(
            (f"{_text(code)} {_text(name)}", _number(fixed), _number(left), _bar(max(fixed, left), most))
            for code, name, fixed, left in rules
        ),
        samples="".join(map(_sample, summary.samples_by_rule())) or "<p>There are none.</p>\n",
    )


def _text(text: str) -> str:
    return escape_markup(escape_controls(text))


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in rows)


def _cell(content: str) -> str:
    return content if content.startswith("<td") else f"<td>{content}</td>"


def _number(number: int) -> str:
    return f'<td class="number">{number:,}</td>'


def _bar(number: int, most: int) -> str:
    return f'<span class="bar" style="width: {100 * number / most:.1f}%"></span>'


def _sample(one: Sample) -> str:
    before, old, new, after = map(_text, (one.head, one.before, one.after, one.tail))
    change = (f"<del>{old}</del>" if old else "") + (f"<ins>{new}</ins>" if new else "")
    return f'<p>{_text(one.rules)}, {_text(one.path)}</p>\n<bdi class="sample">{before}{change}{after}</bdi>\n'
