"""Writes the table of the mends into the quality pages of docs/: ``python -m scripts.dev.quality_mends``.

The text of a mend lives in its module; a test holds that these pages say the same.
"""

from __future__ import annotations

from ckanext.tomoni_quality.repair import all_mends
from scripts.dev import place

BEGIN, END = "<!-- mends -->\n", "<!-- /mends -->\n"
HEADS = {"ja": "| 名前 | 直し方 | 直すもの、直さないもの |", "en": "| name | mend | what it mends and what it leaves |"}


def table(lang: str) -> str:
    """The table of every mend in ``lang``."""
    rows = [f"| `{mend.SLUG}` | {getattr(mend.TITLE, lang)} | {getattr(mend.WHAT, lang)} |" for mend in all_mends()]
    return "\n".join([HEADS[lang], "|---|---|---|", *rows]) + "\n"


def main() -> None:
    """Rewrite what stands between the marks in both pages."""
    for lang in HEADS:
        page = place.ROOT / "docs" / lang / "quality.md"
        before, _, rest = page.read_text().partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{table(lang)}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
