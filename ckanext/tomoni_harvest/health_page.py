"""The words, cells and charts of the page on how the sources are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tomoni_harvest.engine.calendar import JST
from ckanext.tomoni_harvest.engine.health import Row

__all__ = ["cells", "chart_of_days", "chart_of_runs", "headings", "moment", "outcomes", "states"]


def states() -> dict[str, tuple[str, str]]:
    """Return each state's name and look."""
    return {
        "asks": (tk._("Stopped and asks what to do"), "text-bg-danger"),
        "trouble": (tk._("Trouble"), "text-bg-danger"),
        "late": (tk._("Late"), "text-bg-warning"),
        "paused": (tk._("Waiting for the source"), "text-bg-info"),
        "running": (tk._("Running"), "text-bg-info"),
        "never": (tk._("Not brought in yet"), "text-bg-secondary"),
        "ok": (tk._("Well"), "text-bg-success"),
    }


def outcomes() -> dict[str, str]:
    """Return the name of each outcome of a run."""
    return {
        "done": tk._("Complete"), "incomplete": tk._("The listing was not read whole"),
        "stopped": tk._("Stopped without withdrawing anything"), "failed": tk._("Failed"),
        "running": tk._("Running"), "paused": tk._("Waiting for the source"),
    }  # fmt: skip


def headings() -> dict[str, str]:
    """Return the columns of the CSV."""
    return {
        "title": tk._("Title"), "organization": tk._("Organization"), "url": tk._("Address of the portal"),
        "state": tk._("State"), "last_success": tk._("Last success"), "lag": tk._("Hours since then"),
        "newest": tk._("Latest change at the source"), "datasets": tk._("Datasets"), "added": tk._("Added"),
        "updated": tk._("Changed"), "withdrawn": tk._("Withdrawn"), "unchanged": tk._("Unchanged"),
        "errored": tk._("Errors"), "errors": tk._("Errors of the last runs"), "next_run": tk._("Next harvest"),
    }  # fmt: skip


def cells(row: Row) -> dict[str, str]:
    """Return a source as a row of the CSV."""
    figures = row["figures"] or {}
    shown: dict[str, Any] = {key: row.get(key, figures.get(key)) for key in headings()}
    shown |= {key: moment(row[key]) for key in ("last_success", "newest", "next_run")}
    shown |= {"state": states()[row["state"]][0], "errors": " ".join(str(run["errored"]) for run in row["runs"])}
    return {key: "" if value is None else str(value) for key, value in shown.items()}


def moment(text: str | None) -> str:
    """Return a time as it is in Japan, to the minute; nothing for none."""
    if not text:
        return ""
    then = datetime.fromisoformat(text)
    if then.tzinfo is None:  # a source's own timestamp, which CKAN writes in UTC
        then = datetime.fromisoformat(f"{text}+00:00")
    return then.astimezone(JST).strftime("%Y-%m-%d %H:%M")


def chart_of_days(trend: list[list[Any]]) -> dict[str, Any]:
    """Return the errors of all sources by day as a chart, which is a table first."""
    header = [tk._("Day"), tk._("Errors"), tk._("Harvests")]
    note = tk._("Errors of the sources listed here; a day on which none was harvested has no number.")
    return {
        "id": "harvest-trend", "title": tk._("Errors day by day"), "note": note, "kind": "line", "header": header,
        "rows": trend, "columns": 1,
    }  # fmt: skip


def chart_of_runs(row: Row) -> dict[str, Any]:
    """Return the last runs of one source as a chart, which is a table first."""
    header = [tk._("Started"), tk._("Errors"), tk._("Added"), tk._("Changed"), tk._("Withdrawn")]
    keys = ("errored", "added", "updated", "withdrawn")
    rows = [[moment(run["started"]), *(run[key] for key in keys)] for run in row["runs"]]
    return {
        "id": "harvest-runs", "title": tk._("The last harvests"), "note": tk._("The line shows the errors."),
        "kind": "line", "header": header, "rows": rows, "columns": 1,
    }  # fmt: skip
