"""A plugin that frictionless finds by the name of this module; it imports nothing until it is asked for something."""

from __future__ import annotations

from typing import Any

from frictionless import Plugin


class CorpuslintPlugin(Plugin):
    """Offers the check ``corpuslint`` and reads Parquet tables with hashes and sizes verified, without pandas."""

    def create_parser(self, resource: Any) -> Any:
        """The parser of a local Parquet file; None for any other resource."""
        if resource.format not in ("parquet", "parq") or resource.remote or resource.memory or resource.extrapaths:
            return None
        from corpuslint.frictionless_parts import ArrowParser

        return ArrowParser(resource)

    def select_check_class(self, type: str | None = None) -> Any:  # noqa: A002 - the name that frictionless calls it
        """The check of a name."""
        if type != "corpuslint":
            return None
        from corpuslint.frictionless_parts import CorpuslintCheck

        return CorpuslintCheck

    def select_error_class(self, type: str | None = None) -> Any:  # noqa: A002
        """The error of a name."""
        if type != "corpuslint-finding":
            return None
        from corpuslint.frictionless_parts import CorpuslintFinding

        return CorpuslintFinding
