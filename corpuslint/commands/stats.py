"""``corpuslint stats``: what a corpus holds and what is wrong with it, in numbers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from corpuslint.commands.given import settings_for, source_of_stdin
from corpuslint.commands.options import jobs_option, selection_options
from corpuslint.commands.output import Output
from corpuslint.commands.summing import sum_up
from corpuslint.corpus.counts import Counts, count
from corpuslint.reporters.counts import counts_as_table
from corpuslint.reporters.json_text import to_json
from corpuslint.reporters.terminal import painted, shows_styles


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="A table, or JSON.")
@click.option("--output-file", type=click.Path(path_type=Path), metavar="FILE", help="Write the numbers to this file.")
@click.option("--stdin-filename", metavar="NAME", help='The name of the file that "-" stands for.')
@jobs_option
@selection_options
def command(
    paths: tuple[str, ...],
    output_format: str,
    output_file: Path | None,
    stdin_filename: str | None,
    jobs: int | None,
    **options: Any,
) -> None:
    """Count what PATHS hold: documents, words, bytes, languages, and findings by rule and per 10,000 words.

    Words are runs of characters without white space; bytes are those of the texts as UTF-8. Nothing is written but
    the numbers, and they do not depend on the order of PATHS. "-" reads standard input.

    Exit status: 0 whatever is found, 2 an error; the numbers are then those of what could be read.
    """
    stdin = source_of_stdin(paths, stdin_filename)
    settings = settings_for(paths, stdin_filename=stdin_filename, **options)
    total, failed = sum_up(
        paths, settings, count, Counts(), jobs=jobs, output=output_file, of_corpus=Counts.add_finding, stdin=stdin
    )
    with Output(output_file, output_format, to_stderr=False) as output:
        if output_format == "json":
            output.write_all([to_json(total.as_dict(), indent=2) + "\n"])
        else:
            paint = painted(output_file is None and shows_styles(sys.stdout))
            output.write_all(counts_as_table(total, paint))
    raise SystemExit(2 if failed else 0)
