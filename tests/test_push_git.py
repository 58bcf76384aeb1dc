"""Sending packages to a real git remote, with large files in git-lfs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import servers
from cli_support import run
from package_samples import build_sample

from corpuslint.packaging.guard import list_files
from corpuslint.packaging.targets import git as targets_git

pytestmark = pytest.mark.skipif(not servers.has("git"), reason="git is not installed")


def git(*arguments: str, cwd: str = ".") -> str:
    """What git prints."""
    environment = {**os.environ, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
    environment |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": "/dev/null"}
    return subprocess.run(
        ["git", *arguments], check=True, cwd=cwd, capture_output=True, text=True, env=environment
    ).stdout.strip()


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty bare repository."""
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "--bare", "--initial-branch=main", "remote.git")
    return f"git+file://{tmp_path}/remote.git"


def content(root: Path) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in list_files(root) if not name.startswith(".git")}


def refs() -> str:
    return git("for-each-ref", "--format=%(refname) %(objectname)", cwd="remote.git")


def test_push_makes_a_commit_and_a_tag(remote: str) -> None:
    package = build_sample(Path("package"))
    for said in ("sent sample 0.1.0, read back and found the same (", "is there already"):
        done = run("push", package, remote)
        assert (done.exit_code, said in done.stderr) == (0, True), done.output
    git("clone", "-q", "remote.git", "clone")
    assert content(Path("clone")) == content(package)
    assert git("tag", cwd="clone") == "0.1.0"
    assert git("rev-parse", "main", cwd="clone") == git("rev-parse", "0.1.0", cwd="clone")
    assert (
        git("log", "--format=%an %ad %s", "--date=iso", cwd="clone")
        == "corpuslint 1980-01-01 00:00:00 +0000 sample 0.1.0"
    )
    assert run("verify", "clone").exit_code == 0


def test_the_same_package_makes_the_same_commit(remote: str) -> None:
    package = build_sample(Path("package"))
    git("init", "-q", "--bare", "other.git")
    assert run("push", package, remote).exit_code == 0
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("GIT_AUTHOR_NAME", "Somebody"), ("GIT_DIR", "nowhere"), ("TZ", "Pacific/Kiritimati")):
            patch.setenv(name, value)
        assert run("push", package, remote.replace("remote.git", "other.git")).exit_code == 0
    assert git("rev-parse", "0.1.0", cwd="other.git") == git("rev-parse", "0.1.0", cwd="remote.git")


def test_dry_run_changes_nothing(remote: str) -> None:
    done = run("push", "--dry-run", build_sample(Path("package")), remote)
    assert (done.exit_code, refs()) == (0, "")
    assert "bytes, as tag 0.1.0 and on branch main; this version is not there yet" in done.stdout


def test_the_next_version_follows_and_takes_what_is_gone_away(remote: str) -> None:
    for version, texts in (("1.0.0", ["Une  phrase.\n", "Deux.\n"]), ("1.1.0", ["Une phrase.\n"])):
        folder = Path(f"texts-{version}")
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number}.txt").write_text(text)
        command = ("--output", f"p-{version}", "--isolated", "--name", "p", "--version", version)
        assert run("publish", folder, *command).exit_code == 0
        assert run("push", f"p-{version}", f"{remote}?branch=data").exit_code == 0
    git("clone", "-q", "--branch", "data", "remote.git", "clone")
    assert content(Path("clone")) == content(Path("p-1.1.0"))
    assert "data/fixes.jsonl" not in content(Path("clone"))
    assert git("log", "--format=%s", "data", "--", cwd="clone").splitlines() == ["p 1.1.0", "p 1.0.0"]
    git("checkout", "-q", "1.0.0", cwd="clone")
    assert content(Path("clone")) == content(Path("p-1.0.0"))


def test_other_content_of_a_version_stays(remote: str) -> None:
    package = build_sample(Path("package"))
    assert run("push", package, remote).exit_code == 0
    git("clone", "-q", "remote.git", "clone")
    for name, change in (("README.md", "other"), ("more.txt", "more"), ("data/fixes.jsonl", None)):
        if change:
            Path("clone", name).write_text(change)
        else:
            Path("clone", name).unlink()
        git("add", "-A", cwd="clone")
        git("commit", "-qm", "x", cwd="clone")
        git("push", "-qf", "origin", "HEAD:refs/tags/0.1.0", cwd="clone")
        git("reset", "-q", "--hard", "origin/main", cwd="clone")
        before = refs()
        done = run("push", package, remote)
        assert (done.exit_code, refs(), done.stderr.count("\n")) == (2, before, 1)
        assert f"version 0.1.0 of sample is there with other content ({name}" in done.stderr


def _fresh_repository(files: dict[str, str]) -> None:
    git("clone", "-q", "remote.git", "host")
    for name, text in files.items():
        Path("host", name).write_text(text)
    git("add", "-A", cwd="host")
    git("commit", "-qm", "initial commit", cwd="host")
    git("push", "-q", "origin", "HEAD:main", cwd="host")


def test_files_of_others_do_not_vanish(remote: str) -> None:
    _fresh_repository({"README.md": "# New", "main.py": "print()"})
    before = refs()
    done = run("push", build_sample(Path("package")), remote)
    assert (done.exit_code, refs()) == (2, before)
    assert 'branch "main" holds main.py, which is no file of a package' in done.stderr
    assert run("push", "package", f"{remote}?branch=data").exit_code == 0
    assert before in refs()


@pytest.mark.skipif(not servers.has("git-lfs"), reason="git-lfs is not installed")
def test_large_files_go_through_lfs(remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _fresh_repository({"README.md": "# New", ".gitattributes": "*.cff filter=lfs diff=lfs merge=lfs -text\n"})
    monkeypatch.setattr(targets_git, "_LARGE", 10_000)
    package = build_sample(Path("package"))
    large = {name for name in list_files(package) if (package / name).stat().st_size > 10_000}
    for said in (f"{len(large)} of them through git-lfs", "is there already"):
        done = run("push", package, remote)
        assert (done.exit_code, said in done.stderr) == (0, True), done.output
    assert "datapackage.json" in large
    shown = {name: git("show", f"0.1.0:{name}", cwd="remote.git").splitlines()[0] for name in list_files(package)}
    assert {name for name, line in shown.items() if line.startswith("version https://git-lfs")} == {
        "CITATION.cff",
        *large,
    }
    attributes = git("show", "0.1.0:.gitattributes", cwd="remote.git").splitlines()
    assert attributes[:2] == ["*.cff filter=lfs diff=lfs merge=lfs -text", "* -text"]
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(Path("config").absolute()))
    subprocess.run(["git", "lfs", "install", "--skip-repo"], check=True, capture_output=True)
    subprocess.run(["git", "clone", "-q", "remote.git", "clone"], check=True)
    assert content(Path("clone")) == content(package)
    status = subprocess.run(["git", "status", "--short"], check=True, cwd="clone", capture_output=True)
    assert (status.stdout, run("verify", "clone").exit_code) == (b"", 0)


@pytest.mark.skipif(not servers.has("git-lfs"), reason="git-lfs is not installed")
def test_a_version_whose_large_files_are_lost_is_not_the_same(remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets_git, "_LARGE", 10_000)
    package = build_sample(Path("package"))
    assert run("push", package, remote).exit_code == 0
    shutil.rmtree("remote.git/lfs")
    done = run("push", package, remote)
    assert (done.exit_code, done.stderr.count("\n"), "Error downloading object" in done.stderr) == (2, 1, True), (
        done.stderr
    )


def test_without_lfs_large_files_are_refused(remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets_git, "_LARGE", 10_000)
    monkeypatch.setattr(targets_git, "has_lfs", lambda: False)
    package = build_sample(Path("package"))
    for arguments in ([], ["--dry-run"]):
        done = run("push", package, remote, *arguments)
        assert (done.exit_code, refs()) == (2, "")
        assert "belongs in git-lfs, which is not installed" in done.stderr


@pytest.mark.parametrize("refused", ["refs/tags/", "refs/heads/"])
def test_a_remote_that_refuses_half_takes_nothing_and_can_be_tried_again(remote: str, refused: str) -> None:
    hook = Path("remote.git/hooks/update")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\ncase "$1" in {refused}*) echo "no room" >&2; exit 1;; esac\n')
    hook.chmod(0o755)
    package = build_sample(Path("package"))
    done = run("push", package, remote)
    assert (done.exit_code, refs(), done.stderr.count("\n")) == (2, "", 1)
    assert "rejected" in done.stderr
    hook.unlink()
    assert run("push", package, remote).exit_code == 0


def test_a_tag_that_was_not_made_is_made_up_for(remote: str) -> None:
    package = build_sample(Path("package"))
    assert run("push", package, remote).exit_code == 0
    before = refs()
    git("tag", "-d", "0.1.0", cwd="remote.git")
    assert run("push", package, remote).exit_code == 0
    assert refs() == before


@pytest.mark.parametrize("large", [10_000, 10_000_000])
def test_what_was_sent_can_be_fetched(remote: str, monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    if not servers.has("git-lfs") and large == 10_000:
        pytest.skip("git-lfs is not installed")
    monkeypatch.setattr(targets_git, "_LARGE", large)
    package = build_sample(Path("package"))
    assert run("push", package, remote).exit_code == 0
    done = run("pull", f"{remote}?tag=0.1.0", "--output", "fetched")
    assert (done.exit_code, content(Path("fetched"))) == (0, content(package)), done.output
    for address, said in ((remote, "names no version"), (f"{remote}?tag=2.0.0", "git says: ")):
        refused = run("pull", address, "--output", "other")
        assert (refused.exit_code, said in refused.stderr, refused.stderr.count("\n")) == (2, True, 1), refused.stderr
        assert not Path("other").exists()


def test_a_link_is_not_followed(remote: str) -> None:
    git("clone", "-q", "remote.git", "clone")
    Path("clone/README.md").symlink_to("/etc/passwd")
    git("add", "-A", cwd="clone")
    git("commit", "-qm", "x", cwd="clone")
    git("push", "-q", "origin", "HEAD:refs/tags/0.1.0", cwd="clone")
    done = run("pull", f"{remote}?tag=0.1.0", "--output", "fetched")
    assert (done.exit_code, "holds README.md, which is no plain file" in done.stderr) == (2, True)
    assert not Path("fetched").exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("git+file:///nowhere/x.git", "git says: '/nowhere/x.git' does not appear to be a git repository"),
        ("git+https://127.0.0.1:9/x.git", "git says: unable to access"),
        ("git+https://host", "is no address of a git remote"),
        ("git+https:///x", "is no address of a git remote"),
        ("git+https://host/x?depth=1", "is no address of a git remote"),
        ("git+ssh://-oProxyCommand=touch%20x/y", "git says: strange hostname"),
    ],
)
def test_addresses_that_cannot_be_used(remote: str, address: str, said: str) -> None:
    done = run("push", build_sample(Path("package")), address)
    assert (done.exit_code, said in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr


def test_a_branch_that_cannot_be(remote: str) -> None:
    done = run("push", build_sample(Path("package")), f"{remote}?branch=-x..y")
    assert (done.exit_code, done.stderr.count("\n"), refs()) == (2, 1, ""), done.stderr
