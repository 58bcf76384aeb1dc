"""``corpuslint vocabulary``: learn the words and names of a corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corpuslint.commands import say_error
from corpuslint.commands.options import selection_options, settings_for, sources_of
from corpuslint.commands.output import with_progress
from corpuslint.document import Document
from corpuslint.errors import ReadError, WriteError
from corpuslint.language.vocabulary import to_lines
from corpuslint.learning import Learner
from corpuslint.runner import Runner


@click.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write; else standard output."
)
@click.option("--minimum-count", type=click.IntRange(1), default=3, show_default=True, help="How often a word is seen.")
@click.option(
    "--minimum-documents", type=click.IntRange(1), default=2, show_default=True, help="In how many documents it is."
)
@selection_options
def command(
    paths: tuple[str, ...], output: Path | None, minimum_count: int, minimum_documents: int, **options: Any
) -> None:
    """Learn the words and names of PATHS that no lexicon has, for review.

    Read the list, remove what is no word, and name the file in the configuration: vocabulary = ["vocabulary.txt"].
    Names that the corpus knows then help to find where they are glued to other words, and are not questioned
    themselves. An existing file is never overwritten: it holds somebody's review.
    """
    if output is not None and output.exists():
        raise WriteError(f"{output} exists and may hold your review; name another file, or move it first")
    learner = Learner()
    learn(paths, options, learner.add)
    words = learner.words(minimum_count=minimum_count, minimum_documents=minimum_documents)
    text = "".join(f"{line}\n" for line in to_lines(words))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise WriteError(f"{output}: cannot be written: {error}") from error
    click.echo(f"Wrote {len(words)} words to {output}.", err=True)


def learn(paths: tuple[str, ...], options: dict[str, Any], add: Callable[[Document], None]) -> None:
    """Hand every document of PATHS to ``add``; leave with status 2, after all of them, if one could not be read."""
    settings = settings_for(paths, **options)
    runner, failed = Runner(settings), False
    with with_progress(sources_of(paths, settings)) as sources:
        for source in sources:
            try:
                if isinstance(source, ReadError):
                    raise source
                for piece in source.pieces():
                    for document in runner.read(piece):
                        add(document)
            except ReadError as error:
                failed = True
                say_error(error)
    if failed:
        raise SystemExit(2)
