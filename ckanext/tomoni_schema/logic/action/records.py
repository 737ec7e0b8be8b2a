"""The cross-municipality table of a standard, as the API gives it."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.records import asking, query, question, shape, visibility

__all__ = ["tomoni_standard_record_sources", "tomoni_standard_records"]


@tk.side_effect_free
def tomoni_standard_records(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the rows of every resource that follows a standard, as far as the caller may see their datasets.

    :param id: a standard's slug (``public_toilet``)
    :param edition: only rows of files that follow that edition
    :param municipality: a local government code (``372013``), or a name that only one municipality has
    :param prefecture: a prefecture's name or number
    :param bbox: ``west,south,east,north`` in degrees
    :param dataset: id or name of a dataset
    :param resource: id of a resource
    :param filters: JSON of a column's name to a value, to a list of values, to ``{"gte": …, "lte": …}``, or (text)
        to ``{"contains": …, "starts": …}``; null or an empty text finds blanks. A column may be a parameter too
        (``for_children=有``, ``beds.gte=20``, ``name.contains=公園``)
    :param limit: how many, at most 1000 (default 100)
    :param cursor: ``next`` of the answer before
    :returns: ``fields``, ``count`` (more than that where ``count_exact`` is false), ``results``, ``next`` (or null)
    :raises ObjectNotFound: no such standard
    :raises ValidationError: says under each parameter what is wrong, in Japanese and in English
    """
    tk.check_access("tomoni_standard_records", context, data_dict)
    asked = asking.question(data_dict)
    seen = visibility.condition(context, asked.standard)
    size = asked.limit or question.LONGEST_PAGE
    with asking.bounded():
        found = query.page(asked, seen, size + 1)
        count, exact = query.count(asked, seen)
    rows = found[:size]
    return {
        "standard": asked.standard,
        "edition": asked.edition,
        "fields": [shape.field(item) for item in shape.columns(asked.standard)],
        "count": count,
        "count_exact": exact,
        "results": [shape.record(row, asked.standard) for row in rows],
        "next": question.cursor_of(rows[-1].id) if len(found) > size else None,
    }


@tk.side_effect_free
def tomoni_standard_record_sources(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say where a standard's rows come from: the resources with their licences, and the municipalities.

    :param id: a standard's slug
    :param edition: as in ``tomoni_standard_records``, like ``municipality``, ``dataset`` and ``resource``
    :returns: ``count`` and ``results`` (the resources), ``rows``, ``municipalities`` (``code``, ``name``,
        ``prefecture``, ``rows``), ``modified``
    :raises ObjectNotFound: no such standard
    """
    tk.check_access("tomoni_standard_record_sources", context, data_dict)
    asked = asking.question(data_dict)
    found = query.sources(asked, visibility.condition(context, asked.standard))
    places = asking.places(found)
    modified = max((item.modified for item in found), default=None)
    return {
        "standard": asked.standard,
        "titles": {item.edition: item.title_ja for item in registry().editions(asked.standard)},
        "count": len(found),
        "results": [shape.source(item) for item in found],
        "rows": sum(item.rows for item in found),
        "municipalities": places,
        "modified": modified.isoformat(timespec="seconds") if modified else None,
    }
