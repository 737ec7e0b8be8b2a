"""A file mended by a job: what it found is stored with the task, the mended tables are put aside until they are
published, cancelled, or their time is over. What is published is what was seen.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import errors
from ckanext.tomoni_quality import mending, mending_answer, putting_aside, settings, source
from ckanext.tomoni_quality.mending import Choice, Mended
from ckanext.tomoni_quality.progress import Tell
from ckanext.tomoni_quality.repair import MendedTable, Moved, Repair
from ckanext.tomoni_quality.trial_model import QualityTrial

__all__ = ["run", "stored", "table", "to_publish"]

#: A cell is stored up to so many letters to be looked at; the mended file has it whole.
LONGEST_CELL = 2_000
#: The most that is stored of one task, in letters.
MOST_REPORT = 20_000_000


def run(ident: str, options: dict[str, Any], progress: Tell) -> dict[str, Any]:
    """Mend the file of a resource and put the tables aside; what is stored of the task.

    :raises errors.TomoniError: it cannot be had or read, or is too large
    :raises OSError: the storage does not take the tables
    """
    resource, package, fingerprint = _resource(options["resource_id"])
    choice = Choice(frozenset(options["off"]), bool(options["bom"]))
    # Fetching and mending take long: the connection goes back to the pool meanwhile.
    model.Session.rollback()
    found = mending.mend_now(resource, package, choice, settings.repair_job_max_cells(), progress)
    report = {
        "answer": _answer(found, choice, resource),
        "fingerprint": fingerprint,
        "original": hashlib.sha256(found.data).hexdigest(),
        "moved": [asdict(moved) for moved in found.repair.moved],
    }
    if len(json.dumps(report)) > MOST_REPORT:
        raise _too_much()
    packed = _packed(found)
    putting_aside.keep(packed, ident)
    return {"report": report, "size": len(packed)}


def _answer(found: Mended, choice: Choice, resource: dict[str, Any]) -> dict[str, Any]:
    """The answer with its first changes, whose cells may be of any length."""
    changes = mending_answer.first_of_each(found.repair.changes)
    answer = mending_answer.answer(found, choice, resource, changes, len(changes))
    for change in answer["changes"]:
        change |= {key: _cut(change[key]) for key in ("before", "after")}
    return answer


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST_CELL else value[: LONGEST_CELL - 1] + "…"


def _too_much() -> errors.TomoniError:
    return errors.TomoniError(
        "too-much-to-tell",
        "見出しの前後の文字が多すぎて、直せるところを画面に出せません。",
        "There is too much text around the headers to show what can be mended.",
        "手元のファイルをコマンド ckan tomoni-quality repair で直すか、ファイルを分けてください。",
        "Mend it with the command ckan tomoni-quality repair, or split the file.",
    )


def _resource(resource_id: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    row = model.Resource.get(resource_id)
    if row is None or row.state != model.State.ACTIVE or not source.is_mendable(row):
        raise errors.TomoniError(
            "resource-gone",
            "このリソースはもうないか、表ではなくなりました。",
            "The resource is gone, or is no table any more.",
            "データセットのページを見てください。",
            "Look at the page of the dataset.",
        )
    context: Any = {"ignore_auth": True, "use_cache": False, "user": ""}
    package = tk.get_action("package_show")(context, {"id": row.package_id})
    return next(r for r in package["resources"] if r["id"] == resource_id), package, source.fingerprint(row)


def _packed(found: Mended) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, each in enumerate(found.repair.tables):
            archive.writestr(str(number), each.data)
    return out.getvalue()


def stored(row: QualityTrial, resource: dict[str, Any]) -> dict[str, Any]:
    """What a task found in ``resource``.

    :raises ValidationError: it is another's, is not done, or the resource changed since
    """
    if row.kind != "mend" or row.options.get("resource_id") != resource["id"]:
        raise tk.ValidationError({"task": [tk._("This task is of another file.")]})
    if row.state != "done":
        raise tk.ValidationError({"task": [tk._("This task is not done.")]})
    now = model.Resource.get(resource["id"])
    if now is None or source.fingerprint(now) != row.report["fingerprint"]:
        message = tk._("The file changed since you saw what would be mended. Look again before publishing.")
        raise tk.ValidationError({"task": [message]})
    return row.report


def table(row: QualityTrial, number: int) -> bytes:
    """The bytes of one mended table.

    :raises ValidationError: it is not there any more
    """
    try:
        with zipfile.ZipFile(io.BytesIO(putting_aside.content(row.location))) as archive:
            return archive.read(str(number))
    except (OSError, KeyError, zipfile.BadZipFile) as problem:
        message = tk._("The mended file is not kept any more. Look again what can be mended.")
        raise tk.ValidationError({"task": [message]}) from problem


def to_publish(row: QualityTrial, resource: dict[str, Any]) -> Mended:
    """What is published of a task: its tables as they were seen, and the original as it was then.

    :raises ValidationError: as ``stored`` and ``table``, or the original is another by now
    """
    report = stored(row, resource)
    answer = report["answer"]
    try:
        data = source.load(resource)
    except errors.TomoniError as problem:
        raise mending.refused(problem) from problem
    if hashlib.sha256(data).hexdigest() != report["original"]:
        message = tk._("The file changed since you saw what would be mended. Look again before publishing.")
        raise tk.ValidationError({"task": [message]})
    made = Repair(answer["name"], answer["kind"], answer["encoding"], answer["written"])
    made.moved = [Moved(**moved) for moved in report["moved"]]
    for number, told in enumerate(answer["tables"]):
        made.tables.append(MendedTable(told["sheet"], [], told["header"], [], [], table(row, number)))
    return Mended(data, made, answer["remaining"])
