"""What most datasets lack of DCAT-AP: the broken rules by how many datasets break them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.tomoni_quality import audit_figures
from ckanext.tomoni_quality.audit_model import AuditRow

__all__ = ["MOST", "most_common"]

MOST = 20
_RULE = ("severity", "of", "path", "constraint")
_WORDS = ("name_ja", "name_en", "message_ja", "message_en")


def most_common(conditions: Iterable[Any]) -> list[dict[str, Any]]:
    """The ``MOST`` rules that most of the public datasets break, with their words and how many ``datasets``.

    A record keeps a dataset's first results only: where one has more, a rule may have a few datasets more.
    """
    results = AuditRow.record["dcat_ap"]["results"]
    # Records of older methods have none, and the function wants a list.
    listed = sa.case((sa.func.jsonb_typeof(results) == "array", results), else_=sa.cast([], JSONB))
    item = sa.func.jsonb_array_elements(listed).table_valued("value").lateral("item")
    value = sa.cast(item.c.value, JSONB)
    rule = [value[name].astext.label(name) for name in _RULE]
    words = [sa.func.max(value[name].astext).label(name) for name in _WORDS]
    datasets = sa.func.count(sa.distinct(AuditRow.package_id)).label("datasets")
    query = (
        sa.select(*rule, *words, datasets)
        .select_from(AuditRow)
        .join(model.Package, model.Package.id == AuditRow.package_id)
        .join(item, sa.true())
        .where(*audit_figures.public(), *conditions)
        .group_by(*rule)
        .order_by(datasets.desc(), *rule)
        .limit(MOST)
    )
    return [dict(row) for row in model.Session.execute(query).mappings()]
