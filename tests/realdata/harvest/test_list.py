"""A real list of open data (高松市), harvested as it was published."""

from __future__ import annotations

import csv
import io

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from tests.harvest_tools import findings, harvest, make_source, site
from tests.shared import require_shared

pytestmark = pytest.mark.usefixtures("non_clean_db")

PATH = "/opendata/open_data_list.csv"


def _with_one_more(body: bytes) -> bytes:
    """The list with a dataset put in, and its rows numbered anew; two of its cells hold line breaks."""
    rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    new = [cell.replace("環境施設", "新しい施設").replace("environmental_", "new_") for cell in rows[1]]
    rows.insert(50, new)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([str(at), *row[1:]] if at else row for at, row in enumerate(rows))
    return out.getvalue().encode()


def test_list_of_takamatsu() -> None:
    """Its hundred datasets come in under the city, the second run writes nothing, a row put in shifts nothing."""
    body = require_shared("data/municipal/takamatsu_open_data_list.csv").read_bytes()
    with site() as served:
        served.files[PATH] = body
        found = helpers.call_action("tomoni_harvest_detect", url=served.url + PATH)["found"]
        assert [(one["kind"], one["datasets"], one["sure"]) for one in found] == [("tomoni_listing", 100, True)]
        source = make_source(served.url + PATH, source_type="tomoni_listing")
        first = harvest(source["id"])
        again = harvest(source["id"])
        served.files[PATH] = _with_one_more(body)
        later = harvest(source["id"])
    assert (first.outcome, first.counts["added"], again.counts["unchanged"]) == ("done", 100, 100)
    assert (later.counts["added"], later.counts["unchanged"], later.counts.get("withdrawn", 0)) == (1, 100, 0)
    told = findings(first.job_id)
    assert told["list-cell-noted"] == 1, "the five-digit code of every row is one thing to mend"
    assert "list-row-unusable" not in told
    shown = tk.get_action("package_search")({}, {"fq": f'harvest_source_id:"{source["id"]}"', "rows": 1})
    assert shown["count"] == 101
    assert shown["results"][0]["organization"]["title"] == "高松市"
