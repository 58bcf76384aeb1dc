"""A plugin that frictionless finds by the name of this module; it imports nothing until it is asked for something."""

from __future__ import annotations

from typing import Any

from frictionless import Plugin


class CorpuslintPlugin(Plugin):
    """Offers the check ``corpuslint``, and reads Parquet, hashes and sizes verified, and CSV whose dialect is told."""

    def create_parser(self, resource: Any) -> Any:
        """The parser of a local Parquet file, or of CSV whose dialect is told in full; None for any other resource."""
        if resource.format == "csv":
            return self._create_csv_parser(resource)
        if resource.format not in ("parquet", "parq") or resource.remote or resource.memory or resource.extrapaths:
            return None
        from corpuslint.frictionless_parts import ArrowParser

        return ArrowParser(resource)

    def _create_csv_parser(self, resource: Any) -> Any:
        from frictionless.formats.csv import CsvControl

        control = CsvControl.from_dialect(resource.dialect)
        told = ("delimiter", "line_terminator", "quote_char", "double_quote", "skip_initial_space")
        if not all(control.has_defined(name) for name in told):
            return None
        from corpuslint.frictionless_parts import ToldCsvParser

        return ToldCsvParser(resource)

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
