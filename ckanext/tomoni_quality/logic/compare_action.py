"""The action that sets two checks of one resource side by side."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_quality import worsening
from ckanext.tomoni_quality.logic import schema
from ckanext.tomoni_quality.logic.validating import validated
from ckanext.tomoni_quality.model import QualityReport, dictize

__all__ = ["changed", "summarised", "tomoni_quality_report_compare"]


@tk.side_effect_free
def tomoni_quality_report_compare(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Any two checks of one resource: what the one finds otherwise than the other.

    :param resource_id: id of the resource
    :param before: id of the one report, as ``history`` of ``tomoni_quality_report_show`` has it
    :param after: id of the other; the newest when left out
    :returns: ``before`` and ``after`` (summaries), and ``changes``: what differs, rule by rule and column by column,
        each with ``slug``, ``severity``, ``sheet``, ``column``, ``before``, ``after``, ``kind`` (``new``, ``more``,
        ``fewer``, ``gone``), ``ja``, ``en``. ``changes`` is None where the findings of one are no longer kept.
    """
    data = validated(data_dict, schema.report_compare(), context)
    tk.check_access("tomoni_quality_report_compare", context, data)
    if model.Resource.get(data["resource_id"]) is None:
        raise tk.ObjectNotFound(tk._("Resource not found"))
    before = _report(data["resource_id"], data["before"])
    after = _report(data["resource_id"], data.get("after"))
    return {"before": summarised(before), "after": summarised(after), "changes": changed(before, after)}


def _report(resource_id: str, id: str | None) -> QualityReport:
    if not id:
        row = QualityReport.newest(resource_id)
    else:
        # The database refuses some characters with an error of its own.
        row = model.Session.get(QualityReport, id) if re.fullmatch("[0-9a-f-]{36}", id) else None
    # The report of another resource is as good as none: who may see this one may not see that.
    if row is None or row.resource_id != resource_id:
        raise tk.ObjectNotFound(tk._("This check is not among those of the resource"))
    return row


def summarised(row: QualityReport) -> dict[str, Any]:
    """The summary, and whether the findings are still kept."""
    return {**dictize(row, full=False), "findings_kept": bool(row.report)}


def changed(before: QualityReport, after: QualityReport) -> list[dict[str, Any]] | None:
    """What differs between two reports; None where the findings of one are gone."""
    if not before.report or not after.report:
        return None
    old, new = (row.report.get("findings") or [] for row in (before, after))
    return [{**asdict(each), "kind": each.kind} for each in worsening.changes(old, new)]
