"""The bytes of a resource: from CKAN's storage when it was uploaded, else from the network by tomoni_core.http."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

import file_keeper as fk
from ckan import model
from ckan.lib import files, uploader

from ckanext.tomoni_core import errors, http
from ckanext.tomoni_core.reading import FORMATS, TABLES, declared
from ckanext.tomoni_quality import settings
from ckanext.tomoni_quality import table_schema as table_schemas

#: The field of a resource, as ckanext-validation names it too.
SCHEMA = "schema"


class Missing(errors.TomoniError):
    """The uploaded file is not in the storage."""


def is_tabular(resource: model.Resource) -> bool:
    """Whether this resource is one that is checked: its declared format, or else its address, says a table."""
    return _is_one_of(resource, FORMATS)


def is_mendable(resource: model.Resource) -> bool:
    """Whether this resource is a table and nothing else: who reads JSON or a ZIP expects no CSV."""
    return _is_one_of(resource, TABLES)


def _is_one_of(resource: model.Resource, formats: tuple[str, ...]) -> bool:
    has_file = resource.url_type not in ("datastore", "tabledesigner")
    return has_file and declared(resource.format, resource.url) in formats


def fingerprint(resource: model.Resource) -> str:
    """Changes when a new check is worth its while: address, hash, modification, format, declared standard."""
    extras = resource.extras or {}
    parts = [
        resource.url, resource.url_type, resource.hash, resource.last_modified, resource.format, resource.size,
        extras.get("tomoni_standard"),
    ]  # fmt: skip
    # Only where there is one: every other file would be checked anew.
    parts += [extras[SCHEMA]] if extras.get(SCHEMA) else []
    return hashlib.sha256(repr([str(part or "") for part in parts]).encode()).hexdigest()


def file_name(resource: dict[str, Any]) -> str:
    """The name of the file for a person."""
    return unquote(urlsplit(resource.get("url") or "").path).rsplit("/", 1)[-1] or str(resource.get("name") or "")


@dataclass(frozen=True)
class Loaded:
    """A file, and what its server calls this state of it (``etag``, ``last_modified``).

    ``unchanged``: the server says that it is as it was; there is no ``data``.
    """

    data: bytes
    state: dict[str, str] = field(default_factory=dict)
    unchanged: bool = False


_STATES = {"etag": ("ETag", "If-None-Match"), "last_modified": ("Last-Modified", "If-Modified-Since")}
_NOT_MODIFIED = 304


def is_remote(resource: dict[str, Any]) -> bool:
    """Whether the file has to be asked for at another server."""
    return resource.get("url_type") != "upload"


def load(resource: dict[str, Any]) -> bytes:
    """The file of ``resource`` (as resource_show gives it), read once.

    :raises errors.TomoniError: it cannot be had; the error says why and what to do.
    """
    return loaded(resource).data


def loaded(resource: dict[str, Any], state: Mapping[str, str] = MappingProxyType({})) -> Loaded:
    """:func:`load`, where the file is another than in ``state``, which its server has told before.

    :raises errors.TomoniError: it cannot be had; the error says why and what to do.
    """
    if not is_remote(resource):
        return Loaded(_stored(resource))
    asked = {header: state[name] for name, (_, header) in _STATES.items() if state.get(name)}
    found = http.fetch(str(resource.get("url") or ""), settings.policy(), headers=asked)
    told = {name: found.headers.get(header, "") for name, (header, _) in _STATES.items()}
    return Loaded(found.body, {name: text for name, text in told.items() if text}, found.status == _NOT_MODIFIED)


def table_schema(resource: dict[str, Any]) -> str | bytes | dict[str, Any] | None:
    """The Table Schema that comes with ``resource``, in its field ``schema``: JSON, or the address of it.

    :raises errors.TomoniError: it cannot be had from its address
    """
    given = resource.get(SCHEMA)
    if not isinstance(given, str):
        return given if isinstance(given, dict) else None
    if given.strip().startswith(("http://", "https://")):
        policy = replace(settings.policy(), max_bytes=table_schemas.MAX_BYTES)
        return http.fetch(given.strip(), policy).body
    return given.strip() or None


def _stored(resource: dict[str, Any]) -> bytes:
    upload = uploader.get_resource_uploader(dict(resource))
    storage = getattr(upload, "storage", None)
    try:
        path = upload.get_path(resource["id"])
        if isinstance(storage, fk.Storage):
            return _from_storage(storage, files.Location(path))
        with open(path, "rb") as stream:
            return _bounded(stream.read(settings.max_bytes() + 1))
    except (OSError, TypeError, fk.exc.FilesError) as problem:
        raise Missing(
            "file-missing",
            "アップロードされたファイルが保存場所にありません。",
            "The uploaded file is not in the storage.",
            "ファイルをもう一度アップロードしてください。",
            "Upload the file again.",
        ) from problem


def _from_storage(storage: fk.Storage, location: fk.Location) -> bytes:
    size = storage.size(location)
    if size > settings.max_bytes():
        raise _too_large(size)
    return _bounded(b"".join(storage.stream(fk.FileData(location, size=size))))


def _bounded(data: bytes) -> bytes:
    if len(data) > settings.max_bytes():
        raise _too_large(len(data))
    return data


def _too_large(size: int) -> errors.TooLarge:
    limit = settings.max_bytes()
    return errors.TooLarge(
        "too-large",
        f"ファイルが大きすぎます（{limit:,} バイトまで検査できます）。",
        f"The file is too large (up to {limit:,} bytes are checked).",
        "年度や地区ごとにファイルを分けるか、管理者に上限の変更を相談してください。",
        "Split the file, for example by year or area, or ask the administrator to raise the limit.",
        size=size,
    )
