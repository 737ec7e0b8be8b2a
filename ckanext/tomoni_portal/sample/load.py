"""Brings the sample portal into CKAN through CKAN's own actions, as the demo account."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from werkzeug.datastructures import FileStorage

from ckanext.tomoni_portal.sample import catalogue, projects

Say = Callable[[str], None]
Record = dict[str, Any]


def load(login: str, password: str, say: Say) -> None:
    """Make the demo account ``login`` and everything in the catalogue; ``say`` gets one line for each step.

    :raises ckan.plugins.toolkit.ValidationError: when CKAN refuses something
    """
    content = catalogue.read()
    ensure_account(login, password)
    say(f"account {login}")
    for organization in content["organizations"]:
        say(f"organization {organization['name']}: {ensure_organization(login, organization)}")
    for dataset in content["datasets"]:
        say(f"dataset {dataset['name']}: {ensure_dataset(login, dataset)}")
    projects.load(login, content.get("events", []), say)


def ensure_account(login: str, password: str) -> None:
    """Create the demo account, or set its password; it is a sysadmin, so that everything can be tried."""
    wanted = {"password": password, "email": f"{login}@example.jp", "fullname": "デモ（見本アカウント）"}
    try:
        user = tk.get_action("user_show")(_as_site(), {"id": login})
    except tk.ObjectNotFound:
        user = tk.get_action("user_create")(_as_site(), {"name": login, **wanted})
    tk.get_action("user_patch")(_as_site(), {"id": user["id"], "sysadmin": True, **wanted})


def ensure_organization(login: str, organization: Record) -> str:
    """Create or mend an organization; return ``created``, ``updated`` or ``unchanged``."""
    try:
        present = tk.get_action("organization_show")({"user": login}, {"id": organization["name"]})
    except tk.ObjectNotFound:
        tk.get_action("organization_create")({"user": login}, {**organization})
        return "created"
    return _mend("organization_patch", login, present, organization)


def ensure_dataset(login: str, dataset: Record) -> str:
    """Create or mend a dataset and upload its files; return ``created``, ``updated`` or ``unchanged``."""
    wanted = {key: value for key, value in dataset.items() if key not in ("resources", "tags")}
    wanted["tag_string"] = ",".join(dataset["tags"])
    try:
        present = tk.get_action("package_show")({"user": login}, {"id": dataset["name"]})
    except tk.ObjectNotFound:
        present = tk.get_action("package_create")({"user": login}, {**wanted})
        outcome = "created"
    else:
        present["owner_org"] = (present.get("organization") or {}).get("name")
        present["tag_string"] = wanted["tag_string"] if _same_tags(present, dataset["tags"]) else None
        outcome = _mend("package_patch", login, present, wanted)
    changed = [_ensure_resource(login, present, resource) for resource in dataset["resources"]]
    return "updated" if any(changed) and outcome == "unchanged" else outcome


def _ensure_resource(login: str, dataset: Record, resource: Record) -> bool:
    file = catalogue.SampleFile(resource["file"])
    present = next((one for one in dataset.get("resources", []) if one["name"] == resource["name"]), None)
    if present and present.get("hash") == file.digest:
        return False
    upload = FileStorage(io.BytesIO(file.data), filename=file.name, content_type="text/csv")
    wanted = {"name": resource["name"], "format": "CSV", "hash": file.digest, "upload": upload, "url": file.name}
    if present:
        tk.get_action("resource_patch")({"user": login}, {"id": present["id"], **wanted})
    else:
        tk.get_action("resource_create")({"user": login}, {"package_id": dataset["id"], **wanted})
    return True


def _mend(action: str, login: str, present: Record, wanted: Record) -> str:
    if all(present.get(key) == value for key, value in wanted.items()):
        return "unchanged"
    tk.get_action(action)({"user": login}, {"id": present["id"], **wanted})
    return "updated"


def _same_tags(present: Record, tags: list[str]) -> bool:
    return {tag["name"] for tag in present.get("tags", [])} == set(tags)


def _as_site() -> Context:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": site_user["name"]}
