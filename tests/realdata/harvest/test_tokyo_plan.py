"""What is decided over the two real states of Tokyo, without a database: the figures of the churn, record by record."""

from __future__ import annotations

import collections
import gzip
import json

from ckanext.tomoni_harvest.engine.plan import Known, Ledger, Verdict, objection
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources.ckan import CkanKind
from tests.shared import require_shared


def records(day: str) -> list[NormalRecord]:
    """Return a snapshot's normal records in the order of the listing."""
    path = require_shared(f"data/portals/tokyo/tokyo_catalog_{day}.jsonl.gz")
    kind = CkanKind()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [kind.normalise(json.loads(line), "https://catalog.example.lg.jp/") for line in lines]
    return sorted(found, key=lambda record: record.remote_id)


def remembered(found: list[NormalRecord]) -> Ledger:
    """Return what would be remembered after ``found`` was brought in."""
    return Ledger.of(
        Known(item.remote_id, item.name, item.organization.name if item.organization else "", f"ours-{item.name}",
              item.fingerprint())
        for item in found
    )  # fmt: skip


def test_figures_of_the_churn() -> None:
    """873 new, 218 re-created under the same name, 205 gone; the rest changed or not by its content alone."""
    then, later = records("2021-12-18"), records("2022-08-23")
    ledger = remembered(then)
    pages = [later[start : start + 500] for start in range(0, len(later), 500)]
    decided = [ledger.decide(record, {item.remote_id for item in page}) for page in pages for record in page]
    figures = collections.Counter(decision.verdict for decision in decided)
    assert (figures[Verdict.ADD], figures[Verdict.RECREATE]) == (873, 218)
    assert figures[Verdict.UPDATE] + figures[Verdict.KEEP] == 4637 - 873 - 218
    assert figures[Verdict.UPDATE] > 0
    gone = ledger.vanished()
    assert len(gone) == 205
    assert {item.name for item in gone} == {item.name for item in then} - {item.name for item in later}
    again = [decision for decision in decided if decision.verdict is Verdict.RECREATE]
    assert all(decision.known and decision.known.name == decision.record.name for decision in again)
    assert objection(known=3969, seen=4637, vanished=205, complete=True, max_loss_share=0.5) is None
    settled = remembered(later)
    assert {settled.decide(record).verdict for record in later} == {Verdict.KEEP}


def test_nothing_is_lost_by_normalising() -> None:
    """Every real record becomes one normal record with its title, organization and as many resources as it had."""
    path = require_shared("data/portals/tokyo/tokyo_catalog_2022-08-23.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        raw = {item["id"]: item for item in map(json.loads, lines)}
    for record in records("2022-08-23"):
        source = raw[record.remote_id]
        assert record.name == source["name"]
        assert record.title == source["title"].strip()
        assert record.organization
        assert record.organization.title == source["organization"]["title"]
        assert len(record.dataset.get("resources", [])) == len(source["resources"])
        assert record.dataset.get("frequency_of_update", "") == source["extras"][0]["value"].strip()
