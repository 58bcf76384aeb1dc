"""``corpuslint rules``: the catalogue at a glance."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpuslint.commands.given import settings_for
from corpuslint.commands.options import configuration_options
from corpuslint.reporters.json_text import to_json
from corpuslint.reporters.rules import rule_as_dict, rules_as_table
from corpuslint.reporters.terminal import painted, shows_styles


@click.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="A table, or JSON.")
@configuration_options
def command(output_format: str, config: Path | None, isolated: bool) -> None:
    """List the rules: code, name, what their fixes may do, and what they find."""
    rules = settings_for([], config=config, isolated=isolated).catalogue().values()
    if output_format == "json":
        click.echo(to_json([rule_as_dict(rule, examples=False) for rule in rules], indent=2))
    else:
        paint = painted(shows_styles(sys.stdout))
        for line in rules_as_table(rules):
            click.echo(paint(line[:6], "bold cyan") + line[6:], nl=False)
