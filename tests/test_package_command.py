"""``publish`` and ``verify`` as a user calls them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import run, spawn, tree

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
# Bytes must not depend on any of these.
SURROUNDINGS = [
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C", "umask": "077"},
    {"TZ": "America/Adak", "PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "umask": "000", "PYTHONUTF8": "0"},
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two documents below a folder, one of them with a stray space."""
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.txt").write_text("Une phrase  claire, dite par l’ambassadeur.\n", encoding="utf-8")
    (folder / "sub" / "a.txt").write_text("Une autre phrase.\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    """The package of the seeds, built by the command line in each of the surroundings."""
    return [_build_seeds(tmp_path_factory.mktemp("checkout"), one) for one in SURROUNDINGS]


def _build_seeds(checkout: Path, surroundings: dict[str, str]) -> dict[str, bytes]:
    environment = {**os.environ, **surroundings}
    environment.pop("SOURCE_DATE_EPOCH", None)
    mask = int(environment.pop("umask"), 8)
    shutil.copytree(SEEDS, checkout / "seeds")
    shutil.copy(ROOT / "pyproject.toml", checkout)
    done = subprocess.run(
        [sys.executable, "-m", "corpuslint", "publish", "seeds", "--output", "datapackage"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        umask=mask,
    )
    assert done.returncode == 0, done.stderr
    return tree(checkout / "datapackage")


def test_bytes_do_not_depend_on_where_and_how_a_package_is_built(builds: list[dict[str, bytes]]) -> None:
    assert builds[0] == builds[1]


def test_the_committed_package_is_what_the_seeds_give(builds: list[dict[str, bytes]]) -> None:
    committed = tree(ROOT / "datapackage")
    assert sorted(builds[0]) == sorted(committed)
    differing = [name for name in committed if builds[0][name] != committed[name]]
    assert not differing, "rebuild it: corpuslint publish seeds --output datapackage"


def test_the_committed_package_verifies() -> None:
    result = run("verify", ROOT / "datapackage")
    assert result.exit_code == 0, result.output
    assert "valid (documents: 5, " in result.stdout


def test_the_committed_package_gives_the_seeds_back() -> None:
    from corpuslint.packaging.replaying import revert_fixes

    def rows(table: str) -> list[dict[str, object]]:
        path = ROOT / "datapackage" / "data" / f"{table}.jsonl"
        return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []

    fixes = rows("fixes")
    for document in rows("documents"):
        own = [fix for fix in fixes if fix["doc_id"] == document["doc_id"]]
        raw = revert_fixes(str(document["text"]), own).encode(str(document["encoding"]))
        assert raw == (ROOT / str(document["path"])).read_bytes()


def test_frictionless_accepts_the_committed_package() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", str(ROOT / "datapackage" / "datapackage.json"), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)["valid"]) == (0, True), done.stdout


def test_publish_shows_paths_from_the_named_folder_on(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = corpus.parent / "out"
    monkeypatch.chdir(corpus.parent)
    absolute = run("publish", corpus, "--output", out, "--isolated")
    assert absolute.exit_code == 0, absolute.output
    first = tree(out)
    assert run("publish", "corpus/", "--output", out, "--isolated").exit_code == 0
    assert tree(out) == first
    monkeypatch.chdir(corpus)
    assert run("publish", "../corpus", "--output", out, "--isolated").exit_code == 0
    assert tree(out) == first
    paths = [json.loads(line)["path"] for line in (out / "data" / "documents.jsonl").open(encoding="utf-8")]
    assert paths == ["corpus/b.txt", "corpus/sub/a.txt"]
    assert run("publish", ".", "--output", out, "--isolated").exit_code == 0
    paths = [json.loads(line)["path"] for line in (out / "data" / "documents.jsonl").open(encoding="utf-8")]
    assert paths == ["b.txt", "sub/a.txt"]


def test_the_order_in_which_sources_are_named_does_not_matter(corpus: Path) -> None:
    out = corpus.parent / "out"
    names = [corpus / "b.txt", corpus / "sub" / "a.txt"]
    assert run("publish", *names, "--output", out, "--isolated").exit_code == 0
    first = tree(out)
    assert run("publish", *reversed(names), names[0], "--output", out, "--isolated").exit_code == 0
    assert tree(out) == first


def test_a_package_inside_its_source_is_not_published_again(corpus: Path) -> None:
    out = corpus / "out"
    assert run("publish", corpus, "--output", out, "--isolated").exit_code == 0
    (corpus / "README.md").write_text("Un mot.\n", encoding="utf-8")
    first = run("publish", corpus, "--output", out, "--isolated")
    assert "documents: 3" in first.stderr
    before = tree(out)
    assert run("publish", corpus, "--output", out, "--isolated").exit_code == 0
    assert tree(out) == before


def test_two_sources_with_one_path_are_refused(corpus: Path) -> None:
    shutil.copytree(corpus, corpus.parent / "other" / "corpus")
    done = run("publish", corpus, corpus.parent / "other" / "corpus", "--output", corpus.parent / "out", "--isolated")
    assert done.exit_code == 2
    assert "would both be corpus/b.txt in the package" in done.stderr
    assert not (corpus.parent / "out").exists()


def test_metadata_come_from_the_configuration_and_the_command_line(corpus: Path) -> None:
    (corpus / "corpuslint.toml").write_text('[package]\nname = "mine"\ntitle = "Mine"\nlicenses = ["CC0-1.0"]\n')
    out = corpus.parent / "out"
    done = run("publish", corpus, "--output", out, "--version", "2.0.0", "--title", "Ours")
    assert done.exit_code == 0, done.output
    found = json.loads((out / "datapackage.json").read_bytes())
    assert (found["name"], found["version"], found["title"]) == ("mine", "2.0.0", "Ours")
    assert found["licenses"] == [{"name": "CC0-1.0"}]


def test_the_date_comes_from_the_environment_alone(corpus: Path) -> None:
    out = corpus.parent / "out"
    assert spawn("publish", corpus, "--output", out, "--isolated", SOURCE_DATE_EPOCH="86400").returncode == 0
    assert json.loads((out / "datapackage.json").read_bytes())["created"] == "1970-01-02T00:00:00Z"
    assert "1970-01-02" in (out / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("unsafe", [True, False])
def test_unsafe_fixes_are_applied_only_where_they_are_asked_for(corpus: Path, unsafe: bool) -> None:
    rules = corpus.parent / "own"
    rules.mkdir()
    (rules / "OWN001-own.toml").write_text(
        'code = "OWN001"\nname = "own"\nsummary = "x"\nwhy = "x"\nseverity = "info"\napplicability = "unsafe"\n'
        '[[patterns]]\nfind = "phrase"\nreplace = "ligne 🙂"\nmessage = "x"\n'
    )
    (corpus / "corpuslint.toml").write_text(
        f'select = ["OWN001"]\nrule-paths = ["{rules.as_posix()}"]\nunsafe-fixes = {str(unsafe).lower()}\n'
    )
    out = corpus.parent / "out"
    assert run("publish", corpus, "--output", out).exit_code == 0
    lock = json.loads((out / "corpuslint.lock.json").read_bytes())
    assert lock["configuration"]["applied"] == (["safe", "unsafe"] if unsafe else ["safe"])
    assert (out / "data" / "fixes.jsonl").exists() is unsafe


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere: no such file or directory"),
        (["corpus", "--name", "Not a name"], '"name" in [package] must be small letters'),
        (["corpus", "--version", "one"], '"version" in [package] must be three numbers'),
        (["corpus", "--license", "all mine"], '"licenses" in [package] must be an SPDX name'),
        (["empty"], "empty: no text files"),
        (["latin"], "latin/x.txt: "),
        (["nul"], "nul/x.txt: character 1 is NUL"),
        (["corpus", "--extend-select", "DUP003"], "DUP003 compares documents with each other"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(corpus.parent)
    for name in ("empty", "latin", "nul"):
        Path(name).mkdir()
    Path("latin/x.txt").write_bytes("Une phrase claire, dite par l’ambassadeur à ".encode() * 9 + b"\x81\xff\xfe.\n")
    Path("nul/x.txt").write_bytes(b"a\0b, une phrase.\n")
    before = sorted(Path().rglob("*"))
    done = run("publish", *arguments, "--output", "out", "--isolated", "--select", "SPC003")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"corpuslint: error: {message}"), done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(Path().rglob("*")) == before


def test_something_else_at_the_target_is_left_alone(corpus: Path) -> None:
    before = tree(corpus)
    done = run("publish", corpus, "--output", corpus / "sub", "--isolated")
    assert done.exit_code == 2
    assert "exists and is not a package of corpuslint" in done.stderr
    assert tree(corpus) == before


def test_a_target_that_cannot_be_written_is_an_error(corpus: Path) -> None:
    before = tree(corpus)
    done = run("publish", corpus, "--output", corpus / "b.txt" / "out", "--isolated")
    assert done.exit_code == 2
    assert "b.txt/out: b.txt is a file, not a directory; choose another --output" in done.stderr
    assert tree(corpus) == before


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_publish_that_is_ended_from_outside_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    """The second document ends the process while the first is already written beside the target."""
    (tmp_path / "corpus").mkdir()
    for name in "ab":
        (tmp_path / "corpus" / f"{name}.txt").write_text("Une phrase.\n")
    program = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may start tests with it ignored
        "from corpuslint import runner\n"
        "fix, calls = runner.Runner.fix, []\n"
        "def stop(self, source, allowed):\n"
        "    calls.append(source)\n"
        "    if len(calls) == 2:\n"
        "        assert len(os.listdir('.')) == 2, os.listdir('.')\n"
        f"        os.kill(os.getpid(), {int(number)})\n"
        "    return fix(self, source, allowed)\n"
        "runner.Runner.fix = stop\n"
        "sys.argv = ['corpuslint', 'publish', 'corpus', '--output', 'out', '--isolated']\n"
        "from corpuslint.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode not in (0, 2)
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_fixes_that_contradict_each_other_are_told_and_left_out(corpus: Path) -> None:
    rules = corpus.parent / "own"
    rules.mkdir()
    head = 'summary = "x"\nwhy = "x"\nseverity = "info"\napplicability = "safe"\n'
    for code, find, replace in (("OWN001", "phrase", "ligne"), ("OWN002", "ligne", "phrase")):
        pattern = f'[[patterns]]\nfind = "{find}"\nreplace = "{replace}"\nmessage = "x"\n'
        (rules / f"{code}.toml").write_text(f'code = "{code}"\nname = "{code.lower()}"\n{head}{pattern}')
    (corpus / "corpuslint.toml").write_text(f'select = ["OWN"]\nrule-paths = ["{rules.as_posix()}"]\n')
    done = run("publish", corpus, "--output", corpus.parent / "out")
    assert done.exit_code == 0
    assert "b.txt: fixes contradict each other; this document is published as it is" in done.stderr
    assert "documents: 2, fixes: 0, findings left: 2" in done.stderr


def test_frictionless_is_imported_only_to_judge() -> None:
    program = (
        "import sys, corpuslint.commands.publish, corpuslint.commands.verify\n"
        "assert not {'frictionless', 'rich', 'ftfy', 'langdetect'} & sys.modules.keys(), sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_verify_names_file_row_and_remedy(corpus: Path) -> None:
    out = corpus.parent / "out"
    run("publish", corpus, "--output", out, "--isolated")
    rows = (out / "data" / "blocks.jsonl").read_text(encoding="utf-8")
    (out / "data" / "blocks.jsonl").write_text(rows.replace("autre", "autrX"), encoding="utf-8")
    done = run("verify", out)
    assert done.exit_code == 1
    assert f"{out.as_posix()}/data/blocks.jsonl:2: " in done.stdout
    assert all(line.startswith(f"{out.as_posix()}/") and "; " in line for line in done.stdout.splitlines())
    assert f"{out}: {len(done.stdout.splitlines())} problems" in done.stderr


def test_verify_never_sends_hostile_text_to_the_terminal(corpus: Path) -> None:
    out = corpus.parent / "out"
    run("publish", corpus, "--output", out, "--isolated")
    (out / "evil\x1b[31m[red]").touch()
    done = run("verify", out)
    assert done.exit_code == 1
    assert "\x1b" not in done.output
    assert "evil\\x1b[31m[red]: is not listed" in done.stdout


def test_verify_of_no_package_is_an_error_and_the_others_are_still_judged(corpus: Path) -> None:
    out = corpus.parent / "out"
    run("publish", corpus, "--output", out, "--isolated")
    done = run("verify", corpus.parent / "none", corpus, out)
    assert done.exit_code == 2
    assert [line.partition(": error: ")[0] for line in done.stderr.splitlines()] == ["corpuslint", "corpuslint"]
    assert "out: valid (documents: 2, " in done.stdout
