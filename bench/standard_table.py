"""``make bench NAME=standard_table``: the rows of every municipality, the plain way and by the table, in one run.

The peer is what a developer has without the table: a DataStore resource a municipality, one ``datastore_search`` each,
and merging. Ours asks ``tomoni_standard_records`` of the same rows, under the same permissions. Both hold the same
made-up list of public toilets of the real municipalities, 588 rows each, and are asked the same questions while the
table grows to ``BENCH_MUNICIPALITIES`` (1,700 unless set: a million rows). Both answers must name the same rows.

Then one municipality's file changes in one row: what writing it costs, at each size. What the bench made is deleted.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

MUNICIPALITIES = int(os.environ.get("BENCH_MUNICIPALITIES", "1700"))
ROWS = int(os.environ.get("BENCH_ROWS", "588"))
STEPS = [max(1, MUNICIPALITIES // 17), max(1, MUNICIPALITIES // 4), MUNICIPALITIES]
ROUNDS = 7
PAGE = 100
STANDARD, EDITION = "public_toilet", "2026"
COLUMNS = {"id": "text", "name": "text", "address": "text", "latitude": "numeric", "longitude": "numeric",
           "toilet_male": "numeric", "toilet_wheelchair": "text", "local_government_code": "text"}  # fmt: skip
BOX = (134.00, 34.20, 134.05, 34.25)


def toilets(number: int, code: str) -> list[dict[str, Any]]:
    """The made-up toilets of one municipality, on a grid of its own; one in fifty has no wheelchair access."""
    south, west = 31 + number % 100 * 0.12, 130 + number // 100 * 0.5
    return [
        {
            "id": f"{row:05}",
            "name": f"見本公園トイレ{row}",
            "address": f"見本町{row % 30}丁目{row}",
            "latitude": round(south + row // 25 * 0.004, 6),
            "longitude": round(west + row % 25 * 0.004, 6),
            "toilet_male": row % 5,
            "toilet_wheelchair": "無" if row % 50 == 7 else "有",
            "local_government_code": code,
        }
        for row in range(ROWS)
    ]


def publishers() -> list[str]:
    """Codes of the first municipalities of the list."""
    from ckanext.tomoni_core.codes import local_government

    kinds = {"designated_city", "city", "special_ward", "town", "village"}
    codes = [body.code for body in local_government.bodies() if body.kind in kinds]
    if len(codes) < MUNICIPALITIES:
        sys.exit(f"there are {len(codes)} municipalities")
    return codes[:MUNICIPALITIES]


def publish(code: str) -> tuple[str, str]:
    """An organization, its dataset and its resource; ids of the last two."""
    from ckan import model

    name = f"bench-{code}-{uuid.uuid4().hex[:8]}"
    group = model.Group(name=name, title=code, type="organization", is_organization=True)
    group.extras = {"local_government_code": code}  # pyright: ignore[reportAttributeAccessIssue]
    model.Session.add(group)
    model.Session.flush()
    package = model.Package(name=name, title=f"公衆トイレ一覧 {code}", owner_org=group.id)
    model.Session.add(package)
    model.Session.flush()
    resource = model.Resource(url="https://example.com/list.csv", format="CSV", extras={"datastore_active": True})
    package.resources_all.append(resource)
    model.Session.commit()
    return package.id, resource.id


def _call(action: str, **data: Any) -> Any:
    from ckan.plugins import toolkit as tk

    return tk.get_action(action)({"user": "", "ignore_auth": False}, data)  # pyright: ignore[reportArgumentType]


def _trusted(action: str, **data: Any) -> Any:
    from ckan.plugins import toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"user": user, "ignore_auth": True}, data)  # pyright: ignore[reportArgumentType]


def fill_peer(resource_id: str, rows: list[dict[str, Any]]) -> None:
    """One DataStore table a resource, made by its action; the rows by SQL, for filling it is not what is measured."""
    import sqlalchemy as sa
    from ckanext.datastore.backend.postgres import get_write_engine

    fields = [{"id": name, "type": kind} for name, kind in COLUMNS.items()]
    _trusted("datastore_create", resource_id=resource_id, force=True, fields=fields)
    names, kinds = ", ".join(COLUMNS), ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    fill = f'INSERT INTO "{resource_id}" ({names}) SELECT * FROM jsonb_to_recordset(:rows) AS row ({kinds})'  # noqa: S608  names of ours
    with get_write_engine().begin() as connection:
        connection.execute(sa.text(fill), {"rows": json.dumps(rows)})


def change_peer(resource_id: str, rows: list[dict[str, Any]]) -> None:
    """A changed file replaces its rows, as loaders do."""
    _trusted("datastore_records_delete", resource_id=resource_id, force=True, filters={})
    _trusted("datastore_upsert", resource_id=resource_id, force=True, method="insert", records=rows)


def load_ours(package_id: str, resource_id: str, rows: list[dict[str, Any]]) -> None:
    """The table takes what changed."""
    from ckanext.tomoni_schema.records import store

    store.load(resource_id, package_id, STANDARD, EDITION, rows)


def _peer_rows(resources: list[str], **question: Any) -> Iterator[dict[str, Any]]:
    for resource_id in resources:
        yield from _call("datastore_search", resource_id=resource_id, limit=32000, **question)["records"]


def _first(rows: Iterator[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["local_government_code"], row["id"]) for row, _ in zip(rows, range(PAGE), strict=False)]


def _in_box(row: dict[str, Any]) -> bool:
    west, south, east, north = BOX
    return south <= float(row["latitude"]) <= north and west <= float(row["longitude"]) <= east


def _ours(**question: Any) -> list[tuple[str, str]]:
    answer = _call("tomoni_standard_records", id=STANDARD, limit=PAGE, **question)
    return [(row["local_government_code"], row["id"]) for row in answer["results"]]


Asked = Callable[[], list[tuple[str, str]]]


def questions(codes: list[str], resources: list[str]) -> dict[str, tuple[Asked, Asked]]:
    """Each question by the peer and by ours: a page of a hundred rows."""
    last, one = codes[-1], resources[-1:]
    box = ",".join(map(str, BOX))
    return {
        "one municipality": (lambda: _first(_peer_rows(one)), lambda: _ours(municipality=last)),
        "no wheelchair, anywhere": (
            lambda: _first(_peer_rows(resources, filters={"toilet_wheelchair": "無"})),
            lambda: _ours(filters={"toilet_wheelchair": "無"}),
        ),
        "a name that nobody has": (
            lambda: _first(_peer_rows(resources, filters={"name": "どこにもない"})),
            lambda: _ours(filters={"name": "どこにもない"}),
        ),
        "a box of 5 km": (
            lambda: _first(row for row in _peer_rows(resources) if _in_box(row)),
            lambda: _ours(bbox=box),
        ),
    }


def _milliseconds(ask: Asked, rounds: int) -> tuple[float, list[tuple[str, str]]]:
    times, answer = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        answer = ask()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), sorted(answer)


def measure(codes: list[str], made: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Ask and change at the present size; one line a question."""
    resources = [resource for _, resource in made]
    total, lines = len(made) * ROWS, []
    for name, (peer, own) in questions(codes, resources).items():
        # A question that takes the peer a minute is asked once.
        theirs, answer = _milliseconds(peer, ROUNDS if len(resources) == 1 or name == "one municipality" else 1)
        ours, same = _milliseconds(own, ROUNDS)
        if answer != same:
            sys.exit(f"{name}: the answers differ ({len(answer)} and {len(same)} rows)")
        lines.append({"question": name, "rows": total, "peer_ms": theirs, "ours_ms": ours})
    lines.append({"question": "one changed row", "rows": total, **_update(codes[-1], *made[-1], len(made) - 1)})
    for line in lines:
        line["ratio"] = round(line["peer_ms"] / line["ours_ms"], 1)
        print(f"{line['rows']:>10,}  {line['question']:<26}{line['peer_ms']:>12,.1f}{line['ours_ms']:>12,.1f}"
              f"{line['ratio']:>10,.1f}", flush=True)  # fmt: skip
    return lines


def _update(code: str, package_id: str, resource_id: str, number: int) -> dict[str, float]:
    rows = toilets(number, code)
    theirs, ours = [], []
    for round_ in range(ROUNDS):
        rows[3] = {**rows[3], "name": f"新しい名前{round_}"}
        started = time.perf_counter()
        change_peer(resource_id, rows)
        theirs.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        load_ours(package_id, resource_id, rows)
        ours.append((time.perf_counter() - started) * 1000)
    return {"peer_ms": statistics.median(theirs), "ours_ms": statistics.median(ours)}


def clear(made: list[tuple[str, str]]) -> None:
    """Delete what the bench made."""
    import sqlalchemy as sa
    from ckan import model
    from ckanext.datastore.backend.postgres import get_write_engine

    from ckanext.tomoni_schema.records.model import Source

    model.Session.rollback()
    packages, resources = [list(ids) for ids in zip(*made, strict=True)] or [[], []]
    groups = sa.select(model.Package.owner_org).where(model.Package.id.in_(packages))
    ids = list(model.Session.scalars(groups))
    for table, column, values in (
        (Source, Source.resource_id, resources),
        (model.Resource, model.Resource.id, resources),
        (model.Member, model.Member.group_id, ids),
        (model.Package, model.Package.id, packages),
        (model.Group, model.Group.id, ids),
    ):
        model.Session.execute(sa.delete(table).where(column.in_(values)))
        model.Session.commit()
    for resource_id in resources:
        with get_write_engine().begin() as connection:
            connection.execute(sa.text(f'DROP TABLE IF EXISTS "{resource_id}"'))


def _empty() -> None:
    """Rows that a test or a bench cut short left behind would be found too."""
    import sqlalchemy as sa
    from ckan import model

    from ckanext.tomoni_schema.records.model import Source

    model.Session.execute(sa.delete(Source).where(Source.standard == STANDARD))
    model.Session.commit()


def _analyse() -> None:
    """As autovacuum does a minute later."""
    import sqlalchemy as sa
    from ckan import model

    for table in ("tomoni_schema_record", "tomoni_schema_source"):
        model.Session.execute(sa.text(f"ANALYZE {table}"))
    model.Session.commit()


def run() -> list[dict[str, Any]]:
    """Grow both step by step and measure at each."""
    codes = publishers()
    made: list[tuple[str, str]] = []
    lines: list[dict[str, Any]] = []
    print(f"{'rows':>10}  {'milliseconds':<26}{'DataStore':>12}{'table':>12}{'ratio':>10}", flush=True)
    _empty()
    try:
        for step in STEPS:
            for number in range(len(made), step):
                made.append(publish(codes[number]))
                rows = toilets(number, codes[number])
                fill_peer(made[-1][1], rows)
                load_ours(*made[-1], rows)
            _analyse()
            lines += measure(codes[:step], made)
    finally:
        clear(made)
    return lines


def main() -> int:
    """Print the table, then one line of JSON; the ratio is that of the box at the largest size."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    app: Any = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    with app._wsgi_app.test_request_context():
        lines = run()
    headline = next(line["ratio"] for line in reversed(lines) if line["question"] == "a box of 5 km")
    print(
        json.dumps({"bench": "standard_table", "ratio": headline, "municipalities": MUNICIPALITIES, "figures": lines})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
