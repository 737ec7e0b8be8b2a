"""全国地方公共団体コード as a tree, through time, and as somebody types it.

Prefecture, municipality, ward of a designated city; what became of a code that is in no list any more; and the bodies
that a beginning of a name, a reading or a code may mean.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from ckanext.tomoni_core.codes.local_government import (
    Body,
    bodies,
    candidates,
    find,
    municipality_of,
    normalise,
)
from ckanext.tomoni_core.text import fold

__all__ = [
    "Change",
    "change_of",
    "changes",
    "children",
    "complete",
    "lineage",
    "lookup",
    "parent",
    "predecessors",
    "successors",
]

ChangeKind = Literal["merged_into", "split", "became_city", "became_designated_city", "new_code"]


@dataclass(frozen=True)
class Change:
    """A code that ended: 前原市 (402222) went into 糸島市 (402303) on 2010-01-01."""

    code: str
    prefecture: str
    name: str
    successors: tuple[str, ...]
    date: str
    kind: ChangeKind


@cache
def changes() -> tuple[Change, ...]:
    """Every code of the list of changes, which begins in 2010; older ones are not known here."""
    text = resources.files("ckanext.tomoni_core.codes").joinpath("data/changes.csv").read_text(encoding="utf-8")
    return tuple(_change(row) for row in csv.DictReader(text.splitlines()))


def _change(row: dict[str, str]) -> Change:
    successors = tuple(row["successor"].split())
    return Change(row["code"], row["prefecture"], row["name"], successors, row["date"], row["kind"])  # type: ignore[arg-type]


@cache
def _changes_by_code() -> dict[str, Change]:
    return {change.code: change for change in changes()}


def change_of(code: str) -> Change | None:
    """How a code ended, None for one that is in force or not known."""
    return _changes_by_code().get(normalise(code) or "")


def successors(code: str) -> tuple[Body, ...]:
    """The bodies of today that a code became, however many steps ago; itself when it is in force."""
    change = change_of(code)
    if change is None:
        body = find(code)
        return (body,) if body else ()
    return tuple(dict.fromkeys(body for step in change.successors for body in successors(step)))


def predecessors(body: Body) -> tuple[Change, ...]:
    """The codes that ended in this body."""
    return tuple(change for change in changes() if body in successors(change.code))


def parent(body: Body) -> Body | None:
    """The city of a ward, the prefecture of a municipality; None above a prefecture."""
    if body.kind in ("ward", "former_ward"):
        return municipality_of(body)
    return None if body.kind == "prefecture" else _prefecture_of(body)


def lineage(body: Body) -> tuple[Body, ...]:
    """The way down to a body: its prefecture, its city, itself."""
    above = parent(body)
    return (*lineage(above), body) if above else (body,)


def _prefecture_of(body: Body) -> Body | None:
    """The prefecture that a body lies in."""
    return next((other for other in bodies() if other.kind == "prefecture" and other.name == body.prefecture), None)


@cache
def _children() -> dict[str, tuple[Body, ...]]:
    found: dict[str, list[Body]] = defaultdict(list)
    for body in bodies():
        above = parent(body)
        if above is not None and body.kind != "former_ward":
            found[above.code].append(body)
    return {code: tuple(below) for code, below in found.items()}


def children(code: str) -> tuple[Body, ...]:
    """The bodies right below one, in order of code; the prefectures below nothing (an empty code)."""
    if not code:
        return tuple(body for body in bodies() if body.kind == "prefecture")
    return _children().get(code, ())


def lookup(text: str) -> tuple[Body, ...]:
    """The bodies that a code or a name stands for: one, none, or several of one name."""
    body = find(text)
    return (body,) if body else candidates(text)


def complete(text: str, limit: int = 10) -> list[Body]:
    """The bodies that what was typed may become, the likeliest first.

    Kana may be of either kind. A name that begins so comes before one that holds it inside, a municipality before a
    ward, and 市 before 町 of as good a fit (in order of code).
    """
    typed = fold(text[:100])
    if not typed:
        return []
    ranked = ((rank, body) for body in bodies() if (rank := _rank(body, typed)) is not None)
    best = sorted(ranked, key=lambda pair: (pair[0], pair[1].kind in ("ward", "former_ward"), pair[1].code))
    return [body for _, body in best[: max(limit, 0)]]


def _rank(body: Body, typed: str) -> int | None:
    if body.kind == "former_ward":
        return None
    names = [fold(name) for name in _names(body)]
    if typed in (body.code, body.five, *names):
        return 0
    if any(name.startswith(typed) for name in names) or (typed.isdigit() and body.code.startswith(typed)):
        return 1
    return 2 if len(typed) > 1 and any(typed in name for name in names) else None


def _names(body: Body) -> Iterable[str]:
    yield body.name
    yield body.kana
    yield body.name_full
    if body.kind == "ward":
        yield body.name.split("市", 1)[1]
