"""The bytes of an uploaded file, wherever CKAN keeps it: read once, and never more of them than asked for."""

from __future__ import annotations

from typing import Any

import file_keeper as fk
from ckan.lib import files, uploader

__all__ = ["Gone", "TooLarge", "read"]


class Gone(Exception):
    """The file is not where it was put."""


class TooLarge(Exception):
    """The file has more bytes than the caller takes."""


def read(resource: dict[str, Any], limit: int) -> bytes:
    """The whole file of ``resource`` (as resource_show gives it, ``url_type`` ``upload``).

    :param limit: the most bytes
    :raises Gone: the storage has no such file
    :raises TooLarge: it is longer than ``limit``
    """
    upload = uploader.get_resource_uploader(dict(resource))
    storage = getattr(upload, "storage", None)
    try:
        path = upload.get_path(resource["id"])
        if isinstance(storage, fk.Storage):
            return _streamed(storage, files.Location(path), limit)
        with open(path, "rb") as stream:
            return _bounded(stream.read(limit + 1), limit)
    except (OSError, TypeError, fk.exc.FilesError) as problem:
        raise Gone from problem


def _streamed(storage: fk.Storage, location: files.Location, limit: int) -> bytes:
    size = storage.size(location)
    if size > limit:
        raise TooLarge
    return _bounded(b"".join(storage.stream(fk.FileData(location, size=size))), limit)


def _bounded(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise TooLarge
    return data
