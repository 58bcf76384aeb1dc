"""A git remote, such as a data set on Hugging Face or a repository on GitHub: a commit that holds the package, and a
tag for the version.

Objects are made without a work tree: no filter, line ending or hook of the surroundings touches a byte. Large files
go through git-lfs, before anything refers to them; branch and tag then appear in one step.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from corpuslint.errors import TargetError
from corpuslint.packaging.build import SUMS
from corpuslint.packaging.guard import HOSTING, read_sums
from corpuslint.packaging.reading import Package
from corpuslint.packaging.targets import TargetOptions
from corpuslint.packaging.targets.contents import (
    MARKER,
    Item,
    Stored,
    count_files,
    items_of,
    require_proven,
    require_same,
)
from corpuslint.packaging.targets.git_calls import Repository, has_lfs, scratch

# Hugging Face takes larger files through LFS only; GitHub takes none above ten times this.
_LARGE = 10_000_000
_ATTRIBUTES = ".gitattributes"
_AS_IT_IS = "* -text"
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize ([0-9]+)\n")
_LONGEST_POINTER = 1024
# What hosts put into a new repository.
_FRESH = frozenset({_ATTRIBUTES, "README.md"})
_PLAIN = ("100644", "100755")
# The date of a package that tells none, as in zip files.
_EARLIEST = date(1980, 1, 1)
_OIDS_AT_ONCE = 100


class GitSource:
    """What a git remote keeps under one tag or branch, and how it is read back."""

    def __init__(self, address: str, url: str, ref: str) -> None:
        self._address = address
        self._url = url
        self._ref = ref

    @contextmanager
    def files(self) -> Iterator[Stored]:
        """See ``Source``."""
        with scratch(self._url, self._address) as repository:
            repository.run("check-ref-format", self._ref)
            yield _stored(repository, self._address, self._ref)


class GitTarget:
    """A branch of a git remote."""

    def __init__(self, address: str, url: str, branch: str) -> None:
        self._address = address
        self._url = url
        self._branch = branch

    def plan(self, package: Package) -> str:
        """See ``Target``."""
        items = items_of(package)
        large = [item for item in items if item.size > _LARGE]
        if large:
            self._require_lfs(large[0])
        through = f", {len(large)} of them through git-lfs" if large else ""
        return f"{count_files(items)}{through}, as tag {package.version} and on branch {self._branch}"

    def holds(self, package: Package) -> bool:
        """See ``Target``."""
        with scratch(self._url, self._address) as repository:
            if self._tag(package) not in self._refs(repository, package):
                return False
            require_same(
                self._address, package, items_of(package), _stored(repository, self._address, self._tag(package))
            )
        return True

    def send(self, package: Package) -> None:
        """See ``Target``."""
        items = items_of(package)
        with scratch(self._url, self._address) as repository:
            branch = f"refs/heads/{self._branch}"
            parent = None
            if branch in self._refs(repository, package):
                parent = _fetch(repository, branch)
                self._refuse_foreign(repository, parent)
            tree, large = self._tree(repository, items, parent)
            commit = _commit(repository, package, tree, parent)
            self._send_large(repository, large)
            refs = [f"{commit}:{ref}" for ref in (branch, self._tag(package))]
            repository.run("push", "--quiet", "--porcelain", "--atomic", "--no-verify", "origin", *refs)
        with scratch(self._url, self._address) as repository:
            require_proven(self._address, items, _stored(repository, self._address, self._tag(package)))

    def _tag(self, package: Package) -> str:
        return f"refs/tags/{package.version}"

    def _refs(self, repository: Repository, package: Package) -> dict[str, str]:
        """What the remote has of the branch and the tag."""
        wanted = (f"refs/heads/{self._branch}", self._tag(package))
        for ref in wanted:
            repository.run("check-ref-format", ref)
        lines = repository.run("ls-remote", "--quiet", "origin", *wanted).decode().splitlines()
        found = {ref: oid for oid, ref in (line.split("\t", 1) for line in lines)}
        return {ref: found[ref] for ref in wanted if ref in found}

    def _refuse_foreign(self, repository: Repository, parent: str) -> None:
        """Let no file vanish from the branch but those of another version, and those of a fresh repository."""
        entries = _entries(repository, parent)
        own = set(_FRESH)
        if SUMS in entries:
            sums, _ = read_sums(repository.run("cat-file", "blob", entries[SUMS][1]))
            own |= {*sums, SUMS, MARKER}
        foreign = sorted(entries.keys() - own)
        if foreign:
            raise TargetError(
                f'{self._address}: branch "{self._branch}" holds {foreign[0]}, which is no file of a package and would '
                "vanish from it; name another branch with ?branch="
            )

    def _tree(self, repository: Repository, items: list[Item], parent: str | None) -> tuple[str, list[Item]]:
        """A tree that holds the package and the attributes of its files, and the items that are in LFS."""
        attributes = self._attributes(repository, items, parent)
        oid = repository.line("hash-object", "-w", "--stdin", given=attributes)
        _index(repository, [(_ATTRIBUTES, oid)])
        large = set(_in_lfs(repository, items))
        files = []
        for item in items:
            if item.name in large:
                self._require_lfs(item)
                content = f"version https://git-lfs.github.com/spec/v1\noid sha256:{item.sha256}\nsize {item.size}\n"
                oid = repository.line("hash-object", "-w", "--stdin", given=content.encode())
            else:
                oid = repository.line("hash-object", "-w", "--no-filters", "--", str(item.path.absolute()))
            files.append((item.name, oid))
        _index(repository, files)
        tree = repository.line("write-tree")
        return tree, [item for item in items if item.name in large]

    def _attributes(self, repository: Repository, items: list[Item], parent: str | None) -> bytes:
        """The attributes of the branch, and what our files need of them: every byte as it is, large ones in LFS."""
        entries = _entries(repository, parent) if parent else {}
        before = repository.run("cat-file", "blob", entries[_ATTRIBUTES][1]) if _ATTRIBUTES in entries else b""
        lines = before.decode("utf-8", "surrogateescape").splitlines()
        needed = [f"{item.name} filter=lfs diff=lfs merge=lfs -text" for item in items if item.size > _LARGE]
        lines += [line for line in (_AS_IT_IS, *needed) if line not in lines]
        return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")

    def _require_lfs(self, item: Item) -> None:
        if not has_lfs():
            what = f"{item.name} has {item.size:,} bytes and belongs in git-lfs, which is not installed"
            raise TargetError(f"{self._address}: {what}: see https://git-lfs.com")

    def _send_large(self, repository: Repository, items: list[Item]) -> None:
        """Store the large files at the remote."""
        for item in items:
            place = repository.folder / "lfs" / "objects" / item.sha256[:2] / item.sha256[2:4] / item.sha256
            place.parent.mkdir(parents=True, exist_ok=True)
            _link(item.path, place)
        for start in range(0, len(items), _OIDS_AT_ONCE):
            oids = [item.sha256 for item in items[start : start + _OIDS_AT_ONCE]]
            repository.run("lfs", "push", "--object-id", "origin", *oids)


def open_target(address: str, options: TargetOptions) -> GitTarget:  # noqa: ARG001
    """The target of an address such as ``git+https://host/repository?branch=name``.

    Raises:
        TargetError: the address has another form.
    """
    url, branch = _split(address, "branch")
    return GitTarget(address, url, branch or "main")


def open_source(address: str, options: TargetOptions) -> GitSource:  # noqa: ARG001
    """The version at an address such as ``git+https://host/repository?tag=1.0.0``.

    Raises:
        TargetError: the address has another form, or names no tag.
    """
    url, tag = _split(address, "tag")
    if not tag:
        raise TargetError(f"{address}: names no version; write ?tag= and its tag behind it")
    return GitSource(address, url, f"refs/tags/{tag}")


def _split(address: str, key: str) -> tuple[str, str | None]:
    """The address as git knows it, and what it says in its query, which has one key."""
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    value = query.pop(key, [None])[-1]
    if query or parts.fragment or not parts.path.strip("/") or (parts.scheme != "git+file" and not parts.hostname):
        raise TargetError(f"{address}: is no address of a git remote; write git+https://host/repository?{key}=NAME")
    return parts._replace(scheme=parts.scheme.lower().removeprefix("git+"), query="").geturl(), value


def _fetch(repository: Repository, ref: str) -> str:
    """Fetch a branch or a tag; the commit that it stands for."""
    repository.run("fetch", "--quiet", "--depth=1", "--no-tags", "origin", f"+{ref}:refs/seen")
    return repository.line("rev-parse", "--verify", "refs/seen^{commit}")


def _stored(repository: Repository, shown: str, ref: str) -> Stored:
    """The files of the package that a branch or a tag holds."""
    commit = _fetch(repository, ref)
    for name, (mode, oid, size) in _entries(repository, commit).items():
        if name.split("/")[0] in HOSTING:
            continue
        if mode not in _PLAIN:
            raise TargetError(f"{shown}: {ref} holds {name}, which is no plain file")
        yield name, _pieces(repository, shown, oid, size)


def _pieces(repository: Repository, shown: str, oid: str, size: int) -> Iterator[bytes]:
    """A file, from LFS if only its pointer is in the commit."""
    if size > _LONGEST_POINTER:
        return repository.stream("cat-file", "blob", oid)
    content = repository.run("cat-file", "blob", oid)
    if not _POINTER.fullmatch(content):
        return iter([content])
    if not has_lfs():
        raise TargetError(f"{shown}: holds files in git-lfs, which is not installed here")
    return repository.stream("lfs", "smudge", given=content)


def _entries(repository: Repository, commit: str) -> dict[str, tuple[str, str, int]]:
    """Mode, id and size of each file of a commit by path."""
    found = {}
    listing = repository.run("ls-tree", "-r", "-z", "-l", "--full-tree", commit)
    for line in listing.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        facts, name = line.split("\t", 1)
        mode, _, oid, size = facts.split()
        found[name] = (mode, oid, int(size) if size.isdigit() else 0)
    return found


def _index(repository: Repository, files: list[tuple[str, str]]) -> None:
    lines = "".join(f"100644 {oid}\t{name}\0" for name, oid in files)
    repository.run("update-index", "--add", "-z", "--index-info", given=lines.encode())


def _in_lfs(repository: Repository, items: list[Item]) -> Iterator[str]:
    """The paths that the attributes in the index put into LFS."""
    names = "".join(f"{item.name}\0" for item in items)
    fields = repository.run("check-attr", "--cached", "-z", "--stdin", "filter", given=names.encode())
    parts = fields.decode().split("\0")
    for name, _, value in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        if value == "lfs":
            yield name


def _commit(repository: Repository, package: Package, tree: str, parent: str | None) -> str:
    """A commit that is the same wherever it is made; the parent itself where it has this tree already."""
    if parent and repository.line("rev-parse", f"{parent}^{{tree}}") == tree:
        return parent
    name, email, seconds = _author(package)
    person = {"NAME": name, "EMAIL": email, "DATE": f"@{seconds} +0000"}
    more = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
    properties = package.properties
    message = f"{properties['name']} {package.version}\n\n{properties.get('title', '')}".strip()
    parents = ["-p", parent] if parent else []
    return repository.line("commit-tree", tree, *parents, given=f"{message}\n".encode(), more=more)


def _author(package: Package) -> tuple[str, str, int]:
    """Name, address and second since 1970, as the package tells them."""
    first: Mapping[str, str] = next(iter(package.properties.get("contributors", ())), {})
    name = re.sub(r"[<>\x00-\x1f]+", " ", first.get("title", "")).strip(" .,:;\"'") or "corpuslint"
    email = re.sub(r"[<>\x00-\x20]+", "", first.get("email", ""))
    day = _EARLIEST
    with suppress(ValueError):
        day = date.fromisoformat(str(package.properties.get("created", ""))[:10])
    seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    return name, email, max(seconds, 0)


def _link(source: Path, place: Path) -> None:
    """Give a file another name, or copy it where that cannot be."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copyfile(source, place)
