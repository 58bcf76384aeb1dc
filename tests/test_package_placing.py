"""A package appears whole or not at all, and never takes the place of something else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_support import tree
from package_samples import build_sample, sample_entries

from corpuslint.errors import PackageError
from corpuslint.packaging import placing
from corpuslint.packaging import publish as publish_module
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.problems import Problem
from corpuslint.packaging.publish import publish
from corpuslint.packaging.rows import Entry
from corpuslint.packaging.verify import Verdict, verify_package

LOCK = {"format": 2}


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_a_package_appears_at_its_place_and_nothing_beside_it(tmp_path: Path) -> None:
    summary = publish(tmp_path / "new" / "sample", sample_entries(), Metadata("sample", "sample"), LOCK)
    assert (summary.documents, summary.fixes, summary.changed) == (3, 5, 2)
    assert names(tmp_path / "new") == ["sample"]
    assert verify_package(tmp_path / "new" / "sample").valid


@pytest.mark.parametrize("name", ["a[b]*", "a#b?c=%20", "http:x", "x.zipped", "..y", "é {x}", "-dash", " space"])
def test_a_directory_may_have_any_name(tmp_path: Path, name: str) -> None:
    publish(tmp_path / name, sample_entries(), Metadata("sample", "sample"), LOCK)
    assert verify_package(tmp_path / name).valid


@pytest.mark.parametrize("exchange", [True, False])
def test_an_earlier_package_of_the_same_name_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(placing, "_exchange", lambda *_: False)
    build_sample(tmp_path / "out")
    publish(tmp_path / "out", sample_entries()[:1], Metadata("sample", "sample"), LOCK)
    assert names(tmp_path) == ["out"]
    assert verify_package(tmp_path / "out").rows["documents"] == 1


def test_an_empty_directory_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    publish(tmp_path / "out", sample_entries(), Metadata("sample", "sample"), LOCK)
    assert verify_package(tmp_path / "out").valid


def test_a_link_to_a_package_stays_a_link(tmp_path: Path) -> None:
    build_sample(tmp_path / "real" / "out")
    (tmp_path / "link").symlink_to(tmp_path / "real" / "out")
    publish(tmp_path / "link", sample_entries()[:1], Metadata("sample", "sample"), LOCK)
    assert (tmp_path / "link").is_symlink()
    assert verify_package(tmp_path / "real" / "out").rows["documents"] == 1


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_are_those_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        publish(tmp_path / "out", sample_entries(), Metadata("sample", "sample"), LOCK)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert ((tmp_path / "out").stat().st_mode & 0o777, modes) == (0o750, {0o640})


def _file(out: Path) -> None:
    out.write_text("mine")


def _foreign(out: Path) -> None:
    out.mkdir()
    (out / "notes.txt").write_text("mine")


def _other_name(out: Path) -> None:
    build_sample(out, "other")


def _with_notes(out: Path) -> None:
    build_sample(out)
    (out / "notes.txt").write_text("mine")


def _with_git(out: Path) -> None:
    build_sample(out)
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref: refs/heads/main\n")


def _broken(out: Path) -> None:
    build_sample(out)
    (out / "datapackage.json").write_text("{")


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (_file, "is a file, not a directory"),
        (_foreign, "is not a package of corpuslint"),
        (_other_name, 'holds the package "other", not "sample"'),
        (_with_notes, "holds 'notes.txt', which is not part of the package"),
        (_with_git, r"holds '\.git/HEAD', which is not part of the package"),
        (_broken, "holds a broken package"),
    ],
)
def test_anything_else_is_left_alone(tmp_path: Path, prepare: object, message: str) -> None:
    out = tmp_path / "out"
    prepare(out)  # type: ignore[operator]
    before = tree(tmp_path)
    with pytest.raises(PackageError, match=message) as caught:
        publish(out, sample_entries(), Metadata("sample", "sample"), LOCK)
    assert "another --output" in str(caught.value)
    assert tree(tmp_path) == before


class Stop(BaseException):
    """Stands for Ctrl-C: no Exception, as KeyboardInterrupt is none."""


@pytest.mark.parametrize("existing", [True, False])
def test_an_interrupted_publish_leaves_nothing(tmp_path: Path, existing: bool) -> None:
    def interrupted() -> Iterator[Entry]:
        yield sample_entries()[0]
        raise Stop

    if existing:
        build_sample(tmp_path / "deep" / "out")
    before = tree(tmp_path)
    with pytest.raises(Stop):
        publish(tmp_path / "deep" / "out", interrupted(), Metadata("sample", "sample"), LOCK)
    assert tree(tmp_path) == before
    assert existing or names(tmp_path) == []


def test_a_failed_swap_puts_the_old_package_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_sample(tmp_path / "out")
    before = tree(tmp_path)
    rename, calls = Path.rename, []

    def second_fails(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(placing, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(OSError, match="no"):
        publish(tmp_path / "out", sample_entries()[:1], Metadata("sample", "sample"), LOCK)
    assert len(calls) == 3
    assert tree(tmp_path) == before


def test_what_does_not_verify_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = Verdict((Problem("data/blocks.jsonl", 3, "is wrong"),), {})
    monkeypatch.setattr(publish_module, "verify_package", lambda _: verdict)
    with pytest.raises(PackageError, match=r"nothing was published: data/blocks\.jsonl:3: is wrong"):
        publish(tmp_path / "out", sample_entries(), Metadata("sample", "sample"), LOCK)
    assert names(tmp_path) == []
