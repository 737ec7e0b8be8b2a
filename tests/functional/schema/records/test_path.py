"""From the officer's upload to the table: what enters it, what leaves it, and what is written on the way."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_core import errors
from ckanext.tomoni_schema.records import store
from ckanext.tomoni_schema.records.model import Record, Source
from tests.functional.schema.records.support import (
    KAGAWA,
    MARUGAME,
    SAPPORO,
    TAKAMATSU,
    act,
    ask,
    check,
    names,
    publish,
    table,
    toilet,
)

NEW, OLD = "public_toilet@2026", "public_toilet@2021"
NO_STANDARD = "名称,緯度,経度\n公園,34.1,134.1\n"


def stored() -> dict[str, tuple[int, Any]]:
    """Every stored row's key, with its id and fingerprint."""
    return {row.key: (row.id, row.hash) for row in model.Session.scalars(sa.select(Record))}


def touched() -> datetime:
    """When the only source last changed."""
    model.Session.expire_all()
    return model.Session.scalars(sa.select(Source.modified)).one()


def test_an_upload_is_in_the_table_typed(dataset: dict[str, Any]) -> None:
    """Numbers are numbers, codes and 有 text, blanks null, the place two numbers."""
    resource = publish(dataset, table(NEW, [toilet(1, local_government_code=TAKAMATSU, start_time="9:00")]))
    answer = ask()
    (row,) = answer["results"]
    assert row["_id"] == f"{resource['id']}:0001"
    assert (row["_municipality_code"], row["_municipality"], row["_prefecture"]) == (TAKAMATSU, "高松市", "香川県")
    assert (row["_dataset"], row["_resource"], row["_edition"]) == (dataset["id"], resource["id"], "2026")
    assert (row["toilet_male"], row["toilet_wheelchair"], row["toilet_female"]) == (2, "有", None)
    assert (row["latitude"], row["longitude"]) == (34.301, 134.001)
    assert (row["local_government_code"], row["start_time"]) == (TAKAMATSU, "09:00")
    assert list(row) == [field["name"] for field in answer["fields"]]
    assert (answer["count"], answer["count_exact"], answer["next"]) == (1, True, None)


def test_two_editions_are_one_table(dataset: dict[str, Any]) -> None:
    """Both editions' files come out under the same names, each with its edition."""
    publish(dataset, table(OLD, [toilet(1)]))
    publish(dataset, table(NEW, [toilet(2)]))
    assert [(row["_edition"], row["name"], row["address"]) for row in ask()["results"]] == [
        ("2021", "中央公園トイレ1", "中央町1-1"),
        ("2026", "中央公園トイレ2", "中央町1-1"),
    ]
    assert names(edition="2021") == ["中央公園トイレ1"]
    assert names(id="public_toilet@2026") == ["中央公園トイレ2"]


def test_the_same_file_again_writes_nothing(dataset: dict[str, Any]) -> None:
    """Neither a row nor the time of the source moves."""
    resource = publish(dataset, table(NEW, [toilet(1), toilet(2)]))
    rows, modified = stored(), touched()
    check(resource)
    assert (stored(), touched()) == (rows, modified)


def test_a_changed_file_writes_only_its_changes(dataset: dict[str, Any]) -> None:
    """The unchanged row stays as it is, the changed one keeps its id, the missing one goes, the new one comes."""
    resource = publish(dataset, table(NEW, [toilet(1), toilet(2), toilet(3)]))
    before = stored()
    publish(dataset, table(NEW, [toilet(4), toilet(1), toilet(2, name="東公園トイレ")]), id=resource["id"])
    after = stored()
    assert after["0001"] == before["0001"]
    assert after["0002"][0] == before["0002"][0]
    assert after["0002"][1] != before["0002"][1]
    assert set(after) == {"0001", "0002", "0004"}
    assert sorted(names()) == ["中央公園トイレ1", "中央公園トイレ4", "東公園トイレ"]


def test_rows_without_an_id_and_rows_that_are_the_same(dataset: dict[str, Any]) -> None:
    """Each row of the file is a row of the table, and a second check adds none."""
    rows = [toilet(1, id=""), toilet(1, id=""), toilet(2, id="１号"), toilet(3, id="A"), toilet(4, id="A")]
    resource = publish(dataset, table(NEW, rows))
    before = stored()
    assert len(before) == 5
    check(resource)
    assert stored() == before


@pytest.mark.parametrize("content", [NO_STANDARD, "", "<html>404</html>"])
def test_a_file_that_follows_no_standard_any_more_leaves(dataset: dict[str, Any], content: str) -> None:
    """Replaced by another table, an empty file or a page: the old rows would mislead."""
    resource = publish(dataset, table(NEW, [toilet(1)]))
    publish(dataset, content, id=resource["id"])
    assert names() == []
    assert stored() == {}


def test_a_file_of_another_standard_moves(dataset: dict[str, Any]) -> None:
    """The rows are in the other table, and no more in the first."""
    resource = publish(dataset, table(NEW, [toilet(1)]))
    publish(dataset, table("aed@2021", [{"name": "市役所", "id": "1", "address": "番町1-8-15"}]), id=resource["id"])
    assert names() == []
    assert names(id="aed") == ["市役所"]


@pytest.mark.parametrize(
    ("problem", "kept"),
    [
        (errors.TimedOut("timeout", "応答がありません。", "No answer."), True),
        (errors.ServerError("server_error", "500", "500"), True),
        (errors.TomoniError("file-missing", "保存場所にありません。", "Not in the storage."), True),
        (errors.NotFound("not_found", "404", "404"), False),
        (errors.NotFound("gone", "410", "410"), False),
    ],
    ids=lambda value: getattr(value, "slug", value),
)
def test_a_file_that_cannot_be_had(
    dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch, problem: errors.TomoniError, kept: bool
) -> None:
    """A server that does not answer today keeps yesterday's rows; one that says that the file is gone does not."""
    resource = publish(dataset, table(NEW, [toilet(1)]))

    def fail(*_: Any) -> bytes:
        raise problem

    monkeypatch.setattr("ckanext.tomoni_quality.source.loaded", fail)
    check(resource)
    assert bool(names()) is kept


def test_two_workers_with_one_file(dataset: dict[str, Any]) -> None:
    """A second load of the same resource waits for the first, and neither breaks the other."""
    resource = publish(dataset, table(NEW, [toilet(1)]))
    records = [[{"id": str(number), "name": f"{side}{number}"} for number in range(50)] for side in "ab"]

    def work(rows: list[dict[str, Any]]) -> None:
        store.load(resource["id"], dataset["id"], "public_toilet", "2026", rows)
        model.Session.remove()

    threads = [threading.Thread(target=work, args=(rows,)) for rows in records * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    model.Session.expire_all()
    found = {name[0] for name in names()}
    assert len(names()) == 50
    assert found in ({"a"}, {"b"})


def test_a_load_that_breaks_changes_nothing(dataset: dict[str, Any]) -> None:
    """One transaction: half a file is never in the table."""
    resource = publish(dataset, table(NEW, [toilet(1)]))

    def half() -> Any:
        yield from ({"id": f"n{number}", "name": "x"} for number in range(store.BATCH + 1))
        raise OSError("cut off")

    with pytest.raises(OSError, match="cut off"):
        store.load(resource["id"], dataset["id"], "public_toilet", "2026", half())
    assert names() == ["中央公園トイレ1"]


def test_private_public_private(org: dict[str, Any]) -> None:
    """The rows come and go with the dataset's visibility, without a check in between; members see them always."""
    member = factories.User()["name"]
    act("organization_member_create", id=org["id"], username=member, role="member")
    dataset = factories.Dataset(owner_org=org["id"], private=True)
    publish(dataset, table(NEW, [toilet(1)]))
    assert names() == []
    assert names(user=member) == ["中央公園トイレ1"]
    act("package_patch", id=dataset["id"], private=False)
    assert names() == ["中央公園トイレ1"]
    act("package_patch", id=dataset["id"], private=True)
    assert names() == []
    assert names(user=factories.User()["name"]) == []
    assert (ask()["count"], ask(user=member)["count"]) == (0, 1)


def test_delete_and_undelete(dataset: dict[str, Any]) -> None:
    """A deleted dataset's rows are gone at once, for sysadmins too, and come back with it."""
    publish(dataset, table(NEW, [toilet(1)]))
    act("package_delete", id=dataset["id"])
    assert names() == []
    assert names(user=factories.Sysadmin()["name"]) == []
    act("package_patch", id=dataset["id"], state="active")
    assert names() == ["中央公園トイレ1"]


def test_a_purged_dataset_leaves_no_row(dataset: dict[str, Any]) -> None:
    """Not only hidden: the rows are deleted."""
    publish(dataset, table(NEW, [toilet(1)]))
    act("package_delete", id=dataset["id"])
    act("dataset_purge", id=dataset["id"])
    assert stored() == {}


def test_a_deleted_resource_leaves_no_row(dataset: dict[str, Any]) -> None:
    """Deleted by itself, or left out when its dataset is saved."""
    one = publish(dataset, table(NEW, [toilet(1)]))
    publish(dataset, table(NEW, [toilet(2)]))
    act("resource_delete", id=one["id"])
    assert names() == ["中央公園トイレ2"]
    assert set(stored()) == {"0002"}
    act("package_patch", id=dataset["id"], resources=[])
    assert stored() == {}


def test_made_private_in_bulk(org: dict[str, Any], dataset: dict[str, Any]) -> None:
    """The organization's bulk page changes datasets without saving them one by one."""
    publish(dataset, table(NEW, [toilet(1)]))
    before = touched()
    act("bulk_update_private", datasets=[dataset["id"]], org_id=org["id"])
    assert names() == []
    assert touched() > before


def test_a_municipality_speaks_for_itself_only(dataset: dict[str, Any]) -> None:
    """A code of another town in a cell does not put the row there."""
    publish(dataset, table(NEW, [toilet(1, local_government_code=SAPPORO, location_code=SAPPORO)]))
    assert names(municipality=SAPPORO) == []
    assert names(municipality=TAKAMATSU) == ["中央公園トイレ1"]


def test_a_prefecture_may_speak_for_its_municipalities() -> None:
    """Rows of a prefecture's file are placed by their codes where these lie in the prefecture."""
    org = factories.Organization(title="香川県", local_government_code=KAGAWA)
    dataset = factories.Dataset(owner_org=org["id"])
    rows = [toilet(1, location_code=MARUGAME), toilet(2, location_code=SAPPORO), toilet(3)]
    publish(dataset, table(NEW, rows))
    assert [row["_municipality_code"] for row in ask()["results"]] == [MARUGAME, KAGAWA, KAGAWA]
    assert len(names(prefecture="香川県")) == 3


def test_a_publisher_without_a_code_is_believed() -> None:
    """A company's file is placed by its cells; a ward counts for its city."""
    dataset = factories.Dataset(owner_org=factories.Organization(title="株式会社サンプル")["id"])
    publish(dataset, table(NEW, [toilet(1, location_code="011011"), toilet(2)]))
    assert [row["_municipality_code"] for row in ask()["results"]] == [SAPPORO, None]


def test_rows_follow_their_organization(org: dict[str, Any], dataset: dict[str, Any]) -> None:
    """A code that is corrected, or a dataset that is handed over, moves the rows without a check."""
    publish(dataset, table(NEW, [toilet(1)]))
    act("organization_patch", id=org["id"], local_government_code=MARUGAME)
    from ckanext.tomoni_schema import jobs

    jobs.reindex_organization(org["id"])
    assert names(municipality=MARUGAME) == ["中央公園トイレ1"]
    other = factories.Organization(title="札幌市", local_government_code=SAPPORO)
    act("package_owner_org_update", id=dataset["id"], organization_id=other["id"])
    act("package_patch", id=dataset["id"], owner_org=other["id"])
    assert names(municipality=SAPPORO) == ["中央公園トイレ1"]
    sources = helpers.call_action("tomoni_standard_record_sources", id="public_toilet")
    assert [(place["code"], place["rows"]) for place in sources["municipalities"]] == [(SAPPORO, 1)]


def test_a_harvest_tells_of_what_it_withdrew(dataset: dict[str, Any]) -> None:
    """The harvester writes without actions; its signal has pollers ask again, and purged resources go."""
    publish(dataset, table(NEW, [toilet(1)]))
    before = touched()
    model.Session.execute(sa.update(model.Package).values(state="deleted"))
    model.Session.commit()
    signal = tk.signals.ckanext.signal("tomoni_harvest:datasets_changed")
    signal.send("source", added=[], updated=[], withdrawn=[dataset["id"]], resources=[])
    assert names() == []
    assert touched() > before


@pytest.mark.ckan_config("ckan.plugins", "tomoni_schema tomoni_quality scheming_datasets scheming_organizations dcat")
def test_without_the_datastore(dataset: dict[str, Any]) -> None:
    """The table needs no DataStore."""
    publish(dataset, table(NEW, [toilet(1)]))
    assert names() == ["中央公園トイレ1"]


def test_whom_to_credit(dataset: dict[str, Any]) -> None:
    """Each resource with its dataset, organization and licence."""
    resource = publish(dataset, table(NEW, [toilet(1), toilet(2)]))
    answer = helpers.call_action("tomoni_standard_record_sources", id="public_toilet")
    (source,) = answer["results"]
    assert (answer["count"], answer["rows"]) == (1, 2)
    assert (source["resource"], source["dataset_title"], source["license_id"]) == (
        resource["id"], "公衆トイレ一覧", "CC-BY-4.0",
    )  # fmt: skip
    assert (source["organization_title"], source["edition"], source["rows"]) == ("高松市", "2026", 2)
