"""The bytes of a resource: out of CKAN's storage when it was uploaded, else from the network by tomoni_core.http."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import errors, http
from ckanext.tomoni_core.reading import TABLES, declared
from ckanext.tomoni_schema import uploads

__all__ = ["is_table", "load", "name"]

#: A person waits for the answer, and a web process with them.
TIMEOUT = 20.0


def name(resource: dict[str, Any]) -> str:
    """The file's name as its address has it."""
    return unquote(urlsplit(str(resource.get("url") or "")).path).rsplit("/", 1)[-1]


def is_table(resource: dict[str, Any]) -> bool:
    """Whether format, or else the address, says that this is a table; tables made in the DataStore have no file."""
    if resource.get("url_type") in ("datastore", "tabledesigner"):
        return False
    return declared(str(resource.get("format") or ""), str(resource.get("url") or "")) in TABLES


def load(resource: dict[str, Any]) -> bytes:
    """The whole file, within ``tomoni.schema.convert_max_bytes``.

    :raises errors.TomoniError: it cannot be had; the error says why and what to do
    """
    limit = int(tk.config["tomoni.schema.convert_max_bytes"])
    if resource.get("url_type") == "upload":
        return _stored(resource, limit)
    policy = http.Policy(max_bytes=limit, timeout=TIMEOUT, contact=tk.config["ckan.site_url"])
    return http.fetch(str(resource.get("url") or ""), policy).body


def _stored(resource: dict[str, Any], limit: int) -> bytes:
    try:
        return uploads.read(resource, limit)
    except uploads.TooLarge as problem:
        raise _too_large(limit) from problem
    except uploads.Gone as problem:
        raise errors.NotFound(
            "file_missing",
            "アップロードされたファイルが保存場所にありません。",
            "The uploaded file is not in the storage.",
            "ファイルをもう一度アップロードしてください。",
            "Upload the file again.",
        ) from problem


def _too_large(limit: int) -> errors.TooLarge:
    return errors.TooLarge(
        "too_large",
        "ファイルが大きすぎます（{limit}バイトまで変換できます）。",
        "The file is too large (up to {limit} bytes are converted).",
        "ダウンロードして「ckan tomoni-schema convert」で変換するか、ファイルを分けてください。",
        "Download it and use “ckan tomoni-schema convert”, or split the file.",
        limit=f"{limit:,}",
    )
