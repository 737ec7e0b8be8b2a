"""A small file of every kind that is read, to be spoilt."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache

import openpyxl
import xlwt

from tests.unit.core.reading import opendocuments

ROWS = [
    ["名称", "緯度", "経度", "人数"],
    ["甲", "34.342787", "134.046574", "1,200"],
    ["乙", "", "", "０"],
    ["=1+1", "x", "1", ""],
]


def _csv(delimiter: str = ",") -> str:
    return "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in ROWS)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[3].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一覧")
    for number, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods() -> bytes:
    return opendocuments.document(
        opendocuments.sheet("一覧", *(opendocuments.row(*map(opendocuments.text, row)) for row in ROWS))
    )


def _geojson() -> bytes:
    ring = [[134.0, 34.0], [134.1, 34.0], [134.1, 34.1], [134.0, 34.0]]
    shapes = [{"type": "Point", "coordinates": [134.0, 34.3]}, {"type": "Polygon", "coordinates": [ring]}, None]
    features = [{"type": "Feature", "properties": {"名称": "甲"}, "geometry": shape} for shape in shapes]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@cache
def seeds() -> dict[str, bytes]:
    """A file by the name of its kind."""
    records = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
    made = {
        "csv": _csv().encode(),
        "csv-cp932": _csv().encode("cp932"),
        "csv-utf16": _csv().encode("utf-16"),
        "csv-long": (_csv() * 4_000).encode(),
        "tsv": _csv("\t").encode(),
        "json": json.dumps({"result": {"records": records}}, ensure_ascii=False).encode(),
        "geojson": _geojson(),
        "xlsx": _xlsx(),
        "xls": _xls(),
        "ods": _ods(),
    }
    inner = {f"{kind}.{kind}": made[kind] for kind in ("csv", "json", "xlsx", "ods")}
    return {**made, "zip": _zip(inner)}
