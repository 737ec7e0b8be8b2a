"""A source that fails or lies: the job ends with a report, keeps what it could read, withdraws only what is gone."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from tests.harvest_tools import dataset, findings, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("standing_ckan", "non_clean_db")


def some(number: int) -> list[dict[str, Any]]:
    """Return ``number`` datasets with names nobody has used."""
    mark = model.types.make_uuid()[:8]
    return [dataset(f"f-{mark}-{place:03}") for place in range(number)]


def live(source_id: str) -> int:
    """Return how many live datasets a source has here."""
    status = tk.get_action("harvest_source_show_status")({"ignore_auth": True}, {"id": source_id})
    return status["total_datasets"]


def paged(served: Any, source: dict[str, Any]) -> Any:
    """Make the source's pages two records long."""
    served.cap = 2
    return source


def test_busy_source_is_asked_again() -> None:
    """503 with Retry-After is waited out; the job ends whole."""
    with portal(some(3)) as served:
        served.spoil = lambda _a, _p, nth: (503, b"busy", {"Retry-After": "1"}) if nth in (1, 2) else None
        source = make_source(served.url)
        result = harvest(source["id"])
    assert (result.outcome, result.counts["added"]) == ("done", 3)


@pytest.mark.parametrize(
    "answer",
    [
        (503, b"busy", {"Retry-After": "1"}),
        (200, b"<html>blocked</html>", {"Content-Type": "text/html"}),
        (200, b'{"success": true, "result": {"count": 6, "resu', {"Content-Length": "9999"}),
        (200, b'{"success": false}', {}),
        (200, b"[]", {}),
        (200, b"", {}),
    ],
    ids=["busy", "page", "cut", "refused", "no-object", "empty"],
)
def test_a_failed_page_costs_only_its_records(answer: tuple[int, bytes, dict[str, str]]) -> None:
    """The other pages come in, nothing is withdrawn, and the next run is whole."""
    items = some(6)
    with portal(items) as served:
        source = paged(served, make_source(served.url))
        assert harvest(source["id"]).counts["added"] == 6
        items[0]["title"] = items[5]["title"] = "変わった題名"

        def spoil(_action: str, params: dict[str, str], _nth: int) -> Any:
            status, body, headers = answer
            return (status, body, dict(headers)) if params.get("start") == "2" else None

        served.spoil = spoil
        result = harvest(source["id"])
        assert result.outcome == "incomplete"
        assert result.counts["updated"] == 2
        assert live(source["id"]) == 6
        assert {"page-failed", "listing-incomplete"} <= findings(result.job_id).keys()
        served.spoil = None
        assert harvest(source["id"]).counts["unchanged"] == 6


def test_unreadable_source_ends_the_job() -> None:
    """A source that is no portal gives a finished job with one error that says so."""
    with portal([]) as served:
        served.spoil = lambda *_: (200, b"<html></html>", {"Content-Type": "text/html"})
        source = make_source(served.url)
        result = harvest(source["id"])
    assert result.outcome == "failed"
    assert findings(result.job_id) == {"source-unreadable": 1}
    report = tk.get_action("tomoni_harvest_report_show")({"ignore_auth": True}, {"job_id": result.job_id})
    assert report["status"] == "Finished"
    assert report["causes"][0]["remedy"]


def test_hanging_source_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that never answers ends in a report, not in a consumer that hangs."""
    from ckanext.tomoni_core import http
    from ckanext.tomoni_harvest.engine import run
    from ckanext.tomoni_harvest.engine.web import Web
    from ckanext.tomoni_harvest.sources.ckan import CkanKind
    from tests.harvest_tools import new_job

    def hang(*_: Any) -> None:
        time.sleep(3)

    with portal(some(1)) as served:
        served.spoil = hang
        source = make_source(served.url)
        job = new_job(source["id"])
        web = Web(http.Policy(allow_private=True, timeout=1, read_timeout=0.5), sleep=lambda _s: None)
        assert run.run_job(job, CkanKind(), web) == "failed"


@pytest.mark.parametrize(("left", "cause"), [(0, "listing-empty"), (1, "loss-too-large")])
def test_a_source_that_loses_much_is_not_believed(left: int, cause: str) -> None:
    """An empty or a shrunken listing stops the run; nothing is withdrawn."""
    items = some(4)
    with portal(items) as served:
        source = make_source(served.url)
        harvest(source["id"])
        del items[left:]
        result = harvest(source["id"])
    assert result.outcome == "stopped"
    assert cause in findings(result.job_id)
    assert live(source["id"]) == 4


def test_a_listing_that_moves_while_read_withdraws_nothing() -> None:
    """When the count changes between two pages a record may have been skipped; it is not taken for gone."""
    items = some(6)
    with portal(items) as served:
        source = paged(served, make_source(served.url))
        harvest(source["id"])

        def spoil(_action: str, params: dict[str, str], _nth: int) -> None:
            if params.get("start") == "2" and len(items) == 6:
                del items[0]

        served.spoil = spoil
        result = harvest(source["id"])
        assert result.outcome == "incomplete"
        assert live(source["id"]) == 6
        assert harvest(source["id"]).counts["withdrawn"] == 1
    assert live(source["id"]) == 5


def test_one_bad_record_is_one_error() -> None:
    """Records without id, of another shape or impossible to store are each one finding; the others come in."""
    items = [*some(2), {"title": "no id"}, {**dataset("nameless"), "id": None, "name": None}]
    items[1]["resources"] = "not a list"
    items[1]["tags"] = [None, 3, {"name": "a"}, {"name": "bad/tag!"}]
    with portal(items) as served:
        source = make_source(served.url)
        result = harvest(source["id"])
    assert result.counts["added"] == 2
    assert findings(result.job_id)["record-unreadable"] == 2


def test_hostile_values_are_stored_inert() -> None:
    """Scripts, endless titles, lone surrogates, control characters and foreign schemes neither fail nor run."""
    (item,) = some(1)
    item.update(
        title="<script>alert(1)</script>" + "長" * 20_000, notes="\x00\x15<img src=x onerror=alert(1)>",
        url="javascript:alert(1)", extras=[{"key": "state", "value": "deleted"}, {"key": "k" * 500, "value": "v"}],
        state="deleted", owner_org="evil", creator_user_id="evil", plugin_data={"a": 1},
        resources=[{"id": "../../etc/passwd", "url": "file:///etc/passwd", "name": "x", "state": "deleted"}],
    )  # fmt: skip
    with portal([item]) as served:
        served.spoil = lambda *_: (
            200,
            json.dumps({"success": True, "result": {"count": 1, "results": [item]}})
            .encode()
            .replace(b"\\u9577", b"\\ud800", 1),
            {},
        )
        source = make_source(served.url)
        result = harvest(source["id"])
    assert result.counts["added"] == 1
    held = tk.get_action("package_show")({"ignore_auth": True}, {"id": item["name"]})
    assert held["state"] == "active"
    assert held["owner_org"] != "evil"
    assert len(held["title"]) == 1000
    assert not held.get("url")
    assert held["resources"][0]["url"] == ""
    assert held["resources"][0]["id"] != "../../etc/passwd"


def test_dates_that_search_cannot_hold_cost_nobody_the_index() -> None:
    """CKAN indexes every ``…_date`` as a date; a zone or a number without end in one record must not lose the batch."""
    items = some(3)
    items[0]["extras"] = [{"key": "open_date", "value": "2024-05-01T09:00:00+09:00"}]
    items[1]["extras"] = [{"key": "open_date", "value": "9" * 40}, {"key": "close_date", "value": "令和3年"}]
    items[2]["last_modified_date"] = "2024-05-01T09:00:00+09:00"
    with portal(items) as served:
        source = make_source(served.url)
        result = harvest(source["id"])
        again = harvest(source["id"])
    assert "index-failed" not in findings(result.job_id)
    assert again.counts["unchanged"] == 3
    found = tk.get_action("package_search")({}, {"fq": f'harvest_source_id:"{source["id"]}"'})
    assert found["count"] == 3


def test_private_records_stay_out_and_go_when_they_become_private() -> None:
    """A private record is not published; one that becomes private is withdrawn."""
    items = some(4)
    items[0]["private"] = True
    with portal(items) as served:
        source = make_source(served.url)
        assert harvest(source["id"]).counts["added"] == 3
        items[1]["private"] = True
        assert harvest(source["id"]).counts["withdrawn"] == 1
    assert live(source["id"]) == 2


def test_a_source_changes_only_what_it_created() -> None:
    """A name or an id equal to a local dataset's is a reported conflict, never a takeover."""
    local = factories.Dataset(title="手元のデータセット")
    items = [dataset(local["name"], title="乗っ取り"), dataset(f"by-id-{local['id'][:8]}", id=local["id"])]
    with portal(items) as served:
        source = make_source(served.url)
        result = harvest(source["id"])
        again = harvest(source["id"])
    assert tk.get_action("package_show")({"ignore_auth": True}, {"id": local["id"]})["title"] == "手元のデータセット"
    assert tk.get_action("package_show")({"ignore_auth": True}, {"id": f"{local['name']}-2"})["title"] == "乗っ取り"
    assert {"name-taken": 1, "identifier-taken": 1}.items() <= findings(result.job_id).items()
    assert again.counts["unchanged"] == 2


def test_search_down_in_the_middle_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """When Solr does not answer, datasets are stored and the next run indexes them."""
    from ckanext.tomoni_harvest.engine import index

    def broken(_pairs: Any) -> None:
        raise ConnectionError("Solr is away")

    with portal(some(2)) as served:
        source = make_source(served.url)
        with monkeypatch.context() as patch:
            patch.setattr(index, "index", broken)
            first = harvest(source["id"])
        assert findings(first.job_id)["index-failed"] == 1
        second = harvest(source["id"])
    assert second.counts["updated"] == 2
    found = tk.get_action("package_search")({}, {"fq": f'harvest_source_id:"{source["id"]}"'})
    assert found["count"] == 2


def test_a_run_cut_in_the_middle_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is told to end stops between batches; the next run brings the rest and doubles nothing."""
    from ckanext.tomoni_harvest.engine import pause, run
    from ckanext.tomoni_harvest.engine.errors import Stopped
    from tests.harvest_tools import new_job

    items = some(5)
    with portal(items) as served:
        source = paged(served, make_source(served.url))
        monkeypatch.setattr(run, "BATCH", 1)
        monkeypatch.setitem(pause.__dict__, "_asked", [lambda: live(source["id"]) >= 2])
        with pytest.raises(Stopped):
            harvest(source["id"])
        pause._asked[0] = lambda: False
        result = harvest(source["id"])
    assert result.outcome == "done"
    assert live(source["id"]) == 5
    assert new_job
