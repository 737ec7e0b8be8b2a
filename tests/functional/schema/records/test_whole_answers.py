"""A long answer is whole or visibly not; a large one is written once, and only of what anybody may see."""

from __future__ import annotations

import csv
import io
import json
import threading
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from sqlalchemy.exc import OperationalError

from ckanext.tomoni_schema.records import body, parquet, query
from tests.functional.schema.records.support import TAKAMATSU, act, ask, publish, table, toilet

EVERY = "/standards/public_toilet/records"
KINDS = ("json", "csv", "geojson", "jsonld", "parquet")
FILE = table("public_toilet@2026", [toilet(number) for number in range(1, 8)])


@pytest.fixture
def rows(app, dataset: dict[str, Any], ckan_config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Seven toilets, read two at a time; every answer is a large one."""
    monkeypatch.setitem(ckan_config, "tomoni.schema.records_kept_path", str(tmp_path / "kept"))
    monkeypatch.setattr(query, "BATCH", 2)
    monkeypatch.setattr(body, "LARGE", 1)
    return publish(dataset, FILE)


@pytest.fixture
def files(tmp_path: Path) -> Any:
    """The names of what is kept."""
    return lambda: sorted(path.name for path in tmp_path.glob("kept/*") if not path.name.startswith("turn-"))


class Cancelled(Exception):
    """What PostgreSQL says of a statement that took too long."""

    pgcode = "57014"


def fail_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the database cancel the statement of this number."""
    asked = iter(range(1, 1000))
    real = query.page

    def page(*arguments: Any) -> Any:
        if next(asked) >= number:
            raise OperationalError("select", {}, Cancelled())
        return real(*arguments)

    monkeypatch.setattr(query, "page", page)


def test_what_cannot_begin_is_an_error(app, rows, files, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first statement is cancelled: a status and a way out, and no cache keeps it."""
    fail_at(monkeypatch, 1)
    for kind in KINDS:
        answer = app.get(f"{EVERY}.{kind}", status=503)
        assert "狭めて" in answer.json["error"]["records"][0], kind
        assert "no-store" in answer.headers["Cache-Control"], kind
        assert answer.headers["Retry-After"] == "30"
    assert files() == []


def test_what_fails_in_the_middle_never_looks_whole(app, rows, files, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server sees the error, and breaks the connection off; what arrived says so itself."""
    monkeypatch.setattr("ckanext.tomoni_schema.records.formats.LINES", 2)
    whole = query.page
    for kind in ("json", "csv", "geojson", "jsonld"):
        monkeypatch.setattr(query, "page", whole)
        fail_at(monkeypatch, 3)
        text = arrives(app, f"{EVERY}.{kind}")
        assert "中央公園トイレ2" in text, kind
        if kind == "csv":
            assert "broken off" in list(csv.reader(io.StringIO(text, newline="")))[-1][0]
        else:
            with pytest.raises(ValueError, match=r"line|char"):
                json.loads(text)
    assert files() == []


def arrives(app: Any, address: str) -> str:
    """What a client gets before the server's error."""
    parts: list[bytes] = []
    with pytest.raises(OperationalError):
        parts.extend(app.flask_app.test_client().open(address, buffered=False).response)
    return b"".join(parts).decode()


def test_written_once_for_everybody(app, rows, files, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second who asks gets the same bytes with their length, and no row is read for it."""
    first = {kind: app.get(f"{EVERY}.{kind}") for kind in KINDS}
    assert all(answer.data for answer in first.values())
    assert len(files()) == len(KINDS)
    fail_at(monkeypatch, 1)
    for kind in KINDS:
        second = app.get(f"{EVERY}.{kind}")
        assert second.data == first[kind].data
        assert second.headers["Content-Length"] == str(len(second.data))
        assert second.headers["ETag"] == first[kind].headers["ETag"]


def test_a_change_is_another_file(app, rows, dataset: dict[str, Any], files) -> None:
    """What is asked next has the new rows, and a place has a file of its own."""
    app.get(f"{EVERY}.parquet")
    publish(dataset, table("public_toilet@2026", [toilet(1)]), id=rows["id"])
    assert pq.read_table(io.BytesIO(app.get(f"{EVERY}.parquet").data)).num_rows == 1
    app.get(f"{EVERY}/{TAKAMATSU}.parquet")
    assert len(files()) == 3


def test_only_what_anybody_may_see_is_kept(app, rows, dataset: dict[str, Any], org: dict[str, Any], files) -> None:
    """A member's answer leaves no file and comes from none; what went private is found by nobody."""
    assert "中央公園トイレ1" in app.get(f"{EVERY}.csv").body
    kept_files = files()
    assert len(kept_files) == 1
    act("package_patch", id=dataset["id"], private=True)
    user = factories.UserWithToken()
    act("organization_member_create", id=org["id"], username=user["name"], role="member")
    own = app.get(f"{EVERY}.csv", headers={"Authorization": user["token"]})
    assert "中央公園トイレ1" in own.body
    assert files() == kept_files
    assert "中央公園トイレ1" not in app.get(f"{EVERY}.csv").body


def test_a_change_on_the_way_is_not_kept(app, rows, files, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file would be neither the old table nor the new one."""
    real = parquet.write

    def write(*arguments: Any) -> int:
        number = real(*arguments)
        model.Session.execute(sa.text("UPDATE tomoni_schema_source SET modified = modified + interval '1 s'"))
        model.Session.commit()
        return number

    monkeypatch.setattr(parquet, "write", write)
    assert pq.read_table(io.BytesIO(app.get(f"{EVERY}.parquet").data)).num_rows == 7
    assert files() == []


def test_questions_without_number_are_not_kept(app, rows, files) -> None:
    """Only tables and places are: nobody can fill the disk with questions."""
    for asked in ("limit=3", "toilet_male=2", "bbox=134,34,135,35", "cursor=MTox", "name.contains=公園"):
        assert app.get(f"{EVERY}.json?{asked}").data
    assert files() == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [("tomoni.schema.records_kept_bytes", 0), ("tomoni.schema.records_kept_path", "/proc/no/such")],
)
def test_nothing_is_kept_where_nothing_can_be(
    app, rows, files, ckan_config, monkeypatch, setting: str, value: Any
) -> None:
    """Switched off, or a folder that cannot be written: the answers are the same."""
    monkeypatch.setitem(ckan_config, setting, value)
    for kind in ("parquet", "csv"):
        assert app.get(f"{EVERY}.{kind}").data
    assert files() == []


def test_who_finds_the_file_being_written_waits_or_is_told(app, rows, files, monkeypatch: pytest.MonkeyPatch) -> None:
    """One writes it; another, whose patience ends, gets 503 and may ask again."""
    monkeypatch.setattr(body, "PATIENCE", 0)
    app.get(f"{EVERY}.parquet", status=200)
    shelf, (name,) = body._shelf(), files()
    assert shelf
    (shelf.folder / name).unlink()
    with shelf.turn(name, 0):
        answer = app.get(f"{EVERY}.parquet", status=503)
        assert "作成中" in answer.json["error"]["records"][0]
        assert app.get(f"{EVERY}.csv").body.count("\n") == 8  # a stream waits for nobody
    app.get(f"{EVERY}.parquet", status=200)


def test_head_reads_no_row(app, rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """The headers alone."""
    fail_at(monkeypatch, 1)
    for kind in KINDS:
        assert app.flask_app.test_client().head(f"{EVERY}.{kind}").headers["ETag"]


def test_a_stream_of_short_statements_has_every_row_once(
    app, rows, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few ids a statement looks at, and wherever rows are missing between them."""
    publish(dataset, table("public_toilet@2026", [toilet(n) for n in (1, 2, 6, 7, 9)]), id=rows["id"])
    expected = [row["_id"] for row in ask()["results"]]
    assert len(expected) == 5

    def streamed(question: str = "") -> list[str]:
        return [row["_id"] for row in json.loads(app.get(f"{EVERY}.json?{question}").body)["records"]]

    for span in (1, 3, 100):
        monkeypatch.setattr(query, "SPAN", span)
        monkeypatch.setattr(body, "LARGE", 1000)
        assert streamed() == expected
        assert streamed("limit=3") == expected[:3]
        assert streamed("name.contains=トイレ9") == expected[-1:]
        assert streamed("name=どこにもない") == []


def test_two_at_once_write_one_file(app, rows, files, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits for the first, and reads what it wrote."""
    written: list[int] = []
    real = parquet.write

    def write(*arguments: Any) -> int:
        written.append(1)
        return real(*arguments)

    monkeypatch.setattr(parquet, "write", write)
    answers: list[bytes] = []
    ask_for = lambda: answers.append(app.flask_app.test_client().get(f"{EVERY}.parquet").data)  # noqa: E731
    threads = [threading.Thread(target=ask_for) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert (len(written), len(files())) == (1, 1)
