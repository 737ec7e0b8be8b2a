"""有 beside ○. 機械可読性ルール L2-04: choices are standardised; a person must judge whether the two mean the same."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules.choice_variants import MOST, commonest_first, is_choice

SLUG = "choice-synonyms"
SEVERITY = "info"
TITLE = Text("同じ意味かもしれない選択肢が混ざっています", "Choices that may mean the same stand side by side")
WHY = Text(
    "「有」と「○」、「はい」と「Yes」が混ざると、別の答えとして数えられます。",
    "有 and ○, はい and Yes are counted as different answers.",
)
FIX = Text(
    "同じ意味であれば 1 つの書き方にそろえ、ちがう意味であれば項目の説明に書いてください。",
    "If they mean the same write them in one way; if not say in the description what each means.",
)
GOOD = [
    Example("名称,駐車場\n" + "".join(f"甲{i},{'有' if i % 2 else '無'}\n" for i in range(12))),
    Example("名称,評価\n" + "".join(f"甲{i},{'◎○△×'[i % 4]}\n" for i in range(20))),
]
BAD = [
    Example(
        "名称,駐車場\n" + "".join(f"甲{i},{'有' if i % 2 else '無'}\n" for i in range(12)) + "乙,○\n丙,○\n丁,○\n戊,○\n",
        at=((14, 2), (15, 2), (16, 2), (17, 2)),
    )
]
_SAME = (
    ("有", "有り", "あり", "○", "◯", "はい", "yes", "y", "true", "可", "可能", "該当", "対応"),
    ("無", "無し", "なし", "×", "x", "いいえ", "no", "n", "false", "不可", "非該当", "未対応"),
)
_MEANING = {fold(word): number for number, words in enumerate(_SAME) for word in words}


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each cell of a column of choices that may say what a commoner choice says in another word."""
    for column in range(len(table.header)):
        grid = context.grid(table)
        values = None if column in context.kinds else grid.few(column, MOST)
        if not values or not is_choice(values):
            continue
        first: dict[int, str] = {}
        other = set()
        for value in commonest_first(values):
            meaning = _MEANING.get(fold(value))
            if meaning is not None and fold(first.setdefault(meaning, value)) != fold(value):
                other.add(value)
        if other:
            yield from (
                Hit(cell.row, cell.column, cell.value) for cell in grid.find(column, other.__contains__, stripped=True)
            )
