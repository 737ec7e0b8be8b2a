"""Files of the standards, published and checked as a portal does it, for the tests of the records."""

from __future__ import annotations

import csv
import io
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality import jobs

#: 高松市 and 丸亀市 are in 香川県, 札幌市 is not.
TAKAMATSU, MARUGAME, SAPPORO, KAGAWA = "372013", "372021", "011002", "370002"


def table(standard: str, rows: list[dict[str, Any]]) -> str:
    """A CSV as an edition of a standard has it (``public_toilet@2021``); the rows by the columns' keys."""
    item = registry().get(standard)
    assert item is not None
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in item.columns])
    for row in rows:
        writer.writerow([row.get(column.key, "") for column in item.columns])
    return out.getvalue()


def toilet(number: int, **more: Any) -> dict[str, Any]:
    """One toilet; no two stand on the same spot."""
    place = {"latitude": f"{34.3 + number / 1000:.6f}", "longitude": f"{134.0 + number / 1000:.6f}"}
    names = {"id": f"{number:04}", "name": f"中央公園トイレ{number}", "name_kana": "トイレ", "address": "中央町1-1"}
    return {**names, **place, "installation_position": "北側", "toilet_male": "2", "toilet_wheelchair": "有", **more}


def act(action: str, **data: Any) -> Any:
    """Call an action as the site's own user."""
    name = helpers.call_action("get_site_user", {"ignore_auth": True})["name"]
    return helpers.call_action(action, {"user": name, "ignore_auth": True}, **data)


def publish(dataset: dict[str, Any], content: str, **more: Any) -> dict[str, Any]:
    """Upload a file to a dataset (with ``id``: in place of the resource's file) and check it as the job would."""
    stored = FileStorage(io.BytesIO(content.encode()), "list.csv", "upload")
    fields = {"package_id": dataset["id"], "url": "list.csv", "name": "一覧", "format": "CSV", **more}
    resource = act("resource_update" if "id" in more else "resource_create", upload=stored, **fields)
    check(resource)
    return resource


def check(resource: dict[str, Any]) -> None:
    """Run the quality job of a resource."""
    jobs.check_resource(resource["id"])
    model.Session.expire_all()


def ask(user: str = "", **data: Any) -> dict[str, Any]:
    """The rows that a person sees; nobody's by default."""
    data.setdefault("id", "public_toilet")
    return helpers.call_action("tomoni_standard_records", {"user": user, "ignore_auth": False}, **data)


def names(**data: Any) -> list[str]:
    """The names of the rows that a person sees."""
    return [row["name"] for row in ask(**data)["results"]]


def faults(**data: Any) -> dict[str, list[str]]:
    """What is wrong with a question."""
    try:
        ask(**data)
    except tk.ValidationError as wrong:
        return wrong.error_dict  # pyright: ignore[reportReturnType]
    return {}
