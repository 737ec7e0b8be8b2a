"""Where a file that nobody has published waits for its check: a folder of its own in CKAN's storage, never public.

With CKAN 2.12's file storages it is the default one (a disk, a bucket), so that the web server and the worker may be
two machines; with the older ``ckan.storage_path`` a folder of that.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import file_keeper as fk
from ckan.lib import files
from ckan.plugins import toolkit as tk

__all__ = ["FOLDER", "available", "content", "keep", "locations", "remove"]

log = logging.getLogger(__name__)

FOLDER = "tomoni-trials"


def available() -> bool:
    """Whether this portal has a place for files."""
    return _storage() is not None


def _storage() -> fk.Storage | None:
    found = files.storages.get(tk.config["ckan.files.default_storages.default"])
    # What is in a public storage may be had by anybody who knows its name.
    if found is not None and not getattr(found.settings, "public", False):
        return found
    path = tk.config.get("ckan.storage_path")
    if not path:
        return None
    return fk.make_storage("tomoni-trials", {"type": "ckan:fs", "path": os.path.realpath(path), "initialize": True})


def _needed() -> fk.Storage:
    found = _storage()
    if found is None:
        raise OSError("there is no storage")
    return found


def keep(upload: Any, name: str, folder: str = FOLDER) -> str:
    """Put the file aside under ``name``; its location.

    :param upload: a ``werkzeug`` FileStorage at its beginning, or bytes
    :raises OSError: the storage does not take it
    """
    location = f"{folder}/{name}"
    try:
        _needed().upload(files.Location(location), files.make_upload(upload))
    except Exception as problem:
        # The libraries of buckets have errors of their own.
        log.exception("A file could not be put aside")
        remove(location)
        raise OSError(str(problem)) from problem
    return location


def content(location: str) -> bytes:
    """The bytes of the file.

    :raises OSError: it is not there any more
    """
    try:
        return _needed().content(fk.FileData(files.Location(location)))
    except Exception as problem:
        raise OSError(str(problem)) from problem


def locations(folder: str = FOLDER) -> list[str]:
    """Where files lie that were put aside in ``folder``; nothing where the storage cannot tell."""
    storage = _storage()
    if storage is None or not storage.supports(fk.Capability.SCAN):
        return []
    try:
        return list(storage.filtered_scan(prefix=f"{folder}/"))
    except Exception:
        log.exception("The storage did not say which files lie there")
        return []


def remove(location: str) -> bool:
    """Delete the file; True when it is gone, False when the storage would not."""
    storage = _storage()
    if not location or storage is None:
        return not location
    try:
        data = fk.FileData(files.Location(location))
        if storage.exists(data):
            storage.remove(data)
    except Exception:
        log.exception("The file %s was not deleted; the sweep tries again", location)
        return False
    return True
