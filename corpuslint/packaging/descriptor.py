"""datapackage.json: Data Package v2, kept to what readers of v1 understand too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from corpuslint.packaging.delimited import DIALECT, NULL
from corpuslint.packaging.files import TableFacts
from corpuslint.packaging.metadata import Metadata, read_metadata
from corpuslint.packaging.tables import Column, Table

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"

# Frictionless does not count the bytes of a Parquet file and so calls every number wrong: none is stated.
MEDIA_TYPES = {"jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet", "csv": "text/csv"}

_DOI = "https://doi.org/"

Written = Sequence[tuple[Table, TableFacts]]


def build_descriptor(metadata: Metadata, tables: Written) -> dict[str, Any]:
    """The descriptor of written tables, keys in a fixed order."""
    described = metadata_properties(metadata)
    return {
        "$schema": SCHEMA,
        **described,
        "resources": [describe_table(table, facts, [other.name for other, _ in tables]) for table, facts in tables],
    }


def metadata_properties(metadata: Metadata) -> dict[str, Any]:
    """The properties of the package itself; what is not known is left out."""
    properties: dict[str, Any] = {
        "name": metadata.name,
        "id": f"{_DOI}{metadata.doi}" if metadata.doi else None,
        "title": metadata.title,
        "version": metadata.version,
        "description": metadata.description,
        "created": f"{metadata.created}T00:00:00Z" if metadata.created else None,
        "homepage": metadata.homepage,
        "keywords": list(metadata.keywords),
        "citation": metadata.citation,
        "licenses": [dict(entry) for entry in metadata.licenses],
        "sources": [dict(entry) for entry in metadata.sources],
        "contributors": [dict(entry) for entry in metadata.contributors],
    }
    return {key: value for key, value in properties.items() if value}


def metadata_of(properties: Mapping[str, Any]) -> Metadata:
    """The metadata that give these properties of a package.

    Raises:
        ConfigurationError: no metadata give them.
    """
    table = {key: value for key, value in properties.items() if key not in ("$schema", "resources")}
    if isinstance(created := table.get("created"), str):
        table["created"] = created.removesuffix("T00:00:00Z")
    if isinstance(table.get("id"), str):
        table["doi"] = table.pop("id")
    return read_metadata(table, default_name="corpus")


def describe_table(table: Table, facts: TableFacts, known: Collection[str]) -> dict[str, Any]:
    """The resource of one table; it may refer to the ``known`` ones."""
    suffix = facts.paths[0].rpartition(".")[2]
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column.name,
                "type": "number" if _comes_as_float(column, suffix) else column.type,
                "description": column.description,
                **({"constraints": constraints} if (constraints := _constraints(column, suffix)) else {}),
            }
            for column in table.columns
        ],
        "primaryKey": [table.key],
        # Null alone is missing: an empty text is a text.
        "missingValues": [NULL] if suffix == "csv" else [],
    }
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [column]}}
        for column, other in table.references.items()
        if other in known
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.description,
        "path": facts.paths[0] if len(facts.files) == 1 else list(facts.paths),
        "format": suffix,
        "mediatype": MEDIA_TYPES[suffix],
        **({"dialect": DIALECT} if suffix == "csv" else {}),
        **({} if suffix == "parquet" else {"encoding": "utf-8", "bytes": facts.size}),
        "hash": f"sha256:{facts.sha256}",
        "rows": facts.rows,
        "schema": schema,
    }


def _comes_as_float(column: Column, suffix: str) -> bool:
    """Whether whole numbers come as floats, and nulls as NaN: through pandas, those of Parquet where some are null."""
    return suffix == "parquet" and column.type == "integer" and not column.constraints.get("required")


def _constraints(column: Column, suffix: str) -> dict[str, Any]:
    return {} if _comes_as_float(column, suffix) else dict(column.constraints)


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
