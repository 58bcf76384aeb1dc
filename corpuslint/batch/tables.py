"""Cleaning a table: the function that other programs call for each of their batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from corpuslint.api import make_ruleset
from corpuslint.blocks import DEFAULT_PROFILE, BlockProfile
from corpuslint.document import Document
from corpuslint.engine import check_document
from corpuslint.errors import ConfigurationError
from corpuslint.findings import Applicability, Finding
from corpuslint.fixing import fix_document
from corpuslint.fixlog import rows_of
from corpuslint.formats.records import TEXT_FIELDS
from corpuslint.language.codes import settle_language
from corpuslint.language.identify import detect_language
from corpuslint.language.vocabulary import Vocabulary, make_vocabulary
from corpuslint.reporters import LocatedFinding
from corpuslint.reporters.json_text import to_json
from corpuslint.ruleset import RuleSet

if TYPE_CHECKING:
    import pyarrow as pa

    Table = TypeVar("Table", pa.Table, pa.RecordBatch)

# What a fix is told by in a column; the rest of a row of a fix log speaks of files.
_FIX_KEYS = ("rules", "applicability", "confidence", "start", "end", "before", "after")


def fix_table(
    table: Table,
    *,
    text_field: str | None = None,
    language: str | None = None,
    unsafe: bool = False,
    findings_field: str | None = "findings",
    fixes_field: str | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    preview: bool = False,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    rule_paths: Sequence[str | Path] = (),
    profile: BlockProfile = DEFAULT_PROFILE,
    vocabulary: Mapping[str, int] | None = None,
) -> Table:
    """A table with its column of texts cleaned; every other column, the schema and the order of rows stay.

    Each row is a document by itself, so the result does not depend on how rows are put into batches.

    Args:
        table: a ``pyarrow`` table or record batch; the result is of the same kind.
        text_field: the column of texts; the first of ``text``, ``content`` and ``body`` that there is, if not given.
        language: ISO 639-1 code of every text; detected for each if not given.
        unsafe: whether to apply unsafe fixes too.
        findings_field: the column, of strings, that takes the findings which remain in each text as a JSON array, in
            the form of ``--output-format json``; ``[]`` where none remain, null where there is no text. It is added at
            the end, or replaced if it is there; None for no such column.
        fixes_field: the column that takes what was changed in each text, in the same way: rows as in a fix log, without
            what they say of files. None, the default, for no such column.
        select, ignore, preview, options, rule_paths, profile, vocabulary: as in :func:`corpuslint.check`.

    Raises:
        ConfigurationError: no such column, a column that holds no strings, or an unknown rule, option or language.
    """
    import pyarrow as pa

    clean = _Cleaner(
        make_ruleset(select, ignore, preview, options, rule_paths),
        frozenset({Applicability.SAFE, *([Applicability.UNSAFE] if unsafe else [])}),
        settle_language(language) if language else None,
        profile,
        make_vocabulary(vocabulary) if vocabulary else None,
    )
    index = _text_column(table, text_field)
    field, column = table.schema.field(index), table.column(index)
    is_batch = isinstance(table, pa.RecordBatch)
    columns: dict[str, list[pa.Array]] = {"texts": [], "findings": [], "fixes": []}
    for chunk in [column] if is_batch else column.chunks:
        rows = [clean(stored) for stored in _stored(chunk)]  # three values for each text, see _Cleaner
        texts = pa.array([text for text, _, _ in rows], pa.large_binary()).view(pa.large_string())
        columns["texts"].append(_as_type(texts, field.type))
        columns["findings"].append(pa.array([found for _, found, _ in rows], pa.string()))
        columns["fixes"].append(pa.array([fixes for _, _, fixes in rows], pa.string()))

    def whole(name: str, kind: pa.DataType) -> Any:
        return columns[name][0] if is_batch else pa.chunked_array(columns[name], kind)

    cleaned = table.set_column(index, field, whole("texts", field.type))
    if findings_field is not None:
        cleaned = _with_column(cleaned, findings_field, whole("findings", pa.string()))
    if fixes_field is not None:
        cleaned = _with_column(cleaned, fixes_field, whole("fixes", pa.string()))
    return cleaned


@dataclass(frozen=True, slots=True)
class _Cleaner:
    """What is the same for every text of a table."""

    rules: RuleSet
    allowed: frozenset[Applicability]
    language: str | None
    profile: BlockProfile
    vocabulary: Vocabulary | None

    def __call__(self, stored: bytes | None) -> tuple[bytes | None, str | None, str | None]:
        """A text, cleaned, with the findings that remain and what was changed, both as JSON."""
        if stored is None:
            return None, None, None
        try:
            text = stored.decode("utf-8")
        except UnicodeDecodeError as error:
            broken = Document("", problem=f"is not UTF-8, at byte {error.start + 1}")
            return stored, _findings(check_document(broken, self.rules), broken), "[]"
        language = self.language or detect_language(text)
        document = Document(text, language, profile=self.profile, vocabulary=self.vocabulary)
        outcome = fix_document(document, self.rules, self.allowed)
        fixes = [{key: getattr(row, key) for key in _FIX_KEYS} for row in rows_of(document, outcome)]
        return outcome.document.text.encode("utf-8"), _findings(outcome.remaining, outcome.document), to_json(fixes)


def _findings(found: Iterable[Finding], document: Document) -> str:
    return to_json([LocatedFinding(one, document).as_dict() for one in found])


def _stored(chunk: pa.Array) -> Iterator[bytes | None]:
    """The bytes of each text, be they UTF-8 or not."""
    import pyarrow as pa

    plain = chunk.dictionary_decode() if pa.types.is_dictionary(chunk.type) else chunk
    for value in plain.cast(pa.large_string()).cast(pa.large_binary()):
        yield value.as_py()


def _as_type(texts: pa.Array, kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if not pa.types.is_dictionary(kind):
        return texts.cast(kind)
    return texts.cast(kind.value_type).dictionary_encode().cast(kind)


def _text_column(table: Table, given: str | None) -> int:
    import pyarrow as pa

    names = table.schema.names
    wanted = TEXT_FIELDS if given is None else (given,)
    name = next((name for name in wanted if name in names), None)
    if name is None:
        raise ConfigurationError(f"no column {' or '.join(wanted)} in this table; it has {', '.join(names)}")
    if names.count(name) > 1:
        raise ConfigurationError(f'this table has {names.count(name)} columns "{name}"; rename one of them')
    index: int = table.schema.get_field_index(name)
    kind = table.schema.field(index).type
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_string_view(plain)):
        raise ConfigurationError(f'the column "{name}" holds {kind}, not strings')
    return index


def _with_column(table: Table, name: str, values: Any) -> Table:
    index = table.schema.get_field_index(name)
    return table.append_column(name, values) if index < 0 else table.set_column(index, name, values)
