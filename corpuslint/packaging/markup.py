"""Text of people as YAML and Markdown show it: as it is, whatever it holds."""

from __future__ import annotations

import json
import re
import unicodedata

# What Markdown takes for markup anywhere, and after at most a number where a line begins.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|&~$]")
_LINE_START = re.compile(r"^([0-9]{0,9})([-+=:.)])")
# What YAML reads otherwise than it stands there, or refuses.
_FOLDED = frozenset({"Cc", "Cf", "Cn", "Co", "Zl", "Zp"})


def yaml_text(text: str) -> str:
    """A YAML scalar in double quotes. JSON's quoting is YAML's, once characters that YAML folds or bars are escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(f"\\u{ord(char):04x}" if _is_folded(char) else char for char in quoted)


def as_paragraphs(text: str) -> str:
    """Text of several lines that Markdown shows as it is, and an empty line after it."""
    return "\n".join(as_line(line.strip()) for line in text.split("\n")) + "\n\n" if text else ""


def as_line(text: str) -> str:
    """Text of one line that Markdown shows as it is, wherever it stands in a line."""
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


def _is_folded(char: str) -> bool:
    return ord(char) < 0x10000 and not char.isascii() and unicodedata.category(char) in _FOLDED
