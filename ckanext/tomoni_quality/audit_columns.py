"""What SQL counts and averages over many records."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckanext.tomoni_quality.audit import freshness, links, metrics
from ckanext.tomoni_quality.audit_model import AuditRow

__all__ = ["COLUMNS", "MET", "STARS"]

_CONFORMS = AuditRow.record["dcat_ap"]["conforms"].as_boolean()

MET, STARS = (0, 1, 2, 3), (0, 1, 2, 3, 4)


def _number(of: Any, value: Any) -> Any:
    return sa.func.count().filter(of == value)


COLUMNS: dict[str, Any] = {
    "datasets": sa.func.count(),
    "resources": sa.func.sum(AuditRow.resources),
    "checked": sa.func.sum(AuditRow.checked),
    "content_score": sa.func.avg(AuditRow.content_score),
    "readability": sa.func.avg(AuditRow.readability),
    "judged": sa.func.count(AuditRow.readability_met),
    **{f"readability_{level}": sa.func.avg(getattr(AuditRow, f"readability_{level}")) for level in (1, 2, 3)},
    **{f"met_{level}": _number(AuditRow.readability_met, level) for level in MET},
    "mqa_points": sa.func.avg(AuditRow.mqa_points),
    "mqa_unmeasured": sa.func.avg(AuditRow.mqa_unmeasured),
    **{name: sa.func.avg(getattr(AuditRow, name)) for name in metrics.DIMENSIONS},
    **{f"{name}_unmeasured": sa.func.avg(AuditRow.record["mqa"]["dimensions"][name]["unmeasured"].as_integer())
       for name in metrics.DIMENSIONS},
    "dcat_ap_conforms": sa.func.count().filter(_CONFORMS.is_(True)),
    "dcat_ap_violates": sa.func.count().filter(_CONFORMS.is_(False)),
    "stars": sa.func.avg(AuditRow.stars),
    **{f"stars_{stars}": _number(AuditRow.stars, stars) for stars in STARS},
    **{f"freshness_{state}": _number(AuditRow.freshness, state) for state in freshness.STATES},
    **{f"links_{state}": sa.func.sum(getattr(AuditRow, f"links_{state}")) for state in links.STATES},
    "methods": sa.func.array_agg(sa.distinct(AuditRow.method)),
}  # fmt: skip
