"""The command line: one module for each command, found by name.

Nothing here needs click: a plain ``corpuslint check`` of a few files (:mod:`corpuslint.commands.plain`) does without.
"""

from __future__ import annotations

import sys

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


def say(line: str) -> None:
    """Print a line on standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def say_error(error: object) -> None:
    """Print an error as one line on standard error, whatever its text holds."""
    from corpuslint.reporters.terminal import escape

    say(f"corpuslint: error: {escape(str(error))}")


def say_note(note: str) -> None:
    """Print what is no error, but may surprise, as one line on standard error."""
    from corpuslint.reporters.terminal import escape

    say(f"corpuslint: note: {escape(note)}")
