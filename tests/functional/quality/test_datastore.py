"""Rows that follow a standard are in the DataStore, typed; loading again replaces them."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.tomoni_quality import jobs
from ckanext.tomoni_quality.rules import _standards
from tests.functional.quality.support import CLEAN, Upload, work

TOILETS = _standards.table(_standards.header())


def rows(resource_id: str) -> dict[str, Any]:
    return helpers.call_action("datastore_search", resource_id=resource_id)


def test_rows_are_loaded_typed(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(TOILETS, dataset["id"], name="toilets.csv")
    work()
    found = rows(resource["id"])
    types = {field["id"]: field["type"] for field in found["fields"]}
    assert types["緯度"] == "numeric"
    assert types["都道府県コード又は市区町村コード"] == "text"
    assert found["records"][0]["NO"] == "0001"
    assert found["records"][0]["都道府県コード又は市区町村コード"] == "372013"


def test_loading_again_replaces(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(TOILETS, dataset["id"], name="toilets.csv")
    work()
    jobs.check_resource(resource["id"])
    assert rows(resource["id"])["total"] == 1
    upload(TOILETS.replace("中央公園トイレ", "東公園トイレ"), dataset["id"], name="toilets.csv", id=resource["id"])
    work()
    assert [record["名称"] for record in rows(resource["id"])["records"]] == ["東公園トイレ"]


def test_rows_go_when_the_file_follows_no_standard_any_more(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(TOILETS, dataset["id"], name="toilets.csv")
    work()
    upload(CLEAN, dataset["id"], id=resource["id"])
    work()
    with pytest.raises(tk.ObjectNotFound):
        rows(resource["id"])


def test_a_file_of_no_standard_is_not_loaded(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(CLEAN, dataset["id"])
    work()
    with pytest.raises(tk.ObjectNotFound):
        rows(resource["id"])


@pytest.mark.ckan_config("ckanext.tomoni_quality.datastore", False)
def test_a_setting_turns_it_off(dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(TOILETS, dataset["id"], name="toilets.csv")
    work()
    with pytest.raises(tk.ObjectNotFound):
        rows(resource["id"])
