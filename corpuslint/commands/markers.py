"""``corpuslint markers``: learn the lines after which only teasers follow."""

from __future__ import annotations

import json
from typing import Any

import click

from corpuslint.commands.options import selection_options
from corpuslint.commands.vocabulary import learn
from corpuslint.learning import MarkerLearner


@click.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--minimum-documents", type=click.IntRange(2), default=3, show_default=True, help="In how many documents a line is."
)
@selection_options
def command(paths: tuple[str, ...], minimum_documents: int, **options: Any) -> None:
    """Learn the lines after which the pages of PATHS show only teasers of other pages, for review.

    Prints a [blocks] table for the configuration. trailing-boilerplate then finds these tails in every document.
    """
    learner = MarkerLearner()
    learn(paths, options, learner.add)
    click.echo("[blocks]\nextend-markers = [")
    for marker, count in learner.markers(minimum_documents=minimum_documents).items():
        click.echo(f"    {json.dumps(marker, ensure_ascii=False)},  # ends {count} documents")
    click.echo("]")
