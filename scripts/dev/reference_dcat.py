"""The reference page of metadata: the 80 items of DCAT-GoJ in RDF, and the field names of Japanese portals."""

from __future__ import annotations

from ckanext.tomoni_core import metadata

__all__ = ["page"]

LEVELS = {"required": "◎", "recommended": "○", "optional": ""}
WORDS = {
    "ja": {
        "title": "メタデータの対応表（DCAT-GoJ・RDF・各ポータル）",
        "intro": "`schemas/catalogue/*.csv` から作った一覧です。RDF は W3C DCAT 3（DCAT-AP 3）で、プロファイル "
        "`tomoni_dcat_goj` が読み書きします。\n\n"
        "- ◎ は DCAT-GoJ の必須、○ は推奨、空白は任意の項目です。\n"
        "- 「由来」の `名前` は入力項目、設定は `ckan.ini` の設定、extra はデータセットの追加情報です。"
        "「自動」はポータルが書きます。\n"
        "- RDF の語では元の文を言い切れないとき（「年1回（4月頃）」など）は、元の文を "
        "`schema:additionalProperty` に残します。",
        "goj": "DCAT-GoJ の80項目",
        "goj_columns": "| 種類 | 項目 | 区分 | RDF | 由来 | 備考 |",
        "how": {"field": "", "setting": "設定 ", "extra": "extra ", "computed": "自動", "not carried": "なし"},
        "portal_columns": "| 場所 | 項目名 | 画面の名前 | この様式の項目 | 備考 |",
        "portals": {
            "egov": "e-Gov データポータル",
            "tokyo": "東京都オープンデータカタログ",
            "bodik": "BODIK ODCS",
            "other": "そのほかのポータルで見られる extras",
        },
    },
    "en": {
        "title": "Metadata: DCAT-GoJ, RDF, and other portals",
        "intro": "Made from `schemas/catalogue/*.csv`. RDF is W3C DCAT 3 as DCAT-AP 3 uses it, written and read by the "
        "profile `tomoni_dcat_goj`.\n\n"
        "- ◎ is required by DCAT-GoJ, ○ recommended, blank optional.\n"
        "- Under “from”, a `name` is a field of the form, a setting one of `ckan.ini`, an extra one of the dataset's; "
        "“computed” is written by the portal itself.\n"
        "- Where RDF's terms cannot say a text exactly (年1回（4月頃）), the text itself is kept in "
        "`schema:additionalProperty`.",
        "goj": "The 80 items of DCAT-GoJ",
        "goj_columns": "| class | item | level | RDF | from | note |",
        "how": {"field": "", "setting": "setting ", "extra": "extra ", "computed": "computed", "not carried": "none"},
        "portal_columns": "| where | name | label | our field | note |",
        "portals": {
            "egov": "e-Gov data portal",
            "tokyo": "Tokyo open data catalogue",
            "bodik": "BODIK ODCS",
            "other": "Extras seen on other portals",
        },
    },
}


def page(language: str) -> str:
    """Return the page in one language, without the remark that it is generated."""
    words = WORDS[language]
    rows = [words["goj_columns"], "|---|---|---|---|---|---|", *(_item(item, language) for item in metadata.dcat_goj())]
    parts = [f"# {words['title']}\n\n{words['intro']}\n\n## {words['goj']}\n\n" + "\n".join(rows) + "\n"]
    for portal in metadata.PORTALS:
        fields = [_field(field, language) for field in metadata.portal_fields(portal)]
        table = "\n".join([words["portal_columns"], "|---|---|---|---|---|", *fields])
        parts.append(f"\n## {words['portals'][portal]}\n\n{table}\n")
    return "".join(parts)


def _item(item: metadata.Item, language: str) -> str:
    how = WORDS[language]["how"][item.how] + "、".join(f"`{name}`" for name in item.source)
    note = item.note_ja if language == "ja" else item.note_en
    properties = "、".join(f"`{part.strip()}`" for part in item.property.split(";") if part.strip())
    return f"| {item.cls} | {item.item} | {LEVELS[item.level]} | {properties} | {how} | {note} |"


def _field(field: metadata.PortalField, language: str) -> str:
    note = field.note_ja if language == "ja" else field.note_en
    ours = f"`{field.field}`" if field.field else ""
    return f"| {field.record} | `{field.name}` | {field.label} | {ours} | {note} |"
