"""Verification of a package as files: nothing unsafe, nothing missing, nothing extra, every hash right."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpuslint.errors import ConfigurationError, PackageError
from corpuslint.packaging.build import DESCRIPTOR, DIGEST, LOCK, SUMS, digest_document
from corpuslint.packaging.canonical import sha256_file
from corpuslint.packaging.descriptor import SCHEMA, describe_table, metadata_of, metadata_properties, without_prose
from corpuslint.packaging.files import FileFacts, TableFacts
from corpuslint.packaging.guard import HOSTING, list_files, read_sums, unsafe_path
from corpuslint.packaging.layout import DEFAULT_LAYOUT, Layout, read_layout, split_of_paths, whole_path
from corpuslint.packaging.problems import Problems
from corpuslint.packaging.tables import DOCUMENTS, FORMAT, RAW, RULES, TABLES, Table

REPUBLISH = "publish the package again, or fetch it again from where it came"


def verify_files(root: Path, problems: Problems) -> bool:
    """Hold the directory to SHA256SUMS.

    Returns:
        Whether it holds plain files alone, so that reading on leads nowhere else.

    Raises:
        OSError: a file cannot be read.
    """
    present = set()
    plain = True
    for name in list_files(root):
        if name.split("/")[0] in HOSTING:
            continue
        mode = (root / name).lstat().st_mode
        if stat.S_ISREG(mode):
            present.add(name)
        else:
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "a special file"
            plain = False
            problems.add(name, None, f"is {kind}; a package holds plain files", "replace it by the file itself")
    if SUMS not in present:
        problems.add(SUMS, None, "is missing", REPUBLISH)
        return plain
    sums, broken = read_sums((root / SUMS).read_bytes())
    for number in broken:
        problems.add(SUMS, number, "is not a hash, two spaces and a new path", REPUBLISH)
    for name, expected in sums.items():
        reason = unsafe_path(name)
        if reason:
            problems.add(SUMS, None, f'path "{name}" {reason}', "do not trust this package")
        elif name not in present:
            problems.add(name, None, f"is missing, though {SUMS} lists it", REPUBLISH)
        elif sha256_file(root / name) != expected:
            problems.add(name, None, f"is not the file that {SUMS} lists: its SHA-256 differs", REPUBLISH)
    for name in sorted(present - sums.keys() - {SUMS, DIGEST}):
        problems.add(name, None, f"is not listed in {SUMS}", "move it out of the package")
    if DIGEST not in present:
        problems.add(DIGEST, None, "is missing", REPUBLISH)
    return plain


def verify_digest(root: Path, contents: Mapping[str, str], problems: Problems) -> None:
    """Hold the digest to the files and the content that it speaks of.

    Args:
        root: the package.
        contents: the content hash of each table, in the order of tables.
        problems: takes what is wrong.

    Raises:
        OSError: a file cannot be read.
    """
    if not (root / DIGEST).is_file() or not (root / SUMS).is_file():
        return  # reported as missing
    if (root / DIGEST).read_bytes() != digest_document(root, contents):
        what = f"does not hold the hashes of {DESCRIPTOR}, {SUMS} and the content of the tables"
        problems.add(DIGEST, None, what, REPUBLISH)


def read_object(path: Path) -> dict[str, Any]:
    """A JSON file that holds an object.

    Raises:
        PackageError: it cannot be read, or is something else.
    """
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise PackageError(f"is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise PackageError("is not a JSON object")
    return value


def verify_lock(root: Path, problems: Problems, shown: str) -> tuple[Layout, dict[str, Any]]:
    """See that this version can judge the package; its layout, and its rules: code, and hash of what decides.

    Raises:
        PackageError: the package has a later format.
    """
    try:
        lock = read_object(root / LOCK)
    except PackageError as error:
        problems.add(LOCK, None, str(error), REPUBLISH)
        return DEFAULT_LAYOUT, {}
    found = lock.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise PackageError(f"{shown}: has package format {found}; this corpuslint knows {FORMAT}: update corpuslint")
    if found != FORMAT:
        problems.add(LOCK, None, f'"format" is {found!r}, not {FORMAT}', REPUBLISH)
        return DEFAULT_LAYOUT, {}
    rules, layout = lock.get("rules", {}), lock.get("layout", {})
    if not isinstance(rules, dict) or not isinstance(layout, dict):
        problems.add(LOCK, None, '"rules" and "layout" are not objects', REPUBLISH)
        return DEFAULT_LAYOUT, {}
    try:
        return read_layout(layout), rules
    except ConfigurationError as error:
        problems.add(LOCK, None, str(error).replace(" in [package]", ""), REPUBLISH)
        return DEFAULT_LAYOUT, rules


def verify_descriptor(
    root: Path, layout: Layout, rules: Mapping[str, Any], problems: Problems
) -> list[tuple[Table, TableFacts]]:
    """Hold datapackage.json to the tables that corpuslint writes; the tables that it declares rightly."""
    try:
        descriptor = read_object(root / DESCRIPTOR)
    except PackageError as error:
        problems.add(DESCRIPTOR, None, str(error), REPUBLISH)
        return []
    resources = descriptor.pop("resources", None)
    if descriptor.pop("$schema", None) != SCHEMA:
        problems.add(DESCRIPTOR, None, f'"$schema" is not {SCHEMA}', REPUBLISH)
    _verify_metadata(descriptor, problems)
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        problems.add(DESCRIPTOR, None, '"resources" does not list tables', REPUBLISH)
        return []
    known = {table.name: table for table in TABLES}
    names = [name for one in resources if isinstance(name := one.get("name"), str)]
    tables = []
    for number, resource in enumerate(resources, 1):
        name = resource.get("name")
        table = known.pop(name, None) if isinstance(name, str) else None
        if table is None:
            problems.add(DESCRIPTOR, None, f"resource {number} is not a table of its own name", REPUBLISH)
        elif (facts := _verify_resource(root, table, resource, layout, names, problems)) is not None:
            tables.append((table, facts))
    needed = [DOCUMENTS.name, *([RULES.name] if rules else []), *([RAW.name] if layout.raw_text else [])]
    for name in needed:
        if name in known:
            problems.add(DESCRIPTOR, None, f"declares no table of {name}", REPUBLISH)
    for name in known:
        if (root / whole_path(name, layout.format)).exists() or (root / "data" / name).exists():
            problems.add(DESCRIPTOR, None, f"does not declare the table {name}, which is there", REPUBLISH)
    return tables


def _verify_metadata(properties: dict[str, Any], problems: Problems) -> None:
    try:
        if "name" not in properties:
            problems.add(DESCRIPTOR, None, 'has no "name"', REPUBLISH)
        if metadata_properties(metadata_of(properties)) != properties:
            problems.add(DESCRIPTOR, None, "holds properties in a form that corpuslint does not write", REPUBLISH)
    except ConfigurationError as error:
        problems.add(DESCRIPTOR, None, str(error).replace(" in [package]", ""), REPUBLISH)


def _verify_resource(
    root: Path, table: Table, resource: dict[str, Any], layout: Layout, names: Sequence[str], problems: Problems
) -> TableFacts | None:
    """The facts that a resource states, or None where it is not the table that corpuslint writes under that name.

    The content hash of files that are not JSON lines, which only their rows tell, is not among them.
    """
    path = resource.get("path")
    paths: list[Any] = path if isinstance(path, list) else [path]
    reason = next((f'path "{one}" {why}' for one in paths if (why := unsafe_path(one))), None)
    splits = None if reason else split_of_paths(table.name, paths, layout.format)
    if reason or splits is None or (isinstance(path, list) and len(paths) == 1):
        what = reason or f"{path} is not where the table lies"
        problems.add(DESCRIPTOR, None, f'table "{table.name}": {what}', "do not trust this package")
        return None
    places = [root / one for one in paths]
    for one, file in zip(paths, places, strict=True):
        if file.is_symlink() or not file.is_file():
            problems.add(DESCRIPTOR, None, f"declares {one}, which is not there", REPUBLISH)
            return None
    found = sum(file.stat().st_size for file in places)
    rows, found_hash = resource.get("rows"), resource.get("hash")
    size = found if layout.format == "parquet" else resource.get("bytes")
    if not isinstance(rows, int) or not isinstance(size, int) or not isinstance(found_hash, str):
        problems.add(DESCRIPTOR, None, f'table "{table.name}" lacks "rows", "bytes" or "hash"', REPUBLISH)
        return None
    sha256 = found_hash.removeprefix("sha256:")
    files = tuple(FileFacts(one, split, "", 0) for one, split in zip(paths, splits, strict=True))
    facts = TableFacts(rows, size, sha256, sha256 if layout.format == "jsonl" else "", files)
    if without_prose(resource) != without_prose(describe_table(table, facts, names)):
        problems.add(DESCRIPTOR, None, f'table "{table.name}" is not declared as corpuslint declares it', REPUBLISH)
        return None
    if found != facts.size:
        problems.add(paths[0], None, f"has {found} bytes, not {facts.size}", REPUBLISH)
    if sha256_file(*places) != facts.sha256:
        problems.add(paths[0], None, f"is not what {DESCRIPTOR} describes: its SHA-256 differs", REPUBLISH)
    return facts
