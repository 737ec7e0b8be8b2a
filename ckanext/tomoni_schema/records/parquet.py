"""Records as Parquet, one row group after the other. No CKAN.

``number`` is float64, ``date`` date32, everything else text: a time may be 24:00, which no time type holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ckanext.tomoni_core.standards.records import RecordField

__all__ = ["schema", "write"]

GROUP = 10_000
_TYPES = {"number": pa.float64(), "date": pa.date32()}


def schema(fields: Iterable[RecordField]) -> pa.Schema:
    """The file's columns, each with its Japanese and its English title."""
    return pa.schema(
        pa.field(
            field.name,
            _TYPES.get(field.type, pa.string()),
            metadata={"title_ja": field.title_ja, "title_en": field.title_en},
        )
        for field in fields
    )


def write(records: Iterable[dict[str, Any]], fields: tuple[RecordField, ...], out: BinaryIO) -> int:
    """Write the records to ``out``; how many there were."""
    made, total = schema(fields), 0
    with pq.ParquetWriter(out, made, compression="zstd") as writer:
        for group in _groups(records):
            columns = [[_value(field, record[field.name]) for record in group] for field in fields]
            writer.write_batch(pa.record_batch(columns, schema=made))
            total += len(group)
    return total


def _groups(records: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(records)
    while group := list(islice(rest, GROUP)):
        yield group


def _value(field: RecordField, value: Any) -> Any:
    if value is None:
        return None
    if field.type == "number":
        return float(value)
    return date.fromisoformat(value) if field.type == "date" else value
