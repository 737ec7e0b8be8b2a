"""The uploaded file of a resource, read once and bounded."""

from __future__ import annotations

from typing import Any

import file_keeper as fk
from ckan.lib import files, uploader

from ckanext.tomoni_schema.tables.content import MAX_BYTES, TableError

__all__ = ["load"]


def load(resource: dict[str, Any]) -> bytes:
    """The bytes of ``resource`` (as resource_show gives it).

    :raises TableError: the file is elsewhere, gone, or too large for the browser
    """
    if resource.get("url_type") != "upload":
        raise _elsewhere()
    upload = uploader.get_resource_uploader(dict(resource))
    storage = getattr(upload, "storage", None)
    try:
        path = upload.get_path(resource["id"])
        if isinstance(storage, fk.Storage):
            return _from_storage(storage, files.Location(path))
        with open(path, "rb") as stream:
            return _bounded(stream.read(MAX_BYTES + 1))
    except (OSError, TypeError, fk.exc.FilesError) as problem:
        raise _missing() from problem


def _from_storage(storage: fk.Storage, location: fk.Location) -> bytes:
    size = storage.size(location)
    return _bounded(b"" if size > MAX_BYTES else b"".join(storage.stream(fk.FileData(location, size=size))), size)


def _bounded(data: bytes, size: int = 0) -> bytes:
    if max(len(data), size) <= MAX_BYTES:
        return data
    raise TableError(
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
