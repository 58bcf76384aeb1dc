"""ro-crate-metadata.json: a package as an RO-Crate 1.2 (JSON-LD, a flat list of entities that refer to each other)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpuslint import __version__
from corpuslint.packaging.canonical import json_document
from corpuslint.packaging.descriptor import MEDIA_TYPES, Written
from corpuslint.packaging.metadata import Entry, Metadata, is_person, license_address

_NAME = "ro-crate-metadata.json"
CRATE = (_NAME,)

_VERSION = "https://w3id.org/ro/crate/1.2"
# A crate must tell how it may be used; where nobody said so, it tells that.
_NO_LICENSE = "No licence is stated: nobody but the owners of the rights may share these texts."

# What the files beside the tables are, and their media types by the end of their names.
_PAGES = {
    "CHANGELOG.md": "What changed between versions.",
    "CITATION.cff": "How to cite this package.",
    "README.md": "The dataset card.",
    "corpuslint.lock.json": "Versions, rules and configuration that decided the result.",
    "croissant.json": "The tables for readers of Croissant.",
    "datapackage.json": "The columns, types and keys of every table (Data Package).",
    "index.html": "A page for people.",
}
_MEDIA = {
    **MEDIA_TYPES,
    "cff": "application/yaml",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
}

Node = dict[str, Any]


def crate_files(
    metadata: Metadata, tables: Written, hashes: Mapping[str, str], sizes: Mapping[str, int]
) -> dict[str, bytes]:
    """The file that makes a crate of a directory.

    Args:
        metadata: what a person says about the package, with its date.
        tables: the tables and the paths of their files.
        hashes: SHA-256 of each file by path.
        sizes: bytes of each file by path.
    """
    prose = {path: table.description for table, facts in tables for path in facts.paths}
    files = [_file(name, prose.get(name) or _PAGES.get(name), hashes[name], sizes[name]) for name in sorted(hashes)]
    licenses = _entities("license", metadata.licenses, _license)
    sources = _entities("source", metadata.sources, _source)
    people = _entities("contributor", metadata.contributors, _contributor)
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": metadata.title,
        "description": metadata.description or metadata.title,
        "datePublished": metadata.created,
        "license": _references(licenses) or _NO_LICENSE,
        "identifier": f"https://doi.org/{metadata.doi}" if metadata.doi else f"{metadata.name}-{metadata.version}",
        "creditText": metadata.citation,
        "version": metadata.version,
        "url": metadata.homepage,
        "keywords": list(metadata.keywords),
        "author": _references(people),
        "isBasedOn": _references(sources),
        "hasPart": _references(files),
        "mentions": {"@id": "#publish"},
    }
    about: list[Node] = [
        {"@id": _NAME, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": _VERSION}},
        {key: value for key, value in root.items() if value},
        *files,
        *licenses,
        *sources,
        *people,
        {
            "@id": "#publish",
            "@type": "CreateAction",
            "name": "Fix and publish the texts",
            "instrument": {"@id": "#corpuslint"},
            "result": {"@id": "./"},
        },
        {"@id": "#corpuslint", "@type": "SoftwareApplication", "name": "corpuslint", "version": __version__},
    ]
    return {_NAME: json_document({"@context": f"{_VERSION}/context", "@graph": about})}


def _file(path: str, description: str | None, sha256: str, size: int) -> Node:
    node = {
        "@id": path,
        "@type": "File",
        "name": path,
        "description": description,
        "encodingFormat": _MEDIA.get(path.rpartition(".")[2]),
        "contentSize": str(size),
        "sha256": sha256,
    }
    return {key: value for key, value in node.items() if value}


def _entities(kind: str, entries: Sequence[Entry], describe: Any) -> list[Node]:
    """A node for each entry. Ids are local ones: two entries may name one address, and two nodes may not."""
    return [{"@id": f"#{kind}-{number}", **describe(entry)} for number, entry in enumerate(entries, 1)]


def _license(entry: Entry) -> Node:
    name = entry.get("title") or entry["name"]
    return {"@type": "CreativeWork", "name": name, "identifier": entry["name"], "url": license_address(entry)}


def _source(entry: Entry) -> Node:
    licenses = [license_address(one) for one in entry.get("licenses", ())]
    about = {"@type": "CreativeWork", "name": entry["title"], **_address(entry)}
    return {**about, "license": licenses} if licenses else about


def _contributor(entry: Entry) -> Node:
    return {"@type": "Person" if is_person(entry) else "Organization", "name": entry["title"], **_address(entry)}


def _address(entry: Entry) -> Node:
    return {"url": entry["path"]} if "path" in entry else {}


def _references(nodes: Sequence[Node]) -> list[Node]:
    return [{"@id": node["@id"]} for node in nodes]
