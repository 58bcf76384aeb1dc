"""Packages as zip files: the same bytes always, and no trap is unpacked."""

from __future__ import annotations

import io
import os
import stat
import warnings
import zipfile
from pathlib import Path

import pytest
from cli_support import run, spawn
from package_samples import build_sample

from corpuslint.errors import PackageError
from corpuslint.packaging.guard import list_files
from corpuslint.packaging.zipping import unzipped, write_zip


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Une  phrase.\n")
    return tmp_path / "corpus"


def test_publish_writes_a_zip_that_verifies(corpus: Path) -> None:
    target = corpus.parent / "new" / "p.zip"
    done = run("publish", corpus, "--output", target, "--isolated")
    assert done.exit_code == 0, done.output
    assert "Published p 0.1.0" in done.stderr
    assert list_files(target.parent) == ["p.zip"]
    verified = run("verify", target)
    assert verified.exit_code == 0, verified.output
    assert "valid (documents: 1," in verified.stdout


def test_it_holds_what_the_directory_holds(corpus: Path) -> None:
    for name in ("p.zip", "p"):
        assert run("publish", corpus, "--output", corpus.parent / name, "--isolated", "--name", "p").exit_code == 0
    with unzipped(corpus.parent / "p.zip") as found:
        names = list_files(found)
        assert names == list_files(corpus.parent / "p")
        assert all((found / name).read_bytes() == (corpus.parent / "p" / name).read_bytes() for name in names)


def test_bytes_do_not_depend_on_the_surroundings(corpus: Path) -> None:
    for name, zone in (("one.zip", "Pacific/Kiritimati"), ("two.zip", "America/Adak")):
        command = ("publish", corpus, "--output", corpus.parent / name, "--isolated", "--name", "p")
        assert spawn(*command, TZ=zone, PYTHONHASHSEED=str(len(zone))).returncode == 0
    assert (corpus.parent / "one.zip").read_bytes() == (corpus.parent / "two.zip").read_bytes()


def test_a_version_is_never_overwritten(corpus: Path) -> None:
    target = corpus.parent / "p.zip"
    target.write_bytes(b"mine")
    done = run("publish", corpus, "--output", target, "--isolated")
    assert (done.exit_code, "p.zip: exists; a version is never overwritten" in done.stderr) == (2, True)
    assert target.read_bytes() == b"mine"
    assert sorted(path.name for path in corpus.parent.iterdir()) == ["corpus", "p.zip"]


def test_a_failed_publish_leaves_nothing(corpus: Path) -> None:
    (corpus / "b.txt").write_bytes(b"a\0b, une phrase.\n")
    done = run("publish", corpus, "--output", corpus.parent / "p.zip", "--isolated", "--select", "SPC003")
    assert done.exit_code == 2
    assert [path.name for path in corpus.parent.iterdir()] == ["corpus"]


def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    package = build_sample(tmp_path / "sample")
    write_zip(package, tmp_path / "p.zip")
    content = (tmp_path / "p.zip").read_bytes()
    for place in range(0, len(content), len(content) // 40):
        changed = bytearray(content)
        changed[place] ^= 0x10
        (tmp_path / "q.zip").write_bytes(changed)
        assert run("verify", tmp_path / "q.zip").exit_code in (1, 2) or _only_dates(content, bytes(changed))


def _only_dates(one: bytes, other: bytes) -> bool:
    """Whether two zip files hold the same files, so that the bit was one of their dates or permissions."""
    first, second = (zipfile.ZipFile(io.BytesIO(content)) for content in (one, other))
    return [(e.filename, first.read(e)) for e in first.infolist()] == [
        (e.filename, second.read(e)) for e in second.infolist()
    ]


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../x", "leaves the package"),
        ("/etc/passwd", "is absolute"),
        ("data\\x", "holds a back-slash"),
        ("a/../../x", "leaves the package"),
        ("C:/x", "is absolute"),
        (".hidden", "is hidden"),
        ("data/", "is not written plainly"),
        ("http://x/y", "is a URL"),
    ],
)
def test_hostile_names_are_refused(tmp_path: Path, name: str, reason: str) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr(entry(name), b"x")
    done = run("verify", tmp_path / "p.zip")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert reason in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["p.zip"]


def test_bombs_links_and_doubles_are_refused(tmp_path: Path) -> None:
    def refusal(fill: object) -> str:
        with warnings.catch_warnings(), zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
            warnings.simplefilter("ignore")  # of a name that stands twice
            fill(archive)  # type: ignore[operator]
        with pytest.raises(PackageError) as caught, unzipped(tmp_path / "p.zip"):
            pass
        return str(caught.value)

    assert "is compressed" in refusal(lambda z: z.writestr("x", b"0" * 10**7, zipfile.ZIP_DEFLATED))
    assert "is no plain file" in refusal(lambda z: z.writestr(entry("x", stat.S_IFLNK | 0o777), "/etc/passwd"))
    assert "stands twice" in refusal(lambda z: [z.writestr(entry("x"), b"1"), z.writestr(entry("x"), b"2")])


def test_files_that_share_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry("x0"), os.urandom(5_000))
        first = archive.infolist()[0]
        for number in range(1, 100):
            other = entry(f"x{number}")
            other.header_offset, other.file_size, other.compress_size = 0, first.file_size, first.compress_size
            other.CRC = first.CRC
            archive.filelist.append(other)
    with pytest.raises(PackageError, match="larger than itself"), unzipped(path):
        pass


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"PK\x05\x06" + b"\0" * 17])
def test_what_is_no_zip_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.zip").write_bytes(content)
    done = run("verify", tmp_path / "p.zip")
    assert (done.exit_code, "is not a sound zip file" in done.stderr) == (2, True)
    assert run("verify", tmp_path / "none.zip").exit_code == 2
