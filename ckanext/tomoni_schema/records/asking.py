"""From what a request says to a question, and from its faults to CKAN's errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from sqlalchemy.exc import OperationalError

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.records import question as asked
from ckanext.tomoni_schema.records import shape
from ckanext.tomoni_schema.records.query import SourceInfo
from ckanext.tomoni_schema.records.question import Question

__all__ = ["bounded", "places", "question"]

_CANCELLED = "57014"


def question(data_dict: Mapping[str, Any], *, longest: int | None = asked.LONGEST_PAGE) -> Question:
    """The question of an action's ``data_dict``.

    :raises ObjectNotFound: no such standard
    :raises ValidationError: names every fault in both languages: a program's developer reads either
    """
    slug = str(data_dict.get("id") or "")
    standard = registry().get(slug)
    if standard is None:
        raise tk.ObjectNotFound(tk._("There is no such standard or edition."))
    given = {name: value for name, value in data_dict.items() if name != "id"}
    if "@" in slug:
        given.setdefault("edition", standard.edition)
    try:
        return asked.read(standard.slug, given, longest=longest)
    except asked.Wrong as wrong:
        raise tk.ValidationError({name: list(texts) for name, texts in wrong.faults.items()}) from None


@contextmanager
def bounded() -> Iterator[None]:
    """Turn a statement that took too long into an answer that says how to ask for less."""
    try:
        yield
    except OperationalError as problem:
        model.Session.rollback()
        if getattr(problem.orig, "pgcode", None) != _CANCELLED:
            raise
        ja = "条件に合う行を時間内に数えられませんでした。自治体か都道府県を指定して、範囲を狭めてください。"
        en = "The rows could not be found in time. Narrow the question to a municipality or a prefecture."
        raise tk.ValidationError({"filters": [ja, en]}) from None


def places(sources: Iterable[SourceInfo]) -> list[dict[str, Any]]:
    """How many rows each municipality has, by code; rows of no municipality are not listed."""
    counted: Counter[str] = Counter()
    for source in sources:
        counted.update(source.places)
    made = []
    for code, rows in sorted(counted.items()):
        name, prefecture = shape.municipality(code)
        if name:
            made.append({"code": code, "name": name, "prefecture": prefecture, "rows": rows})
    return made
