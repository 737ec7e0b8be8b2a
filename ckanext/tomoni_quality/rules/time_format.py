"""Times that are not HH:MM. GIF DS-441: 24 hours, two digits each."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.codes import time_of_day
from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example
from ckanext.tomoni_quality.rules._codes import problems

SLUG = "time-format"
SEVERITY = "warning"
TITLE = Text("時刻が HH:MM の形ではありません", "The time is not written HH:MM")
WHY = Text(
    "「9時」「午後5時」「17:00（金曜は21:00）」のような時刻は、開いている施設を探すプログラムで使えません。",
    "A program that looks for what is open now cannot use 9時, 午後5時 or 17:00 with a remark.",
)
FIX = Text(
    "24 時間制の「09:00」の形で書き、曜日ごとの違いは「利用可能日時特記事項」に書いてください。",
    "Write 09:00 in 24 hours; what differs by day goes into 利用可能日時特記事項.",
)
GOOD = [Example("名称,開始時間,終了時間\n市役所,08:30,17:15\n公園,00:00,24:00\n橋,,\n")]
BAD = [
    Example("名称,開始時間,終了時間\n市役所,9:00,17:00\n", at=((2, 2),), suggestions=("09:00",)),
    Example(
        "名称,開始時間,終了時間\n市役所,午前9時,午後5時30分\n", at=((2, 2), (2, 3)), suggestions=("09:00", "17:30")
    ),
    Example("名称,開始時間,終了時間\n市役所,09:00,17:00（最終入館16:30まで）\n", at=((2, 3),), suggestions=(None,)),
    Example("名称,開始時間,終了時間\n市役所,09:00,25:61\n", at=((2, 3),), suggestions=(None,)),
]


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Every time that is not HH:MM, with that form where the reading is plain."""
    return problems(table, context, ("time",), time_of_day.problem)
