"""Times of day to HH:MM, in columns of times. Noon and midnight by 午前 and 午後 are left."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.codes import time_of_day
from ckanext.tomoni_core.text import nfkc
from ckanext.tomoni_quality.finding import Text
from ckanext.tomoni_quality.repair.mends._base import Example, by_kind
from ckanext.tomoni_quality.repair.model import Edit
from ckanext.tomoni_quality.repair.sheet import Sheet

SLUG = "times"
ORDER = 34
TITLE = Text("時刻を HH:MM にする", "Times to HH:MM")
WHAT = Text(
    "時刻の列の「9:00」「午後5時30分」を「09:00」「17:30」にします。「9:00～17:00」「午後12時」「随時」は直しません。",
    "In columns of times 9:00 and 午後5時30分 become 09:00 and 17:30. 9:00～17:00, 午後12時 and 随時 are left.",
)
MENDS = [
    Example(
        "名称,開始時間,終了時間\n市役所,９：００,午後5時30分\n",
        ((2, 2, "９：００", "09:00"), (2, 3, "午後5時30分", "17:30")),
    )
]
LEAVES = [Example("名称,開始時間,終了時間\n甲,9:00～17:00,午後12時\n乙,随時,17:00（金曜は21:00）\n丙,25:00,0.375\n")]
_CERTAIN = ("not_padded", "not_half_width", "words")
_HALF_DAY_TWELVE = re.compile(r"(?:午前|午後|AM|PM).*12|12.*(?:AM|PM)", re.IGNORECASE)


def mend(sheet: Sheet) -> Iterable[Edit]:
    """Each time with one reading."""
    return by_kind(sheet, ("time",), _clock)


def _clock(value: str) -> str | None:
    problem = time_of_day.problem(value.strip())
    if problem is None or problem.slug not in _CERTAIN or _HALF_DAY_TWELVE.search(nfkc(value)):
        return None
    return problem.suggestion
