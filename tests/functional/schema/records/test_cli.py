"""``ckan tomoni-schema records``: what the table holds, and how it is made right again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model
from click.testing import CliRunner

from ckanext.tomoni_schema.cli import tomoni_schema
from ckanext.tomoni_schema.records.model import Record, Source
from tests.functional.quality.support import work
from tests.functional.schema.records.support import names, publish, table, toilet

FILE = table("public_toilet@2026", [toilet(1), toilet(2)])


def run(*arguments: str) -> str:
    """What the command prints, in this CKAN with its folder of files."""
    done = CliRunner().invoke(tomoni_schema, ["records", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_status(dataset: dict[str, Any]) -> None:
    """Files and rows of each standard."""
    publish(dataset, FILE)
    assert run("status").split() == ["public_toilet", "1", "2"]


def test_rebuild_converges(dataset: dict[str, Any]) -> None:
    """Rows that a crash lost come back, rows of files that are gone go; the second run changes nothing."""
    resource = publish(dataset, FILE)
    model.Session.execute(sa.delete(Record).where(Record.key == "0001"))
    orphan = Source(resource_id="gone", package_id="gone", standard="aed", edition="2021", rows=1, places={"": 1})
    model.Session.add(orphan)
    model.Session.commit()
    for _ in range(2):
        assert "1 checks queued" in run("rebuild")
        work()
        assert names() == ["中央公園トイレ2", "中央公園トイレ1"]
        assert model.Session.scalars(sa.select(Source.resource_id).where(Source.rows > 0)).all() == [resource["id"]]
