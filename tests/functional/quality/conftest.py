"""What the functional tests of tomoni_quality share."""

from __future__ import annotations

import io
from typing import Any

import pytest
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from tests.functional.quality.support import ROLES, Upload, act


@pytest.fixture(autouse=True)
def _state(non_clean_db, clean_queues):
    """A database, and queues with nothing of another test in them."""


@pytest.fixture
def editor() -> dict[str, Any]:
    """A user who edits the datasets of ``org``."""
    return factories.User()


@pytest.fixture
def org(editor: dict[str, Any]) -> dict[str, Any]:
    """An organization with one editor."""
    return factories.Organization(users=[{"name": editor["name"], "capacity": "editor"}])


@pytest.fixture
def dataset(org: dict[str, Any]) -> dict[str, Any]:
    """A public dataset of ``org``."""
    return factories.Dataset(owner_org=org["id"])


@pytest.fixture
def upload(ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Upload:
    """Upload text as a resource; with ``id`` as the new file of that resource."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))

    def send(content: str | bytes, package_id: str, name: str = "parks.csv", **more: Any) -> dict[str, Any]:
        data = content.encode() if isinstance(content, str) else content
        stored = FileStorage(io.BytesIO(data), name, "upload")
        action = "resource_update" if "id" in more else "resource_create"
        fields = {"package_id": package_id, "url": name, "name": name, "format": name.rpartition(".")[2].upper()}
        return act(action, upload=stored, **{**fields, **more})

    return send


@pytest.fixture
def roles() -> dict[str, str]:
    """A user name for each role; the empty one is anonymous."""
    users = {role: factories.User()["name"] for role in ROLES[1:-1]}
    return {"anonymous": "", **users, "sysadmin": factories.Sysadmin()["name"]}
