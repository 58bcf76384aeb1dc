"""datapackage.json: Data Package v2, kept to what readers of v1 understand too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpuslint.packaging.canonical import TableFacts
from corpuslint.packaging.metadata import Metadata
from corpuslint.packaging.tables import DOCUMENTS, Table

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"

Written = Sequence[tuple[Table, TableFacts]]


def build_descriptor(metadata: Metadata, tables: Written) -> dict[str, Any]:
    """The descriptor of written tables, keys in a fixed order."""
    described = metadata_properties(metadata)
    return {
        "$schema": SCHEMA,
        **described,
        "resources": [describe_table(table, facts) for table, facts in tables],
    }


def metadata_properties(metadata: Metadata) -> dict[str, Any]:
    """The properties of the package itself; what is not known is left out."""
    properties: dict[str, Any] = {
        "name": metadata.name,
        "title": metadata.title,
        "version": metadata.version,
        "description": metadata.description,
        "created": f"{metadata.created}T00:00:00Z" if metadata.created else None,
        "homepage": metadata.homepage,
        "keywords": list(metadata.keywords),
        "licenses": [dict(entry) for entry in metadata.licenses],
        "sources": [dict(entry) for entry in metadata.sources],
        "contributors": [dict(entry) for entry in metadata.contributors],
    }
    return {key: value for key, value in properties.items() if value}


def describe_table(table: Table, facts: TableFacts) -> dict[str, Any]:
    """The resource of one table."""
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column.name,
                "type": column.type,
                "description": column.description,
                **({"constraints": dict(column.constraints)} if column.constraints else {}),
            }
            for column in table.columns
        ],
        "primaryKey": [table.key],
        # Null alone is missing: an empty text is a text.
        "missingValues": [],
    }
    if table is not DOCUMENTS:
        reference = {"resource": DOCUMENTS.name, "fields": [DOCUMENTS.key]}
        schema["foreignKeys"] = [{"fields": [DOCUMENTS.key], "reference": reference}]
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.description,
        "path": table.path,
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "bytes": facts.size,
        "hash": f"sha256:{facts.sha256}",
        "rows": facts.rows,
        "schema": schema,
    }


def without_prose(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource less its titles and descriptions, which may be worded anew without changing the data."""
    bare = {key: value for key, value in resource.items() if key not in ("title", "description")}
    schema = bare.get("schema")
    if isinstance(schema, dict) and isinstance(schema.get("fields"), list):
        fields = [
            {key: value for key, value in one.items() if key not in ("title", "description")}
            if isinstance(one, dict)
            else one
            for one in schema["fields"]
        ]
        bare["schema"] = {**schema, "fields": fields}
    return bare
