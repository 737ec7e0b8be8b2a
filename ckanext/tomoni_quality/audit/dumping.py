"""Rows of the dictionary written as CSV and Parquet, piece by piece. No CKAN."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from ckanext.tomoni_core.writing import harmless
from ckanext.tomoni_quality.audit.dictionary import Field
from ckanext.tomoni_quality.audit.method import METHOD_VERSION

__all__ = ["as_csv", "as_parquet"]

GROUP = 5_000
_TYPES = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
    "datetime": pa.timestamp("s", tz="UTC"),
}  # fmt: skip


def as_csv(rows: Iterable[Mapping[str, Any]], fields: Sequence[Field]) -> Iterator[bytes]:
    """UTF-8 with BOM for Excel; a title that a spreadsheet would run as a formula gets an apostrophe."""
    yield _lines([[field.name for field in fields]], "utf-8-sig")
    rest = iter(rows)
    while group := list(islice(rest, GROUP)):
        yield _lines(([_cell(row[field.name]) for field in fields] for row in group), "utf-8")


def _lines(rows: Iterable[Sequence[Any]], encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else harmless(value)


def as_parquet(rows: Iterable[Mapping[str, Any]], fields: Sequence[Field], out: IO[bytes]) -> None:
    """Typed, with the titles of each column and the version of the method in the file's metadata."""
    columns = [pa.field(f.name, _TYPES[f.type], metadata={"title_ja": f.ja, "title_en": f.en}) for f in fields]
    schema = pa.schema(columns, metadata={"method": METHOD_VERSION})
    rest = iter(rows)
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(rest, GROUP)):
            arrays = [[_typed(f, row[f.name]) for row in group] for f in fields]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _typed(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.type == "datetime":
        return datetime.fromisoformat(value)
    return float(value) if field.type == "number" else value
