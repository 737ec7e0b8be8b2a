"""What the audit's pages show, in words: headline figures and the charts, each of which is a table first."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_quality.audit import metrics, standards

__all__ = ["tomoni_audit_charts", "tomoni_audit_headlines", "tomoni_audit_measured", "tomoni_audit_rating",
           "tomoni_audit_standards", "tomoni_audit_trend_chart"]  # fmt: skip


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


def tomoni_audit_charts(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each chart as a table: ``id``, ``title``, ``note``, ``kind`` (``bar`` or ``stacked``), ``header``, ``rows``."""
    return [_levels(figures), _dimensions(figures), _stars(figures), _freshness(figures), _links(figures)]


def _levels(figures: dict[str, Any]) -> dict[str, Any]:
    readability = figures["readability"]
    rows = [[tk._("Level {level}").format(level=level), score] for level, score in readability["levels"].items()]
    note = tk._("Mean score of each level of the rules on machine readability, of 100.")
    return _chart("levels", tk._("Machine readability by level"), note, [tk._("Level"), tk._("Points")], rows, most=100)


def _dimensions(figures: dict[str, Any]) -> dict[str, Any]:
    rows = []
    for name, each in figures["mqa"]["dimensions"].items():
        earned, unmeasured = each["points"], each["unmeasured"]
        missed = None if earned is None else round(each["max"] - earned - unmeasured, 1)
        rows.append([metrics.DIMENSION_NAMES[name][0 if _japanese() else 1], earned, unmeasured, missed])
    header = [tk._("Dimension"), tk._("Earned"), tk._("Not measured"), tk._("Missed")]
    note = tk._("Mean points of the datasets in MQA's five dimensions.")
    return _chart("dimensions", tk._("Metadata quality (MQA)"), note, header, rows, kind="stacked")


def _stars(figures: dict[str, Any]) -> dict[str, Any]:
    names = {
        "0": tk._("0: no open licence"), "1": tk._("1: any format"), "2": tk._("2: tables of a product (Excel)"),
        "3": tk._("3: open formats (CSV)"), "4": tk._("4 or 5: linked data"),
    }  # fmt: skip
    rows = [[names[stars], number] for stars, number in figures["openness"]["datasets"].items()]
    rows.append([tk._("Not measured"), figures["openness"]["unmeasured"]])
    note = tk._("Datasets by the stars of open data.")
    return _chart("stars", tk._("Openness"), note, [tk._("Stars"), tk._("Datasets")], rows)


def _freshness(figures: dict[str, Any]) -> dict[str, Any]:
    names = {
        "fresh": tk._("As promised"), "late": tk._("Late"), "no_promise": tk._("No promise"),
        "unmeasured": tk._("Not measured"),
    }  # fmt: skip
    rows = [[names[state], number] for state, number in figures["freshness"].items()]
    note = tk._("The last update against the update frequency that the dataset states.")
    return _chart("freshness", tk._("Freshness"), note, [tk._("State"), tk._("Datasets")], rows)


def _links(figures: dict[str, Any]) -> dict[str, Any]:
    names = {
        "alive": tk._("Fetched"), "dead": tk._("Dead"), "doubtful": tk._("No answer that time"),
        "unmeasured": tk._("Not fetched, or turned away"),
    }  # fmt: skip
    rows = [[names[state], number] for state, number in figures["links"].items()]
    note = tk._("Only what a check really fetched is judged; a server that turns the portal away (403) is not dead.")
    return _chart("links", tk._("Links"), note, [tk._("State"), tk._("Files")], rows)


def _chart(
    id: str,
    title: str,
    note: str,
    header: list[str],
    rows: list[list[Any]],
    *,
    kind: str = "bar",
    most: int | None = None,
) -> dict[str, Any]:
    return {"id": id, "title": title, "note": note, "kind": kind, "header": header, "rows": rows, "most": most}


def tomoni_audit_trend_chart(trend: list[dict[str, Any]]) -> dict[str, Any]:
    """The months as a chart of lines, all in percent of the most there is."""
    rows = []
    for each in trend:
        figures = each["figures"]
        points = figures["mqa"]["points"]
        share = _percent(points, figures["mqa"]["max"])
        rows.append(
            [each["month"], figures["content_score"], figures["readability"]["score"], share, figures["datasets"]]
        )
    header = [tk._("Month"), tk._("Quality score"), tk._("Machine readability"), tk._("MQA (%)"), tk._("Datasets")]
    note = tk._("A month counts the datasets that were public when they were measured and are public today.")
    return {**_chart("trend", tk._("Month by month"), note, header, rows, kind="line", most=100), "columns": 3}


def tomoni_audit_compare_chart(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Two organizations as a chart of bars, all in percent of the most there is."""
    shares = [_shares(each["figures"]) for each in results]
    names = (
        tk._("Quality score"), tk._("Machine readability"), tk._("Metadata (MQA)"), tk._("Openness (stars)"),
        tk._("The 14 recommended data sets: published"), tk._("The 14 recommended data sets: conform"),
        tk._("Updated as promised"),
    )  # fmt: skip
    rows = [[name, *values] for name, *values in zip(names, *shares, strict=True)]
    header = [tk._("Figure"), *(each["title"] for each in results)]
    note = tk._("In percent of the most that can be reached; figures that were not measured have no bar.")
    return _chart("compare", tk._("Side by side"), note, header, rows, most=100)


def _shares(figures: dict[str, Any]) -> list[float | None]:
    recommended, fresh = figures["standards"]["recommended_14"], figures["freshness"]
    return [
        figures["content_score"],
        figures["readability"]["score"],
        _percent(figures["mqa"]["points"], figures["mqa"]["max"]),
        _percent(figures["openness"]["stars"], 5),
        _percent(recommended["published"], recommended["of"]),
        _percent(recommended["conform"], recommended["of"]),
        _percent(fresh["fresh"], fresh["fresh"] + fresh["late"]),
    ]


def _percent(part: float | None, whole: float) -> float | None:
    return None if part is None or not whole else round(100 * part / whole, 1)


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
