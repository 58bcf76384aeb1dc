"""How sources are found: files as they are named, directories searched in order of name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpuslint.errors import ConfigurationError, ReadError
from corpuslint.formats import FORMATS, RECORDS, ReadOptions, Source, format_of, is_known, is_remote, unreadable
from corpuslint.formats.records import NO_FIELD, NoTextError, lack_of_text, listed
from corpuslint.language.codes import UNDETERMINED
from corpuslint.patterns import absolute, compile_patterns, matches

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# What a published package holds: fixing its texts would break its hashes.
_PUBLISHED = "corpuslint.lock.json"
_DESCRIPTOR = "datapackage.json"
# How addresses of files begin.
_LOCAL = "file://"
# Files without text whose fields are shown.
_SHOWN = 3


def find_sources(
    paths: Sequence[str],
    exclude: Sequence[str],
    root: Path,
    options: ReadOptions | None = None,
    leave_out: Callable[[str], None] | None = None,
) -> Iterator[Source | ReadError]:
    """The sources that paths name, each file once, and an error in the place of each path that cannot be used.

    A file is taken whatever its name. In a directory, files with a known suffix are taken, but for hidden ones, those
    that a ``.gitignore`` names, those that ``exclude`` names, and files of records without text; published packages
    and links to directories are left out. A directory where records are all there is, and none has text, is an error.

    Args:
        paths: files, directories and addresses of remote ones.
        exclude: patterns as in a ``.gitignore``, relative to ``root``.
        root: the directory of the configuration.
        options: how records are read.
        leave_out: told of the files of records without text that are left out, once for each path.
    """
    seen: set[str] = set()
    options = options or ReadOptions()
    for path in map(as_path, paths):
        found = False
        taken = 0
        textless: dict[str, NoTextError] = {}
        named = path if is_remote(path) else Path(path).as_posix()
        for one in _expand(path, exclude, root):
            found = True
            if isinstance(one, ReadError):
                yield one
            elif (real := one if is_remote(one) else os.path.realpath(one)) not in seen:
                seen.add(real)
                try:
                    source = _source(one)
                except ReadError as error:
                    yield error
                else:
                    is_records = source.format in RECORDS
                    if one != named and is_records and (lack := _lack_of_text(source, options)) is not None:
                        textless[one] = lack
                        continue
                    taken += is_records or not options.text_fields
                    yield source
        if not found:
            yield ReadError(f"{path}: no text files in this directory ({', '.join(FORMATS)})")
        elif textless and not taken:
            yield ReadError(_all_textless(path, textless, options))
        elif textless and leave_out is not None:
            leave_out(_some_textless(path, textless, options))


def refuse_published(sources: Iterable[Source | ReadError]) -> Iterator[Source | ReadError]:
    """The sources, with one error in the place of those that belong to a published package: to be used before fixing.

    A directory without its descriptor, or without its lock, is no package.
    """
    told: set[Path] = set()
    packages: dict[Path, Path | None] = {}
    for source in sources:
        if isinstance(source, ReadError) or is_remote(source.path):
            yield source
            continue
        folder = Path(os.path.realpath(source.path)).parent
        if folder not in packages:
            packages[folder] = next(filter(_is_published, (folder, *folder.parents)), None)
        package = packages[folder]
        if package is None:
            yield source
        elif package not in told:
            told.add(package)
            yield ReadError(
                f"{source.path}: belongs to the published package {package.name}, whose hashes a fix would break; "
                "fix its raw texts and publish them again (corpuslint revert gives them back)"
            )


def _is_published(folder: Path) -> bool:
    return all((folder / name).is_file() for name in (_PUBLISHED, _DESCRIPTOR))


def as_path(path: str) -> str:
    """The path that an address of a file of this machine stands for; anything else as it is."""
    if not path.startswith(_LOCAL):
        return path
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(path)
    return unquote(parts.path) if parts.netloc in ("", "localhost") else path


def _lack_of_text(source: Source, options: ReadOptions) -> NoTextError | None:
    """What the first records of a source lack; what cannot be read is left for the run to complain of."""
    try:
        for piece in source.pieces():
            for _ in piece.read(options._replace(language=UNDETERMINED)):
                return None
    except NoTextError as error:
        return error
    except ReadError:
        return None
    return None


def _all_textless(path: str, textless: Mapping[str, NoTextError], options: ReadOptions) -> str:
    lack = lack_of_text(options, ()).replace(NO_FIELD, "no file of records has a field", 1)
    return f"{path}: {lack}; {_fields(textless)}"


def _some_textless(path: str, textless: Mapping[str, NoTextError], options: ReadOptions) -> str:
    if len(textless) == 1:
        ((file, error),) = textless.items()
        return f"{file}: left out: {str(error).removeprefix(f'{file}: ')}"
    lack = lack_of_text(options, ()).replace(NO_FIELD, "which have no field", 1)
    return f"{path}: {len(textless)} files of records are left out, {lack}; {_fields(textless)}"


def _fields(textless: Mapping[str, NoTextError]) -> str:
    """The fields of the first of some files."""
    shown = [f"{file}: {listed(error.fields)}" for file, error in list(textless.items())[:_SHOWN]]
    shown[0] = shown[0].replace(": ", " has the fields ", 1)
    more = len(textless) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")


def _source(path: str) -> Source:
    if not Path(path).is_fifo():
        return Source(path, format_of(path))
    try:
        return Source(path, format_of(path), Path(path).open("rb"))  # a pipe can be read only once
    except OSError as error:
        raise unreadable(path, error) from error


def _expand(path: str, exclude: Sequence[str], root: Path) -> Iterator[str | ReadError]:
    if is_remote(path):
        from corpuslint.formats.remote import find_remote

        yield from find_remote(path, exclude)
        return
    target = Path(path)
    if path.startswith(_LOCAL):
        yield ReadError(f"{path}: a file of another machine; give a path")
        return
    if path == "-":
        yield ReadError('-: standard input is read by "check" and "stats" only; give a file')
        return
    try:
        if target.is_dir():
            yield from _walk(target, _Ignores.above(target), exclude, root)
        elif target.is_file() or target.is_fifo():
            yield target.as_posix()
        elif target.exists():
            yield ReadError(f"{path}: neither a file nor a directory")
        else:
            yield ReadError(f"{path}: no such file or directory")
    except (OSError, ValueError) as error:  # a name with NUL, or one that is too long
        yield ReadError(f"{path}: not a usable path: {error}")


def _walk(top: Path, ignores: _Ignores, exclude: Sequence[str], root: Path) -> Iterator[str | ReadError]:
    """Files below a directory in order of their names, part by part; a stack, since directories may lie very deep."""
    stack: list[tuple[Path, _Ignores | None]] = [(top, ignores)]
    while stack:
        path, inherited = stack.pop()
        if inherited is None:
            yield path.as_posix()
            continue
        if path != top and (path / _PUBLISHED).exists():
            continue
        try:
            held = inherited.joined_by(path)
            with os.scandir(path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            yield unreadable(str(path), error)
            continue
        for entry in entries:
            child = path / entry.name
            try:
                is_directory = entry.is_dir()
            except OSError as error:  # a link that leads to itself
                yield unreadable(str(child), error)
                continue
            if not _is_wanted(entry, is_directory) or held.hit(whole := absolute(child), is_directory):
                continue
            if not exclude or not matches(exclude, whole, root):
                stack.append((child, held if is_directory else None))


def _is_wanted(entry: os.DirEntry[str], is_directory: bool) -> bool:
    if entry.name.startswith("."):
        return False
    if is_directory:
        return not entry.is_symlink()
    # A link that leads nowhere is kept: reading it gives the error that the user should see.
    return is_known(entry.name) and (entry.is_file() or entry.is_symlink())


class _Ignores(NamedTuple):
    """The ``.gitignore`` files that hold in a directory, the outermost first, each with the directory it lies in."""

    files: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    @classmethod
    def above(cls, directory: Path) -> _Ignores:
        """Those above a directory, up to the root of its repository.

        None if they ignore the directory itself: whoever names it wants it searched.
        """
        start = absolute(directory)
        if (start / ".git").exists():
            return cls()
        chain: list[Path] = []
        for parent in start.parents:
            chain.append(parent)
            if (parent / ".git").exists():
                break
        else:
            return cls()
        ignores = cls()
        for parent in reversed(chain):
            ignores = ignores.joined_by(parent)
        inner = [start, *(parent for parent in chain if parent != chain[-1])]
        return cls() if any(ignores.hit(path, True) for path in inner) else ignores

    def joined_by(self, directory: Path) -> _Ignores:
        """These and the one in a directory, if there is one. Patterns that git cannot read say nothing, as in git."""
        file = directory / ".gitignore"
        if not file.is_file():
            return self
        lines = []
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                compile_patterns((line,))
                lines.append(line)
            except ConfigurationError:
                continue
        return _Ignores((*self.files, (absolute(directory), compile_patterns(tuple(lines)))))

    def hit(self, path: Path, is_directory: bool) -> bool:
        """Whether the innermost file with something to say about a path says that it is ignored."""
        for base, spec in reversed(self.files):
            if path.is_relative_to(base):
                name = path.relative_to(base).as_posix() + ("/" if is_directory else "")
                said = spec.check_file(name).include
                if said is not None:
                    return said
        return False
