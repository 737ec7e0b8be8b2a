"""What a table holds, so that a requirement on numbers is not said to be met where there are none."""

from __future__ import annotations

import re
from collections import Counter

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.readability.requirements import Subject
from ckanext.tomoni_quality.rules import _numbers, codes_without_table, form_changed
from ckanext.tomoni_quality.rules._base import Context
from ckanext.tomoni_quality.rules.choice_variants import MOST, is_choice

_TIME = re.compile(r"年|月|日|時点|期間|時期")
_AREA = re.compile(r"都道府県|市区?町村|自治体|団体(?:名|コード)|地域(?:名|コード)")


def subjects(table: Table, context: Context) -> frozenset[Subject]:
    """What of :data:`Subject` is in the table."""
    found: dict[Subject, bool] = {
        "excel": context.reading.kind in ("xlsx", "xls", "ods"),
        "csv": context.reading.kind in ("csv", "tsv"),
        "numbers": next(_numbers.columns(table, context), None) is not None,
        "choices": any(
            is_choice(context.grid(table).few(column, MOST) or Counter()) for column in _unnamed_kinds(table, context)
        ),
        "times": bool(context.columns("date")) or any(_TIME.search(clean(name)) for name in table.header),
        "areas": bool(context.columns("code")) or any(_AREA.search(clean(name)) for name in table.header),
        "codes": any(codes_without_table.coded(table, context)),
        "series": bool(form_changed.series(context)),
    }
    return frozenset(subject for subject, there in found.items() if there)


def _unnamed_kinds(table: Table, context: Context) -> list[int]:
    return [column for column in range(len(table.header)) if column not in context.kinds]
