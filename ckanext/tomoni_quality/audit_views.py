"""The pages of the audit: the dashboard, two side by side, the method; and its dumps."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from ckan.lib.pagination import Page
from ckan.plugins import toolkit as tk
from ckan.types import Response
from flask import Blueprint

from ckanext.tomoni_quality import audit_dump, audit_figures, audit_map, dcat_ap
from ckanext.tomoni_quality.audit import METHOD_VERSION, dictionary, dumping, method, metrics
from ckanext.tomoni_quality.logic.audit_schema import is_month

audit_bp = Blueprint("tomoni_audit", __name__)

PER_PAGE = 20
MOST_MONTHS = 24
DUMPS = {
    "datasets": (dictionary.DATASETS, audit_dump.datasets),
    "organizations": (dictionary.FIGURES, audit_dump.organizations),
}


def _user() -> Any:
    return {"user": getattr(tk.current_user, "name", ""), "auth_user_obj": tk.current_user, "for_view": True}


def _ask(action: str, **data: Any) -> dict[str, Any]:
    try:
        return tk.get_action(action)(_user(), data)
    except tk.ValidationError as problem:
        return tk.abort(400, "; ".join(problem.error_summary.values()))
    except tk.ObjectNotFound as problem:
        return tk.abort(404, str(problem.message or tk._("Organization not found")))


def _month() -> str | None:
    return tk.request.args.get("month") or audit_figures.latest_month()


@audit_bp.route("/quality/audit")
def dashboard() -> str:
    """The figures of the portal, or of one organization."""
    month, organization = _month(), tk.request.args.get("organization", "")
    figure = tk.request.args.get("figure", "")
    figure = figure if figure in audit_map.FIGURES else "content_score"
    sort, page = tk.request.args.get("sort", "-datasets"), max(1, tk.h.get_page_number(tk.request.args))
    part = {"organization": organization} if organization else {}
    listed = _ask("tomoni_audit_list", month=month, sort=sort, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    extra = {
        "month": month,
        "months": audit_figures.months(),
        "figures": _ask("tomoni_audit_show", month=month, **part)["figures"],
        "trend": _ask("tomoni_audit_trend", limit=MOST_MONTHS, **part)["results"],
        "organizations": listed,
        "sources": _ask("tomoni_audit_list", month=month, by="source", limit=100)["results"],
        "figure": figure,
        "municipalities": audit_map.municipalities(_ask, month) if month and not organization else [],
        "prefectures": _ask("tomoni_audit_list", month=month, by="prefecture", limit=100)["results"],
        "one": _one(organization),
        "sort": sort,
        "method_version": METHOD_VERSION,
        "pager": _pager(listed, page, {"month": month, "sort": sort}),
    }
    return tk.render("tomoni_quality/audit/dashboard.html", extra)


def _one(organization: str) -> dict[str, Any] | None:
    if not organization:
        return None
    return tk.get_action("organization_show")(_user(), {"id": organization, "include_users": False})


def _pager(listed: dict[str, Any], page: int, asked: dict[str, Any]) -> Page:
    return Page(
        collection=listed["results"], page=page, items_per_page=PER_PAGE, presliced_list=True,
        item_count=listed["count"], url=lambda **kw: tk.h.url_for("tomoni_audit.dashboard", **{**asked, **kw}),
    )  # fmt: skip


@audit_bp.route("/quality/audit/compare")
def compare() -> str:
    """Two organizations side by side; without two, the form that asks for them."""
    one, other, month = (tk.request.args.get(name, "") for name in ("organization", "other", "month"))
    found = None
    if one and other:
        asked = {"month": month} if month else {}
        found = _ask("tomoni_audit_compare", organization=one, other=other, **asked)
    names = tk.get_action("organization_list")(_user(), {"all_fields": True, "sort": "title asc"})
    extra = {"found": found, "organizations": names, "one": one, "other": other}
    return tk.render("tomoni_quality/audit/compare.html", extra)


@audit_bp.route("/quality/audit/method")
def method_page() -> str:
    """How it is measured, by version, and what is not."""
    extra = {
        "history": method.HISTORY, "metrics": metrics.METRICS, "dimensions": metrics.DIMENSIONS,
        "shapes": method.SHAPES, "most_triples": dcat_ap.MOST,
        "total": metrics.TOTAL, "source": metrics.SOURCE, "dumps": {what: each[0] for what, each in DUMPS.items()},
    }  # fmt: skip
    return tk.render("tomoni_quality/audit/method.html", extra)


@audit_bp.route("/quality/audit/<any(datasets,organizations):what>.schema.json")
def schema(what: str) -> Response:
    """The data dictionary of a dump."""
    lang = "ja" if tk.h.tomoni_quality_is_japanese() else "en"
    described = {**dictionary.table_schema(DUMPS[what][0], lang), "method": METHOD_VERSION}
    return Response(json.dumps(described, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")


@audit_bp.route("/quality/audit/<any(datasets,organizations):what>.<any(csv,parquet):form>")
def dump(what: str, form: str) -> Response:
    """The month's rows as a file."""
    month = _month()
    if not month or not is_month(month):
        return tk.abort(404, tk._("Nothing was measured in this month"))
    fields, rows = DUMPS[what]
    name = f"tomoni-audit-{what}-{month}-v{METHOD_VERSION}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/vnd.apache.parquet"
    return Response(_pieces(_written(rows(month), fields, form)), content_type=kind, headers=headers)


def _written(rows: Iterator[dict[str, Any]], fields: tuple[dictionary.Field, ...], form: str) -> IO[bytes]:
    """The file, whole: the database is let go before a slow reader has read it."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
    if form == "csv":
        file.writelines(dumping.as_csv(rows, fields))
    else:
        dumping.as_parquet(rows, fields, file)
    file.seek(0)
    return file


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(1 << 16):
            yield piece
