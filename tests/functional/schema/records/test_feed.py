"""The addresses that programs poll: each form, 304, who sees what, and what a wrong question gets."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from ckan.tests import factories

from tests.functional.schema.records.support import SAPPORO, TAKAMATSU, act, publish, table, toilet

NEW = "public_toilet@2026"
FEED = f"/standards/public_toilet/records/{TAKAMATSU}.json"
EVERY = "/standards/public_toilet/records"


@pytest.fixture
def rows(dataset: dict[str, Any]) -> dict[str, Any]:
    """Three toilets of 高松市, one without a place, one whose name would run in a spreadsheet."""
    lost = toilet(3, latitude="", longitude="", note="=HYPERLINK(1)")
    return publish(dataset, table(NEW, [toilet(1), toilet(2, toilet_wheelchair="無"), lost]))


def test_the_feed_of_a_municipality(app, rows: dict[str, Any], dataset: dict[str, Any]) -> None:
    """Who, when, under which licence, which columns, and the rows; open to every site."""
    answer = app.get(FEED)
    body = json.loads(answer.body)
    assert body["municipality"] == {"code": TAKAMATSU, "name": "高松市", "prefecture": "香川県"}
    assert [source["license_id"] for source in body["sources"]] == ["CC-BY-4.0"]
    assert [row["name"] for row in body["records"]] == ["中央公園トイレ1", "中央公園トイレ2", "中央公園トイレ3"]
    assert list(body["records"][0]) == [field["name"] for field in body["fields"]]
    assert body["next"] is None
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"] == "application/json"
    assert "no-cache" in answer.headers["Cache-Control"]


def test_a_municipality_without_rows_and_one_that_is_none(app, rows: dict[str, Any]) -> None:
    """An empty answer is an answer; an unknown code is not found."""
    assert json.loads(app.get(f"{EVERY}/{SAPPORO}.json").body)["records"] == []
    for code in ("999999", "37201", "高松市"):
        app.get(f"{EVERY}/{code}.json", status=404)
    app.get("/standards/no_such/records.json", status=404)
    app.get(f"{EVERY}.exe", status=404)


def test_not_modified(app, rows: dict[str, Any], dataset: dict[str, Any]) -> None:
    """304 by tag and by date until something changes; then the whole answer."""
    first = app.get(FEED)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    again = app.get(FEED, headers={"If-None-Match": tag}, status=304)
    assert again.body == ""
    assert (again.headers["ETag"], again.headers["Access-Control-Allow-Origin"]) == (tag, "*")
    app.get(FEED, headers={"If-Modified-Since": date}, status=304)
    publish(dataset, table(NEW, [toilet(1)]), id=rows["id"])
    changed = app.get(FEED, headers={"If-None-Match": tag}, status=200)
    assert changed.headers["ETag"] != tag


def test_another_municipality_changes_nothing_here(app, rows: dict[str, Any]) -> None:
    """A dashboard of one city is not woken by another's file."""
    tag = app.get(FEED).headers["ETag"]
    org = factories.Organization(title="札幌市", local_government_code=SAPPORO)
    publish(factories.Dataset(owner_org=org["id"]), table(NEW, [toilet(1)]))
    app.get(FEED, headers={"If-None-Match": tag}, status=304)


@pytest.mark.parametrize("end", ["private", "deleted"])
def test_what_leaves_is_not_kept_by_a_cache(app, rows: dict[str, Any], dataset: dict[str, Any], end: str) -> None:
    """Hidden or deleted: the old tag no longer holds, nor does a date in the past."""
    first = app.get(FEED)
    if end == "private":
        act("package_patch", id=dataset["id"], private=True)
    else:
        act("package_delete", id=dataset["id"])
    gone = app.get(FEED, headers={"If-None-Match": first.headers["ETag"]}, status=200)
    assert json.loads(gone.body)["records"] == []


def test_members_see_private_rows_and_their_answer_is_theirs(app, org: dict[str, Any]) -> None:
    """The answer of a logged-in person is never one for a shared cache."""
    user = factories.UserWithToken()
    act("organization_member_create", id=org["id"], username=user["name"], role="member")
    publish(factories.Dataset(owner_org=org["id"], private=True), table(NEW, [toilet(1)]))
    assert json.loads(app.get(FEED).body)["records"] == []
    answer = app.get(FEED, headers={"Authorization": user["token"]})
    assert len(json.loads(answer.body)["records"]) == 1
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert "Last-Modified" not in answer.headers


def test_preflight_and_head(app, rows: dict[str, Any]) -> None:
    """A browser may ask first, and may ask for the headers alone."""
    allowed = app.options(FEED)
    assert "If-None-Match" in allowed.headers["Access-Control-Allow-Headers"]
    assert app.flask_app.test_client().head(FEED).headers["ETag"] == app.get(FEED).headers["ETag"]


def test_pages_of_a_feed(app, rows: dict[str, Any]) -> None:
    """With a limit the answer ends with a cursor, the last page with none, and no row comes twice."""
    seen, cursor = [], ""
    for _ in range(2):
        body = json.loads(app.get(f"{EVERY}.json?limit=2&cursor={cursor}").body)
        seen += [row["_id"] for row in body["records"]]
        cursor = body["next"]
    assert (len(seen), len(set(seen)), cursor) == (3, 3, None)


def test_columns_are_parameters(app, rows: dict[str, Any]) -> None:
    """A column and a value, several values, a range, a blank, a box."""

    def found(query: str) -> int:
        return len(json.loads(app.get(f"{EVERY}.json?{query}").body)["records"])

    assert found("toilet_wheelchair=無") == 1
    assert found("toilet_wheelchair=無&toilet_wheelchair=有") == 3
    assert (found("toilet_male.gte=2"), found("toilet_male.gte=3")) == (3, 0)
    assert (found("note="), found("latitude=")) == (2, 1)
    assert found("bbox=134.0015,34.3015,134.0025,34.3025") == 1


def test_parts_of_a_text(app, dataset: dict[str, Any]) -> None:
    """Contained or at the beginning, whatever the case; what SQL's patterns mean is text here; pages go on."""
    names = ["中央公園", "AED公園", "100%の家", "a_b", "a\\b", "'; DROP TABLE x; --"]
    publish(dataset, table(NEW, [toilet(number, name=name) for number, name in enumerate(names, start=1)]))

    def found(**asked: str) -> list[str]:
        body = json.loads(app.get(f"{EVERY}.json", query_string=asked).body)
        return [row["name"] for row in body["records"]]

    assert found(**{"name.contains": "公園"}) == names[:2]
    assert found(**{"name.starts": "aed"}) == ["AED公園"]
    assert found(**{"name.starts": "公園"}) == []
    assert (found(**{"name.contains": "%"}), found(**{"name.contains": "_"})) == (["100%の家"], ["a_b"])
    assert found(**{"name.contains": "\\"}) == ["a\\b"]
    assert found(**{"name.contains": "/"}) == []
    assert found(**{"name.contains": "'; DROP"}) == names[-1:]
    assert found(**{"name.contains": "公園", "limit": "1"}) == names[:1]
    assert found(filters='{"name": {"contains": "園", "starts": "中"}}') == names[:1]
    page = app.get(f"{EVERY}?column=name&match=contains&value=%E5%85%AC%E5%9C%92").body
    assert "AED公園" in page
    again = app.get(f"{EVERY}?name.contains=%E5%85%AC%E5%9C%92").body
    for selected in ('value="name" selected', 'value="contains" selected', 'name="value" value="公園"'):
        assert selected in page, selected
        assert selected in again, selected
    assert "100%の家" not in page


def test_a_wrong_question_says_what_is_wrong(app, rows: dict[str, Any]) -> None:
    """400 with each fault under its parameter, in both languages, readable from another site."""
    answer = app.get(f"{EVERY}.json?no_such_column=1&bbox=1,2", status=400)
    assert set(answer.json["error"]) >= {"no_such_column", "bbox"}
    assert any("使える列" in text for text in answer.json["error"]["no_such_column"])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_csv(app, rows: dict[str, Any]) -> None:
    """Stable names by default, Japanese ones for officers; nothing runs in a spreadsheet."""
    lines = list(csv.DictReader(io.StringIO(app.get(f"{EVERY}.csv").body.removeprefix("\ufeff"))))
    assert [line["name"] for line in lines] == ["中央公園トイレ1", "中央公園トイレ2", "中央公園トイレ3"]
    assert lines[2]["note"] == "'=HYPERLINK(1)"
    assert (lines[0]["latitude"], lines[2]["latitude"]) == ("34.301", "")
    assert "所在地_連結表記" in app.get(f"{EVERY}.csv?header=ja").body.splitlines()[0]
    answer = app.get(f"{EVERY}/{TAKAMATSU}.csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{TAKAMATSU}_public_toilet.csv"'


def test_geojson(app, rows: dict[str, Any]) -> None:
    """A FeatureCollection: longitude first, and a row without a place is a feature without one."""
    answer = app.get(f"{EVERY}.geojson")
    body = json.loads(answer.body)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert body["type"] == "FeatureCollection"
    assert body["features"][0]["geometry"] == {"type": "Point", "coordinates": [134.001, 34.301]}
    assert body["features"][2]["geometry"] is None
    assert body["features"][0]["properties"]["name"] == "中央公園トイレ1"


def test_ngsi_ld(app, rows: dict[str, Any], dataset: dict[str, Any]) -> None:
    """Entities of the shared model, whose own attributes a context of this portal explains."""
    (first, *_) = json.loads(app.get(f"{EVERY}.jsonld").body)
    assert first["id"] == f"urn:ngsi-ld:PointOfInterest:{rows['id']}:0001"
    assert first["source"]["value"].endswith(f"/dataset/{dataset['id']}/resource/{rows['id']}")
    context = json.loads(app.get("/standards/public_toilet/context.jsonld").body)["@context"]
    assert first["@context"][1].endswith("/standards/public_toilet/context.jsonld")
    assert context["toilet_wheelchair"].endswith("/standards/public_toilet#toilet_wheelchair")


def test_parquet(app, rows: dict[str, Any]) -> None:
    """Typed columns, every row."""
    answer = app.get(f"{EVERY}.parquet")
    read = pq.read_table(io.BytesIO(answer.data))
    assert read.num_rows == 3
    assert str(read.schema.field("latitude").type) == "double"
    assert read.column("latitude").to_pylist() == [34.301, 34.302, None]
    assert read.column("toilet_male").to_pylist() == [2.0, 2.0, 2.0]


def test_the_pages(app, rows: dict[str, Any], dataset: dict[str, Any]) -> None:
    """The table for people, in both languages, and the addresses for programs; standard and dataset lead there."""
    page = app.get(EVERY).body
    for text in ("中央公園トイレ1", "高松市", f"{EVERY}.json", "3件", "header=ja", "data-records-map"):
        assert text in page, text
    assert "Rows of every municipality" in app.get(f"/en{EVERY}").body
    narrowed = app.get(f"{EVERY}?municipality={TAKAMATSU}&column=toilet_wheelchair&value=無").body
    assert "中央公園トイレ2" in narrowed
    assert "中央公園トイレ1" not in narrowed
    assert f"/records/{TAKAMATSU}.json" in app.get(f"{EVERY}?municipality={TAKAMATSU}").body
    assert f'href="{EVERY}"' in app.get("/standards/public_toilet").body
    assert f"{EVERY}?dataset={dataset['id']}" in app.get(f"/dataset/{dataset['name']}").body


def test_pages_without_rows_and_with_wrong_questions(app, rows: dict[str, Any]) -> None:
    """Nothing yet, nothing that matches, and a question that cannot be asked: each says what to do next."""
    assert "まだありません" in app.get("/standards/aed/records").body
    assert "条件に合う行はありません" in app.get(f"{EVERY}?prefecture=北海道").body
    wrong = app.get(f"{EVERY}?bbox=<script>alert(1)</script>&cursor=x").body
    assert "bbox は" in wrong
    assert "<script>alert(1)" not in wrong
    assert "Write bbox" in app.get(f"/en{EVERY}?bbox=1").body


def test_hostile_rows_stay_text(app, dataset: dict[str, Any]) -> None:
    """Markup and script addresses of a cell are shown, not run."""
    evil = toilet(1, name="<img src=x onerror=alert(1)>", url="javascript:alert(1)", image="https://example.com/a.png")
    publish(dataset, table(NEW, [evil]))
    page = app.get(EVERY).body
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page
    assert 'href="https://example.com/a.png"' in page
