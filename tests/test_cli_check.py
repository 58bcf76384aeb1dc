"""What ``corpuslint check`` prints, writes and answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cli_support import SEEDS, names, run, spawn

STRAY = "Un  texte avec du béton.\nUne autre ligne. \n"
CLEAN = "Un texte avec du béton.\nUne autre ligne.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(STRAY, encoding="utf-8")
    Path("corpuslint.toml").write_text('select = ["SPC003"]\n')
    return tmp_path


def test_findings_and_exit_status() -> None:
    result = run("check", "a.txt", "--output-format", "concise")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "a.txt:1:3: SPC003 stray-space: several spaces where one belongs [fix]",
        "a.txt:2:17: SPC003 stray-space: white space at the end of the line [fix]",
    ]
    assert result.stderr == "Found 2 findings in 1 document; 2 fixable with --fix.\n"


def test_clean_text_is_silent() -> None:
    Path("a.txt").write_text(CLEAN)
    result = run("check", "a.txt")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No findings in 1 document.\n")


def test_machine_formats_are_silent_about_the_run() -> None:
    assert run("check", "a.txt", "--output-format", "jsonl").stderr == ""


def test_check_does_not_write() -> None:
    before = Path("a.txt").stat()
    run("check", ".")
    assert Path("a.txt").stat().st_mtime_ns == before.st_mtime_ns
    assert Path("a.txt").read_text() == STRAY


def test_fix_repairs_and_is_idempotent() -> None:
    result = run("check", "--fix", ".")
    assert result.exit_code == 0
    assert result.stderr == "Fixed 2 findings in 1 document. None left.\n"
    assert Path("a.txt").read_text() == CLEAN
    inode = Path("a.txt").stat().st_ino
    again = run("check", "--fix", ".")
    assert again.exit_code == 0
    assert Path("a.txt").stat().st_ino == inode, "a file without changes is not written"


def test_fix_keeps_mode_and_link() -> None:
    Path("a.txt").chmod(0o640)
    Path("link.txt").symlink_to("a.txt")
    assert run("check", "--fix", "link.txt").exit_code == 0
    assert Path("link.txt").is_symlink()
    assert Path("a.txt").read_text() == CLEAN
    assert Path("a.txt").stat().st_mode & 0o777 == 0o640


def test_fix_keeps_newlines_and_mark() -> None:
    raw = "\ufeffUn  texte\r\navec du béton\rà la ligne\n".encode()
    Path("a.txt").write_bytes(raw)
    run("check", "--fix", "a.txt")
    assert Path("a.txt").read_bytes() == raw.replace(b"  ", b" ")


def test_exit_zero() -> None:
    assert run("check", "a.txt", "--exit-zero").exit_code == 0
    assert run("check", "nowhere", "--exit-zero").exit_code == 2


def test_exit_non_zero_on_fix() -> None:
    assert run("check", "a.txt", "--fix", "--exit-non-zero-on-fix").exit_code == 1
    assert run("check", "a.txt", "--fix", "--exit-non-zero-on-fix").exit_code == 0


def test_diff_is_a_patch_and_writes_nothing() -> None:
    result = run("check", "--diff", ".")
    assert result.exit_code == 1
    assert Path("a.txt").read_text() == STRAY
    assert result.stderr == "Would fix 2 findings in 1 document. None left.\n"
    subprocess.run(["git", "apply", "-p0", "-"], input=result.stdout.encode(), check=True)
    assert Path("a.txt").read_text() == CLEAN
    assert run("check", "--diff", ".").exit_code == 0


def test_diff_carries_bytes_that_are_not_text() -> None:
    raw = b"Un texte  ordinaire, puis un octet perdu: \xff\n"
    raw = "Un  été à la mer, où l’on dîne.\n".encode() + raw
    Path("a.txt").write_bytes(raw)
    result = spawn("check", "--diff", "a.txt", PYTHONIOENCODING="ascii")
    subprocess.run(["git", "apply", "-p0", "-"], input=result.stdout, check=True)
    assert Path("a.txt").read_bytes() == raw.replace(b"  ", b" ")


def test_standard_input() -> None:
    result = run("check", "-", "--output-format", "concise", stdin=STRAY)
    assert result.exit_code == 1
    assert result.stdout.startswith("-:1:3: SPC003")


def test_standard_input_with_a_name() -> None:
    Path("corpuslint.toml").write_text('select = ["SPC003"]\n[per-file-ignores]\n"*.md" = ["SPC003"]\n')
    assert run("check", "-", "--stdin-filename", "b.txt", stdin=STRAY).stdout.startswith("b.txt:1:3:")
    assert run("check", "-", "--stdin-filename", "b.md", stdin=STRAY).exit_code == 0


def test_standard_input_fixed() -> None:
    text = "Le général a été reçu  à l'école, où il a célébré la fête\r\nde l'armée à Saint-Étienne."
    result = spawn("check", "-", "--fix", "--select", "SPC003", stdin=text.encode("latin-1"))
    assert result.returncode == 0
    assert result.stdout == text.replace("  ", " ").encode("latin-1")
    assert b"Fixed 1 finding" in result.stderr


def test_a_guessed_encoding_makes_no_fix_safe() -> None:
    raw = "é  \xff\r\nx".encode("latin-1")
    result = spawn("check", "-", "--fix", "--select", "SPC003", stdin=raw)
    assert (result.returncode, result.stdout) == (1, raw)


def test_standard_input_fixed_with_findings_left() -> None:
    result = run("check", "-", "--fix", "--ignore", "SPC003", "--output-format", "jsonl", stdin=STRAY)
    assert (result.exit_code, result.stdout, result.stderr) == (0, STRAY, "")


def test_clean_standard_input_comes_back() -> None:
    assert run("check", "-", "--fix", stdin=CLEAN).stdout == CLEAN


def test_statistics() -> None:
    result = run("check", "a.txt", "--statistics")
    assert (result.exit_code, result.stdout) == (1, "2  SPC003  stray-space  fixes: 2 safe\n")
    rows = json.loads(run("check", "a.txt", "--statistics", "--output-format", "json").stdout)
    assert rows == [{"rule": "SPC003", "name": "stray-space", "count": 2, "safe": 2, "unsafe": 0}]


def test_statistics_of_a_diff_write_nothing() -> None:
    run("check", "a.txt", "--statistics", "--diff")
    assert Path("a.txt").read_text() == STRAY


def test_output_file() -> None:
    result = run("check", "a.txt", "--output-format", "jsonl", "--output-file", "report.jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert [json.loads(line)["start"] for line in Path("report.jsonl").read_text().splitlines()] == [2, 41]


def test_select_ignore_and_per_file_ignores() -> None:
    assert run("check", "a.txt", "--ignore", "stray-space").exit_code == 0
    assert run("check", "a.txt", "--per-file-ignores", "*.txt:SPC").exit_code == 0
    assert run("check", "a.txt", "--per-file-ignores", "*.md:SPC").exit_code == 1
    assert run("check", "a.txt", "--per-file-ignores", "nothing").exit_code == 2


def test_min_confidence_also_holds_for_fixes() -> None:
    Path("mine").mkdir()
    Path("mine/XXX001-a.toml").write_text(
        'code = "XXX001"\nname = "a"\nsummary = "s"\nwhy = "w"\nseverity = "info"\napplicability = "safe"\n'
        "[[patterns]]\nfind = 'béton'\nreplace = 'bois'\nmessage = 'm'\nconfidence = 0.5\n"
    )
    Path("corpuslint.toml").write_text('select = ["XXX001"]\nrule-paths = ["mine"]\nmin-confidence = 0.6')
    assert run("check", "a.txt", "--fix").exit_code == 0
    assert Path("a.txt").read_text() == STRAY
    assert run("check", "a.txt", "--fix", "--min-confidence", "0.5").exit_code == 0
    assert "bois" in Path("a.txt").read_text()


def test_unsafe_fixes_only_when_asked() -> None:
    Path("corpuslint.toml").write_text('select = ["SPC003"]\nextend-unsafe-fixes = ["SPC003"]\n')
    result = run("check", "--fix", "a.txt")
    assert result.stderr == "Fixed 0 findings. 2 findings left in 1 document; 2 fixable with --unsafe-fixes.\n"
    assert Path("a.txt").read_text() == STRAY
    assert run("check", "--fix", "--unsafe-fixes", "a.txt").exit_code == 0
    assert Path("a.txt").read_text() == CLEAN


def test_contradicting_fixes_leave_the_file(directory: Path) -> None:
    Path("mine").mkdir()
    for code, find, replace in (("XXX001", "béton", "bois"), ("XXX002", "bois", "béton")):
        Path(f"mine/{code}.toml").write_text(
            f'code = "{code}"\nname = "n{code[-1]}"\nsummary = "s"\nwhy = "w"\nseverity = "info"\n'
            f"applicability = \"safe\"\n[[patterns]]\nfind = '{find}'\nreplace = '{replace}'\nmessage = 'm'\n"
        )
    Path("corpuslint.toml").write_text('select = ["XXX"]\nrule-paths = ["mine"]')
    result = run("check", "--fix", "a.txt")
    assert result.exit_code == 2
    assert "a.txt: fixes contradict each other" in result.stderr
    assert Path("a.txt").read_text() == STRAY


def test_file_that_changes_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuslint import runner

    original = runner.Runner.fix

    def edit_then_fix(self: runner.Runner, *arguments: object) -> object:
        yield from original(self, *arguments)  # type: ignore[arg-type]
        Path("a.txt").write_text("somebody else wrote this")

    monkeypatch.setattr(runner.Runner, "fix", edit_then_fix)
    result = run("check", "--fix", "--fix-log", "log.jsonl", "a.txt")
    assert result.exit_code == 2
    assert "a.txt: changed while it was being fixed; left as it is, run again" in result.stderr
    assert Path("a.txt").read_text() == "somebody else wrote this"
    assert Path("log.jsonl").read_text() == ""
    assert names() == ["a.txt", "corpuslint.toml", "log.jsonl"]


def test_power_failure_at_the_last_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", fail)
    Path("log.jsonl").write_text("")
    result = run("check", "--fix", "--fix-log", "log.jsonl", "a.txt")
    assert result.exit_code == 2
    assert "a.txt: cannot write: input/output error; left as it is" in result.stderr
    assert Path("a.txt").read_text() == STRAY
    assert Path("log.jsonl").read_text() == "", "what did not happen is not in the log"
    assert names() == ["a.txt", "corpuslint.toml", "log.jsonl"]


def test_each_file_once_and_in_order() -> None:
    Path("b").mkdir()
    Path("b/c.md").write_text(STRAY)
    Path("b/.hidden.txt").write_text(STRAY)
    Path("b/data.bin").write_text(STRAY)
    result = run("check", "b", ".", "a.txt", "--output-format", "concise")
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["b/c.md", "b/c.md", "a.txt", "a.txt"]


def test_baseline_reports_only_what_is_new() -> None:
    assert run("baseline", "a.txt").exit_code == 0
    assert run("check", "a.txt", "--baseline", "corpuslint-baseline.json").exit_code == 0
    Path("a.txt").write_text("Une ligne de plus.\n" + STRAY + "Et un  défaut.\n")
    result = run("check", "a.txt", "--baseline", "corpuslint-baseline.json", "--output-format", "concise")
    assert result.exit_code == 1
    assert result.stdout == "a.txt:4:6: SPC003 stray-space: several spaces where one belongs [fix]\n"


def test_baseline_counts() -> None:
    Path("a.txt").write_text("x  y\n\n\n" * 2)
    run("baseline", "a.txt", "--output", "known.json")
    Path("a.txt").write_text("x  y\n\n\n" * 3)
    assert len(run("check", "a.txt", "--baseline", "known.json", "--output-format", "concise").stdout.splitlines()) == 1


def test_baseline_in_the_configuration_is_relative_to_it(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("corpuslint.toml").write_text('select = ["SPC003"]\nbaseline = "known.json"')
    Path("known.json").write_text('{"version": 1, "findings": []}')
    assert run("baseline", ".").exit_code == 0
    (directory / "below").mkdir()
    monkeypatch.chdir(directory / "below")
    assert run("check", "../a.txt").exit_code == 0


def test_seeds_are_untouched_by_a_check(directory: Path) -> None:
    result = run("check", SEEDS, "--isolated", "--output-format", "jsonl")
    assert result.exit_code == 1
    findings = [json.loads(line) for line in result.stdout.splitlines()]
    assert {Path(one["path"]).name for one in findings} == {path.name for path in SEEDS.glob("*.txt")}


def test_seeds_are_fixed_in_one_run(directory: Path) -> None:
    shutil.copytree(SEEDS, "seeds")
    first = run("check", "--fix", "--unsafe-fixes", "--isolated", "seeds")
    assert first.exit_code in (0, 1)
    fixed = {path.name: path.read_bytes() for path in Path("seeds").iterdir()}
    run("check", "--fix", "--unsafe-fixes", "--isolated", "seeds")
    assert {path.name: path.read_bytes() for path in Path("seeds").iterdir()} == fixed
