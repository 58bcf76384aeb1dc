"""Bad input gets one clear line, exit status 2, and leaves every file as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import names, run

STRAY = "Un  texte avec du béton.\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(*arguments: object, saying: str) -> str:
    """Run, and expect one error line that says this; the line."""
    result = run(*arguments)
    lines = [line for line in result.stderr.splitlines() if line.startswith("corpuslint: error: ")]
    assert result.exit_code == 2, result.output
    assert len(lines) == 1, result.stderr
    assert saying in lines[0]
    assert "Traceback" not in result.output
    return lines[0]


def test_missing_path() -> None:
    refused("check", "nowhere.txt", saying="nowhere.txt: no such file or directory")


def test_missing_path_beside_a_good_one() -> None:
    Path("good.txt").write_text(STRAY)
    result = run("check", "good.txt", "nowhere.txt", "--output-format", "concise")
    assert result.exit_code == 2
    assert "good.txt:1:3: SPC003" in result.stdout
    assert "nowhere.txt: no such file" in result.stderr


def test_directory_without_text() -> None:
    Path("pictures").mkdir()
    Path("pictures/a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    refused("check", "pictures", saying="pictures: no text files in this directory (.txt, .text, .md, ")


def test_unreadable_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("good.txt").write_text(STRAY)
    Path("closed.txt").write_text(STRAY)
    opened = Path.open

    def deny(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "closed.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", deny)  # tests may run as root, who may read everything
    refused("check", "good.txt", "closed.txt", saying="closed.txt: cannot read: permission denied")


def test_read_error_of_the_system() -> None:
    unreadable = Path("/proc/self/mem")
    if not unreadable.exists():
        pytest.skip("needs /proc")
    refused("check", unreadable, saying="/proc/self/mem: cannot read: ")
    refused("check", "--fix", unreadable, saying="/proc/self/mem: cannot read: ")


def test_dangling_link() -> None:
    Path("lost.txt").symlink_to("nowhere.txt")
    refused("check", ".", saying="lost.txt: cannot read: no such file or directory")


def test_device() -> None:
    refused("check", "/dev/zero", saying="/dev/zero: neither a file nor a directory")


def test_binary_file() -> None:
    Path("picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    refused("check", "picture.txt", saying="picture.txt: not text")


def test_records_are_not_read_as_text() -> None:
    Path("corpus.json").write_text('{"text": "Un  texte"}\n')
    refused("check", "--fix", "corpus.json", saying="corpus.json: .json files are not supported; give JSON lines")
    assert Path("corpus.json").read_text() == '{"text": "Un  texte"}\n'


def test_empty_file() -> None:
    Path("empty.txt").touch()
    result = run("check", "--select", "SPC", "--fix", "empty.txt")
    assert (result.exit_code, result.stdout) == (0, "")


def test_invalid_utf8_keeps_its_bytes() -> None:
    raw = "Un  café où  l’on dîne à l’été\n".encode() + b"abc \xff\xfe\xc3 defghi  jkl\n"
    Path("damaged.txt").write_bytes(raw)
    run("check", "--select", "stray-space", "--fix", "damaged.txt")
    assert Path("damaged.txt").read_bytes() == raw.replace(b"  ", b" ")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_keeps_its_encoding(encoding: str) -> None:
    text = "\ufeffUn  texte avec du béton.\r\nUne autre ligne ảnh 😀.\r\n"
    Path("wide.txt").write_bytes(text.encode(encoding))
    result = run("check", "--select", "stray-space", "--fix", "wide.txt")
    assert result.exit_code == 0, result.output
    assert Path("wide.txt").read_bytes() == text.replace("  ", " ").encode(encoding)


def test_one_line_of_5_megabytes() -> None:
    sentence = "Une phrase sans défaut, assez longue pour compter. "
    Path("long.txt").write_text(sentence * 50_000 + "Et  la fin " + sentence * 50_000)
    result = run("check", "--select", "stray-space", "long.txt")
    assert result.exit_code == 1
    assert "long.txt:1:2550003: SPC003" in result.stdout
    assert max(map(len, result.stdout.splitlines())) < 200


@pytest.mark.parametrize(
    ("content", "saying"),
    [
        ("select = [", "corpuslint.toml: not valid TOML"),
        ('selct = ["SPC"]', 'unknown key "selct"; did you mean "select"?'),
        ('select = "SPC"', '"select" must be a list of texts'),
        ('select = ["stray-spaces"]', 'unknown rule "stray-spaces"; did you mean "stray-space"?'),
        ("min-confidence = 2", '"min-confidence" must be a number from 0 to 1'),
        ('output-format = "xml"', 'unknown output-format "xml"; known are full, concise'),
        ('rule-paths = ["nowhere"]', "nowhere: rule-paths must name directories of rule files"),
        ("[blocks]\nmarker = []", 'unknown key "marker" in [blocks]; did you mean "markers"?'),
        ("[blocks]\ntitle-length = -1", '"title-length" in [blocks] must be a whole number'),
        ("[rules.stray-space]\nwidth = 1", 'rule SPC003 has no option "width"'),
        ('[per-file-ignores]\n"*.txt" = ["SPC999"]', 'unknown rule "SPC999"'),
        ('[per-file-ignores]\n"!" = ["SPC003"]', "bad file pattern"),
        ("\x00", "corpuslint.toml: not valid TOML"),
    ],
)
def test_broken_configuration(content: str, saying: str) -> None:
    Path("corpuslint.toml").write_text(content)
    Path("good.txt").write_text(STRAY)
    refused("check", "--fix", "good.txt", saying=saying)
    assert Path("good.txt").read_text() == STRAY


def test_configuration_that_is_not_utf8() -> None:
    Path("corpuslint.toml").write_bytes(b'language = "\xff"')
    refused("check", ".", saying="corpuslint.toml: cannot read the configuration")


def test_missing_configuration() -> None:
    refused("check", "--config", "nowhere.toml", ".", saying="nowhere.toml: no such configuration file")


def test_unknown_rule() -> None:
    Path("good.txt").write_text(STRAY)
    refused("check", "--select", "SPC99", "good.txt", saying='unknown rule "SPC99"')


def test_rule_file_with_a_wrong_key() -> None:
    Path("mine").mkdir()
    Path("mine/XXX001-x.toml").write_text('code = "XXX001"\nnam = "x"\n')
    Path("corpuslint.toml").write_text('rule-paths = ["mine"]')
    refused("rules", saying='XXX001-x.toml: unknown key "nam" in the rule; did you mean "name"?')


@pytest.mark.parametrize("language", ["French", "FRA", "", "f", "xx"])
def test_language_that_is_no_code(language: str) -> None:
    Path("good.txt").write_text(STRAY)
    refused(
        "check", "--language", language, "good.txt", saying=f'unknown language "{language}": give an ISO 639-1 code'
    )
    refused("check", "--language", language, "good.txt", saying="de, en, es, fr, it, pt, vi")


def test_language_without_lexicon_is_said_once() -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(STRAY)
    result = run("check", "--language", "sw", "a.txt", "b.txt")
    assert result.exit_code == 1
    assert result.output.count("no lexicon for sw") == 1


def test_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuslint import runner

    def interrupt(self: object, piece: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner.Runner, "check", interrupt)
    Path("good.txt").write_text(STRAY)
    result = run("check", "good.txt")
    assert result.exit_code == 130
    assert result.stderr == "corpuslint: stopped; every file is either as it was or wholly fixed\n"


def test_read_only_target() -> None:
    path = Path("kept.txt")
    path.write_text(STRAY)
    path.chmod(0o444)
    refused("check", "--fix", path, saying="kept.txt: read-only; left as it is")
    assert path.read_text() == STRAY
    assert names() == ["kept.txt"]


def test_directory_that_takes_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**options: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    Path("kept.txt").write_text(STRAY)
    refused("check", "--fix", "kept.txt", saying="kept.txt: cannot write: read-only file system; left as it is")


def test_letter_that_the_encoding_lacks() -> None:
    Path("mine").mkdir()
    Path("mine/XXX001-ellipsis.toml").write_text(
        'code = "XXX001"\nname = "dots"\nsummary = "s"\nwhy = "w"\nseverity = "info"\napplicability = "safe"\n'
        "[[patterns]]\nfind = 'béton'\nreplace = 'ảnh'\nmessage = 'm'\n"
    )
    Path("corpuslint.toml").write_text('rule-paths = ["mine"]')
    raw = ("Le béton armé a été coulé à côté de la forêt, près du théâtre français. " * 4).encode("cp1252")
    Path("legacy.txt").write_bytes(raw)
    refused("check", "--select", "XXX001", "--fix", "legacy.txt", saying="legacy.txt: U+1EA3 cannot be written in")
    assert Path("legacy.txt").read_bytes() == raw
    assert names() == ["corpuslint.toml", "legacy.txt", "mine"]


def test_hostile_file_name() -> None:
    name = "a\x1b[31m\u202eb.txt"
    Path(name).write_text(STRAY)
    result = run("check", name, "nowhere\x1b[0m", "--output-format", "concise")
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert r"a\x1b[31m\u202eb.txt:1:3" in result.stdout


def test_path_with_nul() -> None:
    refused("check", "a\0b", saying=r"a\x00b")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--fix", "--diff", "."),
        ("check", "--fix-log", "x", "."),
        ("check", "-", "a.txt"),
        ("check", "--stdin-filename", "a.txt", "."),
        ("check", "--slect"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert names() == []


def test_report_that_cannot_be_written() -> None:
    Path("good.txt").write_text(STRAY)
    refused(
        "check", "good.txt", "--output-file", "nowhere/report.txt", saying="nowhere/report.txt: cannot write the report"
    )


def test_log_that_cannot_be_written() -> None:
    Path("good.txt").write_text(STRAY)
    refused("check", "--fix", "good.txt", "--fix-log", "nowhere/log", saying="cannot write the fix log")
    assert Path("good.txt").read_text() == STRAY


def test_baseline_that_is_missing_or_broken() -> None:
    Path("good.txt").write_text(STRAY)
    refused("check", "good.txt", "--baseline", "nowhere.json", saying="nowhere.json: no such baseline")
    Path("broken.json").write_text('{"version": 1}')
    refused("check", "good.txt", "--baseline", "broken.json", saying="broken.json: not a baseline")


def test_reader_that_goes_away() -> None:
    Path("a.txt").write_text("x  y\n" * 20_000)
    command = [sys.executable, "-m", "corpuslint", "check", "--select", "SPC003", "a.txt"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
