"""The background job of a long task: tells how far it is; ends at its next step when it was cancelled or begun again.

A file before publishing is checked, and deleted when its report is there; whatever is wrong with it is a report that
says so. The mended tables of a large file are put aside.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from ckan import model
from rq.timeouts import JobTimeoutException

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import every_place, mending_run, putting_aside
from ckanext.tomoni_quality.check import broken, check, failed
from ckanext.tomoni_quality.report import Report
from ckanext.tomoni_quality.trial_model import RUNNING, QualityTrial

__all__ = ["do"]

log = logging.getLogger(__name__)

#: Progress is written down at most so often.
SECONDS = 0.5


class Unwanted(Exception):
    """Nobody waits for this job's report any more."""


class Telling:
    """Writes down how far the check is."""

    def __init__(self, ident: str, job_id: str) -> None:
        self.ident, self.job_id = ident, job_id
        self.stage, self.at = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A ``Tell`` of the check. Raises ``Unwanted``."""
        if stage == self.stage and time.monotonic() - self.at < SECONDS:
            return
        if not QualityTrial.tell(self.ident, self.job_id, state=stage, done=done, total=total):
            raise Unwanted
        self.stage, self.at = stage, time.monotonic()


def do(ident: str, job_id: str) -> bool:
    """Do one task; True when what it found was stored."""
    row = QualityTrial.get(ident)
    if row is None or row.job_id != job_id or row.state not in RUNNING:
        return False
    kind, location, name, options = row.kind, row.location, row.filename, dict(row.options)
    # The work takes long: the connection goes back to the pool meanwhile.
    model.Session.rollback()
    telling = Telling(ident, job_id)
    try:
        found = _checked(location, name, options, telling) if kind == "check" else _mended(ident, options, telling)
    except Unwanted:
        return False
    except JobTimeoutException:
        model.Session.rollback()
        found = {"state": "stopped", "problem": "time"}
    stored = QualityTrial.tell(ident, job_id, **found)
    # The mended tables are wanted until their time is over; where the task was cancelled meanwhile, by nobody.
    if found["state"] == "done" and kind == "check":
        if stored and putting_aside.remove(location):
            QualityTrial.tell(ident, job_id, ("done",), location="")
    elif not stored and QualityTrial.get(ident) is None:
        putting_aside.remove(location)
    return stored and found["state"] == "done"


def _checked(location: str, name: str, options: dict[str, Any], telling: Telling) -> dict[str, Any]:
    """Whatever is wrong with a file is a report of its own."""
    report = _report(location, name, options, telling)
    every_place.keep(telling.ident, telling.ident, report)
    return {"state": "done", "report": _storable(every_place.short(report).as_dict())}


def _mended(ident: str, options: dict[str, Any], telling: Telling) -> dict[str, Any]:
    try:
        return {"state": "done", **_storable(mending_run.run(ident, options, telling))}
    except (Unwanted, JobTimeoutException):
        raise
    except errors.TomoniError as problem:
        told = {"ja": problem.message("ja"), "en": problem.message("en"), "slug": problem.slug}
        return {"state": "stopped", "problem": "refused", "report": told, "location": "", "size": 0}
    except Exception:
        # A fault of ours must not end the worker.
        model.Session.rollback()
        log.exception("A large file was not mended")
        return {"state": "stopped", "problem": "broken"}


def _report(location: str, name: str, options: dict[str, Any], telling: Telling) -> Report:
    try:
        data = putting_aside.content(location)
        code, standard = options.get("code"), options.get("standard")
        return check(data, name, "", code, standard, samples=every_place.MOST, progress=telling)
    except (Unwanted, JobTimeoutException):
        raise
    except OSError:
        log.exception("A file that was put aside cannot be had")
        return failed(_missing(), name=name, fetched=False)
    except Exception:
        # A fault of ours must not end the worker, and must not look like a clean file.
        log.exception("The check of a file that was put aside broke")
        return failed(broken(), name=name, fetched=False)


def _missing() -> errors.TomoniError:
    return errors.TomoniError(
        "file-missing",
        "検査を待っている間に、ファイルが置き場所からなくなりました。",
        "The file is not where it was put aside for its check.",
        "ファイルをもう一度送ってください。",
        "Send the file again.",
    )


def _storable(value: Any) -> Any:
    """``value`` without the two things that PostgreSQL's JSON does not take: NUL, and half of a pair of surrogates."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list | tuple) else value
