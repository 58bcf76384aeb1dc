"""The texts of a package without some of its fixes, or without any: the raw texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import corpuslint.charsets  # noqa: F401 - registers the codecs that Python lacks
from corpuslint.catalogue import closest
from corpuslint.errors import PackageError
from corpuslint.packaging.canonical import json_line
from corpuslint.packaging.guard import unsafe_path
from corpuslint.packaging.reading import Package
from corpuslint.packaging.replaying import revert_fixes
from corpuslint.packaging.tables import FIXES, RULES

Row = dict[str, Any]


@dataclass(slots=True)
class Undone:
    """Counts of what was written.

    together: fixes of several rules that were undone whole, though not all of their rules were named.
    recoded: paths of documents that their encoding cannot say any more; they are UTF-8.
    sources: the path of the source of each file of records.
    """

    documents: int = 0
    fixes: int = 0
    undone: int = 0
    together: int = 0
    recoded: list[str] = field(default_factory=list)
    sources: dict[Path, str] = field(default_factory=dict)


def chosen_by_rule(package: Package, selectors: Sequence[str]) -> frozenset[str]:
    """Codes of the rules of a package that selectors name: codes, names or prefixes of codes.

    Raises:
        PackageError: the package has no such rule.
    """
    names = {row["rule"]: row["name"] for row in package.rows(RULES)}
    found: set[str] = set()
    for selector in selectors:
        codes = [code for code, name in names.items() if selector == name or code.startswith(selector.upper())]
        if not codes or not selector:
            hint = closest(selector, [*names, *names.values()])
            raise PackageError(f'{package.shown}: no rule "{selector}" made this package{hint}')
        found.update(codes)
    return frozenset(found)


def revert_package(package: Package, target: Path, rules: Collection[str], ids: Collection[str]) -> Undone:
    """Write the texts of a package without some of its fixes: those of rules or of ids; without any if both are empty.

    A whole file gets its path and its encoding back; without any fix, that is its bytes. The records of a source become
    JSON lines under the path of the source.

    Args:
        package: the package.
        target: an empty directory.
        rules: codes of the rules whose fixes are undone.
        ids: ids of the fixes that are undone.

    Raises:
        PackageError: the package has no such fix, or a path that leads out of ``target``.
        OSError: the system refuses.
    """
    counts = Undone()
    missing = set(ids)
    judge = _judge(rules, ids)
    for document, groups in package.documents(FIXES):
        fixes = groups[FIXES.name]
        undone = {fix["fix_id"] for fix in fixes if judge(fix)}
        missing -= undone
        counts.documents += 1
        counts.fixes += len(fixes)
        counts.undone += len(undone)
        counts.together += sum(bool(rules) and not _all_of(fix, rules) for fix in fixes if fix["fix_id"] in undone)
        _write(document, revert_fixes(document["text"], fixes, undone), target, counts)
    for unknown in sorted(missing):
        raise PackageError(f"{package.shown}: holds no fix {unknown}; see the table of fixes for their ids")
    return counts


def _judge(rules: Collection[str], ids: Collection[str]) -> Callable[[Row], bool]:
    if not rules and not ids:
        return lambda _: True
    return lambda fix: fix["fix_id"] in ids or not rules.isdisjoint(fix["rules"].split(" "))  # type: ignore[attr-defined]


def _all_of(fix: Row, rules: Collection[str]) -> bool:
    return all(code in rules for code in fix["rules"].split(" "))


def _write(document: Row, text: str, target: Path, counts: Undone) -> None:
    reason = unsafe_path(document["path"])
    if reason:
        raise PackageError(f'documents: path "{document["path"]}" {reason}; do not trust this package')
    path = target / document["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    if document["record"] is None:
        with path.open("xb") as stream:
            stream.write(_encoded(document, text, counts))
        return
    if path.suffix not in (".jsonl", ".ndjson"):
        path = path.with_name(f"{path.name}.jsonl")
    while counts.sources.setdefault(path, document["path"]) != document["path"]:
        path = path.with_name(f"{path.name}.jsonl")  # x.csv and x.csv.jsonl stay two files
    with path.open("ab") as stream:
        row = {name: document[name] for name in ("doc_id", "source_id", "record")}
        stream.write(json_line({**row, "text": text}))


def _encoded(document: Row, text: str, counts: Undone) -> bytes:
    try:
        return text.encode(document["encoding"])
    except (LookupError, UnicodeError):  # a fix that stays may hold a character that the encoding lacks
        counts.recoded.append(document["path"])
        return text.encode()


def messages(counts: Undone) -> Iterator[str]:
    """What a person should know of the result."""
    for path in counts.recoded:
        yield f"{path}: written as UTF-8, because a fix that stays cannot be written in its encoding"
    if counts.together:
        yield f"{counts.together} fixes were made by several rules together, and are undone whole"
