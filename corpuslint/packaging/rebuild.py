"""Building a package again from its sources and its lock, and telling why the result is another one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from corpuslint.blocks import DEFAULT_PROFILE, BlockProfile
from corpuslint.config import Settings
from corpuslint.errors import PackageError
from corpuslint.packaging.compare import Comparison, compare
from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.guard import HOSTING, list_files
from corpuslint.packaging.layout import Layout
from corpuslint.packaging.reading import Package
from corpuslint.packaging.versions import CHANGELOG

# Differing sources that are named; more of them say nothing new.
_SHOWN = 10


def settings_of(package: Package, base: Settings, known: Collection[str]) -> Settings:
    """The settings that a lock tells of. What it cannot hold comes from ``base``: own rules and vocabulary files.

    Args:
        package: the package to build again.
        base: the settings of the configuration.
        known: codes of the rules that there are.

    Raises:
        PackageError: the lock holds no settings.
    """
    try:
        found = package.lock["configuration"]
        rules = [code for code in package.lock["rules"] if code in known]
        return replace(
            base,
            select=tuple(rules),
            extend_select=(),
            ignore=(),
            preview=True,
            language=found["language"],
            text_field=tuple(found["text-field"]),
            id_field=found["id-field"],
            unsafe_fixes="unsafe" in found["applied"],
            exclude=tuple(found["exclude"]),
            per_file_ignores={key: tuple(value) for key, value in found["per-file-ignores"].items()},
            min_confidence=float(found["min-confidence"]),
            extend_safe_fixes=_known(found["extend-safe-fixes"], known),
            extend_unsafe_fixes=_known(found["extend-unsafe-fixes"], known),
            blocks=_profile(found["blocks"]),
            rules={code: value for code, value in found["options"].items() if code in known},
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PackageError(f"{package.shown}: its lock does not tell how it was made ({error!r})") from error


def _known(codes: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code in known)


def _profile(changed: Mapping[str, Any]) -> BlockProfile:
    names = {one.name for one in fields(BlockProfile)}
    values: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in changed.items()}
    return replace(DEFAULT_PROFILE, **{key: value for key, value in values.items() if key in names})


class KeptHistory:
    """Stands in for the version before, which need not be at hand: the changelog keeps what it tells of it."""

    def __init__(self, package: Package) -> None:
        self._text = (package.root / CHANGELOG).read_text(encoding="utf-8")

    def changes(self, root: Path, layout: Layout, tables: Written, version: str) -> str:  # noqa: ARG002
        """What the changelog tells of the versions before."""
        start = self._text.find("\nSince ")
        return self._text[start:] if start >= 0 else ""


def differing_files(old: Path, new: Path) -> Iterator[tuple[str, str]]:
    """Each file that is not the same in two packages, and what became of it.

    Raises:
        OSError: a file cannot be read.
    """
    before, after = ({name for name in list_files(root) if name.split("/")[0] not in HOSTING} for root in (old, new))
    for name in sorted(before | after):
        if name not in after:
            yield name, "is not made any more"
        elif name not in before:
            yield name, "is new"
        elif (old / name).read_bytes() != (new / name).read_bytes():
            yield name, "differs"


def reasons(old: Package, new: Package) -> Iterator[str]:
    """Why a package that was built again is another one, as far as locks and raw texts tell.

    Raises:
        PackageError: a package is broken.
        OSError: a file cannot be read.
    """
    before, after = old.lock, new.lock
    if before["corpuslint"] != after["corpuslint"]:
        yield f"corpuslint {before['corpuslint']} made it, this is {after['corpuslint']}"
    for name, version in before["libraries"].items():
        if after["libraries"].get(name) != version:
            yield f"{name} was {version}, here it is {after['libraries'].get(name, 'missing')}"
    for code, digest in before["rules"].items():
        if code not in after["rules"]:
            yield f"rule {code} is not there; rules of your own come from the configuration (--config)"
        elif after["rules"][code] != digest:
            yield f"rule {code} has other patterns or options here"
    for key, value in before["configuration"].items():
        if after["configuration"].get(key) != value:
            yield f'"{key}" was {value}, here it is {after["configuration"].get(key)}'
    named = 0
    for one in compare(old, new, Comparison()):
        told = {"added": "is new", "removed": "is missing", "renamed": "had another name or id"}
        what = told.get(one.kind, "is another text" if one.raw else "")
        named += bool(what)
        if what and named <= _SHOWN:
            yield f"source {one.place} {what}"
    if named > _SHOWN:
        yield f"{named - _SHOWN:,} more sources are not what they were"
