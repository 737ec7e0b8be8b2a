"""The history is thinned: what is old goes in batches, what is current and what tells of the present stays."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest import stock
from ckanext.tomoni_harvest.engine import retention
from ckanext.tomoni_harvest.model import Finding, Run, Version
from tests.harvest_tools import dataset, harvest, make_source, new_job, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


@pytest.fixture
def year(ckan_config):
    """The setting: a year."""
    ckan_config["ckanext.tomoni_harvest.history_days"] = 365


def count(table: Any, **same: Any) -> int:
    query = sa.select(sa.func.count()).select_from(table)
    for column, value in same.items():
        query = query.where(table.c[column] == value)
    return model.Session.execute(query).scalar_one()


OBJECT, JOB = stock.HarvestObject.__table__, stock.HarvestJob.__table__


def age(job_id: str, days: int = 400) -> None:
    """Make a job and its objects older."""
    ago = timedelta(days=days)
    columns = ("created", "gather_started", "gather_finished", "finished")
    values = {name: JOB.c[name] - ago for name in columns}
    model.Session.execute(sa.update(JOB).where(JOB.c.id == job_id).values(**values))
    same = OBJECT.c.harvest_job_id == job_id
    model.Session.execute(sa.update(OBJECT).where(same).values(gathered=OBJECT.c.gathered - ago))
    model.Session.commit()


def runs(items: list[dict[str, Any]], served: Any, source: dict[str, Any], number: int) -> list[str]:
    """Run ``number`` jobs, each of which changes the first dataset; return them."""
    jobs = []
    for turn in range(number):
        items[0]["notes"] = f"説明 {turn}"
        jobs.append(harvest(source["id"]).job_id)
    return jobs


def some(number: int) -> list[dict[str, Any]]:
    mark = model.types.make_uuid()[:8]
    return [dataset(f"k-{mark}-{place}", license_id="own") for place in range(number)]


def test_old_objects_and_jobs_go_and_the_present_stays(year) -> None:
    """First job: it still has a current object. Second: nothing current, all gone. Last: young."""
    items = some(2)
    with portal(items) as served:
        source = make_source(served.url)
        first, second, third = runs(items, served, source, 3)
        assert (count(OBJECT, harvest_job_id=first), count(OBJECT, harvest_job_id=second)) == (2, 1)
        for job in (first, second):
            age(job)
        done = retention.thin()
        assert done["objects"] >= 2
        assert (count(OBJECT, harvest_job_id=first), count(JOB, id=first), count(Run.__table__, job_id=first)) == (
            1,
            1,
            1,
        )
        assert (count(OBJECT, harvest_job_id=second), count(JOB, id=second)) == (0, 0)
        assert count(Run.__table__, job_id=second) == count(Finding.__table__, job_id=second) == 0
        assert count(Finding.__table__, job_id=first) == 0, "what a run counted stays, what it told goes"
        assert count(JOB, id=third) == 1
        assert count(Finding.__table__, job_id=third) == 1
        current = model.Session.query(stock.HarvestObject).filter_by(harvest_source_id=source["id"], current=True)
        assert {found.content is not None for found in current} == {True}
        assert current.count() == 2
        assert harvest(source["id"]).counts["unchanged"] == 2
        status = helpers.call_action("harvest_source_show_status", id=source["id"])
        assert (status["total_datasets"], status["job_count"]) == (2, 3)


def test_what_was_written_is_known_by_its_hash_for_ever(year) -> None:
    """One row of a few bytes each time; the text only of the last."""
    items = some(1)
    with portal(items) as served:
        source = make_source(served.url)
        jobs = runs(items, served, source, 3)
        for job in jobs:
            age(job)
        retention.thin()
    package = helpers.call_action("package_show", id=items[0]["name"])["id"]
    versions = model.Session.query(Version).filter_by(package_id=package).order_by(Version.created).all()
    assert [version.outcome for version in versions] == ["added", "updated", "updated"]
    assert len({version.content_hash for version in versions}) == 3
    assert all(len(version.content_hash) == 64 for version in versions)
    texts = model.Session.query(stock.HarvestObject).filter_by(package_id=package)
    assert [found.current for found in texts if found.content] == [True]


def test_errors_go_with_their_objects(year) -> None:
    """ckanext-harvest's errors of records and of listings; the last job keeps its own."""
    items = some(1)
    with portal([*items, {"title": "no id"}]) as served:
        source = make_source(served.url)
        bad = harvest(source["id"]).job_id
        served.spoil = lambda *_: (200, b"", {})
        failed = harvest(source["id"]).job_id
        served.spoil = None
        errors = stock.HarvestGatherError.__table__
        assert count(errors, harvest_job_id=failed) == count(errors, harvest_job_id=bad) == 1
        age(bad)
        age(failed)
        retention.thin()
        assert (count(errors, harvest_job_id=failed), count(JOB, id=failed)) == (1, 1), "the last job of the source"
        harvest(source["id"])
        retention.thin()
        assert (count(errors, harvest_job_id=failed), count(JOB, id=failed)) == (0, 0)


def test_a_withdrawn_dataset_keeps_its_last_trace(year) -> None:
    """Clearing its source must still find it."""
    items = some(3)
    with portal(items) as served:
        source = make_source(served.url)
        first = harvest(source["id"]).job_id
        package = helpers.call_action("package_show", id=items[0]["name"])["id"]
        gone = items.pop(0)
        second = harvest(source["id"]).job_id
        harvest(source["id"])
        age(first, 500)
        age(second)
        retention.thin()
        assert count(OBJECT, package_id=package) == 1
        helpers.call_action("harvest_source_clear", {"user": factories.Sysadmin()["name"]}, id=source["id"])
    model.Session.expire_all()
    assert model.Package.get(gone["name"]) is None


def test_running_jobs_are_left_alone(year) -> None:
    """However old: it may go on."""
    with portal(some(1)) as served:
        source = make_source(served.url)
        job = new_job(source["id"])
        model.Session.execute(sa.update(JOB).where(JOB.c.id == job).values(created=datetime(2020, 1, 1)))  # noqa: DTZ001
        model.Session.commit()
        harvest(source["id"])
        retention.thin()
        assert count(JOB, id=job) == 1


def test_in_batches_and_not_all_at_once(year) -> None:
    """Each turn deletes a few rows; what is left is for the next."""
    items = some(1)
    with portal(items) as served:
        source = make_source(served.url)
        jobs = runs(items, served, source, 5)
        retention.thin()
        for job in jobs[:4]:
            age(job)
        assert retention.thin(batch=1, batches=2)["objects"] == 2
        assert count(OBJECT, harvest_source_id=source["id"]) == 3
        assert retention.thin(batch=1, batches=20)["objects"] == 2
        assert count(OBJECT, harvest_source_id=source["id"]) == 1


def test_zero_keeps_everything(ckan_config) -> None:
    """The setting says never."""
    ckan_config["ckanext.tomoni_harvest.history_days"] = 0
    items = some(1)
    with portal(items) as served:
        source = make_source(served.url)
        jobs = runs(items, served, source, 3)
        age(jobs[0])
        age(jobs[1])
    assert retention.thin() == {}
    assert count(JOB, source_id=source["id"]) == 3


def test_the_command_clears_away(year, cli) -> None:
    """``ckan tomoni-harvest keep`` says how many rows went."""
    from ckan.cli.cli import ckan

    items = some(1)
    with portal(items) as served:
        source = make_source(served.url)
        jobs = runs(items, served, source, 3)
        age(jobs[1])
    done = cli.invoke(ckan, ["tomoni-harvest", "keep"])
    assert done.exit_code == 0, done.output
    assert re.search(r"^objects \d+$", done.output, re.MULTILINE), done.output
    assert count(JOB, id=jobs[1]) == 0


def test_objects_of_other_harvesters_are_thinned_alike(year) -> None:
    """Theirs are written by ckanext-harvest: current ones stay, old ones go with their errors and extras."""
    with portal(some(1)) as served:
        source = make_source(served.url)
        job = new_job(source["id"])
        row = stock.HarvestJob.get(job)
        made = []
        package = factories.Dataset()["id"]
        for current in (False, True):
            found = stock.HarvestObject(guid="g", job=row, current=current, package_id=package, content="x")
            found.state = "COMPLETE"
            found.save()
            stock.HarvestObjectError.create("wrong", found, "Import")
            stock.HarvestObjectExtra(object=found, key="k", value="v").save()
            made.append(found.id)
        row.status, row.finished, row.gather_finished = "Finished", *[datetime.now(UTC).replace(tzinfo=None)] * 2
        row.save()
        age(job)
        harvest(source["id"])
        retention.thin()
    model.Session.expire_all()
    assert [stock.HarvestObject.get(identifier) is None for identifier in made] == [True, False]
    assert count(stock.HarvestObjectError.__table__, harvest_object_id=made[0]) == 0
    assert count(stock.HarvestObjectExtra.__table__, harvest_object_id=made[1]) == 1
