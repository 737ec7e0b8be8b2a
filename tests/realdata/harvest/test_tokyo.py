"""The real Tokyo catalogue of 2021-12-18, then that of 2022-08-23, on one source: exactly the second state.

So it is however the second state is read: whole, by what is dated since, or by the index.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk

from tests.harvest_tools import harvest, make_source, portal, replay
from tests.shared import require_shared

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
FIRST, SECOND = "2021-12-18", "2022-08-23"


def read(day: str) -> dict[str, dict[str, Any]]:
    """Return a snapshot's datasets by name."""
    path = require_shared(f"data/portals/tokyo/tokyo_catalog_{day}.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {item["name"]: item for item in map(json.loads, lines)}


def ours(source_id: str) -> dict[str, dict[str, Any]]:
    """Return what this portal holds of a source: name to id, title, organization and resource addresses."""
    from ckanext.tomoni_harvest.model import Record

    query = sa.text(
        "SELECT p.name, p.id, p.title, p.state, g.title AS organization, "
        "  (SELECT json_agg(json_build_array(r.url, r.name) ORDER BY r.position) FROM resource r "
        "   WHERE r.package_id = p.id AND r.state = 'active') AS resources "
        "FROM package p JOIN tomoni_harvest_record h ON h.package_id = p.id "
        "LEFT JOIN \"group\" g ON g.id = p.owner_org WHERE h.source_id = :source AND p.state = 'active'"
    )
    assert Record.__tablename__ == "tomoni_harvest_record"
    rows = model.Session.execute(query, {"source": source_id}).mappings()
    return {row["name"]: dict(row) for row in rows}


def same(mine: dict[str, dict[str, Any]], theirs: dict[str, dict[str, Any]]) -> None:
    """Assert that this portal holds exactly the snapshot: no more, no less, and the same content.

    Control characters, which one name of the real catalogue holds, are left out on purpose.
    """
    assert mine.keys() == theirs.keys()
    # One organization was being renamed while the first state was captured: the record indexed last knows its title.
    titles: dict[str, str] = {}
    for item in sorted(theirs.values(), key=lambda item: item["metadata_modified"]):
        titles[item["organization"]["name"]] = item["organization"]["title"]
    for name, item in theirs.items():
        held = mine[name]
        assert held["title"] == item["title"].strip(), name
        assert held["organization"] == titles[item["organization"]["name"]], name
        wanted = [
            [CONTROL.sub("", r["url"]).strip(), CONTROL.sub("", r["name"] or "").strip()] for r in item["resources"]
        ]
        assert [[url, label or ""] for url, label in held["resources"] or []] == wanted, name


@contextlib.contextmanager
def honouring(*parameters: str) -> Iterator[tuple[str, Callable[[str], None]]]:
    """Serve the first capture as a portal that heeds ``parameters``, and a function that turns it to another day."""
    with portal(list(read(FIRST).values())) as served:
        served.honoured = set(parameters)
        yield served.url, lambda day: vars(served).update(datasets=list(read(day).values()))


@contextlib.contextmanager
def replaying() -> Iterator[tuple[str, Callable[[str], None]]]:
    """Serve the first capture by the replay tool, and a function that turns it to another day."""
    tool, folder = require_shared("tools/portal_replay.py"), require_shared("data/portals/tokyo")
    with replay(tool, folder / f"tokyo_catalog_{FIRST}.jsonl.gz") as (url, turn):
        yield url, lambda day: turn(folder / f"tokyo_catalog_{day}.jsonl.gz")


WAYS = {"whole": replaying, "dated": lambda: honouring("fq"), "index": lambda: honouring("fl", "fq")}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.usefixtures("clean_db", "clean_index")
def test_two_states_of_tokyo(way: str) -> None:
    """873 new (53 dated before the first state), 205 gone, 218 re-created: the content is the second state's."""
    then, later = read(FIRST), read(SECOND)
    with WAYS[way]() as (url, turn):
        source = make_source(url)
        first = harvest(source["id"])
        before = ours(source["id"])
        turn(SECOND)
        second = harvest(source["id"], whole=way == "whole")
        after = ours(source["id"])
        third = harvest(source["id"], whole=way == "whole")

    assert first.outcome == second.outcome == third.outcome == "done"
    assert first.counts["added"] == len(then) == 3969
    same(before, then)
    same(after, later)

    recreated = {name for name in then.keys() & later.keys() if then[name]["id"] != later[name]["id"]}
    assert len(recreated) == second.counts["recreated"] == 218
    assert {name: before[name]["id"] for name in recreated} == {name: after[name]["id"] for name in recreated}
    assert second.counts["added"] == 873
    assert second.counts["withdrawn"] == 205

    assert {second.run.reading, third.run.reading} == ({"full"} if way == "whole" else {"changes"})
    requests = third.counts["requests"]
    assert requests <= {"whole": 10, "dated": 3, "index": 6}[way]
    assert third.counts == {"unchanged": 4637, "read": 4637, "missing": 0, "requests": requests}
    assert tk.get_action("package_search")({}, {"fq": f'harvest_source_id:"{source["id"]}"'})["count"] == 4637
