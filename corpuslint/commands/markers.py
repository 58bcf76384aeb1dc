"""``corpuslint markers``: learn the lines that belong to the pages of a corpus, not to its texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from corpuslint.commands import say_note
from corpuslint.commands.options import jobs_option, selection_options
from corpuslint.commands.vocabulary import learn
from corpuslint.corpus.lines import Lines, PageLine, lines_of_pages, short_lines
from corpuslint.reporters.json_text import to_json


@click.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--minimum-documents", type=click.IntRange(2), default=3, show_default=True, help="In how many documents a line is."
)
@click.option(
    "--minimum-share",
    type=click.FloatRange(0, 1),
    default=0.02,
    show_default=True,
    help="In what share of all documents a line is that has no teasers behind it.",
)
@jobs_option
@selection_options
def command(
    paths: tuple[str, ...], minimum_documents: int, minimum_share: float, jobs: int | None, **options: Any
) -> None:
    """Learn the short lines that belong to the pages of PATHS and not to their texts, for review.

    Prints a [blocks] table for the configuration. Behind the lines of extend-markers the pages show only teasers of
    other pages: trailing-boilerplate finds these tails in every document. Those of extend-boilerplate stand above or
    below all prose of many pages, as buttons and notices do: boilerplate-line finds them wherever they stand.
    Lines that the configuration has already are left out.
    """
    lines = learn(paths, options, short_lines, Lines(), jobs)
    markers, others = lines_of_pages(lines, minimum_documents=minimum_documents, minimum_share=minimum_share)
    if not markers and not others:
        say_note(f"no line of the pages was found in {minimum_documents} documents")
    click.echo("[blocks]")
    for line in _array("extend-markers", markers, "ends {} documents"):
        click.echo(line)
    if others:
        for line in _array("extend-boilerplate", others, f"in {{}} of {lines.documents} documents"):
            click.echo(line)


def _array(key: str, lines: Sequence[PageLine], comment: str) -> Iterator[str]:
    """The lines of a TOML array with a comment on each of its texts."""
    yield f"{key} = ["
    for line in lines:
        yield f"    {to_json(line.text)},  # {comment.format(line.documents)}"
    yield "]"
