"""The form of a line: a pattern for each table, which only lines match that the writer could have written.

One match in C holds a line to everything that is asked of a row by itself: the columns and their order, types, limits,
patterns, and the one way in which JSON is written. What does not match may still be right, such as a number with many
digits: :mod:`corpuslint.packaging.verify_rows` then looks at it cell by cell, and says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from corpuslint.packaging.canonical import json_text
from corpuslint.packaging.tables import Column, Table

# Numbers by their type and limits. Whole ones of 18 digits and shares of 15 have one way to be written.
_NATURAL = "[1-9][0-9]{0,17}"
_NUMBERS: dict[tuple[str, Any, Any], str] = {
    ("integer", 0, None): f"(?:0|{_NATURAL})",
    ("integer", 1, None): _NATURAL,
    ("number", 0, 1): r"(?:[01]\.0|0\.(?!0000)[0-9]{0,14}[1-9])",
}
_PLAIN = r'[^"\\\x00-\x1f\x85\u2028\u2029]'
_ESCAPE = r'\\(?:["\\nrtbf]|u00(?:0[0-7bef]|1[0-9a-f]|85)|u202[89])'


def line_form(table: Table) -> Callable[[str], re.Match[str] | None]:
    """A function that matches a line of a table, without its line end, and no other line."""
    cells = ",".join(f'"{column.name}":{_cell_form(column)}' for column in table.columns)
    return re.compile(rf"\{{{cells}\}}").fullmatch


def _cell_form(column: Column) -> str:
    limits = column.constraints
    if column.type == "string":
        form = _text_form(column)
    else:
        form = _NUMBERS[column.type, limits.get("minimum"), limits.get("maximum")]
    return form if limits.get("required") else f"(?:null|{form})"


def _text_form(column: Column) -> str:
    limits = column.constraints
    if "enum" in limits:
        return f"(?:{'|'.join(re.escape(json_text(value)) for value in limits['enum'])})"
    if "pattern" in limits:  # none of them lets a character pass that JSON escapes
        return f'"(?:{limits["pattern"]})"'
    shortest = limits.get("minLength", 0)
    enough = f"(?=(?:{_PLAIN}|{_ESCAPE}){{{shortest}}})" if shortest else ""
    return f'"{enough}{_PLAIN}*+(?:{_ESCAPE}{_PLAIN}*+)*+"'
