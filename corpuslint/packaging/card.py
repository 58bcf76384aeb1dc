"""The pages of a package for people: README.md (the dataset card) and CHANGELOG.md."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from corpuslint import __version__
from corpuslint.packaging.delimited import NULL
from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.files import TableFacts
from corpuslint.packaging.markup import as_line, as_paragraphs, yaml_text
from corpuslint.packaging.metadata import Entry, Metadata
from corpuslint.packaging.summary import Summary
from corpuslint.packaging.tables import Table

# Upper bounds of the size categories of dataset cards, in rows.
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
)

_NO_LICENSE = """\
No licence is stated for these texts. Without one, nobody but the owners of the rights may share them: ask the owners
before you publish or train on them, and state the answer under `licenses` in the configuration of the package."""

_DTYPES = {"string": "string", "integer": "int64", "number": "float64"}

# How the tables of each format are read, without and with everything else that the card does; what its readers need.
_LOAD = {
    "jsonl": """\
import json
documents = [json.loads(line) for line in open("%s", encoding="utf-8")]""",
    "several": """\
import json
from pathlib import Path
documents = [json.loads(line) for path in sorted(Path("%s").iterdir()) for line in path.open(encoding="utf-8")]""",
    "parquet": """\
# pip install pyarrow
from pyarrow import parquet
documents = parquet.read_table("%s").to_pylist()""",
    "csv": """\
import csv
csv.field_size_limit(2**31 - 1)  # texts may be long
# every cell is text; null is "\\\\N", and an empty text is an empty text
documents = list(csv.DictReader(open("%s", encoding="utf-8", newline="")))""",
}
_EXTRAS = {"jsonl": ("json", "", ""), "parquet": ("parquet", " pandas", "[parquet]"), "csv": ("json", "", "")}
_ROWS = {
    "jsonl": """\
import json
from pathlib import Path

def rows(table):
    paths = sorted([*Path("data").glob(f"{table}.jsonl"), *Path("data", table).glob("*.jsonl")])
    return [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
""",
    "parquet": """\
from pathlib import Path
from pyarrow import parquet

def rows(table):
    path = Path("data") / f"{table}.parquet"
    return parquet.read_table(path).to_pylist() if path.exists() else []
""",
    "csv": """\
import csv
from pathlib import Path

csv.field_size_limit(2**31 - 1)  # texts may be long

def value(name, cell):
    return None if cell == "\\\\N" else int(cell) if name.startswith(("start", "end")) else cell

def rows(table):
    path = Path("data") / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [{name: value(name, cell) for name, cell in row.items()} for row in csv.DictReader(stream)]
""",
}

_BODY = """
# {title}

{description}Version {version}{dated}: {documents} documents, {words} words, {characters} characters{languages}.{splits}
Published by corpuslint {tool}.

## What it holds

| table | rows | what |
|---|---:|---|
{tables}
A table without rows is left out. `datapackage.json` describes every column. Offsets count Unicode code points.

| rule | name | fixes | findings left |
|---|---|---:|---:|
{rules}
## Load it

```python
{load}
```

```python
# pip install datasets
from pathlib import Path
from datasets import load_dataset
documents = load_dataset(str(Path.cwd()), "documents", split="{split}")
```

```python
# pip install "frictionless[{extra}]"{needed}
from frictionless import Package
documents = Package("datapackage.json").get_resource("documents").read_rows()
```

```python
# pip install "mlcroissant{croissant}"
import mlcroissant
documents = list(mlcroissant.Dataset("croissant.json").records("documents"))
```
{crate}
## Check it

```sh
sha256sum -c SHA256SUMS
corpuslint verify .
frictionless validate datapackage.json
{bag}```

`corpuslint verify` (`pip install corpuslint-text`) holds every file, row, key and span to what the package says of it,
and replays and reverts every fix. `datapackage-digest.json` holds the hashes of `datapackage.json` and `SHA256SUMS`,
and with them of all the rest.

## Get the raw text back

`fixes` holds every change between the raw and the clean text.

```sh
corpuslint revert . --output ../raw
```

writes the texts without any fix: a whole file has its bytes back, the records of a source become JSON lines.
`--rule NAME` and `--fix ID` undo only some. Without any other tool:

```python
{rows}
fixes = {{}}
for fix in rows("fixes"):
    fixes.setdefault(fix["doc_id"], []).append(fix)
raw = {{}}
for document in rows("documents"):
    text = document["text"]
    # or only those fixes that you want undone
    for fix in reversed(fixes.get(document["doc_id"], [])):
        text = text[: fix["start_clean"]] + fix["before"] + text[fix["end_clean"] :]
    # its SHA-256 is sha256_raw
    raw[document["doc_id"]] = text.encode(document["encoding"])
```

## What else is here

- `index.html` shows what the data is and samples of the fixes. Open it in a browser; it needs no network.
- `CHANGELOG.md` tells what changed. `corpuslint diff OLD NEW` compares any two versions, down to the span.
- `corpuslint.lock.json` holds what decided the result besides the raw texts: `corpuslint rebuild --check . TEXTS` makes
  the package again from them and compares every byte.

## Sources

{sources}
## Cite it

{citation}`CITATION.cff` says it for programs.

## Licence

{licenses}
"""


def build_card(metadata: Metadata, summary: Summary, tables: Written, layers: Collection[str] = ()) -> str:
    """README.md: a YAML header from which Hugging Face ``datasets`` loads each table, and a page to read."""
    suffix = tables[0][1].paths[0].rpartition(".")[2]
    numbers = {"documents": summary.documents, "words": summary.words, "characters": summary.characters}
    body = _BODY.format(
        title=as_line(metadata.title),
        description=as_paragraphs(metadata.description),
        citation=as_paragraphs(metadata.citation),
        version=metadata.version,
        dated=f" of {metadata.created}" if metadata.created else "",
        **{key: f"{value:,}" for key, value in numbers.items()},
        languages=f" ({_languages(summary)})" if summary.languages else "",
        tool=__version__,
        splits=_splits(summary),
        load=loading_code(tables),
        rows=_ROWS[suffix],
        extra=_EXTRAS[suffix][0],
        needed=_EXTRAS[suffix][1],
        croissant=_EXTRAS[suffix][2],
        bag="bagit.py --validate .\n" if "bagit" in layers else "",
        crate="\n`ro-crate-metadata.json` makes the directory an RO-Crate.\n" if "ro-crate" in layers else "",
        split=tables[0][1].files[0].split,
        tables=_lines(
            f"| `{_files(table, facts)}` | {facts.rows:,} | {table.description} |" for table, facts in tables
        ),
        rules=_lines(f"| {code} | {name} | {fixed:,} | {left:,} |" for code, name, fixed, left in summary.rules())
        or "| – | – | 0 | 0 |\n",
        sources=_lines(f"- {_source(entry)}" for entry in metadata.sources) or "No source is named.\n",
        licenses="\n".join(f"- {_link(entry)}" for entry in metadata.licenses) or _NO_LICENSE,
    )
    return f"---\n{_header(metadata, summary, tables)}---\n{body}"


def loading_code(tables: Written) -> str:
    """How the first table is read in Python."""
    paths = tables[0][1].paths
    if len(paths) > 1:
        return _LOAD["several"] % paths[0].rpartition("/")[0]
    return _LOAD[paths[0].rpartition(".")[2]] % paths[0]


def build_changelog(metadata: Metadata, summary: Summary, changes: str = "") -> str:
    """CHANGELOG.md: what this version holds, and what ``changes`` tell of it and of those before."""
    dated = f" ({metadata.created})" if metadata.created else ""
    rules = _lines(
        f"- {code} {name}: {fixed:,} {_plural(fixed, 'fix', 'fixes')}, {left:,} {_plural(left, 'finding')} left"
        for code, name, fixed, left in summary.rules()
    )
    return (
        f"# Changelog of {metadata.name}\n\n## {metadata.version}{dated}\n\n"
        f"{summary.documents:,} {_plural(summary.documents, 'document')}, {summary.changed:,} changed by "
        f"{summary.fixes:,} {_plural(summary.fixes, 'fix', 'fixes')}; "
        f"{summary.findings:,} {_plural(summary.findings, 'finding')} left.\n"
        + (f"\n{rules}" if rules else "")
        + changes
    )


def _header(metadata: Metadata, summary: Summary, tables: Written) -> str:
    size = next((name for bound, name in _SIZES if summary.documents < bound), "n>100M")
    lines = [f"pretty_name: {yaml_text(metadata.title)}"]
    if summary.languages:
        lines += ["language:", *(f"  - {yaml_text(code)}" for code in sorted(summary.languages))]
    if metadata.licenses:
        lines += ["license:", *(f"  - {yaml_text(str(entry['name']).lower())}" for entry in metadata.licenses)]
    lines += ["size_categories:", f"  - {yaml_text(size)}"]
    tags = ["datapackage", "croissant", *metadata.keywords]
    lines += ["tags:", *(f"  - {yaml_text(tag)}" for tag in dict.fromkeys(tags))]
    lines += _features(tables)
    lines.append("configs:")
    for number, (table, facts) in enumerate(tables):
        lines.append(f"  - config_name: {table.name}")
        if len(facts.files) == 1 and "/" not in facts.paths[0].removeprefix("data/"):
            lines.append(f"    data_files: {facts.paths[0]}")
        else:
            lines.append("    data_files:")
            for split in dict.fromkeys(file.split for file in facts.files):
                lines += [f"      - split: {split}", f"        path: data/{table.name}/{split}-*"]
        if number == 0:
            lines.append("    default: true")
        if facts.paths[0].endswith(".csv"):
            lines += ["    keep_default_na: false", f"    na_values: [{yaml_text(NULL)}]"]
    return "\n".join(lines) + "\n"


def _features(tables: Written) -> Iterator[str]:
    """The columns of each table: a loader that guesses takes a column that begins with nulls for nothing but nulls."""
    yield "dataset_info:"
    for table, _ in tables:
        yield from (f"  - config_name: {table.name}", "    features:")
        for column in table.columns:
            yield from (f"      - name: {column.name}", f"        dtype: {_DTYPES[column.type]}")


def _splits(summary: Summary) -> str:
    counts = ", ".join(f"{name} {count:,}" for name, count in summary.splits.items())
    return f" Splits, by a hash of each source: {counts}." if counts else ""


def _files(table: Table, facts: TableFacts) -> str:
    return facts.paths[0] if len(facts.files) == 1 else f"data/{table.name}/"


def _languages(summary: Summary) -> str:
    return ", ".join(f"{code} {count:,}" for code, count in sorted(summary.languages.items()))


def _source(entry: Entry) -> str:
    licenses = ", ".join(_link(one) for one in entry.get("licenses", ()))
    return f"{_link(entry)}: {licenses}" if licenses else _link(entry)


def _link(entry: Entry) -> str:
    label = as_line(str(entry.get("title") or entry.get("name")))
    if "path" not in entry:
        return label
    address = entry["path"].replace("&", "&amp;").replace("(", "%28").replace(")", "%29")
    return f"[{label}]({address})"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _plural(count: int, one: str, many: str | None = None) -> str:
    return one if count == 1 else (many or f"{one}s")
