"""``corpuslint rule``: what a rule finds, and why it matters."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpuslint.commands.given import settings_for
from corpuslint.commands.options import configuration_options
from corpuslint.reporters.json_text import to_json
from corpuslint.reporters.rules import rule_as_dict, rule_as_markdown
from corpuslint.reporters.terminal import shows_styles
from corpuslint.ruleset import match_rules


@click.command()
@click.argument("name", required=False)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="Markdown, or JSON.")
@configuration_options
def command(name: str | None, output_format: str, config: Path | None, isolated: bool) -> None:
    """Explain the rule NAME: a name, a code, or a prefix of codes for several; all rules without NAME."""
    catalogue = settings_for([], config=config, isolated=isolated).catalogue()
    rules = [catalogue[code] for code in match_rules(catalogue, name or "ALL")]
    if output_format == "json":
        found = [rule_as_dict(rule, examples=True) for rule in rules]
        click.echo(to_json(found[0] if name in (rules[0].code, rules[0].name) else found, indent=2))
    elif shows_styles(sys.stdout):
        from rich.console import Console
        from rich.markdown import Markdown

        for rule in rules:
            Console().print(Markdown(rule_as_markdown(rule)))
    else:
        click.echo("\n".join(map(rule_as_markdown, rules)), nl=False)
