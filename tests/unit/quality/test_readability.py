"""The thirty requirements: each is failed by what its rules find, scored as published, and never passed in doubt."""

from __future__ import annotations

import json

import pytest

from ckanext.tomoni_core.reading import Reading, Table
from ckanext.tomoni_quality import rules
from ckanext.tomoni_quality.check import check
from ckanext.tomoni_quality.dataset import Dataset, Neighbour
from ckanext.tomoni_quality.readability import (
    REQUIREMENTS,
    Judgement,
    Requirement,
    file_score,
    files_score,
    judge,
    level_scores,
    requirement,
)
from ckanext.tomoni_quality.readability.older import OLDER_RULES
from ckanext.tomoni_quality.report import Report
from ckanext.tomoni_quality.rules import titles
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._workbooks import workbook

RULES = {rule.SLUG: rule for rule in rules.all_rules()}
CLEAN = (
    "名称,住所,定員（人）,公開日\n市役所,香川県高松市番町1,120,2024-05-01\n図書館,香川県高松市昭和町1,60,2024-05-02\n"
)


def statuses(report: Report) -> dict[str, str]:
    return {judgement.id: judgement.status for judgement in report.judgements}


def checked(example: Example) -> Report:
    return check(
        example.content, example.name, "", example.organization_code, example.declared_standard, dataset=example.dataset
    )


def test_there_are_thirty_as_published() -> None:
    assert [sum(each.level == level for each in REQUIREMENTS) for level in (1, 2, 3)] == [15, 6, 9]
    assert len({each.id for each in REQUIREMENTS}) == 30
    fatal = {each.id for each in REQUIREMENTS if each.gravity == "fatal"}
    assert fatal == {"L1-01", "L1-02", "L1-14", "L1-15", "L2-01", "L2-02", "L2-03", "L3-01"}


def test_each_finding_that_decides_is_one_that_exists() -> None:
    slugs = {slug for each in REQUIREMENTS for slug in (*each.failed_by, *each.doubted_by)}
    assert slugs - titles().keys() == set()


def cases(kind: str) -> list[tuple[str, str, int]]:
    return [
        (each.id, slug, number)
        for each in REQUIREMENTS
        for slug in getattr(each, kind)
        if slug in RULES
        for number, example in enumerate(RULES[slug].BAD)
        if {"excel": example.name.endswith("xlsx"), "csv": example.name.endswith("csv")}.get(each.subject or "", True)
    ]


@pytest.mark.parametrize(("id", "slug", "number"), cases("failed_by"))
def test_a_bad_example_fails_its_requirement(id: str, slug: str, number: int) -> None:
    report = checked(RULES[slug].BAD[number])
    judgements = [j for j in report.judgements if j.id == id and j.status == "issues_found"]
    assert any(slug in judgement.findings for judgement in judgements)
    score = next(level.score for level in report.levels if level.level == requirement(id).level)
    assert score is not None
    assert score <= 100 - requirement(id).deduction


@pytest.mark.parametrize(("id", "slug", "number"), cases("doubted_by"))
def test_what_is_in_doubt_is_never_passed(id: str, slug: str, number: int) -> None:
    report = checked(RULES[slug].BAD[number])
    if slug == "definitions-missing":
        assert statuses(report)[id] == "needs_review"
    assert statuses(report)[id] in ("needs_review", "issues_found")


def test_a_clean_table_meets_all_that_applies() -> None:
    report = check(CLEAN.encode(), "a.csv")
    assert set(statuses(report).values()) == {"passed", "not_applicable", "unchecked"}
    assert [level.score for level in report.levels] == [100, 100, 100]
    found = statuses(report)
    assert found["L1-12"] == "not_applicable"
    assert found["L1-14"] == "passed"
    assert {found["L3-07"], found["L3-08"]} == {"unchecked"}


def test_a_clean_workbook_is_not_asked_what_only_a_csv_is() -> None:
    found = statuses(check(workbook({"一覧": [["名称", "定員（人）"], ["甲", 1], ["乙", 2]]}), "a.xlsx"))
    assert found["L1-15"] == "not_applicable"
    assert found["L1-12"] == "passed"


def test_the_dataset_decides_on_definitions_and_series() -> None:
    around = Dataset(
        "一覧 2024年", "市の施設の一覧です。毎年4月に更新しています。", "annual",
        (Neighbour("項目定義書"), Neighbour("一覧 2023年", header=("名称", "住所", "定員（人）", "公開日"))),
    )  # fmt: skip
    found = statuses(check(CLEAN.encode(), "a.csv", dataset=around))
    assert (found["L3-07"], found["L3-08"]) == ("passed", "passed")
    alone = statuses(check(CLEAN.encode(), "a.csv", dataset=Dataset("一覧")))
    assert (alone["L3-07"], alone["L3-08"]) == ("not_applicable", "needs_review")


def test_what_cannot_be_read_fails_the_first_requirement_alone() -> None:
    report = check(b"%PDF-1.7", "a.csv")
    assert [j.id for j in report.judgements if j.status == "issues_found"] == ["L1-01"]
    assert [(level.level, level.score) for level in report.levels] == [(1, 0), (2, None), (3, None)]


def test_an_old_workbook_is_not_said_to_be_free_of_what_nobody_looked_for() -> None:
    table = Table("Sheet1", 1, ["名称", "人数"], [["甲", "1"]], 2)
    context = Context(Reading("", "xls", [table]))
    found = {judgement.id: judgement.status for judgement in judge(table, context, [])}
    assert {found[id] for id in ("L1-10", "L1-11", "L1-12", "L1-13", "L2-06")} == {"unchecked"}


def test_the_example_of_the_published_scoring() -> None:
    judgements = [Judgement("L1-12", "issues_found"), Judgement("L1-09", "issues_found"), Judgement("L1-02", "passed")]
    assert level_scores(judgements)[0].score == 88
    assert level_scores([Judgement("L2-01", "issues_found"), Judgement("L2-04", "passed")])[1].score == 0
    assert level_scores([Judgement("L3-02", "needs_review")])[2].score is None


def test_each_table_of_a_file_takes_its_points() -> None:
    once = [Judgement("L1-12", "issues_found", "a")]
    assert level_scores(once)[0].score == 90
    assert level_scores([*once, Judgement("L1-12", "issues_found", "b")])[0].score == 80


def test_the_score_of_files() -> None:
    assert file_score(level_scores([Judgement("L1-12", "issues_found"), Judgement("L3-02", "needs_review")])) == 90
    assert files_score([90, 80]) == 85
    assert files_score([90, 80], passed_across=1, judged_across=2) == round(85 * 0.7 + 50 * 0.3)
    assert files_score([]) is None


@pytest.mark.parametrize("each", REQUIREMENTS, ids=lambda each: each.id)
def test_a_requirement_is_told_in_both_languages(each: Requirement) -> None:
    assert each.name
    assert each.name_en
    assert each.deduction > 0


def test_judgements_survive_storage() -> None:
    report = check(CLEAN.replace("市役所", "㈱市役所").encode(), "a.csv")
    stored = json.loads(json.dumps(report.as_dict()))
    assert stored == report.as_dict()
    assert Report.from_dict(stored).judgements == report.judgements


def test_each_older_rule_is_asked_today() -> None:
    ids = {each.id for each in REQUIREMENTS}
    assert {rule.requirement for rule in OLDER_RULES} <= ids
    numbers = [rule.id for rule in OLDER_RULES]
    assert numbers == ["1", *(f"2-{n}" for n in range(1, 13)), "3-1", "3-2", *(f"4-{n}" for n in range(1, 15))]
    kinds = {rule.id[0]: {each.subject for each in REQUIREMENTS if each.id == rule.requirement} for rule in OLDER_RULES}
    assert "csv" not in kinds["2"]
    assert "excel" not in kinds["4"]
