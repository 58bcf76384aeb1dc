"""Docstrings as Markdown: what scripts/build_docs.py makes of the public interface."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from types import FunctionType
from typing import Any

_ROLE = re.compile(r":[a-z]+:`~?(?:[\w.]+\.)?(\w+)`")
_SECTION = re.compile(r"(Args|Raises|Returns|Yields):\n")
# "name: text", "name, other: text" or "``NAME``: text".
_ENTRY = re.compile(r"`?(\w+(?:, \w+)*)`?: ")
_TITLES = {"Args": "Arguments", "Raises": "Errors", "Returns": "Result", "Yields": "Yields"}
# A signature that is longer than this, in code points, takes a line for each argument.
_LINE = 100


def page_of(name: str, thing: Any) -> str:
    """The section of one public name: its signature, what it is, its members."""
    parts = [f"## `{name}`"]
    if isinstance(thing, FunctionType):
        parts.append(_fenced(_signature(name, thing)))
    parts.append(markdown(inspect.getdoc(thing) or ""))
    if isinstance(thing, type):
        parts += [part for part in (_members(thing), *_methods(thing)) if part]
    return "\n\n".join(parts)


def markdown(docstring: str) -> str:
    """A docstring in the style of this project as Markdown."""
    text = _ROLE.sub(r"`\1`", docstring.strip()).replace("``", "`")
    return "\n\n".join(_paragraph(one) for one in text.split("\n\n"))


def entries(paragraph: str) -> dict[str, str]:
    """``name: text`` lines, each going on in indented lines, as a table; empty if it is prose."""
    found: dict[str, str] = {}
    for line in inspect.cleandoc(paragraph).split("\n"):
        match = _ENTRY.match(line)
        if match:
            found[match[1]] = line[match.end() :]
        elif not found:
            return {}
        else:
            found[next(reversed(found))] += " " + line.strip()
    return found


def section(docstring: str, title: str) -> dict[str, str]:
    """The entries of one section of a docstring, such as ``Args``."""
    for paragraph in docstring.split("\n\n"):
        head, _, body = paragraph.strip().partition("\n")
        if head == f"{title}:":
            return entries(body)
    return {}


def _paragraph(text: str) -> str:
    match = _SECTION.match(text)
    if match:
        body = text[match.end() :]
        return f"{_TITLES[match[1]]}:\n\n{_listed(entries(body)) or inspect.cleandoc(body)}"
    return _fenced(text) if text.startswith(">>>") else _listed(entries(text)) or text


def _listed(items: Mapping[str, str]) -> str:
    return "\n".join(f"- {', '.join(f'`{one}`' for one in name.split(', '))}: {text}" for name, text in items.items())


def _fenced(code: str) -> str:
    return f"```python\n{code}\n```"


def _signature(name: str, function: FunctionType) -> str:
    signature = inspect.signature(function)
    shown = []
    for one in signature.parameters.values():
        if one.kind is one.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        annotation = "" if one.annotation is one.empty else f": {one.annotation}"
        default = "" if one.default is one.empty else f" = {_default(one.default)}"
        shown.append(one.name + annotation + default)
    line = f"{name}({', '.join(shown)}) -> {signature.return_annotation}"
    if len(line) <= _LINE:
        return line
    return f"{name}(\n" + "".join(f"    {one},\n" for one in shown) + f") -> {signature.return_annotation}"


def _default(value: object) -> str:
    # What stands for a whole settled object is the name of its class.
    return f"{type(value).__name__}()" if is_dataclass(value) else repr(value)


def _members(thing: type) -> str:
    if issubclass(thing, Enum):
        return "Values: " + ", ".join(f'`{one.name}` = `"{one.value}"`' for one in thing) + "."
    types = _types(thing)
    if not types:
        return ""
    rows = [f"| `{name}` | `{one.replace('|', chr(92) + '|')}` |" for name, one in types.items()]
    return "\n".join(["| field | type |", "|---|---|", *rows])


def _types(thing: type) -> dict[str, str]:
    """The types of the fields of a dataclass or named tuple, as they are written, by name."""
    if is_dataclass(thing):
        return {one.name: str(one.type) for one in fields(thing)}
    return {name: thing.__annotations__[name].__forward_arg__ for name in getattr(thing, "_fields", ())}


def _methods(thing: type) -> Iterator[str]:
    for name, method in vars(thing).items():
        if isinstance(method, FunctionType) and not name.startswith("_"):
            yield f"### `{thing.__name__}.{name}`"
            yield _fenced(_signature(name, method))
            yield markdown(inspect.getdoc(method) or "")
