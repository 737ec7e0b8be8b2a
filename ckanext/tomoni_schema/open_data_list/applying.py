"""Taking over a checked list: one dataset after the other, through CKAN's own actions, as the user who asked.

What is done to a dataset is what the check showed: it is worked out again from the file and the dataset as it is now,
and where that differs from what was shown the dataset is left alone. One that cannot be saved never stops the others.
A job that died is taken up again where it was: what it had made and not yet written down is known by its maker and
time, so that it can be taken back like the rest; of changes it writes down the last few at the most late.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core import errors
from ckanext.tomoni_core.open_data_list.problems import problem
from ckanext.tomoni_schema.open_data_list.checking import Work, shown, summary_of, work_of
from ckanext.tomoni_schema.open_data_list.matching import Known
from ckanext.tomoni_schema.open_data_list.model import ListImport
from ckanext.tomoni_schema.open_data_list.names import free_name
from ckanext.tomoni_schema.open_data_list.plan import Item

__all__ = ["apply"]

log = logging.getLogger(__name__)

#: After how many datasets the outcomes are written down: as many changes a crash may make unable to be undone.
TELL_EVERY = 10


class _Refused(Exception):
    """A dataset that was not saved, with the problem that says why."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(found["slug"])
        self.problem = found


def apply(ident: str, user: str) -> None:
    """The job: take over a checked import, as ``user``."""
    if not ListImport.claim(ident, ("queued",), "applying", ("applying",)):
        return
    row = ListImport.get(ident)
    if row is None:
        return
    try:
        _apply(row, user)
    except errors.TomoniError as error:
        model.Session.rollback()
        ListImport.tell(ident, state="failed", summary={"error": error.as_dict()})
    except Exception:
        log.exception("The import of the list %s broke", ident)
        model.Session.rollback()
        ListImport.tell(ident, state="failed", summary={"error": problem("broke")})


def _apply(row: ListImport, user: str) -> None:
    ident, items, options, summary = row.id, list(row.items), row.options, row.summary
    organization_id, began = row.organization_id, row.created
    work = work_of(row)
    done = 0
    for number, (item, (entry, known)) in enumerate(zip(items, list(work.items()), strict=True), 1):
        if item["action"] in ("create", "update") and item.get("outcome") not in ("created", "updated"):
            _one(item, work, entry, known, user, organization_id, bool(options.get("private")))
            if item["outcome"] == "unchanged" and item["action"] == "create":
                item |= _made_before_the_crash(shown(known), user, began)
            done += 1
        if number % TELL_EVERY == 0 and done:
            ListImport.tell(ident, done=number, items=items)
    told = summary_of(items) | {"heading": summary.get("heading")}
    ListImport.tell(ident, state="done", done=len(items), items=items, summary=told)


def _one(
    item: dict[str, Any], work: Work, entry: Any, known: Known | None, user: str, organization_id: str, private: bool
) -> None:
    """Save one dataset and write its outcome into its item."""
    try:
        existing = shown(known)
        made = work.planned(entry, existing)
        if made.action in ("unchanged", "error"):
            item["outcome"] = "unchanged" if made.action == "unchanged" else "error"
            item["problems"] = made.problems
            return
        _as_shown(made, item)
        if existing is None:
            item |= _created(made, work, user, organization_id, private)
        else:
            item |= _updated(made, existing, user)
    except _Refused as refused:
        item["outcome"] = "error"
        item["problems"] = [*item["problems"], refused.problem]


def _made_before_the_crash(existing: dict[str, Any] | None, user: str, began: datetime) -> dict[str, Any]:
    """The outcome of a dataset that this import made before it died; nothing for one that somebody else made."""
    maker = model.User.get(user)
    if existing is None or maker is None or existing["creator_user_id"] != maker.id:
        return {}
    if existing["metadata_created"] < began.astimezone(UTC).replace(tzinfo=None).isoformat():
        return {}
    return _outcome_of_new(existing)


def _outcome_of_new(saved: dict[str, Any]) -> dict[str, Any]:
    return {"outcome": "created", "id": saved["id"], "name": saved["name"], "stamp": saved["metadata_modified"]}


def _as_shown(made: Item, item: dict[str, Any]) -> None:
    if _seen(made.as_dict()) != _seen(item):
        raise _Refused(problem("changed_meanwhile", made.rows[0]))


def _seen(item: dict[str, Any]) -> tuple[Any, ...]:
    return item["action"], item["id"], item["title"], item["changes"], item["new_files"]


def _created(made: Item, work: Work, user: str, organization_id: str, private: bool) -> dict[str, Any]:
    name = free_name(made.dataset, work.place)
    data = {**made.dataset, "name": name, "owner_org": organization_id, "private": private}
    return _outcome_of_new(_call("package_create", data, user, made))


def _updated(made: Item, existing: dict[str, Any], user: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        # Somebody who saves between our reading and our writing wins: the row is told as changed meanwhile.
        "match": {"id": existing["id"], "metadata_modified": existing["metadata_modified"]},
        "update": made.dataset,
    }
    if "tags" in made.dataset:
        data["filter"] = ["-tags"]
    for ident, fields in made.files.items():
        data[f"update__resources__{ident}"] = fields
    if made.new_files:
        data["update__resources__extend"] = made.new_files
    saved = _call("package_revise", data, user, made)["package"]
    return {"outcome": "updated", "stamp": saved["metadata_modified"], "undo": _before(made, existing, saved)}


def _before(made: Item, existing: dict[str, Any], saved: dict[str, Any]) -> dict[str, Any]:
    """What an undoing needs: the old values of all that was set, and the files that came new."""
    resources = {each["id"]: each for each in existing.get("resources") or []}
    return {
        "dataset": {field: existing.get(field) or "" for field in made.dataset if field != "tags"}
        | ({"tags": [{"name": tag["name"]} for tag in existing.get("tags") or []]} if "tags" in made.dataset else {}),
        "files": {
            ident: {field: resources[ident].get(field) or "" for field in fields}
            for ident, fields in made.files.items()
        },
        "new_files": [each["id"] for each in saved["resources"] if each["id"] not in resources],
    }


def _call(action: str, data: dict[str, Any], user: str, made: Item) -> dict[str, Any]:
    context: Any = {"user": user, "ignore_auth": False}
    where = made.rows[0]
    try:
        return tk.get_action(action)(context, data)
    except tk.ValidationError as error:
        model.Session.rollback()
        if "match" in error.error_dict:
            raise _Refused(problem("changed_meanwhile", where)) from error
        raise _Refused(problem("refused", where, why=_why(error.error_dict))) from error
    except tk.NotAuthorized as error:
        model.Session.rollback()
        raise _Refused(problem("not_allowed", where)) from error
    except tk.ObjectNotFound as error:
        model.Session.rollback()
        raise _Refused(problem("changed_meanwhile", where)) from error
    except Exception as error:
        log.exception("%s of a dataset of a list broke", action)
        model.Session.rollback()
        raise _Refused(problem("broke", where)) from error


def _why(errors: Any, field: str = "") -> str:
    """CKAN's errors in one line, each with its field."""
    if isinstance(errors, dict):
        return " ".join(filter(None, (_why(inner, str(name)) for name, inner in errors.items())))
    if isinstance(errors, list):
        return " ".join(filter(None, (_why(inner, field) for inner in errors)))
    return f"{field}: {errors}" if errors else ""
