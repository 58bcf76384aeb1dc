"""The pre-commit hooks: the manifest is valid, and the hooks do their work in a real repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "000_9d1ed0d24fa44948.txt"
MANIFEST = ROOT / ".pre-commit-hooks.yaml"

yaml = pytest.importorskip("yaml")


def git(directory: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True).stdout


def test_pre_commit_accepts_the_manifest() -> None:
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)], check=True)


def test_hooks_never_run_twice_at_once_and_only_the_fix_hook_writes() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}
    assert list(hooks) == ["corpuslint", "corpuslint-fix", "corpuslint-package"]
    assert all(hook["require_serial"] and hook["language"] == "python" for hook in hooks.values())
    assert [name for name, hook in hooks.items() if "--fix" in hook["entry"]] == ["corpuslint-fix"]
    assert "--no-unsafe-fixes" in hooks["corpuslint-fix"]["entry"]


@pytest.fixture(scope="module")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the working tree holds, as a repository with one commit: neither its history nor its index matter."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: the hooks are tested from one")
    copy = tmp_path_factory.mktemp("hooks") / "corpuslint"
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    git(copy, "init", "-q")
    git(copy, "add", "--all", "--force")
    git(copy, "commit", "-q", "-m", "Snapshot")
    return copy


@pytest.fixture(scope="module")
def pre_commit_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's repository with one damaged page and one package."""
    directory = tmp_path / "project"
    directory.mkdir()
    shutil.copy(SEED, directory / "page.txt")
    (directory / "clean.txt").write_text("Une phrase claire.\n", encoding="utf-8")
    (directory / "code.py").write_text("x = 1  \n", encoding="utf-8")
    shutil.copytree(ROOT / "datapackage", directory / "datapackage")
    git(directory, "init", "-q")
    git(directory, "add", "--all")
    git(directory, "commit", "-q", "-m", "Start")
    return directory


@pytest.mark.slow
def test_the_hooks_work_in_a_real_repository(hook_repository: Path, pre_commit_home: Path, project: Path) -> None:
    def run(hook: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(hook_repository), hook, *arguments]
        environment = {**os.environ, "PRE_COMMIT_HOME": str(pre_commit_home), "PRE_COMMIT_COLOR": "never"}
        environment["CORPUSLINT_PURE"] = "1"  # the kernel, whose compilation takes a minute, has tests of its own
        return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)

    checked = run("corpuslint", "--files", "page.txt", "clean.txt", "code.py")
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "page.txt" in checked.stdout
    assert "fused-words" in checked.stdout
    assert "clean.txt" not in checked.stdout
    assert "code.py" not in checked.stdout
    assert git(project, "status", "--porcelain") == ""

    assert run("corpuslint", "--files", "clean.txt").returncode == 0

    fixed = run("corpuslint-fix", "--files", "page.txt", "clean.txt", "code.py", "datapackage/README.md")
    assert fixed.returncode == 1, fixed.stdout + fixed.stderr
    assert "files were modified by this hook" in fixed.stdout
    assert git(project, "status", "--porcelain") == " M page.txt\n"
    assert "vienneet" not in (project / "page.txt").read_text(encoding="utf-8")

    verified = run("corpuslint-package", "--all-files")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    (project / "datapackage" / "data" / "blocks.jsonl").unlink()
    broken = run("corpuslint-package", "--all-files")
    assert broken.returncode == 1
    assert "datapackage/data/blocks.jsonl: is missing" in broken.stdout
