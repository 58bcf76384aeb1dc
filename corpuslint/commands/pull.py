"""``corpuslint pull``: fetch a package that was pushed, and verify it."""

from __future__ import annotations

from pathlib import Path

import click

from corpuslint.errors import WriteError
from corpuslint.packaging.pulling import pull
from corpuslint.packaging.targets import TargetOptions, open_source
from corpuslint.reporters.terminal import escape


@click.command()
@click.argument("source")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where the package goes: a new DIR."
)
@click.option("--plain-http", is_flag=True, help="Speak to a registry on another machine without encryption.")
def command(source: str, output: Path, plain_http: bool) -> None:
    """Fetch the package at SOURCE, verify it, and only then let it appear at DIR.

    \b
    s3://bucket/prefix/NAME-VERSION
    git+https://…?tag=1.0.0, git+ssh://…?tag=1.0.0, git+file:///…?tag=1.0.0
    oci://registry/repository:1.0.0

    Passwords and tokens come from the environment, never from the address.

    Exit status: 0 fetched and valid, 2 an error, and nothing is written.
    """
    place = open_source(source, TargetOptions(plain_http=plain_http))
    try:
        verdict = pull(place, output, source)
    except OSError as error:
        raise WriteError(
            f"{error.filename or output}: cannot write: {(error.strerror or str(error)).lower()}"
        ) from error
    counts = ", ".join(f"{name}: {count}" for name, count in verdict.rows.items())
    click.echo(escape(f"Fetched {source} to {output}, verified ({counts})."), err=True)
