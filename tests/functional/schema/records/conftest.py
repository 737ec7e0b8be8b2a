"""What the functional tests of the records share."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import factories

from tests.functional.schema.records.support import TAKAMATSU


@pytest.fixture(autouse=True)
def _state(clean_db, clean_queues, ckan_config: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
    """An empty table, no job of another test, files in a folder of the test's own."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))


@pytest.fixture
def org() -> dict[str, Any]:
    """The organization of 高松市."""
    return factories.Organization(title="高松市", local_government_code=TAKAMATSU)


@pytest.fixture
def dataset(org: dict[str, Any]) -> dict[str, Any]:
    """A public dataset of 高松市."""
    return factories.Dataset(owner_org=org["id"], title="公衆トイレ一覧", license_id="CC-BY-4.0")
