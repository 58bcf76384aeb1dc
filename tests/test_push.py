"""Sending packages: what holds for every target, tried on plain copies."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from cli_support import names, run, tree
from package_samples import build_sample

from corpuslint.packaging.guard import list_files
from corpuslint.packaging.zipping import write_zip


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return build_sample(Path("package"))


@pytest.mark.parametrize("target", ["copies", "copy.zip"])
def test_push_sends_once_and_then_finds_the_same(package: Path, target: str) -> None:
    for said in ("sent sample 0.1.0, read back and found the same (", "is there already"):
        done = run("push", package, target)
        assert (done.exit_code, said in done.stderr, done.stdout) == (0, True, ""), done.output
    copy = Path("copies/sample-0.1.0") if target == "copies" else Path(target)
    assert run("verify", copy).exit_code == 0
    assert names() == sorted(["package", target])


def test_a_zip_file_is_sent_as_its_directory(package: Path) -> None:
    write_zip(package, Path("p.zip"))
    assert run("push", "p.zip", "copies").exit_code == 0
    assert tree(Path("copies/sample-0.1.0")) == tree(package)


def test_a_zip_file_without_a_package_is_an_error(package: Path) -> None:
    (package / "datapackage.json").unlink()
    write_zip(package, Path("p.zip"))
    done = run("push", "p.zip", "copies")
    assert (done.exit_code, done.stderr) == (2, "corpuslint: error: p.zip: holds no package\n")


@pytest.mark.parametrize("target", ["copies", "copy.zip"])
def test_other_content_of_a_version_stays(package: Path, target: str) -> None:
    assert run("push", package, target).exit_code == 0
    build_sample(Path("other"))
    (Path("other") / "CHANGELOG.md").write_bytes(b"# Other\n")
    _sum_again(Path("other"))
    before = tree(Path())
    for arguments in ([], ["--dry-run"]):
        done = run("push", "other", target, *arguments)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert "version 0.1.0 of sample is there with other content (CHANGELOG.md differs)" in done.stderr
    assert tree(Path()) == before


def _sum_again(root: Path) -> None:
    """Make hashes right again after a change, as a person who knows how could."""
    from corpuslint.packaging.build import DIGEST, SUMS, digest_document
    from corpuslint.packaging.canonical import sha256_file
    from corpuslint.packaging.reading import open_package

    contents = open_package(Path("package")).content
    listed = [name for name in list_files(root) if name not in (SUMS, DIGEST)]
    (root / SUMS).write_text("".join(f"{sha256_file(root / name)}  {name}\n" for name in listed))
    (root / DIGEST).write_bytes(digest_document(root, contents))


@pytest.mark.parametrize("target", ["copies", "copy.zip"])
def test_dry_run_changes_nothing(package: Path, target: str) -> None:
    done = run("push", "--dry-run", package, target)
    assert (done.exit_code, names()) == (0, ["package"])
    files = list_files(package)
    size = sum((package / name).stat().st_size for name in files)
    assert f"would send sample 0.1.0: {len(files)} files, {size:,} bytes to {target}" in done.stdout
    assert "not there yet" in done.stdout


def test_what_does_not_verify_is_not_sent(package: Path) -> None:
    (package / "README.md").write_bytes(b"other")
    done = run("push", package, "copies")
    assert (done.exit_code, names()) == (2, ["package"])
    assert "package/README.md: is not the file that SHA256SUMS lists" in done.stderr
    assert run("push", "none", "copies").exit_code == 2


def test_every_target_is_tried(package: Path) -> None:
    Path("full").write_bytes(b"a file")
    done = run("push", package, "full", "copies")
    assert done.exit_code == 2
    assert "full is a file, not a directory" in done.stderr
    assert run("verify", "copies/sample-0.1.0").exit_code == 0


def test_a_package_that_vanishes_is_an_error(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def vanish(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "package/README.md")

    monkeypatch.setattr("corpuslint.packaging.targets.directory.items_of", vanish)
    done = run("push", package, "copies", "copy.zip")
    line = "corpuslint: error: package/README.md: cannot read: no such file or directory\n"
    assert (done.exit_code, done.stderr, names()) == (2, 2 * line, ["package"])


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://host/x", "is no known kind of target; there are sqlite:FILE.db, postgresql://"),
        ("postgresql://me:hunter2@host/x", "postgresql://…@host: an address must not hold a password"),
        ("postgresql://host/x?password=hunter2", "postgresql://…@host: an address must not hold a password"),
        ("git+https://hunter2@host/x", "git+https://…@host: an address must not hold a password or token"),
        ("s3://hunter2@host/x", "s3://…@host: an address must not hold"),
        ("oci://me:hunter2@host/x", "oci://…@host: an address must not hold"),
        ("git+https://[host/hunter2", "an address cannot be read"),
    ],
)
def test_addresses_that_cannot_be_used(package: Path, address: str, said: str) -> None:
    done = run("push", package, "copies", address)
    assert (done.exit_code, said in done.stderr, "hunter2" in done.stderr) == (2, True, False), done.stderr
    assert names() == ["package"]


@pytest.mark.parametrize("address", ["copies", "sqlite:x.db", "postgresql://host/x", "ftp://host/x"])
def test_what_cannot_be_fetched_from(package: Path, address: str) -> None:
    done = run("pull", address, "--output", "fetched")
    assert (done.exit_code, done.stderr.count("\n"), names()) == (2, 1, ["package"])
