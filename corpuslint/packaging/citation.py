"""CITATION.cff: how to cite a package, for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpuslint.packaging.markup import yaml_text
from corpuslint.packaging.metadata import Entry, Metadata

_ORCID = re.compile(r"https://orcid\.org/\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


def build_citation(metadata: Metadata) -> str:
    """CITATION.cff, Citation File Format 1.2. It asks for an author; where none is named, the package stands in."""
    authors: Sequence[Entry] = metadata.contributors or [{"title": f"The makers of {metadata.name}"}]
    message = "If you use this dataset, please cite it"
    lines = [
        "cff-version: 1.2.0",
        f"message: {yaml_text(f'{message}: {metadata.citation}' if metadata.citation else f'{message}.')}",
        "type: dataset",
        f"title: {yaml_text(metadata.title)}",
        f"version: {yaml_text(metadata.version)}",
    ]
    facts = {
        "date-released": metadata.created,
        "doi": metadata.doi,
        "abstract": metadata.description,
        "url": metadata.homepage,
    }
    lines += _known(facts)
    if metadata.keywords:
        lines += ["keywords:", *(f"  - {yaml_text(word)}" for word in metadata.keywords)]
    lines += ["authors:", *(line for author in authors for line in _author(author))]
    return "\n".join(lines) + "\n"


def _author(entry: Entry) -> Iterator[str]:
    """An author as a person, if the parts of the name are known, or as what Citation File Format calls an entity."""
    parts = {"family-names": entry.get("familyName"), "given-names": entry.get("givenName")}
    if not any(parts.values()):
        parts = {"name": entry["title"]}
    elif "organization" in entry:
        parts["affiliation"] = entry["organization"]
    path = entry.get("path")
    parts["orcid" if path and _ORCID.fullmatch(path) else "website"] = path
    parts["email"] = entry.get("email")
    yield from (f"{'    ' if number else '  - '}{line}" for number, line in enumerate(_known(parts)))


def _known(facts: Mapping[str, str | None]) -> Iterator[str]:
    return (f"{key}: {yaml_text(value)}" for key, value in facts.items() if value)
