"""All commands under one name, as click reads them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from corpuslint import __version__
from corpuslint.commands import COMMANDS
from corpuslint.commands.leaving import one_line_errors


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and turns the package's errors into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"corpuslint.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands for ``--help``, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with one_line_errors():
            return super().invoke(ctx)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="corpuslint %(version)s")
def group() -> None:
    """Find and fix defects of text corpora, and publish the result as a data package."""
