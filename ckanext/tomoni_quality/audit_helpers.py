"""What the audit's pages say in words: headline figures, ratings, the standards one by one."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality.audit import metrics, standards

__all__ = [
    "mqa_words",
    "tomoni_audit_headlines",
    "tomoni_audit_measured",
    "tomoni_audit_rating",
    "tomoni_audit_standards",
]


def _japanese() -> bool:
    return bool(tk.h.tomoni_quality_is_japanese())


def tomoni_audit_measured(value: Any) -> str:
    """A number as the reader writes it, or that it was not measured."""
    return tk._("Not measured") if value is None else str(tk.h.localised_number(value))


def tomoni_audit_rating(points: float | None) -> str:
    """The rating of so many points of MQA's 405."""
    if points is None:
        return ""
    names = {"excellent": tk._("Excellent"), "good": tk._("Good"), "sufficient": tk._("Sufficient"), "bad": tk._("Bad")}
    return names[metrics.rating(points)]


def mqa_words(mqa: dict[str, Any]) -> tuple[str, str]:
    """The points with both ends of their rating, and a note of what they are of."""
    if mqa["points"] is None:
        return tk._("Not measured"), ""
    least, most = mqa["points"], mqa["points"] + mqa["unmeasured"]
    ratings = dict.fromkeys((tomoni_audit_rating(least), tomoni_audit_rating(most)))
    note = tk._("of {max} points; {points} were not measured").format(
        max=mqa["max"], points=tomoni_audit_measured(mqa["unmeasured"])
    )
    return f"{least:g} ({' – '.join(ratings)})", note


def _of_all(part: int, whole: int) -> str:
    if not whole:
        return tk._("Not measured")
    return tk._("{part} of {whole}").format(part=tomoni_audit_measured(part), whole=tomoni_audit_measured(whole))


def tomoni_audit_headlines(figures: dict[str, Any]) -> list[dict[str, str]]:
    """``label``, ``value`` and ``note`` of the figures at the head of the page."""
    points, points_note = mqa_words(figures["mqa"])
    readability, links, fresh = figures["readability"], figures["links"], figures["freshness"]
    judged = figures["datasets"] - readability["unmeasured"]
    fetched = links["alive"] + links["dead"] + links["doubtful"]
    of_14, of_31 = figures["standards"]["recommended_14"], figures["standards"]["standards_31"]
    conform = tk._("published; {count} conform")
    rows = (
        (tk._("Datasets"), tomoni_audit_measured(figures["datasets"]),
         tk._("{checked} of {resources} files were checked").format(
             checked=tomoni_audit_measured(figures["checked"]), resources=tomoni_audit_measured(figures["resources"]))),
        (tk._("Machine readability"), tomoni_audit_measured(readability["score"]),
         tk._("of 100 points; mean of {count} datasets").format(count=tomoni_audit_measured(judged))),
        (tk._("Metadata (MQA)"), points, points_note),
        (tk._("Openness (stars)"), tomoni_audit_measured(figures["openness"]["stars"]),
         tk._("of 5; mean; the fifth is not measured")),
        (tk._("The 14 recommended data sets"), _of_all(of_14["published"], of_14["of"]),
         conform.format(count=of_14["conform"])),
        (tk._("Standards 01–31"), _of_all(of_31["published"], of_31["of"]), conform.format(count=of_31["conform"])),
        (tk._("Updated as promised"), _of_all(fresh["fresh"], fresh["fresh"] + fresh["late"]),
         tk._("datasets that promise a frequency")),
        (tk._("Dead links"), _of_all(links["dead"], fetched), tk._("of the files that were fetched")),
    )  # fmt: skip
    return [{"label": label, "value": value, "note": note} for label, value, note in rows]


def tomoni_audit_standards(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each of the standards 01-31: ``number``, ``title``, ``slug``, ``recommended``, ``datasets``, ``conforms``."""
    found = {row["slug"]: row for row in figures["standards"]["found"]}
    return [
        {
            "number": each.number, "slug": each.slug, "title": each.title_ja if _japanese() else each.title_en,
            "recommended": each.slug in standards.of_14(), "datasets": found.get(each.slug, {}).get("datasets", 0),
            "conforms": found.get(each.slug, {}).get("conforms", False), "checkable": bool(each.columns),
        }
        for each in registry().latest() if each.slug in standards.of_31()
    ]  # fmt: skip
