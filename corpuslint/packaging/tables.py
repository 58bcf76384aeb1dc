"""The tables of a package as data: what the writer fills, the descriptor declares and the verifier holds rows to.

Offsets are half-open and count Unicode code points. Every row carries every column, in this order; ids start with a
letter, because loaders read ids made of digits as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corpuslint.blocks import Role
from corpuslint.findings import Applicability, Severity

# The number of this layout. It grows when a column, a type or a constraint changes.
FORMAT = 2

DOC_ID = r"d[0-9a-f]{16}"
_RULE_CODE = r"[A-Z]{3,5}[0-9]{3}"
_SHA256 = "[0-9a-f]{64}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``type`` is "string", "integer" or "number"; ``constraints`` as Data Package names them."""

    name: str
    type: str
    description: str
    constraints: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its first column is its primary key; ``references`` tells the table that a column takes values from."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The column that identifies a row."""
        return self.columns[0].name

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in the order of every row."""
        return tuple(column.name for column in self.columns)


def _text(name: str, description: str, **constraints: Any) -> Column:
    return Column(name, "string", description, {"required": True, **constraints})


def _optional_text(name: str, description: str, **constraints: Any) -> Column:
    return Column(name, "string", description, constraints)


def _whole(name: str, description: str, minimum: int = 0) -> Column:
    return Column(name, "integer", description, {"required": True, "minimum": minimum})


def _optional_whole(name: str, description: str) -> Column:
    return Column(name, "integer", description, {"minimum": 0})


def _id(name: str, pattern: str, description: str) -> Column:
    return Column(name, "string", description, {"required": True, "unique": True, "pattern": pattern})


_DOCUMENT = _text("doc_id", "The document this row belongs to.", pattern=DOC_ID)
_SEQUENCE = _whole("seq", "Place of the row among those of its document, from 1.", minimum=1)
_CONFIDENCE = Column(
    "confidence", "number", "How sure the rule is, from 0 to 1.", {"required": True, "minimum": 0, "maximum": 1}
)

DOCUMENTS = Table(
    "documents",
    "Documents",
    "One row per document: the clean text and the facts of its source.",
    (
        _id("doc_id", DOC_ID, "d and 16 hex digits of a hash: of source_id and field, else of path and record."),
        _text("path", "Where the source lay, below the published folder.", minLength=1),
        _optional_text("record", "Place of the text inside the source, such as 12:/text; null for a whole file."),
        _optional_text("source_id", "The id of the record in its source; null where none was named."),
        _optional_text(
            "split", "The split of the document; null where documents are not split.", pattern="[a-z][a-z0-9_]*"
        ),
        _optional_text("language", "ISO 639-1 code; null where it is unknown.", pattern="[a-z]{2,3}(-[A-Za-z0-9]+)*"),
        _optional_text("title", "The title block of the clean text; null where there is none."),
        _text("text", "The clean text: the raw text with every row of fixes applied."),
        _text("sha256_raw", "SHA-256 of the source bytes: the raw text in its encoding.", pattern=_SHA256),
        _text("sha256", "SHA-256 of the clean text in UTF-8.", pattern=_SHA256),
        _text("encoding", "Encoding of the source, as Python names it.", pattern="[a-z0-9_-]+"),
        _whole("characters", "Code points of the clean text."),
        _whole("words", "Runs of characters without white space in the clean text."),
        _whole("blocks", "Rows of this document in blocks."),
        _whole("findings", "Rows of this document in findings."),
        _whole("fixes", "Rows of this document in fixes."),
    ),
)

BLOCKS = Table(
    "blocks",
    "Blocks",
    "The parts of each clean text, in order, with the role that each plays on its page.",
    (
        _id("block_id", DOC_ID + "-b[0-9]+", "The document id, -b and seq."),
        _DOCUMENT,
        _SEQUENCE,
        _text("role", "What the block is on its page.", enum=[role.value for role in Role]),
        _whole("start", "First code point of the block in the clean text."),
        _whole("end", "Code point after the block in the clean text."),
        _text("text", "The text of the block."),
    ),
    {"doc_id": "documents"},
)

FINDINGS = Table(
    "findings",
    "Findings",
    "Defects that the rules see in the clean text: what was not fixed.",
    (
        _id("finding_id", DOC_ID + "-n[0-9]+", "The document id, -n and seq."),
        _DOCUMENT,
        _SEQUENCE,
        _text("rule", "Code of the rule.", pattern=_RULE_CODE),
        _text("name", "Name of the rule."),
        _text("severity", "How much the defect hurts.", enum=[severity.value for severity in Severity]),
        _CONFIDENCE,
        _whole("start", "First code point of the finding in the clean text."),
        _whole("end", "Code point after the finding in the clean text."),
        _whole("line", "Line of start, from 1.", minimum=1),
        _whole("column", "Column of start in code points, from 1.", minimum=1),
        _whole("end_line", "Line of end, from 1.", minimum=1),
        _whole("end_column", "Column of end in code points, from 1.", minimum=1),
        _text("text", "The text of the finding."),
        _text("message", "What is wrong, in one sentence."),
        _optional_whole(
            "related_start", "Start of the first span that explains the finding; null where there is none."
        ),
        _optional_whole("related_end", "End of the span that explains the finding."),
        _optional_text("related_message", "What that span is."),
        _optional_text(
            "fix_applicability",
            "How far the proposed fix may be trusted; null where there is no fix.",
            enum=[applicability.value for applicability in Applicability],
        ),
        _optional_whole("fix_start", "Start of the text that the proposed fix would replace."),
        _optional_whole("fix_end", "End of the text that the proposed fix would replace."),
        _optional_text("fix_after", "The text that the proposed fix would put there."),
    ),
    {"doc_id": "documents", "rule": "rules"},
)

FIXES = Table(
    "fixes",
    "Fixes",
    "Every change between raw and clean text. Replace before by after in the raw text to get the clean text, and "
    "after by before in the clean text to get the raw text; any subset can be undone.",
    (
        _id("fix_id", DOC_ID + "-f[0-9]+", "The document id, -f and seq."),
        _DOCUMENT,
        _SEQUENCE,
        _text(
            "rules",
            "Codes of the rules that made the change, in order, divided by spaces.",
            pattern=f"{_RULE_CODE}( {_RULE_CODE})*",
        ),
        _whole("start", "First code point of before in the raw text."),
        _whole("end", "Code point after before in the raw text."),
        _whole("start_clean", "First code point of after in the clean text."),
        _whole("end_clean", "Code point after after in the clean text."),
        _text("before", "The text that stood in the raw text."),
        _text("after", "The text that stands in the clean text."),
        _text("applicability", "How far the change may be trusted.", enum=["safe", "unsafe"]),
        _CONFIDENCE,
    ),
    {"doc_id": "documents"},
)

RULES = Table(
    "rules",
    "Rules",
    "The rules that looked at the documents, with what each found.",
    (
        _id("rule", _RULE_CODE, "Code of the rule."),
        _text("name", "Name of the rule."),
        _text("family", "Kind of defect."),
        _text("severity", "How much the defect hurts.", enum=[severity.value for severity in Severity]),
        _text("languages", "Languages that the rule knows, divided by spaces; * for every language."),
        _text("summary", "What the rule finds, in one sentence."),
        _text("sha256", "SHA-256 of what decides its results: options and patterns, not prose.", pattern=_SHA256),
        _whole("fixes", "Rows of fixes that the rule took part in."),
        _whole("findings", "Rows of findings of the rule."),
    ),
)

RAW = Table(
    "raw",
    "Raw texts",
    "One row per document: the text as it was before any fix.",
    (
        _id("doc_id", DOC_ID, "The document this is the raw text of."),
        _text("text", "The raw text, decoded; in the encoding of the document it has the hash sha256_raw."),
    ),
    {"doc_id": "documents"},
)

TABLES = (DOCUMENTS, BLOCKS, FINDINGS, FIXES, RULES, RAW)
