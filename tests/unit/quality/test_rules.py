"""Every rule finds what its bad examples say, and nothing in its good ones."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from ckanext.tomoni_core.reading import read
from ckanext.tomoni_quality import check, columns, rules
from ckanext.tomoni_quality.finding import SEVERITIES, Hit
from ckanext.tomoni_quality.rules._base import Context, Example

ALL = list(rules.all_rules())
KEBAB = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def hits(rule: ModuleType, example: Example) -> list[Hit]:
    """What ``rule`` yields for every table of ``example``, read by the real reader."""
    reading = read(example.content, name=example.name)
    recognitions = [check.recognise(table) for table in reading.tables]
    standards = frozenset(r.standard.slug for r in recognitions if r)
    found: list[Hit] = []
    for table, recognition in zip(reading.tables, recognitions, strict=True):
        context = Context(
            reading, recognition, columns.kinds(table.header, recognition), example.organization_code,
            example.declared_standard, standards, example.dataset,
        )  # fmt: skip
        found += rule.check(table, context)
    return found


def cases(kind: str) -> list[tuple]:
    return [
        pytest.param(rule, example, id=f"{rule.SLUG}-{number}")
        for rule in ALL
        for number, example in enumerate(getattr(rule, kind))
    ]


@pytest.mark.parametrize(("rule", "example"), cases("GOOD"))
def test_good_examples_are_left_in_peace(rule: ModuleType, example: Example) -> None:
    assert hits(rule, example) == []


@pytest.mark.parametrize(("rule", "example"), cases("BAD"))
def test_bad_examples_are_found_where_they_are(rule: ModuleType, example: Example) -> None:
    found = hits(rule, example)
    assert [(hit.row, hit.column) for hit in found] == list(example.at)
    if example.suggestions:
        assert tuple(hit.suggestion for hit in found) == example.suggestions


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.SLUG)
def test_a_rule_is_complete(rule: ModuleType) -> None:
    assert KEBAB.fullmatch(rule.SLUG)
    assert rule.SEVERITY in SEVERITIES
    assert rule.__doc__
    assert rule.GOOD
    assert rule.BAD
    assert all(text.ja and text.en for text in (rule.TITLE, rule.WHY, rule.FIX))


def test_slugs_are_unique() -> None:
    slugs = [entry["slug"] for entry in rules.described()]
    assert len(slugs) == len(set(slugs))
