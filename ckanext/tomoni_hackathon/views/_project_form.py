"""From the project form to the action's data and back."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from ckan.plugins import toolkit as tk
from werkzeug.datastructures import MultiDict

Data = dict[str, Any]

FIELDS = (
    "title", "title_en", "summary", "summary_en", "body", "team", "app_url", "repository_url", "video_url",
    "slides_url", "image_url", "licence", "status",
)  # fmt: skip
DATASET = ("id", "dataset", "role", "processing")
EVENT = ("event", "track", "award")
SPARE_ROWS = 2


def labels() -> Data:
    """The names of the fields, for the form and for what is said about errors."""
    return {
        "title": tk._("Name of the project"),
        "title_en": tk._("Name of the project in English"),
        "summary": tk._("Summary"),
        "summary_en": tk._("Summary in English"),
        "body": tk._("Description"),
        "team": tk._("Team"),
        "app_url": tk._("Application or site"),
        "repository_url": tk._("Source code"),
        "video_url": tk._("Video"),
        "slides_url": tk._("Slides"),
        "image_url": tk._("Picture"),
        "licence": tk._("Licence of the work"),
        "status": tk._("How far it is"),
        "datasets": tk._("Datasets used"),
        "participations": tk._("Events"),
        "slug": tk._("Word for the address"),
        "state": tk._("State"),
    }


def read(form: MultiDict[str, str]) -> Data:
    """The action's data from what the form sent."""
    data: Data = {name: form.get(name, "") for name in FIELDS}
    data["datasets"] = [row for row in _rows(form, "dataset", DATASET) if row["id"] or row["dataset"].strip()]
    data["participations"] = [row for row in _rows(form, "event", EVENT) if row.get("event")]
    return data


def _rows(form: MultiDict[str, str], prefix: str, names: tuple[str, ...]) -> list[Data]:
    columns = [form.getlist(f"{prefix}_{name}") for name in names]
    # A column the form does not show (awards, to a team) is left out rather than emptied.
    shown = [name for name, column in zip(names, columns, strict=True) if column]
    rows = zip_longest(*(column for column in columns if column), fillvalue="")
    removed = set(form.getlist(f"{prefix}_remove"))
    return [
        {**dict.fromkeys(("id",) if prefix == "dataset" else (), ""), **dict(zip(shown, row, strict=True))}
        for number, row in enumerate(rows)
        if str(number) not in removed
    ]


def shown(project: Data) -> Data:
    """What the form shows of a saved project."""
    data = {name: project.get(name, "") for name in FIELDS}
    data["datasets"] = [_dataset_row(use) for use in project["datasets"]]
    data["participations"] = [
        {"event": found["event"]["id"], "track": found["track"], "award": found["award"]}
        for found in project["participations"]
    ]
    return data


def _dataset_row(use: Data) -> Data:
    dataset, resource = use["dataset"], use["resource"]
    words = dataset["title"] if dataset else use.get("declared_url") or use.get("declared_text") or ""
    return {
        "id": use["id"],
        "dataset": use.get("declared_url") or (dataset["name"] if dataset else words),
        "title": f"{words} / {resource['name']}" if resource else words,
        "target": use["target"],
        "role": use["role"],
        "processing": use["processing"],
    }
