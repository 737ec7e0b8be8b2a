"""What the audit says of one dataset, in words, for its own quality page: measured when the page is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality import audit_run, dcat_ap_helpers
from ckanext.tomoni_quality.audit import metrics
from ckanext.tomoni_quality.audit_helpers import mqa_words

__all__ = ["tomoni_audit_dataset"]


def tomoni_audit_dataset(pkg: dict[str, Any]) -> dict[str, Any]:
    """``lines`` (``label``, ``value``, ``note``), MQA's ``metrics`` (``name``, ``term``, ``label``, ``css_class``,
    ``points``, ``max``), those that are not met first, and ``dcat_ap``: ``count`` and the first ``rows`` of what does
    not conform to it (``of``, ``resource``, ``name``, ``path``, ``message``, ``value``, ``warning``).
    """
    record = audit_run.measured_now(pkg, datetime.now(UTC))
    points, note = mqa_words(record["mqa"])
    lines = [
        {"label": tk._("Metadata (MQA)"), "value": points, "note": note},
        dcat_ap_helpers.line(record["dcat_ap"]),
        _stars(record["openness"]),
        _fresh(record["freshness"]),
        _standards(record["standards"]),
    ]
    order = {False: 0, None: 1, True: 2}
    rows = [_metric(row) for row in sorted(record["mqa"]["metrics"], key=lambda row: order[row["met"]])]
    return {"lines": lines, "metrics": rows, "dcat_ap": dcat_ap_helpers.broken(record["dcat_ap"], pkg)}


def _stars(openness: dict[str, Any]) -> dict[str, str]:
    notes = {
        "no_resources": tk._("There is no file."),
        "license_unknown": tk._("The licence is in no list, so that nobody can say whether it is open."),
        "license_not_open": tk._("There is no open licence."),
        "format": tk._("By licence and format; the fifth star is not measured."),
    }
    stars = openness["stars"]
    value = tk._("Not measured") if stars is None else str(stars)
    return {"label": tk._("Openness (stars)"), "value": value, "note": notes[openness["reason"]]}


def _fresh(freshness: dict[str, Any]) -> dict[str, str]:
    names = {
        "fresh": tk._("As promised"), "late": tk._("Late"), "no_promise": tk._("No promise"),
        "unmeasured": tk._("Not measured"),
    }  # fmt: skip
    note = ""
    if freshness["updated"]:
        note = tk._("Last updated {date}, {days} days ago.").format(
            date=freshness["updated"], days=freshness["age_days"]
        )
    if freshness["state"] == "no_promise":
        note = f"{note} {tk._('The dataset does not say how often it is updated.')}".strip()
    return {"label": tk._("Freshness"), "value": names[freshness["state"]], "note": note}


def _standards(rows: list[dict[str, Any]]) -> dict[str, str]:
    words = {True: tk._("Conforms"), False: tk._("Does not conform"), None: tk._("Not measured")}
    named = [f"{_title(row['slug'])} ({words[row['conforms']]})" for row in rows]
    return {"label": tk._("Municipal standards"), "value": ", ".join(named) or tk._("None"), "note": ""}


def _title(slug: str) -> str:
    standard = registry().get(slug)
    if standard is None:
        return slug
    return standard.title_ja if tk.h.tomoni_quality_is_japanese() else standard.title_en


def _metric(row: dict[str, Any]) -> dict[str, Any]:
    words = {
        True: (tk._("Met"), "text-bg-success"),
        False: (tk._("Not met"), "text-bg-danger"),
        None: (tk._("Not measured"), "text-bg-secondary"),
    }
    metric = next(each for each in metrics.METRICS if each.id == row["id"])
    label, css_class = words[row["met"]]
    name = metric.ja if tk.h.tomoni_quality_is_japanese() else metric.en
    return {"name": name, "term": metric.term, "label": label, "css_class": css_class, **row}
