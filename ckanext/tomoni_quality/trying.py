"""Check a file that nobody has saved: what an officer drops on a page, or a developer sends to the action.

Nothing is stored: the bytes are read once, bounded, and forgotten with the answer.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality import settings
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.report import Report


def try_file(upload: Any, *, organization_code: str | None, declared_standard: str | None) -> Report:
    """The report of an uploaded file.

    :param upload: a ``werkzeug`` FileStorage
    :raises toolkit.ValidationError: no file, or one too large, in the reader's language
    """
    name = PurePosixPath(str(getattr(upload, "filename", "") or "").replace("\\", "/")).name
    if not name or not hasattr(upload, "read"):
        raise tk.ValidationError({"upload": [tk._("Choose a file.")]})
    limit = settings.try_max_bytes()
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise tk.ValidationError({"upload": [too_large()]})
    return check(data, name, "", organization_code, declared_standard)


def megabytes() -> str:
    """The largest file as it is told to people: ``10`` for 10 MiB."""
    return f"{settings.try_max_bytes() / 2**20:.3g}"


def too_large() -> str:
    """What is said of a larger one."""
    message = tk._("The file is larger than {size} MB. Check it with the command tomoni-check, or split it.")
    return message.format(size=megabytes())


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
