"""Short lists that the forms propose; none of them is enforced."""

from __future__ import annotations

__all__ = ["ENCODINGS", "FREQUENCY_SUGGESTIONS", "SHOWN_ELSEWHERE", "THEMES"]

FREQUENCY_SUGGESTIONS = ("毎日", "毎週", "毎月", "四半期ごと", "半年ごと", "毎年", "随時", "不定期", "更新予定なし")

THEMES = (
    "国土・気象",
    "人口・世帯",
    "労働・賃金",
    "農林水産業",
    "鉱工業",
    "商業・サービス業",
    "企業・家計・経済",
    "住宅・土地・建設",
    "エネルギー・水",
    "運輸・観光",
    "情報通信・科学技術",
    "教育・文化・スポーツ・生活",
    "行財政",
    "司法・安全・環境",
    "社会保障・衛生",
    "国際",
    "その他",
)
"""分類 of the recommended set オープンデータ一覧 (2021), which are the fields of e-Stat."""

ENCODINGS = ("UTF-8", "UTF-8（BOM付き）", "Shift_JIS（CP932）", "UTF-16")

SHOWN_ELSEWHERE = frozenset(
    {"id", "title", "name", "notes", "tag_string", "license_id", "owner_org", "url_type", "description", "format"}
)
"""Fields of dataset and resource that their pages show outside the table of details."""
