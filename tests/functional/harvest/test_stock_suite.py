"""ckanext-harvest's own tests of its CKAN harvester, run against ours from where they are installed.

``DIFFERENT`` is where we differ on purpose, with the reason; docs/ja/harvest.md tells officers and operators the same.
A test that stands there and passes fails here: the list is neither longer nor shorter than the truth.
"""

from __future__ import annotations

import functools
import importlib
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.harvest import model as stock_model
from ckanext.harvest import queue
from ckanext.harvest.tests.factories import HarvestJobObj, HarvestObjectObj, HarvestSourceObj
from ckanext.harvest.tests.harvesters import mock_ckan

from ckanext.tomoni_harvest.consumers import keeper


def _stock_suite() -> Any:
    """Their module; its portal starts as it is imported, and insists on a port unless it is told another."""
    with socket.socket() as probe:
        probe.bind(("", 0))
        mock_ckan.PORT = probe.getsockname()[1]
    return importlib.import_module("ckanext.harvest.tests.harvesters.test_ckanharvester")


stock_suite = _stock_suite()

ROOT = Path(__file__).resolve().parents[3]
KIND = "tomoni_ckan"
DIFFERENT = {
    "test_gather_normal": "the whole run happens in the gather stage, so no object is left to fetch",
    "test_import_normal": "a stored object holds our normal record, and imports again only what a run has brought in",
    "test_harvest_twice": "a record that only bears another date is the same record and is not written",
    "test_harvest_not_modified": "what did not change leaves no object, and is a figure of the run",
    "test_harvest_info_in_package_show": "a dataset never takes over the identifier it has at its source",
    "test_harvest_whilst_datasets_added": "the next page begins after what came, and the mock's only at record 100",
    "test_remote_groups_create": "groups of the source become the dataset's theme, no groups here",
    "test_remote_groups_only_local": "groups of the source become the dataset's theme, no groups here",
    "test_default_tags": "a source adds nothing to its datasets that the publisher did not say",
    "test_default_groups": "a source adds nothing to its datasets that the publisher did not say",
    "test_default_extras": "a source adds nothing to its datasets that the publisher did not say",
    "test_default_tags_invalid": "an option we do not have is refused by its name, whatever its value",
    "test_default_groups_invalid": "an option we do not have is refused by its name, whatever its value",
    "test_default_extras_invalid": "an option we do not have is refused by its name, whatever its value",
    "test_get_content_handles_request_exception": "the network is tomoni_core.http, whose errors have their own tests",
    "test_get_content_handles_http_error": "the network is tomoni_core.http, whose errors have their own tests",
}

SAME = {
    "test_fetch_normal", "test_harvest", "test_harvest_site_down", "test_exclude_organizations",
    "test_include_organizations", "test_exclude_groups", "test_include_groups",
}  # fmt: skip
"""Where we do as it does."""


def ours(*_: Any, **__: Any) -> Any:
    """Stand for ``CKANHarvester()``."""
    return queue.get_harvester(KIND)


def object_of_ours(**fields: Any) -> Any:
    """Make a harvest object whose source, where it is made with it, is of our kind."""
    made_with_it = {} if "job" in fields else {"job__source__source_type": KIND}
    return HarvestObjectObj(**made_with_it, **fields)


def run_harvest(url: str, harvester: Any, config: str = "") -> dict[str, Any]:
    """Run a harvest as ``ckanext.harvest.tests.lib`` does, and tell of its objects in the same words."""
    source = HarvestSourceObj(url=url, config=config, source_type=harvester.info()["name"])
    job = HarvestJobObj(source=source, run=False)
    job.status = "Running"
    job.save()
    queue.gather_stage(harvester, job)
    keeper.finish(job.id)
    objects = model.Session.query(stock_model.HarvestObject).filter_by(harvest_job_id=job.id).all()
    return {found.guid: _told(found) for found in objects}


def _told(found: Any) -> dict[str, Any]:
    told = {
        "obj_id": found.id, "state": found.state, "report_status": found.report_status, "errors": found.errors,
    }  # fmt: skip
    if found.state == "COMPLETE" and found.package_id:
        told["dataset"] = tk.get_action("package_show")({"ignore_auth": True}, {"id": found.package_id})
    return told


class TestOurs(stock_suite.TestCkanHarvester):
    """Their tests, our kind of source."""

    @pytest.fixture(autouse=True)
    def _ours(self, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
        monkeypatch.setattr(stock_suite, "CKANHarvester", ours)
        monkeypatch.setattr(stock_suite, "run_harvest", run_harvest)
        monkeypatch.setattr(stock_suite, "HarvestSourceObj", functools.partial(HarvestSourceObj, source_type=KIND))
        monkeypatch.setattr(stock_suite, "HarvestObjectObj", object_of_ours)
        reason = DIFFERENT.get(request.node.originalname)
        if reason:
            request.applymarker(pytest.mark.xfail(strict=True, reason=reason))


def test_every_difference_is_one_of_their_tests() -> None:
    """A test that they rename or drop leaves the list."""
    theirs = {name for name in dir(stock_suite.TestCkanHarvester) if name.startswith("test_")}
    assert theirs - DIFFERENT.keys() == SAME
    assert DIFFERENT.keys() <= theirs


@pytest.mark.parametrize("language", ["ja", "en"])
def test_differences_are_documented(language: str) -> None:
    """Each of them is named on the page for those who come from ckanext-harvest's own harvester."""
    text = (ROOT / "docs" / language / "harvest.md").read_text(encoding="utf-8")
    missing = [name for name in DIFFERENT if not re.search(rf"`{name}`", text)]
    assert missing == []
