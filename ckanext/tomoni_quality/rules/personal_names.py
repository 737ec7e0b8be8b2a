"""Names of persons who trade under their own name: a list of permits holds them beside those of companies.

個人情報保護法 protects them whoever published the list before; whether this one may be public, a person judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.tomoni_core.reading import Table
from ckanext.tomoni_core.text import clean
from ckanext.tomoni_quality.finding import Hit, Text
from ckanext.tomoni_quality.rules._base import Context, Example, Sieve

SLUG = "personal-names"
SEVERITY = "warning"
TITLE = Text("個人の氏名が含まれているかもしれません（要確認）", "Names of persons may be in it (to be judged)")
WHY = Text(
    "営業許可の一覧などには、法人だけでなく個人事業主の氏名が入ります。公開すると、個人情報の漏えいになることがあります。",
    "Lists of permits name sole traders beside companies. To publish their names may be a leak of personal data.",
)
FIX = Text(
    "公開してよい根拠を確かめ、なければ氏名を空欄にするか「個人」と書いてください。法人の名称はそのままでかまいません。",
    "See what allows it to be public; else leave the name blank or write 個人. Names of companies may stay.",
)
GOOD = [
    Example("屋号,営業者氏名\n甲食堂,株式会社 見本\n乙食堂,個人\n丙食堂,\n丁食堂,社会福祉法人　見本会\n"),
    Example("名称,備考\n見本 太郎,甲\n"),
    Example("名称,所有者氏名\n甲,高松市\n乙,見本神社\n"),
]
BAD = [
    Example("屋号,営業者氏名\n甲食堂,見本　太郎\n乙食堂,株式会社 見本\n丙食堂,見本 花子\n", at=((2, 2), (4, 2))),
    Example("施設名称,開設者名\n甲医院,見本　はなこ\n", at=((2, 2),)),
]
_COLUMN = re.compile(
    r"(?:営業者|事業者|申請者|届出者|開設者|設置者|許可者|被許可者|管理者|所有者|経営者|代表者|責任者|個人)(?:の)?(?:氏?名|氏名又は名称)?"
    r"|氏名|(?:.*_)?氏名",
)
_LETTER = r"[\u3041-\u30ff\u3400-\u9fff々]"
#: A family name and a given name with a blank between: without one, a shop and a person look alike.
_PERSON = re.compile(rf"{_LETTER}{{1,4}} {_LETTER}{{1,5}}")
_BODY = re.compile(
    r"会社|法人|組合|協会|協議会|連合|団体|財団|社団|事務所|商店|本店|支店|営業所|工場|食堂|酒店|薬局|病院|医院|クリニック|診療所|学校|学園|園$|店$|会$|社$"
    r"|神社|[都道府県市区町村]長?$|課$|部$|局$|係$|班$|センター|グループ|ホーム|ハウス|[ァ-ヿ]{4,}"
)
_SIEVE = Sieve(pattern=r"\A\S{1,4}\s+\S{1,5}\z")


def check(table: Table, context: Context) -> Iterable[Hit]:
    """Each value of a column of traders or holders that is written as a person's name is."""
    for column, name in enumerate(table.header):
        if _COLUMN.fullmatch(clean(name)) and context.kinds.get(column) is None:
            for cell in context.grid(table).find(column, _is_person, _SIEVE, stripped=True):
                yield Hit(cell.row, cell.column, cell.value)


def _is_person(value: str) -> bool:
    plain = clean(value)
    return bool(_PERSON.fullmatch(plain)) and not _BODY.search(plain)
