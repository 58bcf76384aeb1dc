"""croissant.json: the same tables for readers of Croissant 1.1 (JSON-LD).

Written to what mlcroissant reads: the media type of JSON lines must be ``application/jsonlines``, references name a
``field``, and every file has its SHA-256.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from corpuslint.packaging.descriptor import Written
from corpuslint.packaging.files import TableFacts
from corpuslint.packaging.metadata import Entry, Metadata, is_person, license_address
from corpuslint.packaging.tables import Column, Table

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_MEDIA_TYPES = {"jsonl": "application/jsonlines", "parquet": "application/x-parquet", "csv": "text/csv"}
_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float"}


def build_croissant(metadata: Metadata, tables: Written) -> dict[str, Any]:
    """The JSON-LD of written tables, keys in a fixed order; what is not known is left out."""
    known: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": metadata.name,
        "description": metadata.description or metadata.title,
        "version": metadata.version,
        "datePublished": metadata.created,
        "url": metadata.homepage,
        "identifier": f"https://doi.org/{metadata.doi}" if metadata.doi else None,
        "citeAs": metadata.citation,
        "license": [license_address(entry) for entry in metadata.licenses],
        "creator": [_creator(entry) for entry in metadata.contributors],
        "isBasedOn": [_source(entry) for entry in metadata.sources],
        "keywords": list(metadata.keywords),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file.path,
                "name": file.path,
                "contentUrl": file.path,
                "encodingFormat": _MEDIA_TYPES[file.path.rpartition(".")[2]],
                "sha256": file.sha256,
            }
            for _, facts in tables
            for file in facts.files
        ]
        + [
            {
                "@type": "cr:FileSet",
                "@id": f"{table.name}-files",
                "name": f"{table.name}-files",
                "encodingFormat": "application/jsonlines",
                "includes": f"data/{table.name}/*.jsonl",
            }
            for table, facts in tables
            if len(facts.files) > 1
        ],
        "recordSet": [_record_set(table, facts, {other.name for other, _ in tables}) for table, facts in tables],
    }
    return {key: value for key, value in known.items() if value}


def _creator(entry: Entry) -> dict[str, str]:
    creator = {"@type": "sc:Person" if is_person(entry) else "sc:Organization", "name": entry["title"]}
    return {**creator, "url": entry["path"]} if "path" in entry else creator


def _source(entry: Entry) -> dict[str, Any]:
    source = {
        "@type": "sc:CreativeWork",
        "name": entry["title"],
        "url": entry.get("path"),
        "license": [license_address(one) for one in entry.get("licenses", ())],
    }
    return {key: value for key, value in source.items() if value}


def _type(column: Column, path: str) -> str:
    """The type of a column. Readers of Croissant take null in CSV for a text, and fail where it should be a number."""
    may_be_null = not column.constraints.get("required")
    return _TYPES["string" if may_be_null and path.endswith(".csv") else column.type]


def _record_set(table: Table, facts: TableFacts, known: Collection[str]) -> dict[str, Any]:
    where = (
        {"fileObject": {"@id": facts.paths[0]}}
        if len(facts.files) == 1
        else {"fileSet": {"@id": f"{table.name}-files"}}
    )
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": {"@id": f"{table.name}/{table.key}"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table.name}/{column.name}",
                "name": f"{table.name}/{column.name}",
                "description": column.description,
                "dataType": _type(column, facts.paths[0]),
                "source": {**where, "extract": {"column": column.name}},
                **(
                    {"references": {"field": {"@id": f"{table.references[column.name]}/{column.name}"}}}
                    if table.references.get(column.name) in known
                    else {}
                ),
            }
            for column in table.columns
        ],
    }
