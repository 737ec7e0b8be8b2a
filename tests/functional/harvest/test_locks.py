"""Fields that keep the value they have here: the source changes, they stay, and the difference is told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_harvest.consumers import keeper
from ckanext.tomoni_harvest.model import Lock
from tests.harvest_tools import dataset, findings, harvest, make_source, portal

pytestmark = pytest.mark.usefixtures("non_clean_db")


@pytest.fixture
def place():
    """A harvested dataset that an officer edited here."""
    editor = factories.UserWithToken()
    organization = factories.Organization(users=[{"name": editor["name"], "capacity": "editor"}])
    mark = model.types.make_uuid()[:8]
    items = [dataset(f"l-{mark}", license_id="CC-BY-4.0"), dataset(f"l-{mark}-other")]
    with portal(items) as served:
        source = make_source(served.url, {"organizations": "own"}, owner_org=organization["id"], title="県のカタログ")
        harvest(source["id"])
        yield SimpleNamespace(
            item=items[0], items=items, served=served, source=source, editor=editor, name=items[0]["name"],
            headers={"Authorization": editor["token"]},
        )  # fmt: skip


def show(place: Any) -> dict[str, Any]:
    return helpers.call_action("package_show", {"use_cache": False}, id=place.name)


def patch(place: Any, **values: Any) -> None:
    helpers.call_action("package_patch", {"user": place.editor["name"]}, id=place.name, **values)


def keep(place: Any, *keys: str) -> list[str]:
    return helpers.call_action(
        "tomoni_harvest_field_keep", {"user": place.editor["name"]}, id=place.name, fields=list(keys)
    )["kept"]  # fmt: skip


def field(place: Any, key: str) -> dict[str, Any]:
    found = helpers.call_action("tomoni_harvest_field_list", id=place.name)["fields"]
    return next(item for item in found if item["key"] == key)


def test_an_edit_without_a_lock_is_overwritten(place) -> None:
    """The form says so: this is what a source means."""
    patch(place, title="ここで直した題名")
    assert harvest(place.source["id"]).counts["unchanged"] == 2, "not while the source is as it was"
    assert show(place)["title"] == "ここで直した題名"
    place.item["notes"] = "新しい説明"
    harvest(place.source["id"])
    assert show(place)["title"] == place.item["title"]


def test_locked_fields_stay_and_the_others_follow(place) -> None:
    """Title, tags, a field of the form, and a resource's description; all else becomes the source's."""
    resource = show(place)["resources"][0]
    patch(
        place, title="ここの題名", tags=[{"name": "ここ"}], frequency_of_update="毎日",
        resources=[{**resource, "description": "ここの説明", "name": "ここの名前"}],
    )  # fmt: skip
    keys = ["title", "tags", "frequency_of_update", f"{resource['id']}/description"]
    assert keep(place, *keys) == keys
    assert keep(place, "title") == []
    place.item.update(title="新しい題名", notes="新しい説明", tags=[{"name": "新しい"}], license_id="cc-by")
    place.item["extras"] = [{"key": "更新頻度", "value": "月1回"}]
    place.item["resources"][0].update(description="取り込み元の説明", name="新しい名前")
    result = harvest(place.source["id"])
    held = show(place)
    assert (held["title"], [tag["name"] for tag in held["tags"]]) == ("ここの題名", ["ここ"])
    assert (held["frequency_of_update"], held["notes"], held["license_id"]) == ("毎日", "新しい説明", "cc-by")
    assert (held["resources"][0]["description"], held["resources"][0]["name"]) == ("ここの説明", "新しい名前")
    assert held["resources"][0]["id"] == resource["id"]
    assert findings(result.job_id)["lock-source-changed"] == 4
    told = field(place, "title")
    assert (told["here"], told["source"], told["locked"]) == ("ここの題名", "新しい題名", True)
    assert told["source_changed"]
    hit = helpers.call_action("package_search", fq=f"name:{place.name}")["results"][0]
    assert hit["title"] == "ここの題名"
    again = harvest(place.source["id"])
    assert again.counts["unchanged"] == 2
    assert findings(again.job_id) == {}


def test_only_what_changed_at_the_source_is_told(place) -> None:
    """A change of something else says nothing about the locked field."""
    patch(place, title="ここの題名")
    keep(place, "title")
    place.item["notes"] = "新しい説明"
    assert findings(harvest(place.source["id"]).job_id) == {}
    assert field(place, "title")["source_changed"] is None
    assert show(place)["title"] == "ここの題名"


def test_an_emptied_field_stays_empty(place) -> None:
    """Nothing is a value too."""
    patch(place, notes="")
    keep(place, "notes")
    place.item["notes"] = "新しい説明"
    harvest(place.source["id"])
    assert not show(place).get("notes")
    assert field(place, "notes")["source"] == "新しい説明"


def test_taking_the_sources_value(place) -> None:
    """One click: the source's value is here, and the field follows it again."""
    resource = show(place)["resources"][0]
    patch(place, title="ここの題名", resources=[{**resource, "description": "ここの説明"}])
    key = f"{resource['id']}/description"
    keep(place, "title", key)
    place.item["title"] = "新しい題名"
    harvest(place.source["id"])
    taken = helpers.call_action(
        "tomoni_harvest_field_take", {"user": place.editor["name"]}, id=place.name, fields=["title", key]
    )  # fmt: skip
    assert taken == {"taken": ["title", key]}
    held = show(place)
    assert held["title"] == "新しい題名"
    assert not held["resources"][0].get("description")
    assert not field(place, "title")["locked"]
    place.item["title"] = "もっと新しい題名"
    harvest(place.source["id"])
    assert show(place)["title"] == "もっと新しい題名"


def test_a_local_edit_of_an_unlocked_field_can_be_taken_back(place) -> None:
    """The source's value is written at once, without waiting for it to change."""
    patch(place, title="まちがい")
    assert field(place, "title")["differs"]
    helpers.call_action(
        "tomoni_harvest_field_take", {"user": place.editor["name"]}, id=place.name, fields=["title"]
    )  # fmt: skip
    assert show(place)["title"] == place.item["title"]


@pytest.mark.parametrize(
    "key", ["id", "owner_org", "state", "private", "resources", "no_such", "x/description", "", "extras"]
)
def test_what_cannot_be_kept(place, key: str) -> None:
    """Who and where a dataset is follows its source; an unknown field is named."""
    with pytest.raises(tk.ValidationError):
        keep(place, key)
    assert model.Session.query(Lock).filter_by(package_id=show(place)["id"]).count() == 0


def test_datasets_of_this_portal_have_no_source(place) -> None:
    """An ordinary dataset says so; an unknown one is not found."""
    with pytest.raises(tk.ValidationError):
        helpers.call_action("tomoni_harvest_field_list", id=factories.Dataset()["id"])
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("tomoni_harvest_field_list", id="no-such-dataset")


def test_locks_outlive_withdrawal_and_new_identity(place) -> None:
    """A dataset that went and came back under another id keeps what was said here."""
    patch(place, title="ここの題名")
    keep(place, "title")
    place.items.remove(place.item)
    assert harvest(place.source["id"]).counts["withdrawn"] == 1
    place.item.update(id="another-id", notes="新しい説明")
    place.items.append(place.item)
    assert harvest(place.source["id"]).counts["returned"] == 1
    assert (show(place)["title"], show(place)["notes"]) == ("ここの題名", "新しい説明")


def test_a_resource_that_left_takes_its_lock_along(place) -> None:
    """The lock of a resource that its source dropped is in nobody's way."""
    resource = show(place)["resources"][0]
    keep(place, f"{resource['id']}/description")
    place.item["resources"] = [{"id": "other", "url": "https://example.lg.jp/other.csv", "name": "別"}]
    assert harvest(place.source["id"]).counts["updated"] == 1
    assert [item["name"] for item in show(place)["resources"]] == ["別"]


def test_purged_datasets_leave_no_lock(place) -> None:
    """The keeper clears away what belongs to nothing."""
    keep(place, "title")
    package_id = show(place)["id"]
    helpers.call_action("dataset_purge", {"user": factories.Sysadmin()["name"]}, id=package_id)
    keeper.clear_old()
    assert model.Session.query(Lock).filter_by(package_id=package_id).count() == 0


def form_of(place: Any, **values: Any) -> dict[str, Any]:
    held = show(place)
    kept = ("title", "name", "notes", "license_id", "owner_org", "frequency_of_update", "source_url")
    tags = ",".join(tag["name"] for tag in held["tags"])
    return {"_ckan_phase": "", "save": "", "tag_string": tags, **{key: held.get(key, "") for key in kept}, **values}


def test_the_form_says_so_and_keeps_what_is_changed(app, place) -> None:
    """The box beside the form: what was changed, and only that, is kept from then on."""
    address = f"/dataset/edit/{place.name}"
    page = app.get(address, headers=place.headers).body
    assert "このデータセットは「県のカタログ」に合わせています" in page
    assert 'form="dataset-edit" checked' in page
    form = form_of(place, title="ここで直した題名", tomoni_harvest_keep="1")
    done = app.post(address, data=form, headers=place.headers)
    assert "直したところは、これから取り込み元が変わっても残します" in done.body
    assert helpers.call_action("package_show", id=place.name)["title"] == "ここで直した題名"
    assert [lock.field for lock in model.Session.query(Lock).filter_by(package_id=show(place)["id"])] == ["title"]
    place.item.update(title="新しい題名", notes="新しい説明")
    harvest(place.source["id"])
    assert (show(place)["title"], show(place)["notes"]) == ("ここで直した題名", "新しい説明")


def test_without_the_box_the_form_keeps_nothing(app, place) -> None:
    """The editor chose so."""
    app.post(f"/dataset/edit/{place.name}", data=form_of(place, title="ここ"), headers=place.headers)
    assert show(place)["title"] == "ここ"
    assert model.Session.query(Lock).filter_by(package_id=show(place)["id"]).count() == 0


def test_a_form_that_is_refused_keeps_nothing(app, place) -> None:
    """Nothing was saved."""
    form = form_of(place, title="ここ", name="Not a name!", tomoni_harvest_keep="1")
    assert app.post(f"/dataset/edit/{place.name}", data=form, headers=place.headers).status_code == 200
    assert model.Session.query(Lock).filter_by(package_id=show(place)["id"]).count() == 0


def test_the_form_of_a_resource_keeps_too(app, place) -> None:
    """A description that was written here."""
    resource = show(place)["resources"][0]
    address = f"/dataset/{place.name}/resource/{resource['id']}/edit"
    assert 'form="resource-edit" checked' in app.get(address, headers=place.headers).body
    form = {
        "id": resource["id"], "url": resource["url"], "name": resource["name"], "format": "CSV",
        "description": "ここで書いた説明", "save": "", "tomoni_harvest_keep": "1",
    }  # fmt: skip
    app.post(address, data=form, headers=place.headers)
    assert field(place, f"{resource['id']}/description")["locked"]
    place.item["resources"][0].update(description="取り込み元の説明", name="新しい名前")
    harvest(place.source["id"])
    held = show(place)["resources"][0]
    assert (held["description"], held["name"]) == ("ここで書いた説明", "新しい名前")


def test_other_datasets_show_no_box(app, place) -> None:
    """A dataset of this portal is edited as ever."""
    own = factories.Dataset(owner_org=show(place)["owner_org"])
    page = app.get(f"/dataset/edit/{own['name']}", headers=place.headers).body
    assert "tomoni-harvest-keep" not in page
    assert "取り込み元との違い" not in page


def test_the_page_compares_and_decides(app, place) -> None:
    """Side by side, as text; both buttons; strangers see neither."""
    address = f"/dataset/{place.name}/source"
    patch(place, title="ここの題名 <script>alert(1)</script>")
    keep(place, "title")
    place.item["title"] = "新しい題名 <b>"
    harvest(place.source["id"])
    page = app.get(address, headers=place.headers).body
    for text in (
        "ここの題名 &lt;script&gt;",
        "新しい題名 &lt;b&gt;",
        "ここの値を残しています",
        "に取り込み元で変わりました",
    ):
        assert text in page, text
    assert "<script>alert(1)" not in page
    done = app.post(address, data={"what": "take", "field": "title"}, headers=place.headers)
    assert "取り込み元の値にしました" in done.body
    assert show(place)["title"] == "新しい題名 <b>"
    done = app.post(address, data={"what": "keep", "field": ["notes", "license_id"]}, headers=place.headers)
    assert "取り込み元が変わっても、ここの値を残します" in done.body
    assert field(place, "license_id")["locked"]
    assert app.post(address, data={"what": "other", "field": "title"}, headers=place.headers).status_code == 400
    other = {"Authorization": factories.UserWithToken()["token"]}
    for headers in (other, {}):
        assert app.get(address, headers=headers, follow_redirects=False).status_code in (302, 401, 403)
        done = app.post(
            address, data={"what": "take", "field": "notes"}, headers=headers, follow_redirects=False
        )  # fmt: skip
        assert done.status_code in (302, 401, 403)
    assert field(place, "notes")["locked"]
