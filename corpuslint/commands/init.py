"""``corpuslint init``: a configuration to start from."""

from __future__ import annotations

from pathlib import Path

import click

from corpuslint.config import FILE_NAME
from corpuslint.errors import WriteError

TEMPLATE = """\
# Configuration of corpuslint. Every line is optional; the commented ones show the defaults or an example.
# A file here holds for this directory and those below it.

# Rules to run: codes ("SPC001"), names ("fused-words"), prefixes ("SPC") or "ALL".
# Without this key every rule runs that is on by default.
# select = ["ENC", "SPC", "DUP"]
# extend-select = []
# ignore = ["stray-space"]

# Language of the documents, ISO 639-1. Without this key it is detected.
# language = "fr"

# Fields of records (JSON lines, CSV) that hold text, by name or as JSON pointers ("/data/text"), and the one that holds
# their id. Without these keys the text is in "text", "content" or "body".
# text-field = ["title", "body"]
# id-field = "id"

# Drop findings that are less sure than this, from 0 to 1.
# min-confidence = 0.0

# Let rules run that are still on trial.
# preview = false

# Apply unsafe fixes too: probably right, but somebody should read the difference.
# unsafe-fixes = false

# Trust the fixes of a rule more, or less, than its author does.
# extend-safe-fixes = []
# extend-unsafe-fixes = []

# Words and names of this corpus, as "corpuslint vocabulary" learns them and you review them.
# vocabulary = ["vocabulary.txt"]

# Files to leave out, and directories with rule files of your own; both relative to this file.
# exclude = ["drafts/"]
# rule-paths = ["rules"]

# How findings are shown: full, concise, json or jsonl.
# output-format = "full"

# Findings that are known already ("corpuslint baseline" writes the file).
# baseline = "corpuslint-baseline.json"

# Rules to leave out in some files.
# [per-file-ignores]
# "*.md" = ["stray-space"]

# Options of a rule; "corpuslint rule NAME" lists them.
# [rules.fused-words]

# What the pages of your site look like.
# [blocks]
# extend-markers = ["Voir plus"]
# extend-credit-labels = ["Photo"]
# extend-image-labels = ["ảnh"]
# title-length = 200
# wrap-length = 100

# What "corpuslint publish" says about your data.
# [package]
# name = "my-corpus"
# title = "My corpus"
# version = "1.0.0"
# description = "Where the texts come from."
# licenses = ["CC-BY-4.0"]
"""


@click.command()
@click.argument("directory", default=".", type=click.Path(path_type=Path))
def command(directory: Path) -> None:
    """Write a commented corpuslint.toml into DIRECTORY; one that exists is left alone."""
    path = directory / FILE_NAME
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(TEMPLATE)
    except FileExistsError as error:
        raise WriteError(f"{path}: exists already; nothing was written") from error
    except OSError as error:
        raise WriteError(f"{path}: cannot write: {(error.strerror or str(error)).lower()}") from error
    click.echo(f"Wrote {path}.", err=True)
