"""The audit's figures over many datasets: only those that are public, when they were measured and today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.tomoni_quality.audit import freshness, links, metrics, standards
from ckanext.tomoni_quality.audit_columns import COLUMNS, MET, STARS
from ckanext.tomoni_quality.audit_model import AuditRow

__all__ = ["BY", "SORTS", "By", "figures", "grouped", "latest_month", "months", "public", "scoped"]

By = Literal["organization", "prefecture", "municipality", "source", "month"]
BY: dict[By, Any] = {
    "organization": AuditRow.owner_org,
    "prefecture": AuditRow.prefecture,
    "municipality": AuditRow.municipality,
    "source": AuditRow.source_id,
    "month": AuditRow.month,
}


#: What lists may be ordered by.
SORTS = ("datasets", "content_score", "readability", "mqa_points", "stars", "links_dead", "freshness_late")


def public() -> list[Any]:
    """The conditions on a row joined to its dataset."""
    return [
        AuditRow.public.is_(True),
        model.Package.state == model.State.ACTIVE,
        model.Package.private.is_(False),
        model.Package.type == "dataset",
    ]


def _select(*columns: Any) -> Any:
    joined = sa.select(*columns).select_from(AuditRow).join(model.Package, model.Package.id == AuditRow.package_id)
    return joined.where(*public())


def months() -> list[str]:
    """The months that have figures, newest first."""
    return list(model.Session.scalars(_select(AuditRow.month).distinct().order_by(AuditRow.month.desc())))


def latest_month() -> str | None:
    """The newest month that has figures."""
    return model.Session.scalar(_select(sa.func.max(AuditRow.month)))


def scoped(
    *,
    month: str | None = None,
    organization: str | None = None,
    prefecture: str | None = None,
    source: str | None = None,
) -> list[Any]:
    """Conditions for a part of the portal; ids and codes as the rows hold them."""
    wanted = {"month": month, "organization": organization, "prefecture": prefecture, "source": source}
    return [BY[name] == value for name, value in wanted.items() if value]  # pyright: ignore[reportArgumentType]


def figures(conditions: Iterable[Any]) -> dict[str, Any]:
    """The figures of all datasets together that meet the conditions."""
    conditions = list(conditions)
    row = model.Session.execute(_select(*_labelled()).where(*conditions)).mappings().one()
    slugs = _standards(sa.literal("all"), conditions)
    return _figures(row, slugs.get("all", []))


def grouped(
    by: By, conditions: Iterable[Any], *, sort: str = "datasets", descending: bool = True, limit: int, offset: int = 0
) -> tuple[list[dict[str, Any]], int]:
    """The figures of each group with its ``key``, and how many groups there are. What has no key is left out."""
    key, conditions = BY[by], [*conditions, BY[by].is_not(None)]
    count = model.Session.scalar(_select(sa.func.count(sa.distinct(key))).where(*conditions)) or 0
    order = key if by == "month" else COLUMNS[sort if sort in SORTS else "datasets"]
    order = order.desc().nulls_last() if descending else order.asc().nulls_last()
    titles = [sa.func.max(AuditRow.source_title).label("source_title")]
    query = _select(key.label("key"), *titles, *_labelled()).where(*conditions).group_by(key)
    rows = model.Session.execute(query.order_by(order, key).limit(limit).offset(offset)).mappings().all()
    slugs = _standards(key, [*conditions, key.in_([row["key"] for row in rows])])
    found = [{"key": row["key"], **_figures(row, slugs.get(row["key"], []))} for row in rows]
    if by == "source":
        for group, row in zip(found, rows, strict=True):
            group["title"] = row["source_title"] or row["key"]
    return found, count


def _labelled() -> list[Any]:
    return [column.label(name) for name, column in COLUMNS.items()]


def _standards(key: Any, conditions: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """Of each group each standard that a dataset follows, and whether one keeps to it."""
    item = sa.func.jsonb_array_elements(AuditRow.record["standards"]).table_valued("value").lateral("item")
    value = sa.cast(item.c.value, JSONB)
    slug, conforms = value["slug"].astext, sa.func.coalesce(sa.func.bool_or(value["conforms"].as_boolean()), False)
    query = _select(key.label("key"), slug.label("slug"), conforms.label("conforms"), sa.func.count().label("datasets"))
    query = query.join(item, sa.true()).where(*conditions).group_by(sa.text("1"), sa.text("2")).order_by(slug)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in model.Session.execute(query).mappings():
        found.setdefault(row["key"], []).append({n: row[n] for n in ("slug", "conforms", "datasets")})
    return found


def _mean(value: Any) -> float | None:
    return None if value is None else round(float(value), 1)


def _figures(row: Any, slugs: list[dict[str, Any]]) -> dict[str, Any]:
    """One row of SQL as the API gives it."""
    return {
        "datasets": row["datasets"],
        "resources": int(row["resources"] or 0),
        "checked": int(row["checked"] or 0),
        "content_score": _mean(row["content_score"]),
        "readability": {
            "score": _mean(row["readability"]),
            "levels": {str(level): _mean(row[f"readability_{level}"]) for level in (1, 2, 3)},
            "met": {str(level): row[f"met_{level}"] for level in MET},
            "unmeasured": row["datasets"] - row["judged"],
        },
        "mqa": {
            "points": _mean(row["mqa_points"]),
            "unmeasured": _mean(row["mqa_unmeasured"]),
            "max": metrics.TOTAL,
            "dimensions": {
                name: {"points": _mean(row[name]), "unmeasured": _mean(row[f"{name}_unmeasured"]), "max": most}
                for name, most in metrics.DIMENSIONS.items()
            },
        },
        "dcat_ap": {
            "conforms": row["dcat_ap_conforms"],
            "violates": row["dcat_ap_violates"],
            "unmeasured": row["datasets"] - row["dcat_ap_conforms"] - row["dcat_ap_violates"],
        },
        "openness": {
            "stars": _mean(row["stars"]),
            "datasets": {str(stars): row[f"stars_{stars}"] for stars in STARS},
            "unmeasured": row["datasets"] - sum(row[f"stars_{stars}"] for stars in STARS),
        },
        "standards": {**standards.tally(slugs), "found": slugs},
        "freshness": {state: row[f"freshness_{state}"] for state in freshness.STATES},
        "links": {state: int(row[f"links_{state}"] or 0) for state in links.STATES},
        "methods": sorted(filter(None, row["methods"] or [])),
    }
