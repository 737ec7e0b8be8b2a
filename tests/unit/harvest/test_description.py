"""The YAML that describes a page of files: what it may say, and what an enemy may write into it."""

from __future__ import annotations

import pytest

from ckanext.tomoni_harvest.sources import description
from ckanext.tomoni_harvest.sources.description import NotADescription

FULL = """
title: 見本市のオープンデータ
license: CC BY 4.0
organization: "011002"
pages: [index.html, toukei.html]
hosts: files.example.jp
files: ["*.csv", "*.xlsx"]
leave: "*old*"
group: name
others: false
datasets:
  - title: 人口
    files: "jinko_*"
    notes: |
      毎月の人口です。
      住民基本台帳によります。
    tags: [人口, 統計]
    license: PDL1.0
    frequency: 毎月
    theme: 統計
    contact: 市民課
    page: toukei.html
  - {title: AED, id: aed, files: ["aed.csv", "aed.xlsx"]}
"""


def test_everything_that_can_be_said() -> None:
    """One text or a list of them; a code keeps its zeros."""
    told = description.parse(FULL)
    assert (told.title, told.license, told.organization, told.group, told.others) == (
        "見本市のオープンデータ", "CC BY 4.0", "011002", "name", False,
    )  # fmt: skip
    assert (told.pages, told.hosts, told.files, told.leave) == (
        ("index.html", "toukei.html"), ("files.example.jp",), ("*.csv", "*.xlsx"), ("*old*",),
    )  # fmt: skip
    population, aed = told.datasets
    assert (population.id, population.files, population.tags) == ("人口", ("jinko_*",), ("人口", "統計"))
    assert population.notes == "毎月の人口です。\n住民基本台帳によります。"
    assert (aed.id, aed.files) == ("aed", ("aed.csv", "aed.xlsx"))


@pytest.mark.parametrize("text", ["", "   \n", "# ひとこと\n", "{}"])
def test_nothing_said_is_the_usual(text: str) -> None:
    """Files of data, one dataset a heading."""
    told = description.parse(text)
    assert told == description.Description()
    assert "*.csv" in told.files
    assert "*.pdf" not in told.files


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932"])
def test_files_are_read_in_their_encoding(codec: str) -> None:
    """As editors on Japanese machines write them."""
    assert description.read("title: 見本市のオープンデータ\n".encode(codec)).title == "見本市のオープンデータ"


@pytest.mark.parametrize(
    "zero", ["organization: 011002", "organization: 0o17", "organization: 1e3", "organization: yes"]
)
def test_values_are_texts(zero: str) -> None:
    """YAML's numbers, dates and yes are not guessed."""
    assert description.parse(zero).organization == zero.split(": ")[1]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "参照"),
        ("title: &a x", "参照"),
        ("title: *a", "参照"),
        ("a: &x [*x]", "参照"),
        ("[" * 1000, "深"),
        ("{a: " * 1000, "深"),
        ("- " * 1000 + "x", "深"),
        ("title: x\n" + "pages: [" + "x," * 6000 + "]", "多"),
        ("x" * (description.LONGEST + 1), "長"),
        ("あ" * 30_000, "長"),
        ("license: !!python/object/apply:os.system [id]", "license"),
        ("title: !!python/name:os.system x\nlicense: [1]", "license"),
        ("<<: {title: x}", "使える項目"),
        ("titel: x", "title"),
        ("- x", "項目: 値"),
        ("just text", "項目: 値"),
        ("title: [x]", "title"),
        ("group: regex", "heading"),
        ("others: maybe", "true"),
        ("datasets: x", "並び"),
        ("datasets: [x]", "datasets 1"),
        ("datasets: [{title: x}]", "files"),
        ("datasets: [{files: x}]", "title"),
        ("datasets: [{title: x, files: a}, {title: x, files: b}]", "id"),
        ("datasets: [{title: x, files: a, licence: b}]", "licence"),
        ("files: [[x]]", "files"),
        ("files: [" + "x," * 300 + "]", "200"),
        ("files: " + "x" * 300, "200"),
        ("title: 'x", "行目"),
        ("title: x: y: z", "行目"),
        ("\ttitle: x", "行目"),
        ("%YAML 9.9\n--- x", "行目"),
        ("title: \x00", "YAML"),
        ("--- a\n--- b", "YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    """In Japanese with the place, in English too, and before anything grows."""
    with pytest.raises(NotADescription) as wrong:
        description.parse(text)
    assert said in wrong.value.ja, wrong.value.ja
    assert wrong.value.en


def test_a_tag_makes_nothing() -> None:
    """The loader knows texts, lists and objects: a tag is no order to build something."""
    assert description.parse("title: !!python/name:os.getcwd x").title == "x"
    assert description.parse("title: !!binary aGk=").title == "aGk="


@pytest.mark.parametrize("body", [b"\xff\xfe\xff", b"\x00" * 100, b"PK\x03\x04", b"<html><body>", b"\x81\x00\xfd" * 50])
def test_other_files_are_no_description(body: bytes) -> None:
    """Whatever lies at the address."""
    with pytest.raises(NotADescription):
        description.read(body)
