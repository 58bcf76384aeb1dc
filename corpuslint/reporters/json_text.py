"""JSON that keeps letters readable and is safe in every terminal and for every reader of lines."""

from __future__ import annotations

import json
import re
from typing import Any

from corpuslint.lazy import regex

# Lone surrogates cannot be encoded; C1 controls and direction marks act on terminals; NEL, U+2028 and U+2029 end a line
# for some readers. JSON itself escapes only the C0 controls.
_ESCAPED = regex("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def to_json(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON, without a final newline; only characters that could do harm are written as ``\\uXXXX``."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text if text.isascii() and "\x7f" not in text else _ESCAPED.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
