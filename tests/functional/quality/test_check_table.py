"""A table that is no file yet, checked through the API."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from tests.functional.quality.support import ROLES, may
from tests.functional.quality.test_permissions import org as org

TABLE = {
    "header": ["名称", "緯度", "経度"],
    "rows": [["公園", "139.78604", "36.28414"], ["", "", ""], ["広場", "36.2", "139.7"]],
}


def test_cells_are_told_where_they_stand() -> None:
    """Rows and columns count from 0 as they were given, blank rows included in the count."""
    answer = helpers.call_action("tomoni_quality_check_table", **TABLE)
    swapped = [one for one in answer["cells"] if one["slug"] == "coordinates-swapped"]
    assert [(one["row"], one["column"], one["suggestion"]) for one in swapped] == [(0, 1, "36.28414")]
    assert swapped[0]["fix_ja"]
    assert answer["rows"] == 2
    assert answer["counts"]["error"] == 1


def test_what_is_wrong_with_the_table_has_no_cell() -> None:
    """Missing columns of the declared standard are told of the table."""
    answer = helpers.call_action("tomoni_quality_check_table", **TABLE, standard="public_toilet")
    assert "declared-standard" in [one["slug"] for one in answer["table"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"header": []},
        {"header": "名称"},
        {"header": [1]},
        {"rows": "x"},
        {"rows": [[1]]},
        {"rows": [["x"]] * 10_001},
        {"header": ["x"] * 501},
        {"rows": [["x"] * 501]},
    ],
)
def test_what_is_no_table_is_refused(wrong) -> None:
    """And so is what is too large to be checked in one request."""
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_quality_check_table", **{**TABLE, **wrong})


@pytest.mark.parametrize("role", ROLES)
def test_who_may_check_for_a_dataset(role, roles, org) -> None:
    """Whoever may update it; without a dataset whoever is logged in."""
    dataset = factories.Dataset(owner_org=org["id"])
    allowed = role in ("editor", "admin", "sysadmin")
    assert may("tomoni_quality_check_table", roles[role], **TABLE, package_id=dataset["id"]) is allowed
    assert may("tomoni_quality_check_table", roles[role], **TABLE) is (role != "anonymous")


def test_it_says_what_the_report_will_say(dataset, upload) -> None:
    """The same table as a file gives the same counts, save of what the dataset around the file lacks."""
    from ckanext.tomoni_core.writing import csv_bytes
    from tests.functional.quality.support import act, work

    rows = [row for row in TABLE["rows"] if any(row)]
    resource = upload(csv_bytes(TABLE["header"], rows), dataset["id"])
    work()
    report = act("tomoni_quality_report_show", resource_id=resource["id"])
    answer = helpers.call_action("tomoni_quality_check_table", **TABLE)
    around = sum(f["count"] for f in report["findings"] if f["slug"] == "definitions-missing")
    assert answer["counts"] == {**report["counts"], "info": report["counts"]["info"] - around}
    assert answer["score"] >= report["score"]
