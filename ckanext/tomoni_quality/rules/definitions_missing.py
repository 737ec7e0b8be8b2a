"""What the dataset does not say of its data. 機械可読性ルール L3-08: definitions and the history of updates.

Whether the description says enough a person must judge; that it is not there, a program sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.dataset import Dataset, Neighbour
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example

SLUG = "definitions-missing"
SEVERITY = "info"
TITLE = Text("データの定義や更新の情報が足りません", "Definitions or the history of updates are missing")
WHY = Text(
    "項目の意味、算出の方法、更新の頻度が分からなければ、ほかのデータと比べられません。",
    "Unless columns, methods and the frequency of updates are known, data cannot be compared.",
)
FIX = Text(
    "データセットの説明と更新頻度を書き、項目の定義書をリソースとして加えてください。標準に沿った表に定義書は要りません。",
    "Write the description and the update frequency, and add the definition of the columns as a resource (a table of a "
    "standard needs none).",
)
_TABLE = "名称,住所\n市役所,中央町1\n"
GOOD = [
    Example(
        _TABLE,
        dataset=Dataset(
            description="市の施設の名称と住所です。毎年4月に更新します。", update_frequency="annual",
            neighbours=(Neighbour("項目定義書"),),
        ),
    ),
    Example(_TABLE),
]  # fmt: skip
BAD = [Example(_TABLE, dataset=Dataset(description="施設"), at=((None, None),) * 3)]
_LEAST = 20


def check(table: Table, context: Context) -> Iterable[Hit]:
    """One hit for each thing that is not there; none where the dataset is not known."""
    if context.dataset and context.is_first(table):
        yield from (Hit(text=text) for text in _missing(context.dataset, context))


def _missing(dataset: Dataset, context: Context) -> Iterator[Text]:
    if len(dataset.description.strip()) < _LEAST:
        yield Text(
            "データセットの説明がないか、短すぎます。", "The description of the dataset is missing or too short."
        )
    if not dataset.update_frequency:
        yield Text("更新頻度が書かれていません。", "The update frequency is not given.")
    if not dataset.explained and not context.recognised_standards:
        yield Text("項目の定義書が見当たりません。", "No resource defines the columns.")
