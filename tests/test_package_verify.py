"""Verification finds every kind of tampering: with hashes left as they were, and with every hash made right again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from package_samples import build_sample

from corpuslint.catalogue import load_catalogue
from corpuslint.errors import PackageError
from corpuslint.packaging import verify as verify_module
from corpuslint.packaging.build import DIGEST, SUMS, digest_document
from corpuslint.packaging.canonical import json_document, json_line, sha256_file
from corpuslint.packaging.guard import list_files, unsafe_path
from corpuslint.packaging.verify import verify_package
from corpuslint.ruleset import build_ruleset

FILES = (
    "CHANGELOG.md",
    "CITATION.cff",
    "README.md",
    "SHA256SUMS",
    "corpuslint.lock.json",
    "croissant.json",
    "data/blocks.jsonl",
    "data/documents.jsonl",
    "data/findings.jsonl",
    "data/fixes.jsonl",
    "data/rules.jsonl",
    "datapackage-digest.json",
    "datapackage.json",
    "index.html",
)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_sample(tmp_path_factory.mktemp("package") / "sample")


@pytest.fixture
def package(sample: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(sample, tmp_path / "sample"))


def problems_of(package: Path) -> list[str]:
    return [str(problem) for problem in verify_package(package).problems]


def reseal(package: Path) -> None:
    """Make every hash and count right again, as somebody would who wants the damage to stay unseen."""
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        path = package / resource["path"]
        if path.is_file():
            content = path.read_bytes()
            resource.update(bytes=len(content), rows=content.count(b"\n"), hash=f"sha256:{sha256_file(path)}")
    (package / "datapackage.json").write_bytes(json_document(descriptor))
    reseal_sums(package)


def reseal_sums(package: Path) -> None:
    names = [name for name in list_files(package) if name not in (SUMS, DIGEST)]
    (package / SUMS).write_text("".join(f"{sha256_file(package / name)}  {name}\n" for name in sorted(names)))
    reseal_digest(package)


def reseal_digest(package: Path) -> None:
    try:
        resources = json.loads((package / "datapackage.json").read_bytes())["resources"]
        contents = {one["name"]: sha256_file(package / one["path"]) for one in resources}
    except (ValueError, RecursionError, TypeError, KeyError, OSError):
        contents = {}  # what the test broke stays broken
    (package / DIGEST).write_bytes(digest_document(package, contents))


def edit_rows(package: Path, table: str, change: Callable[[list[dict[str, Any]]], object]) -> None:
    path = package / "data" / f"{table}.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    change(rows)
    path.write_bytes(b"".join(map(json_line, rows)))
    reseal(package)


def swap(rows: list[dict[str, Any]], one: int, other: int, column: str) -> None:
    rows[one][column], rows[other][column] = rows[other][column], rows[one][column]


def test_the_sample_is_valid(sample: Path) -> None:
    verdict = verify_package(sample)
    assert verdict.valid
    rules = len(build_ruleset(load_catalogue()).codes())
    assert verdict.rows == {"documents": 3, "blocks": 9, "findings": 2, "fixes": 5, "rules": rules}
    assert tuple(list_files(sample)) == FILES


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_flipped_bit_is_found_in_every_file(package: Path, name: str, place: str) -> None:
    content = bytearray((package / name).read_bytes())
    content[{"first": 0, "middle": len(content) // 2, "last": -1}[place]] ^= 1
    (package / name).write_bytes(content)
    assert any(name in problem for problem in problems_of(package))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found(package: Path, name: str) -> None:
    (package / name).unlink()
    if name == "datapackage.json":
        with pytest.raises(PackageError, match=r"holds no datapackage\.json"):
            verify_package(package)
    else:
        assert any(problem.startswith(f"{name}: ") for problem in problems_of(package))


@pytest.mark.parametrize("name", ["data/more.jsonl", "notes.txt", ".hidden"])
def test_a_file_that_does_not_belong_is_found(package: Path, name: str) -> None:
    (package / name).write_text("x\n")
    assert any(problem.startswith(f"{name}: is not listed") for problem in problems_of(package))


def test_what_a_host_adds_is_no_problem(package: Path) -> None:
    (package / ".git").mkdir()
    (package / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (package / ".gitattributes").write_text("* -text\n")
    assert problems_of(package) == []


# What changes, in which table, and what the report must name.
ROW_DAMAGE: dict[str, tuple[str, Callable[[list[dict[str, Any]]], object], str]] = {
    "text of a document": ("documents", lambda r: r[0].update(text=r[0]["text"] + " "), "documents.jsonl:1: "),
    "text swapped": ("documents", lambda r: swap(r, 0, 1, "text"), "documents.jsonl:1: "),
    "hash of the source": ("documents", lambda r: r[1].update(sha256_raw="0" * 64), "documents.jsonl:2: "),
    "hash of the text": ("documents", lambda r: r[1].update(sha256="0" * 64), "documents.jsonl:2: "),
    "encoding": ("documents", lambda r: r[2].update(encoding="utf-8"), "documents.jsonl:3: "),
    "encoding unknown": ("documents", lambda r: r[2].update(encoding="klingon"), "documents.jsonl:3: "),
    "encoding no text": ("documents", lambda r: r[2].update(encoding="zlib"), "documents.jsonl:3: "),
    "encoding no charset": ("documents", lambda r: r[1].update(encoding="punycode"), "documents.jsonl:2: the raw"),
    "title": ("documents", lambda r: r[1].update(title="Autre"), "documents.jsonl:2: "),
    "words": ("documents", lambda r: r[1].update(words=1), "documents.jsonl:2: "),
    "characters": ("documents", lambda r: r[1].update(characters=1), "documents.jsonl:2: "),
    "count of fixes": ("documents", lambda r: r[0].update(fixes=3), "documents.jsonl:1: "),
    "document ids swapped": ("documents", lambda r: swap(r, 0, 1, "doc_id"), "documents.jsonl:1: "),
    "document twice": ("documents", lambda r: r.append(r[1]), "documents.jsonl:4: "),
    "document dropped": ("documents", lambda r: r.pop(0), "blocks.jsonl:1: "),
    "last document dropped": ("documents", lambda r: r.pop(), "blocks.jsonl:8: "),
    "block span": ("blocks", lambda r: r[1].update(start=r[1]["start"] + 1), "blocks.jsonl:2: "),
    "block beyond the text": ("blocks", lambda r: r[8].update(end=9999), "blocks.jsonl:9: "),
    "block text": ("blocks", lambda r: r[1].update(text="x"), "blocks.jsonl:2: "),
    "blocks overlap": (
        "blocks",
        lambda r: r[1].update(start=0, text="Coopération militaire\n\n" + r[1]["text"]),
        "blocks.jsonl:2: ",
    ),
    "block role unknown": ("blocks", lambda r: r[1].update(role="heading"), "blocks.jsonl:2: "),
    "block dropped": ("blocks", lambda r: r.pop(3), "blocks.jsonl:4: "),
    "last block dropped": ("blocks", lambda r: r.pop(), "documents.jsonl:3: "),
    "block ids swapped": ("blocks", lambda r: swap(r, 0, 1, "block_id"), "blocks.jsonl:1: "),
    "block of no document": ("blocks", lambda r: r[2].update(doc_id="d0000000000000000"), "blocks.jsonl:3: "),
    "blocks out of order": ("blocks", lambda r: r.insert(0, r.pop()), "blocks.jsonl:"),
    "finding span": ("findings", lambda r: r[1].update(start=r[1]["start"] - 1), "findings.jsonl:2: "),
    "finding line": ("findings", lambda r: r[1].update(line=3), "findings.jsonl:2: "),
    "finding end column": ("findings", lambda r: r[1].update(end_column=3), "findings.jsonl:2: "),
    "finding confidence": ("findings", lambda r: r[1].update(confidence=1.5), "findings.jsonl:2: "),
    "finding severity": ("findings", lambda r: r[1].update(severity="bad"), "findings.jsonl:2: "),
    "finding related": ("findings", lambda r: r[0].update(related_end=None), "findings.jsonl:1: "),
    "finding related beyond": ("findings", lambda r: r[0].update(related_end=9999), "findings.jsonl:1: "),
    "finding fix": ("findings", lambda r: r[1].update(fix_start=9999), "findings.jsonl:2: "),
    "finding fix trust": ("findings", lambda r: r[1].update(fix_applicability=None), "findings.jsonl:2: "),
    "finding dropped": ("findings", lambda r: r.pop(0), "findings.jsonl:1: "),
    "last finding dropped": ("findings", lambda r: r.pop(), "documents.jsonl:1: "),
    "fix before": ("fixes", lambda r: r[1].update(before="x"), "documents.jsonl:1: "),
    "fix before longer": ("fixes", lambda r: r[1].update(before="xx"), "fixes.jsonl:2: "),
    "fix after": ("fixes", lambda r: r[2].update(after="_"), "fixes.jsonl:"),
    "fix span": ("fixes", lambda r: r[1].update(start=r[1]["start"] + 1, end=r[1]["end"] + 1), "fixes.jsonl:2: "),
    "fix clean span": ("fixes", lambda r: r[2].update(start_clean=1, end_clean=2), "fixes.jsonl:3: "),
    "fix both spans": (
        "fixes",
        lambda r: r[1].update({k: v + 1 for k, v in r[1].items() if k.startswith(("start", "end"))}),
        "documents.jsonl:1: ",
    ),
    "fix dropped": ("fixes", lambda r: r.pop(1), "fixes.jsonl:2: "),
    "last fix dropped": ("fixes", lambda r: r.pop(), "documents.jsonl:3: "),
    "fix ids swapped": ("fixes", lambda r: swap(r, 0, 1, "fix_id"), "fixes.jsonl:1: "),
    "fix rules": ("fixes", lambda r: r[0].update(rules="fused words"), "fixes.jsonl:1: "),
    "fix applicability": ("fixes", lambda r: r[0].update(applicability="display"), "fixes.jsonl:1: "),
    "null where text belongs": ("fixes", lambda r: r[0].update(before=None), "fixes.jsonl:1: "),
    "text where a number belongs": ("fixes", lambda r: r[0].update(start="168"), "fixes.jsonl:1: "),
    "true where a number belongs": ("fixes", lambda r: r[0].update(start=True), "fixes.jsonl:1: "),
    "number where text belongs": ("documents", lambda r: r[0].update(path=7), "documents.jsonl:1: "),
    "column missing": ("blocks", lambda r: r[0].pop("text"), "blocks.jsonl:1: "),
    "column more": ("blocks", lambda r: r[0].update(note=""), "blocks.jsonl:1: "),
}


@pytest.mark.parametrize("damage", ROW_DAMAGE)
def test_damaged_rows_are_found_though_every_hash_is_right(package: Path, damage: str) -> None:
    table, change, place = ROW_DAMAGE[damage]
    edit_rows(package, table, change)
    found = problems_of(package)
    assert any(problem.startswith(f"data/{place}") for problem in found), found
    assert not any("frictionless" in problem for problem in found)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"{}\n", "does not hold the columns"),
        (b"[]\n", "does not hold the columns"),
        (b"{\n", "is not JSON"),
        (b"\xff\n", "is not JSON"),
        (b"\n", "is not JSON"),
        (b"[" * 100_000 + b"\n", "is not JSON"),
        (b'{"block_id": 1}\n', "does not hold the columns"),
    ],
)
def test_lines_that_are_no_rows_are_found(package: Path, line: bytes, what: str) -> None:
    with (package / "data" / "blocks.jsonl").open("ab") as stream:
        stream.write(line)
    reseal(package)
    assert any(problem.startswith(f"data/blocks.jsonl:10: {what}") for problem in problems_of(package))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seq":1,', b'"seq": 1,'),
        (b'"seq":1,', b'"seq":1,"seq":1,'),
        (b'"seq":1,', b'"seq":1.0,'),
        (b'"text":"Coop', b'"text":"\\u0043oop'),
    ],
)
def test_rows_written_otherwise_are_found(package: Path, old: bytes, new: bytes) -> None:
    path = package / "data" / "blocks.jsonl"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    reseal(package)
    assert any(problem.startswith("data/blocks.jsonl:1: ") for problem in problems_of(package))


DESCRIPTOR_DAMAGE: dict[str, Callable[[dict[str, Any]], object]] = {
    "path up": lambda d: d["resources"][1].update(path="../blocks.jsonl"),
    "path absolute": lambda d: d["resources"][1].update(path="/etc/passwd"),
    "path with a back-slash": lambda d: d["resources"][1].update(path="data\\blocks.jsonl"),
    "path hidden": lambda d: d["resources"][1].update(path=".hidden/blocks.jsonl"),
    "path is a URL": lambda d: d["resources"][1].update(path="http://127.0.0.1/blocks.jsonl"),
    "path is a list": lambda d: d["resources"][1].update(path=["data/blocks.jsonl"]),
    "path of another table": lambda d: d["resources"][1].update(path="data/documents.jsonl"),
    "schema is a URL": lambda d: d["resources"][1].update(schema="http://127.0.0.1/schema.json"),
    "foreign profile": lambda d: d.update(profile="http://127.0.0.1/profile.json"),
    "other schema version": lambda d: d.update({"$schema": "http://127.0.0.1/profile.json"}),
    "no name": lambda d: d.pop("name"),
    "bad name": lambda d: d.update(name="Not a name"),
    "bad version": lambda d: d.update(version="one"),
    "licence from nowhere": lambda d: d.update(licenses="mine"),
    "hash": lambda d: d["resources"][1].update(hash="sha256:" + "0" * 64),
    "hash of another kind": lambda d: d["resources"][1].update(hash="md5:" + "0" * 32),
    "no hash": lambda d: d["resources"][1].pop("hash"),
    "bytes": lambda d: d["resources"][1].update(bytes=1),
    "rows": lambda d: d["resources"][1].update(rows=1),
    "primary key": lambda d: d["resources"][1]["schema"].pop("primaryKey"),
    "foreign key": lambda d: d["resources"][1]["schema"].pop("foreignKeys"),
    "type": lambda d: d["resources"][1]["schema"]["fields"][4].update(type="string"),
    "constraint": lambda d: d["resources"][1]["schema"]["fields"][3].pop("constraints"),
    "table dropped": lambda d: d["resources"].pop(),
    "documents dropped": lambda d: d["resources"].pop(0),
    "table twice": lambda d: d["resources"].append(d["resources"][1]),
    "unknown table": lambda d: d["resources"].append({"name": "more", "path": "data/more.jsonl"}),
    "resources no list": lambda d: d.update(resources={}),
    "resource no table": lambda d: d["resources"].append("data/more.jsonl"),
}


@pytest.mark.parametrize("damage", DESCRIPTOR_DAMAGE)
def test_a_changed_descriptor_is_found_and_never_followed(
    package: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_module, "judge", lambda *_: pytest.fail("handed a hostile descriptor to frictionless"))
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    DESCRIPTOR_DAMAGE[damage](descriptor)
    (package / "datapackage.json").write_bytes(json_document(descriptor))
    reseal_sums(package)
    found = problems_of(package)
    assert any(problem.startswith(("datapackage.json: ", "data/blocks.jsonl: ")) for problem in found), found


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_json_files_that_are_no_objects_are_found(package: Path, content: bytes) -> None:
    for name in ("datapackage.json", "corpuslint.lock.json"):
        (package / name).write_bytes(content)
    reseal_sums(package)
    found = problems_of(package)
    assert found[0].startswith("corpuslint.lock.json: is not ")
    assert found[1].startswith("datapackage.json: is not ")


def test_a_package_of_a_later_format_asks_for_a_later_corpuslint(package: Path) -> None:
    (package / "corpuslint.lock.json").write_bytes(b'{"format": 3}')
    with pytest.raises(PackageError, match=r"package format 3; .*: update corpuslint"):
        verify_package(package)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("../x", "leaves the package"),
        ("data/../../x", "leaves the package"),
        ("data/..", "leaves the package"),
        ("/etc/passwd", "is absolute"),
        ("C:/x", "is absolute"),
        ("file:///etc/passwd", "is a URL"),
        ("http://127.0.0.1/x", "is a URL"),
        ("data\\x", "holds a back-slash"),
        ("..\\x", "holds a back-slash"),
        (".hidden", "is hidden"),
        ("data/.hidden/x", "is hidden"),
        ("data//x", "is not written plainly"),
        ("./x", "is not written plainly"),
        ("data/", "is not written plainly"),
        ("a\0b", "holds a control character"),
        ("a\nb", "holds a control character"),
        ("", "is not a path"),
        (None, "is not a path"),
        (["x"], "is not a path"),
        ("data/x.jsonl", None),
        ("données/é 1.jsonl", None),
        ("data/a..b", None),
    ],
)
def test_the_path_guard(path: object, reason: str | None) -> None:
    assert unsafe_path(path) == reason


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "file:///etc/passwd", "..\\x", ".hidden"])
def test_unsafe_paths_in_the_sums_are_not_followed(package: Path, path: str) -> None:
    with (package / SUMS).open("a") as stream:
        stream.write(f"{'0' * 64}  {path}\n")
    reseal_digest(package)
    assert any(f'path "{path}"' in problem and "do not trust" in problem for problem in problems_of(package))


@pytest.mark.parametrize(
    "line", ["x\n", f"{'0' * 64} README.md\n", f"{'A' * 64}  x\n", f"{'0' * 64}  README.md\n", "x"]
)
def test_broken_lines_in_the_sums_are_found(package: Path, line: str) -> None:
    with (package / SUMS).open("a") as stream:
        stream.write(line)
    reseal_digest(package)
    assert any(problem.startswith("SHA256SUMS:13: ") for problem in problems_of(package))


def test_links_are_found_and_not_followed(package: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    (package / "data" / "blocks.jsonl").rename(outside)
    (package / "data" / "blocks.jsonl").symlink_to(outside)
    assert problems_of(package) == [
        "data/blocks.jsonl: is a symbolic link; a package holds plain files; replace it by the file itself",
        "data/blocks.jsonl: is missing, though SHA256SUMS lists it; publish the package again, or fetch it again from "
        "where it came",
    ]


def test_a_linked_directory_is_found(package: Path, tmp_path: Path) -> None:
    (package / "data").rename(tmp_path / "data")
    (package / "data").symlink_to(tmp_path / "data")
    assert problems_of(package)[0].startswith("data: is a symbolic link")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_found_and_not_read(package: Path) -> None:
    (package / "corpuslint.lock.json").unlink()
    os.mkfifo(package / "corpuslint.lock.json")
    assert problems_of(package)[0].startswith("corpuslint.lock.json: is a special file")


def test_many_problems_of_one_file_are_counted_not_listed(package: Path) -> None:
    with (package / "data" / "blocks.jsonl").open("ab") as stream:
        stream.write(b"{}\n" * 500)
    reseal(package)
    found = [problem for problem in problems_of(package) if problem.startswith("data/blocks.jsonl")]
    assert len(found) == 21
    assert found[-1] == "data/blocks.jsonl: 480 more problems like these"


def test_what_is_not_a_package_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, message in ((tmp_path / "none", "does not exist"), (tmp_path / "file", "is not a directory")):
        with pytest.raises(PackageError, match=message):
            verify_package(path)
    with pytest.raises(PackageError, match=r"holds no datapackage\.json"):
        verify_package(tmp_path)
