"""Every rule of a dataset's record finds what its bad examples say, and nothing in its good ones."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from ckanext.tomoni_quality import record_rules, rules
from ckanext.tomoni_quality.finding import SEVERITIES
from ckanext.tomoni_quality.record_rules._base import Example, Known
from ckanext.tomoni_quality.record_rules.encoding_declared import family

ALL = list(record_rules.all_rules())


def cases(kind: str) -> list[tuple]:
    return [
        pytest.param(rule, example, id=f"{rule.SLUG}-{number}")
        for rule in ALL
        for number, example in enumerate(getattr(rule, kind))
    ]


@pytest.mark.parametrize(("rule", "example"), cases("GOOD"))
def test_good_examples_are_left_in_peace(rule: ModuleType, example: Example) -> None:
    assert list(rule.check(example.record)) == []


@pytest.mark.parametrize(("rule", "example"), cases("BAD"))
def test_bad_examples_are_found_where_they_are(rule: ModuleType, example: Example) -> None:
    assert tuple(remark.resource_id for remark in rule.check(example.record)) == example.at


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.SLUG)
def test_a_rule_is_complete_and_explained(rule: ModuleType) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.SLUG)
    assert rule.SEVERITY in SEVERITIES
    assert rule.GOOD
    assert rule.BAD
    assert all(text.ja and text.en for text in (rule.TITLE, rule.WHY, rule.FIX))
    assert rule.SLUG in rules.titles()
    assert rule.SLUG in {entry["slug"] for entry in rules.described()}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("UTF-8", "UTF-8"), ("utf8", "UTF-8"), ("ＵＴＦ－８", "UTF-8"), ("UTF-8（BOM付き）", "UTF-8"),
        ("UTF-8-BOM", "UTF-8"),
        ("Shift_JIS", "Shift_JIS"), ("Shift-JIS", "Shift_JIS"), ("MS932", "Shift_JIS"), ("SJIS", "Shift_JIS"),
        ("Windows-31J", "Shift_JIS"), ("EUC-JP", "EUC-JP"), ("utf-16-le", "UTF-16"), ("base64", None), ("", None),
        ("日本語", None), ("\0", None), ("x" * 10_000, None),
    ],
)  # fmt: skip
def test_names_of_encodings(name: str, meant: str | None) -> None:
    """As people write them; what is none of text says nothing."""
    assert family(name) == meant


def test_the_gravest_comes_first() -> None:
    """With all that a page or the API tells."""
    record = Example(
        {"resources": [{"id": "a", "url": "https://example.jp/a.csv"}]}, known={"a": Known(link="dead")}
    ).record
    found = record_rules.findings(record)
    assert [finding["slug"] for finding in found] == [
        "licence-missing", "link-dead", "description-missing", "update-frequency-missing",
    ]  # fmt: skip
    assert found[1]["resource_id"] == "a"
    assert all(finding["fix_ja"] and finding["fix_en"] for finding in found)
