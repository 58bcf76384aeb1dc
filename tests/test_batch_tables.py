"""Tables of other programs: what fix_table makes of them, and how Spark, Ray Data and datasets call it."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpuslint
from corpuslint.batch import fix_table
from corpuslint.errors import ConfigurationError
from corpuslint.findings import Edit
from corpuslint.patch import replay

pa = pytest.importorskip("pyarrow")

STRAY, CLEAN = "Une phrase  avec deux espaces.", "Une phrase avec deux espaces."
KINDS = ["string", "large_string", "string_view", "dictionary"]


def kind(name: str) -> Any:
    return pa.dictionary(pa.int8(), pa.string()) if name == "dictionary" else getattr(pa, name)()


@pytest.mark.parametrize("name", KINDS)
def test_texts_are_cleaned_and_all_else_stays(name: str) -> None:
    schema = pa.schema(
        [
            pa.field("n", pa.int8(), nullable=False),
            pa.field("text", kind(name), metadata={"a": "b"}),
            pa.field("tags", pa.list_(pa.string())),
        ],
        metadata={"owner": "é"},
    )
    texts = pa.chunked_array([pa.array(part, pa.string()).cast(kind(name)) for part in ([STRAY, None], [], [CLEAN])])
    table = pa.table([pa.array([3, 1, 2], pa.int8()), texts, [["x"], None, []]], schema=schema)
    cleaned = fix_table(table, language="fr")
    assert cleaned.column("text").to_pylist() == [CLEAN, None, CLEAN]
    assert cleaned.column("findings").to_pylist() == ["[]", None, "[]"]
    assert cleaned.schema.metadata == schema.metadata
    assert cleaned.drop(["findings"]).schema.equals(schema, check_metadata=True)
    assert cleaned.drop(["findings", "text"]).equals(table.drop(["text"]))
    assert fix_table(cleaned, language="fr").equals(cleaned)


def test_a_record_batch_gives_a_record_batch() -> None:
    batch = pa.record_batch({"content": [STRAY, None]})
    cleaned = fix_table(batch)
    assert isinstance(cleaned, pa.RecordBatch)
    assert cleaned.to_pydict() == {"content": [CLEAN, None], "findings": ["[]", None]}
    assert fix_table(batch.slice(0, 0)).num_rows == 0
    assert fix_table(pa.table({"text": pa.chunked_array([], pa.string())})).schema.names == ["text", "findings"]


def test_findings_and_fixes_tell_what_the_python_interface_tells() -> None:
    text = "Il y a  du bruit. Le ministre dela Défense nationale est venu hier à Hanoï \ufffd pour une visite."
    table = pa.table({"text": [text]})
    cleaned = fix_table(table, language="fr", unsafe=True, fixes_field="fixes").to_pylist()[0]
    result = corpuslint.fix(text, language="fr", unsafe=True)
    assert cleaned["text"] == result.text
    found = json.loads(cleaned["findings"])
    assert [(one["rule"], one["start"]) for one in found] == [(one.rule, one.start) for one in result.remaining] != []
    edits = [Edit(one["start"], one["end"], one["after"]) for one in json.loads(cleaned["fixes"])]
    assert replay(text, edits) == result.text != text
    assert fix_table(table, findings_field=None).schema.names == ["text"]
    assert fix_table(table, select=["ENC"], ignore=["ENC003"]).to_pylist() == [{"text": text, "findings": "[]"}]


def test_bytes_that_are_not_utf8_stay() -> None:
    stored = pa.array([b"a  b.", b"\xff  c."]).view(pa.string())
    cleaned = fix_table(pa.table({"text": stored}))
    assert cleaned.column("text").cast(pa.binary()).to_pylist() == [b"a b.", b"\xff  c."]
    (finding,) = json.loads(cleaned.column("findings")[1].as_py())
    assert finding["message"] == "This record is not UTF-8, at byte 1"


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({"body_": ["a"], "é": ["b"]}, {}, "no column text or content or body in this table; it has body_, é"),
        ({"text": ["a"]}, {"text_field": "body"}, "no column body in this table; it has text"),
        ({"text": [1]}, {}, 'the column "text" holds int64, not strings'),
        ({"text": ["a"]}, {"language": "xx"}, "xx"),
    ],
)
def test_a_table_that_cannot_be_cleaned(columns: Any, options: Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        fix_table(pa.table(columns), **options)


def test_a_column_that_is_there_twice_is_named() -> None:
    with pytest.raises(ConfigurationError, match='2 columns "text"'):
        fix_table(pa.table([["a"], ["b"]], names=["text", "text"]))


@given(st.lists(st.none() | st.text(alphabet="ab é.\n\u200b\ufffd", max_size=30), max_size=12), st.integers(1, 5))
def test_the_result_does_not_depend_on_batches(texts: list[str | None], size: int) -> None:
    table = pa.table({"text": pa.array(texts, pa.string())})
    whole = fix_table(table, language="fr", select=["ENC", "SPC003"])
    parts = [fix_table(batch, language="fr", select=["ENC", "SPC003"]) for batch in table.to_batches(size)]
    assert pa.Table.from_batches(parts, whole.schema).to_pylist() == whole.to_pylist()


# Each function below stands in docs/batch.md as it is here.


def clean_batches(batches):  # type: ignore[no-untyped-def]
    """For Spark: an iterator of record batches in, one out."""
    for batch in batches:
        yield fix_table(batch, language="fr")


def test_the_shape_that_spark_calls() -> None:
    batches = pa.table({"id": [1, 2], "text": [STRAY, CLEAN]}).to_batches(1)
    assert [row for batch in clean_batches(iter(batches)) for row in batch.to_pylist()] == [
        {"id": 1, "text": CLEAN, "findings": "[]"},
        {"id": 2, "text": CLEAN, "findings": "[]"},
    ]


@pytest.mark.slow
def test_spark_map_in_arrow(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="Spark needs 400 MB and Java; the shape is tested above without it")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    spark = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        frame = spark.createDataFrame([(1, STRAY), (2, None)], "id long, text string")
        cleaned = frame.mapInArrow(clean_batches, "id long, text string, findings string")
        assert [tuple(row) for row in cleaned.collect()] == [(1, CLEAN, "[]"), (2, None, None)]
    finally:
        spark.stop()


def test_hugging_face_datasets_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    dataset = datasets.Dataset.from_dict({"id": [1, 2, 3], "text": [STRAY, None, CLEAN]})
    cleaned = dataset.with_format("arrow").map(partial(fix_table, language="fr"), batched=True, batch_size=2)
    assert cleaned.with_format(None)[:] == {
        "id": [1, 2, 3],
        "text": [CLEAN, None, CLEAN],
        "findings": ["[]", None, "[]"],
    }


@pytest.mark.slow
def test_ray_data_map_batches() -> None:
    pytest.importorskip("ray")
    pytest.importorskip("pandas")
    import ray

    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        dataset = ray.data.from_arrow(pa.table({"id": [1, 2], "text": [STRAY, CLEAN]}))
        cleaned = dataset.map_batches(fix_table, batch_format="pyarrow", fn_kwargs={"language": "fr"})
        assert sorted(row["text"] for row in cleaned.take_all()) == [CLEAN, CLEAN]
    finally:
        ray.shutdown()
