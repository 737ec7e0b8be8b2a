"""What a file really is, told from its first bytes: the name and the Content-Type lie often enough."""

from __future__ import annotations

import json
import re

from ckanext.tomoni_core.errors import WrongType

__all__ = ["NAMES", "sniff", "wrong_type"]

NAMES: dict[str, tuple[str, str]] = {
    "html": ("HTML(ウェブページ)", "a web page (HTML)"),
    "pdf": ("PDF", "a PDF"),
    "png": ("PNG画像", "a PNG picture"),
    "jpeg": ("JPEG画像", "a JPEG picture"),
    "gif": ("GIF画像", "a GIF picture"),
    "webp": ("WebP画像", "a WebP picture"),
    "zip": ("ZIP圧縮ファイル", "a ZIP archive"),
    "gzip": ("gzip圧縮ファイル", "a gzip archive"),
    "rar": ("RAR圧縮ファイル", "a RAR archive"),
    "7z": ("7z圧縮ファイル", "a 7z archive"),
    "docx": ("Word文書", "a Word document"),
    "pptx": ("PowerPoint文書", "a PowerPoint document"),
    "ods": ("OpenDocument表計算(ODS)", "an OpenDocument spreadsheet (ODS)"),
    "xlsb": ("バイナリ形式のExcel(XLSB)", "a binary Excel workbook (XLSB)"),
    "ole": ("古い形式のOffice文書", "an old Office document"),
    "xml": ("XML", "XML"),
    "json": ("JSON", "JSON"),
    "parquet": ("Parquet", "Parquet"),
    "sqlite": ("SQLiteデータベース", "an SQLite database"),
    "rtf": ("リッチテキスト(RTF)", "rich text (RTF)"),
}

_JSON_PARSED = 1024 * 1024
_JSON_HEAD = re.compile(rb"\s*(?:\{\s*\"|\[\s*[\[{\"\d-])")
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"{\\rtf", "rtf"),
)


def sniff(data: bytes) -> str:
    """A key of ``NAMES`` for what certainly is no delimited text, else ``text``. Archives are told apart elsewhere."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return _sniff_markup(data)


def _sniff_markup(data: bytes) -> str:
    head = data[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<table")):
        return "html"
    if head.startswith((b"<?xml", b"<!--")):
        return "html" if b"<html" in head else "xml"
    if head.startswith((b"{", b"[")) and _is_json(data):
        return "json"
    return "text"


def _is_json(data: bytes) -> bool:
    if len(data) > _JSON_PARSED:  # parsing would cost ten times the bytes: its ends must do
        return data[-64:].rstrip().endswith((b"}", b"]")) and bool(_JSON_HEAD.match(data[:256]))
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def wrong_type(kind: str, name: str = "") -> WrongType:
    """The error for a file of ``kind`` where a table was expected."""
    ja, en = NAMES.get(kind, (kind, kind))
    return WrongType(
        "wrong_type",
        "表のファイルではなく{ja_kind}です。",
        "This is {en_kind}, not a table.",
        "CSVまたはExcel(XLSX)のファイルを登録してください。配布ページではなくファイルのURLかも確認してください。",
        "Register a CSV or Excel (XLSX) file, and check that the address is the file's, not its page's.",
        kind=kind,
        name=name,
        ja_kind=ja,
        en_kind=en,
    )
