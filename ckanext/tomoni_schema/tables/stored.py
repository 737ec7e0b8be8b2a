"""The uploaded file of a resource, read once and bounded."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_schema import uploads
from ckanext.tomoni_schema.tables.content import MAX_BYTES, TableError

__all__ = ["load"]


def load(resource: dict[str, Any]) -> bytes:
    """The bytes of ``resource`` (as resource_show gives it).

    :raises TableError: the file is elsewhere, gone, or too large for the browser
    """
    if resource.get("url_type") != "upload":
        raise _elsewhere()
    try:
        return uploads.read(resource, MAX_BYTES)
    except uploads.TooLarge as problem:
        raise _too_large() from problem
    except uploads.Gone as problem:
        raise _missing() from problem


def _too_large() -> TableError:
    return TableError(
        "table-too-large",
        "ファイルが大きすぎて、ブラウザーでは直せません（{megabytes} MBまで）。",
        "The file is too large to be edited in the browser (at most {megabytes} MB).",
        "Excelなどで直し、登録し直してください。",
        "Correct it in a spreadsheet and upload it again.",
        megabytes=MAX_BYTES // 1024 // 1024,
    )


def _elsewhere() -> TableError:
    return TableError(
        "table-elsewhere",
        "このリソースのファイルは、このポータルの外にあります。ブラウザーで直せるのは、ここにアップロードされたファイルです。",
        "The file of this resource is on another server; only a file uploaded here can be edited in the browser.",
        "リソースの編集で、ファイルをアップロードしてください。",
        "Upload the file in the resource's form.",
    )


def _missing() -> TableError:
    return TableError(
        "table-missing",
        "アップロードされたファイルが保存場所にありません。",
        "The uploaded file is not in the storage.",
        "ファイルをもう一度アップロードしてください。",
        "Upload the file again.",
    )
