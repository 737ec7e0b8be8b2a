"""The columns of the dumps: one table that the files, the data dictionary and the method page are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ckanext.tomoni_quality.audit import freshness, links
from ckanext.tomoni_quality.audit.metrics import DIMENSION_NAMES, DIMENSIONS, METRICS, TOTAL

__all__ = ["DATASETS", "FIGURES", "Field", "dataset_row", "figure_row", "table_schema"]

Type = Literal["string", "integer", "number", "boolean", "datetime"]


@dataclass(frozen=True)
class Field:
    """A column: its name and type (of Table Schema), and what it means."""

    name: str
    type: Type
    ja: str
    en: str


_MEASURED = (
    Field("method", "string", "測り方の版", "Version of the method"),
    Field("measured", "datetime", "測った日時（UTC）", "When it was measured (UTC)"),
)
_LINKS = {
    "alive": ("取得できたファイルの数", "Files that could be fetched"),
    "dead": ("リンク切れ（404・410、届かない日が続くもの）の数", "Dead links (404, 410, not reached for days)"),
    "doubtful": ("そのとき応答しなかった数", "Links that did not answer that time"),
    "unmeasured": ("取得していない、または拒まれた（403 など）数", "Not fetched, or turned away (403 and the like)"),
}
_FRESH = {
    "fresh": ("更新頻度どおり", "updated as often as promised"),
    "late": ("更新頻度より遅れている", "later than promised"),
    "no_promise": ("更新の約束がない", "without a promise"),
    "unmeasured": ("更新日が分からない", "without a date"),
}

DATASETS: tuple[Field, ...] = (
    Field("month", "string", "月", "Month"),
    Field("package_id", "string", "データセットの ID", "Id of the dataset"),
    Field("name", "string", "データセットの管理名", "Name of the dataset"),
    Field("title", "string", "データセットのタイトル", "Title of the dataset"),
    Field("organization", "string", "組織の管理名", "Name of the organization"),
    Field("local_government_code", "string", "組織の全国地方公共団体コード",
          "Local government code of the organization"),
    Field("source", "string", "収集元のポータル", "Portal it was harvested from"),
    *_MEASURED,
    Field("resources", "integer", "リソースの数", "Resources"),
    Field("checked", "integer", "検査されたリソースの数", "Resources that were checked"),
    Field("content_score", "integer", "品質の点数（0〜100、空は未検査）", "Quality score (0-100, empty: not checked)"),
    Field("readability_score", "integer", "機械可読性の点数（0〜100）", "Score of machine readability (0-100)"),
    *[Field(f"readability_level_{n}", "integer", f"レベル{n}の点数（0〜100）", f"Score of level {n} (0-100)")
      for n in (1, 2, 3)],
    Field("readability_met", "integer", "全ファイルが満たすレベル（0〜3）", "Level that every file meets (0-3)"),
    Field("mqa_points", "integer", f"MQA の得点（{TOTAL} 点満点）", f"MQA points earned (of {TOTAL})"),
    Field("mqa_unmeasured", "integer", "MQA の測っていない点数", "MQA points not measured"),
    *[Field(f"mqa_{name}", "integer", f"MQA：{ja}（{DIMENSIONS[name]} 点満点）", f"MQA: {en} (of {DIMENSIONS[name]})")
      for name, (ja, en) in DIMENSION_NAMES.items()],
    *[Field(f"mqa_{m.id}", "boolean", f"MQA：{m.ja}（{m.weight} 点、空は未測定）",
            f"MQA: {m.en} ({m.weight}; empty: not measured)") for m in METRICS],
    Field("dcat_ap_violations", "integer", "公開した RDF が DCAT-AP に合わないところの数（空は未測定）",
          "Violations of DCAT-AP in the published RDF (empty: not measured)"),
    Field("stars", "integer", "5 つ星の段階（0〜4、空は未測定）", "Stars of open data (0-4, empty: not measured)"),
    Field("standards", "string", "従う標準（; 区切り）", "Standards followed (; between)"),
    Field("standards_conform", "string", "適合する標準（; 区切り）", "Standards kept to (; between)"),
    Field("freshness", "string", "鮮度（更新頻度どおり、遅れ、約束なし、未測定）",
          "fresh, late, no_promise or unmeasured"),
    Field("age_days", "integer", "最後の更新からの日数", "Days since the last update"),
    *[Field(f"links_{state}", "integer", *_LINKS[state]) for state in links.STATES],
)  # fmt: skip

FIGURES: tuple[Field, ...] = (
    Field("month", "string", "月", "Month"),
    Field("id", "string", "組織の ID", "Id of the organization"),
    Field("name", "string", "組織の管理名", "Name of the organization"),
    Field("title", "string", "組織名", "Title of the organization"),
    Field("datasets", "integer", "データセットの数", "Datasets"),
    Field("resources", "integer", "リソースの数", "Resources"),
    Field("checked", "integer", "検査されたリソースの数", "Resources that were checked"),
    Field("content_score", "number", "品質の点数の平均", "Mean quality score"),
    Field("readability_score", "number", "機械可読性の点数の平均", "Mean score of machine readability"),
    *[Field(f"readability_level_{n}", "number", f"レベル{n}の点数の平均", f"Mean score of level {n}")
      for n in (1, 2, 3)],
    Field("mqa_points", "number", f"MQA の得点の平均（{TOTAL} 点満点）", f"Mean MQA points (of {TOTAL})"),
    Field("mqa_unmeasured", "number", "MQA の測っていない点数の平均", "Mean MQA points not measured"),
    *[Field(f"mqa_{name}", "number", f"MQA：{ja}の平均", f"MQA: mean {en}")
      for name, (ja, en) in DIMENSION_NAMES.items()],
    Field("dcat_ap_conforms", "integer", "RDF が DCAT-AP に適合するデータセットの数",
          "Datasets whose RDF conforms to DCAT-AP"),
    Field("dcat_ap_violates", "integer", "RDF が DCAT-AP に適合しないデータセットの数",
          "Datasets whose RDF does not conform to DCAT-AP"),
    Field("stars", "number", "5 つ星の段階の平均", "Mean stars of open data"),
    Field("recommended_14_published", "integer", "推奨 14 のうち公開", "Of the 14 recommended sets, published"),
    Field("recommended_14_conform", "integer", "推奨 14 のうち適合", "Of the 14 recommended sets, kept to"),
    Field("standards_31_published", "integer", "標準 01〜31 のうち公開", "Of standards 01-31, published"),
    Field("standards_31_conform", "integer", "標準 01〜31 のうち適合", "Of standards 01-31, kept to"),
    *[Field(f"freshness_{state}", "integer", f"データセットの数：{_FRESH[state][0]}", f"Datasets {_FRESH[state][1]}")
      for state in freshness.STATES],
    *[Field(f"links_{state}", "integer", *_LINKS[state]) for state in links.STATES],
)  # fmt: skip


def table_schema(fields: tuple[Field, ...], lang: str) -> dict[str, Any]:
    """The data dictionary as Table Schema, with both languages."""
    return {
        "fields": [
            {
                "name": f.name,
                "type": f.type,
                "title": f.ja if lang == "ja" else f.en,
                "title_ja": f.ja,
                "title_en": f.en,
            }
            for f in fields
        ],
        "missingValues": [""],
    }


def dataset_row(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A dataset's row of the dump: ``kept`` is its record with what the row is of."""
    record = kept["record"]
    mqa, readability = record["mqa"], record["readability"]
    rows = record["standards"]
    return {
        **{name: kept[name] for name in ("month", "package_id", "name", "title", "organization", "measured", "source")},
        "local_government_code": kept["municipality"],
        **{name: record[name] for name in ("method", "resources", "checked", "content_score")},
        "readability_score": readability["score"],
        **{f"readability_level_{n}": readability["levels"][str(n)] for n in (1, 2, 3)},
        "readability_met": readability["met"],
        "mqa_points": mqa["points"],
        "mqa_unmeasured": mqa["unmeasured"],
        **{f"mqa_{name}": dimension["points"] for name, dimension in mqa["dimensions"].items()},
        **{f"mqa_{row['id']}": row["met"] for row in mqa["metrics"]},
        # Records of methods before 1.2 have none.
        "dcat_ap_violations": record.get("dcat_ap", {}).get("violations"),
        "stars": record["openness"]["stars"],
        "standards": ";".join(row["slug"] for row in rows),
        "standards_conform": ";".join(row["slug"] for row in rows if row["conforms"]),
        "freshness": record["freshness"]["state"],
        "age_days": record["freshness"]["age_days"],
        **{f"links_{state}": number for state, number in record["links"].items()},
    }


def figure_row(month: str | None, group: Mapping[str, Any]) -> dict[str, Any]:
    """A group's row of the dump."""
    figures = group["figures"]
    mqa, readability, standards = figures["mqa"], figures["readability"], figures["standards"]
    return {
        "month": month,
        **{name: group[name] for name in ("id", "name", "title")},
        **{name: figures[name] for name in ("datasets", "resources", "checked", "content_score")},
        "readability_score": readability["score"],
        **{f"readability_level_{n}": readability["levels"][str(n)] for n in (1, 2, 3)},
        "mqa_points": mqa["points"],
        "mqa_unmeasured": mqa["unmeasured"],
        **{f"mqa_{name}": dimension["points"] for name, dimension in mqa["dimensions"].items()},
        **{f"dcat_ap_{state}": figures["dcat_ap"][state] for state in ("conforms", "violates")},
        "stars": figures["openness"]["stars"],
        **{f"{name}_{what}": standards[name][what] for name in ("recommended_14", "standards_31")
           for what in ("published", "conform")},
        **{f"freshness_{state}": number for state, number in figures["freshness"].items()},
        **{f"links_{state}": number for state, number in figures["links"].items()},
    }  # fmt: skip
