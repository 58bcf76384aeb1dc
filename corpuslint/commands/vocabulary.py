"""``corpuslint vocabulary``: learn the words and names of a corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corpuslint.commands import say_note
from corpuslint.commands.given import settings_for
from corpuslint.commands.options import jobs_option, selection_options
from corpuslint.commands.summing import Total, sum_up
from corpuslint.corpus.table import Table
from corpuslint.corpus.words import new_words, vocabulary_of
from corpuslint.document import Document
from corpuslint.errors import WriteError
from corpuslint.findings import Finding
from corpuslint.language.vocabulary import to_lines


@click.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write; else standard output."
)
@click.option("--minimum-count", type=click.IntRange(1), default=3, show_default=True, help="How often a word is seen.")
@click.option(
    "--minimum-documents", type=click.IntRange(1), default=2, show_default=True, help="In how many documents it is."
)
@jobs_option
@selection_options
def command(
    paths: tuple[str, ...],
    output: Path | None,
    minimum_count: int,
    minimum_documents: int,
    jobs: int | None,
    **options: Any,
) -> None:
    """Learn the words and names of PATHS that no lexicon has, for review.

    Read the list, remove what is no word, and name the file in the configuration: vocabulary = ["vocabulary.txt"].
    Names that the corpus knows then help to find where they are glued to other words, and are not questioned
    themselves. An existing file is never overwritten: it holds somebody's review.
    """
    if output is not None and output.exists():
        raise WriteError(f"{output} exists and may hold your review; name another file, or move it first")
    total = learn(paths, options, new_words, Table(), jobs)
    words = vocabulary_of(total, minimum_count=minimum_count, minimum_documents=minimum_documents)
    text = "".join(f"{line}\n" for line in to_lines(words))
    if not words:
        often = f"{minimum_count} times in {minimum_documents} documents"
        say_note(f"no word was seen {often} that a lexicon does not have")
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise WriteError(f"{output}: cannot be written: {error}") from error
    click.echo(f"Wrote {len(words)} words to {output}.", err=True)


def learn(
    paths: tuple[str, ...],
    options: dict[str, Any],
    summarise: Callable[[Document, list[Finding]], Total],
    total: Total,
    jobs: int | None,
) -> Total:
    """The sum of the documents in PATHS, without any rule; leave with status 2 if one could not be read."""
    settings = settings_for(paths, **options)
    settings.ruleset()  # a rule that does not exist is an error here as anywhere
    total, failed = sum_up(paths, settings.overridden(select=()), summarise, total, jobs=jobs)
    if failed:
        raise SystemExit(2)
    return total
