"""Check a file that nobody has saved: what an officer drops on a page, or a developer sends to the action.

A short one is checked at once: its bytes are read once, bounded, and forgotten with the answer. A long one is for a
job (:mod:`ckanext.tomoni_quality.trials`).
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality import putting_aside, settings
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.report import Report

LONGEST_NAME = 200


def name_of(upload: Any) -> str:
    """The name of an uploaded file without the folders a browser may tell.

    :param upload: a ``werkzeug`` FileStorage
    :raises toolkit.ValidationError: there is no file
    """
    name = PurePosixPath(str(getattr(upload, "filename", "") or "").replace("\\", "/")).name
    if not name or not hasattr(upload, "read"):
        raise tk.ValidationError({"upload": [tk._("Choose a file.")]})
    return name.replace("\0", "").encode("utf-8", "replace").decode()[-LONGEST_NAME:]


def try_file(upload: Any, *, organization_code: str | None, declared_standard: str | None, places: int) -> Report:
    """The report of an uploaded file, made now, with so many ``places`` of each finding.

    :raises toolkit.ValidationError: no file, or one too large, in the reader's language
    """
    name, limit = name_of(upload), settings.try_max_bytes()
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise tk.ValidationError({"upload": [too_large(limit)]})
    return check(data, name, "", organization_code, declared_standard, samples=places)


def size_of(upload: Any) -> int:
    """How many bytes an uploaded file has; it is at its beginning afterwards.

    :raises toolkit.ValidationError: more than are checked at all
    """
    size = upload.stream.seek(0, io.SEEK_END)
    upload.stream.seek(0)
    if size > settings.max_bytes():
        raise tk.ValidationError({"upload": [too_large(settings.max_bytes())]})
    return size


def is_long(upload: Any) -> bool:
    """Whether the check of an uploaded file would keep somebody waiting: by what it holds, unpacked."""
    bound = settings.try_at_once_bytes()
    if size_of(upload) > bound:
        return True
    try:
        with zipfile.ZipFile(upload.stream) as archive:
            return sum(entry.file_size for entry in archive.infolist()) > bound
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    finally:
        upload.stream.seek(0)


def may_wait(user: str) -> bool:
    """Whether a job may check a file of ``user``: its report is for somebody who can be told from others."""
    return bool(user) and putting_aside.available()


def largest(user: str) -> int:
    """The largest file of ``user`` that is checked, in bytes."""
    at_once = settings.try_max_bytes()
    return max(at_once, settings.max_bytes()) if may_wait(user) else at_once


def megabytes(size: int) -> str:
    """A size as it is told to people: ``10`` for 10 MiB."""
    return f"{size / 2**20:.3g}"


def too_large(limit: int) -> str:
    """What is said of a file beyond ``limit`` bytes."""
    message = tk._("The file is larger than {size} MB. Check it with the command tomoni-check, or split it.")
    return message.format(size=megabytes(limit))


def code(value: str) -> str:
    """A validator: a 全国地方公共団体コード whose check digit is right."""
    wrong = local_government.problem(value)
    if wrong:
        raise tk.Invalid(wrong.ja if tk.h.tomoni_quality_is_japanese() else wrong.en)
    return value


def standard(value: str) -> str:
    """A validator: the slug of a standard that is known here."""
    if not registry().editions(value):
        raise tk.Invalid(tk._("There is no such standard."))
    return value
