"""A resource's own Table Schema: in its field ``schema``, as JSON or as an address."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ckan.tests import helpers

from tests.functional.quality.support import CLEAN, Upload, act, queued, work

SCHEMA = {
    "fields": [
        {"name": "名称", "type": "string"},
        {"name": "緯度", "type": "number", "constraints": {"minimum": 36.285}},
        {"name": "経度", "type": "number"},
    ]
}


def slugs(resource_id: str) -> set[str]:
    answer = helpers.call_action("tomoni_quality_report_show", resource_id=resource_id)
    return {finding["slug"] for finding in answer["findings"]} - {"definitions-missing"}


@pytest.mark.parametrize("given", [SCHEMA, json.dumps(SCHEMA)])
def test_the_file_is_held_against_it(dataset: dict[str, Any], upload: Upload, given: Any) -> None:
    resource = upload(CLEAN, dataset["id"])
    work()
    assert slugs(resource["id"]) == set()
    act("resource_patch", id=resource["id"], schema=given)
    assert queued() == [resource["id"]], "another schema is another check"
    work()
    assert slugs(resource["id"]) == {"constraint-minimum"}


@pytest.mark.parametrize("given", ["{", "http://127.0.0.1:1/schema.json", "../schema.json"])
def test_a_schema_that_cannot_be_had_is_said(dataset: dict[str, Any], upload: Upload, given: str) -> None:
    """The file is checked by all else."""
    resource = upload(CLEAN, dataset["id"], schema=given)
    work()
    assert slugs(resource["id"]) == {"schema-invalid"}
