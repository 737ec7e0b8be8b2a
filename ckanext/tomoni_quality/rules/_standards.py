"""Headers and rows of a standard for the examples of rules, taken from the registry."""

from __future__ import annotations

import csv
import io

from ckanext.tomoni_core.standards import registry

EXAMPLE = {
    "名称": "中央公園トイレ", "名称_カナ": "チュウオウコウエントイレ", "住所": "香川県高松市番町1-8-15",
    "都道府県コード又は市区町村コード": "372013", "NO": "0001", "都道府県名": "香川県", "市区町村名": "高松市",
    "設置位置": "管理棟西側", "緯度": "34.342787", "経度": "134.046574", "多機能トイレ数": "1",
    "車椅子使用者用トイレ有無": "有", "乳幼児用設備設置トイレ有無": "無", "オストメイト設置トイレ有無": "無",
}  # fmt: skip


def header(slug: str = "public_toilet", edition: str = "2021") -> list[str]:
    """The column names of a standard in its order."""
    standard = registry().get(slug, edition)
    return [column.name for column in standard.columns] if standard else []


def table(names: list[str], **cells: str) -> str:
    """A CSV file of one row with ``names`` as its header; ``cells`` replaces values."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerow([{**EXAMPLE, **cells}.get(name, "") for name in names])
    return out.getvalue()
