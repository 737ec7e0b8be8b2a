"""The facet of places as a tree: prefecture, municipality, ward. Pure: codes and counts in, branches out.

The index holds each dataset under its place and all above it, so that a count is that of the whole branch. Only one
place is chosen at a time: choosing another takes its stead, and removing it leaves the one above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckanext.tomoni_core.codes import local_government, local_government_tree

__all__ = ["FIELD", "Branch", "Tree", "tree"]

#: The index field; see docs/architecture.md.
FIELD = "tomoni_place"


@dataclass(frozen=True)
class Branch:
    """A place of the tree. ``above`` is what is chosen once this one is removed: the code above it, or none."""

    code: str
    name: str
    count: int
    chosen: bool = False
    above: str = ""
    children: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Tree:
    """What is shown: the branches, and what was asked for and is no place (``unknown``)."""

    branches: tuple[Branch, ...]
    unknown: tuple[str, ...] = ()


def tree(counts: Mapping[str, int], asked: Sequence[str] = ()) -> Tree:
    """The tree of a search.

    :param counts: datasets found by code, as the facet has them
    :param asked: the codes that the address of the page asks for, hostile perhaps
    :returns: without a chosen place the prefectures that have datasets; with one, the way down to it and what has
        datasets right below, each in order of code
    """
    bodies = [body for code in asked if (body := _body(code))]
    unknown = tuple(code for code in asked if not _body(code))
    if not bodies:
        return Tree(_below("", counts), unknown)
    way = local_government_tree.lineage(max(bodies, key=lambda body: len(local_government_tree.lineage(body))))
    branches = _below(way[-1].code, counts)
    for index in range(len(way) - 1, -1, -1):
        body, above = way[index], way[index - 1].code if index else ""
        branches = (Branch(body.code, _name(body), counts.get(body.code, 0), True, above, branches),)
    return Tree(branches, unknown)


def _body(code: str) -> local_government.Body | None:
    body = local_government.find(code) if len(code) == 6 and code.isascii() else None
    return body if body and body.code == code else None


def _below(code: str, counts: Mapping[str, int]) -> tuple[Branch, ...]:
    return tuple(
        Branch(body.code, _name(body), counts[body.code])
        for body in local_government_tree.children(code)
        if counts.get(body.code)
    )


def _name(body: local_government.Body) -> str:
    """The name beside its parent's: 中央区, below 札幌市."""
    return body.name.split("市", 1)[1] if body.kind in ("ward", "former_ward") else body.name
