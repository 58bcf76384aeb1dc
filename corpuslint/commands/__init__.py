"""The command line: one module for each command, found by name."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Any

import click

from corpuslint import __version__
from corpuslint.commands.leaving import clean_end
from corpuslint.errors import CorpuslintError
from corpuslint.reporters.terminal import escape

# Command -> what it does, in one line. Its module here has the name of the command and holds it as ``command``.
COMMANDS = {
    "check": "Find defects, and with --fix repair them.",
    "rule": "Explain a rule: why, options, examples.",
    "rules": "List the rules.",
    "explain": "Show why a word is questioned or not.",
    "batch": "Clean many files into a directory, on one machine or a cluster, and resume.",
    "stats": "Count documents, words, languages, and findings by rule.",
    "publish": "Fix texts and publish them as a data package.",
    "push": "Send a package to a database, a store, a git remote or a registry, and prove it there.",
    "pull": "Fetch a package from a store, a git remote or a registry, and verify it.",
    "verify": "Verify data packages: hashes, keys, spans, and every fix replayed and reverted.",
    "rebuild": "Build a package again from its sources, and compare every byte.",
    "diff": "Tell what changed between two versions of a package, and the version it asks for.",
    "revert": "Undo the changes that a fix log or a package tells of.",
    "baseline": "Write down today's findings, so that only new ones are reported.",
    "vocabulary": "Learn the words and names of a corpus, for review.",
    "markers": "Learn the lines that belong to the pages of a corpus, for review.",
    "init": "Write a commented corpuslint.toml.",
}


# What the system says when there is no room left.
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def say_error(error: object) -> None:
    """Print an error as one line on standard error, whatever its text holds."""
    click.echo(f"corpuslint: error: {escape(str(error))}", err=True)


def say_note(note: str) -> None:
    """Print what is no error, but may surprise, as one line on standard error."""
    click.echo(f"corpuslint: note: {escape(note)}", err=True)


class Failure(click.ClickException):
    """An error that a person can act on: one line on standard error, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ARG002
        """Print the line."""
        say_error(self.message)


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
        try:
            try:
                with clean_end():
                    return super().invoke(ctx)
            finally:
                sys.stdout.flush()  # what does not fit on a full disk is told here, not when the interpreter ends
        except CorpuslintError as error:
            raise Failure(str(error)) from error
        except OSError as error:
            if error.errno not in _FULL:
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise Failure(f"cannot write the output: {(error.strerror or str(error)).lower()}") from error
        except KeyboardInterrupt:
            click.echo("corpuslint: stopped; every file is either as it was or wholly fixed", err=True)
            ctx.exit(130)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="corpuslint %(version)s")
def group() -> None:
    """Find and fix defects of text corpora, and publish the result as a data package."""
