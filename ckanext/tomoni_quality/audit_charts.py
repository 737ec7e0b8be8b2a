"""The charts of the audit's pages: each is a table first, which the browser draws."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality.audit import metrics

__all__ = ["tomoni_audit_charts", "tomoni_audit_compare_chart", "tomoni_audit_trend_chart"]


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
        rows.append(
            [metrics.DIMENSION_NAMES[name][0 if tk.h.tomoni_quality_is_japanese() else 1], earned, unmeasured, missed]
        )
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
