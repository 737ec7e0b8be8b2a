"""Writes the list of the quality rules into the quality pages of docs/: ``python -m scripts.dev.quality_rules``.

The text of a rule lives in its module; a test holds that these pages say the same.
"""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_quality.rules import described
from scripts.dev import place

MARKS = {"ja": "## 規則の一覧\n", "en": "## The rules\n"}
SEVERITIES = {
    "ja": {"error": "エラー", "warning": "注意", "info": "情報"},
    "en": {"error": "error", "warning": "warning", "info": "info"},
}
FIX = {"ja": "直し方：", "en": "How to fix: "}


def sections(lang: str) -> str:
    """The section of every rule in ``lang``."""
    return "\n".join(_section(rule, lang) for rule in described())


def _section(rule: dict[str, Any], lang: str) -> str:
    why = [rule["why"][lang]] if rule["why"] else []
    heading = f"### {rule['title'][lang]} {{#{rule['slug']}}}"
    grade = f"`{rule['slug']}` · {SEVERITIES[lang][rule['severity']]}"
    return "\n\n".join([heading, grade, *why, FIX[lang] + rule["fix"][lang]]) + "\n"


def main() -> None:
    """Rewrite what follows the heading of the list in both pages."""
    for lang, mark in MARKS.items():
        page = place.ROOT / "docs" / lang / "quality.md"
        guide = page.read_text().partition(mark)[0]
        page.write_text(f"{guide}{mark}\n{sections(lang)}")


if __name__ == "__main__":
    main()
