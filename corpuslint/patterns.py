"""Patterns of file names, written as in a ``.gitignore``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from corpuslint.errors import ConfigurationError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@lru_cache(maxsize=1024)
def compile_patterns(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    """The compiled form of a list of patterns.

    Raises:
        ConfigurationError: a pattern that git would not understand either.
    """
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore import GitIgnorePatternError

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except GitIgnorePatternError as error:
        raise ConfigurationError(f"bad file pattern: {error}") from error


def absolute(path: Path) -> Path:
    """A path from the root of the file system, without ``..`` and without following links."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps ".."


def matches(patterns: Iterable[str], path: PurePath, root: PurePath) -> bool:
    """Whether an absolute path matches one of the patterns, which are relative to the absolute path ``root``.

    A path outside ``root`` is compared by its whole name, so that ``*.md`` means every such file.
    """
    relative = path.relative_to(root) if path.is_relative_to(root) else path.relative_to(path.anchor)
    return compile_patterns(tuple(patterns)).match_file(relative.as_posix())
