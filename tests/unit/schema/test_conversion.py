"""Tables of 2021 carried to the current edition: what moves, what stays behind, and what is refused."""

from __future__ import annotations

import csv
import io

import pytest

from ckanext.tomoni_core.errors import NotConvertible
from ckanext.tomoni_core.reading import Table, read
from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_core.standards.conversion import Conversion, column_map, convert, convert_first, target_of, to_csv

KNOWN = registry()
COMMON = {
    "都道府県コード又は市区町村コード": "全国地方公共団体コード",
    "NO": "ID",
    "住所": "所在地_連結表記",
    "方書": "建物名等(方書)",
}
#: Columns of 2021 that are written otherwise in the current edition, by standard, and those that have no place in it.
RENAMED = {
    "public_facility": ({**COMMON, "利用可能日時特記事項": "利用可能時間特記事項"}, ["バリアフリー情報"]),
    "evacuation_space": ({key: COMMON[key] for key in ("NO", "住所", "方書")}, []),
    "preschool": (COMMON, []),
    "public_wireless_lan": (COMMON, []),
    "aed": (COMMON, []),
    "public_toilet": ({**COMMON, "多機能トイレ数": "バリアフリートイレ数"}, []),
    "fire_hydrant": (COMMON, []),
    "open_data_list": (
        {
            "都道府県コード又は市区町村コード": "全国地方公共団体コード",
            "NO": "データセット_ID",
            "データ名称": "データセット_タイトル",
            "データ概要": "データセット_概要",
            "分類": "データセット_分類",
            "登録日": "データセット_公開日",
            "最終更新日": "データセット_最終更新日",
            "URL": "データセット_URL",
            "更新頻度": "データセット_更新頻度",
            "備考": "データセット_備考",
            "データ形式": "ファイル形式",
            "ライセンス": "ファイル_ライセンス",
            "API対応有無": "ファイル_API対応有無",
        },
        [],
    ),
}
PARTLY_KNOWN = ("cultural_property", "population", "care_service", "hospital", "tourism", "event")


def _standard(ident: str) -> Standard:
    found = KNOWN.get(ident)
    assert found is not None
    return found


def _table(header: list[str], *rows: list[str]) -> Table:
    return Table("", 1, header, [list(row) for row in rows], 2)


def _full(slug: str) -> Table:
    names = [column.name for column in _standard(f"{slug}@2021").columns]
    return _table(names, [f"値{number}" for number in range(len(names))])


def _record(conversion: Conversion, row: int = 0) -> dict[str, str]:
    return dict(zip(conversion.header, conversion.rows[row], strict=True))


@pytest.mark.parametrize("slug", RENAMED)
def test_the_map_of_each_standard(slug: str) -> None:
    """Every column of 2021 has its place, but for those known to have none; both parts of the body's name are one."""
    renamed, left = RENAMED[slug]
    source, target = _standard(f"{slug}@2021"), _standard(f"{slug}@2026")
    assert target_of(source, KNOWN) is target
    found = column_map(source, target)
    assert found.pop("地方公共団体名") == ("都道府県名", "市区町村名")
    assert {old[0]: new for new, old in found.items() if old != (new,)} == renamed
    placed = {name for names in found.values() for name in names} | {"都道府県名", "市区町村名"}
    assert [column.name for column in source.columns if column.name not in placed] == left


@pytest.mark.parametrize("slug", RENAMED)
def test_no_cell_is_lost_or_changed(slug: str) -> None:
    """What is carried stands under its new name as it was, and the result is of the current edition."""
    table = _full(slug)
    made = convert(table, KNOWN)
    left = [each.name for each in made.left]
    assert left == RENAMED[slug][1]
    cells = [cell for cell in made.rows[0] if cell]
    place = {name: table.header.index(name) for name in table.header}
    joined = f"値{place['都道府県名']}値{place['市区町村名']}"
    apart = {"都道府県名", "市区町村名", *left}
    assert sorted(cells) == sorted([joined, *(table.rows[0][place[n]] for n in table.header if n not in apart)])
    again = KNOWN.recognise(made.header)
    assert again is not None
    assert again.standard is made.target is _standard(f"{slug}@2026")
    assert {column.name for column in made.empty} == {n for n, v in _record(made).items() if not v}


def _toilets(**cells: str) -> Table:
    names = [column.name for column in _standard("public_toilet@2021").columns]
    values = {"名称": "公園トイレ", "名称_カナ": "コウエントイレ", "住所": "北海道札幌市中央区北1条西2丁目", **cells}
    return _table(names, [values.get(name, "") for name in names])


@pytest.mark.parametrize(
    ("prefecture", "city", "joined"),
    [
        ("北海道", "札幌市", "北海道札幌市"),
        ("北海道", "", "北海道"),
        ("", "札幌市", "札幌市"),
        ("北海道", "北海道札幌市", "北海道札幌市"),
        (" 北海道", "札幌市　", "北海道札幌市"),
    ],
)
def test_the_name_of_the_body(prefecture: str, city: str, joined: str) -> None:
    """Prefecture and city are one column now; a prefecture's own data has no city."""
    made = convert(_toilets(都道府県名=prefecture, 市区町村名=city), KNOWN)
    assert _record(made)["地方公共団体名"] == joined


def test_the_address_is_not_split() -> None:
    """住所 becomes 所在地_連結表記; its parts are not guessed from it nor from the managing body."""
    record = _record(convert(_toilets(都道府県名="北海道", 市区町村名="札幌市"), KNOWN))
    assert record["所在地_連結表記"] == "北海道札幌市中央区北1条西2丁目"
    assert not record["所在地_都道府県"]
    assert not record["所在地_市区町村"]


def test_own_columns_are_listed_and_kept_on_request() -> None:
    """With how many cells they hold; kept, they stand after the standard's."""
    table = _toilets()
    table.header += ["清掃回数", "", "空の列"]
    table.rows[0] += ["3", "名のない値", ""]
    made = convert(table, KNOWN)
    assert [(each.position, each.name, each.filled, each.reason) for each in made.left] == [
        (33, "清掃回数", 1, "own"),
        (34, "", 1, "unnamed"),
    ]
    kept = convert(table, KNOWN, keep=True)
    assert kept.header[-1] == "清掃回数"
    assert kept.rows[0][-1] == "3"
    assert [each.reason for each in kept.left] == ["unnamed"]


def test_cells_beyond_the_header_are_listed() -> None:
    """A row longer than its header loses nothing unseen; a shorter one is no error."""
    table = _toilets()
    table.rows[0].append("はみ出し")
    table.rows.append(["092088"])
    made = convert(table, KNOWN)
    assert [(each.position, each.reason) for each in made.left] == [(33, "unnamed")]
    assert _record(made, 1)["全国地方公共団体コード"] == "092088"


def test_a_column_that_is_new_already_is_carried() -> None:
    """A file on its way between editions has 町字ID beside its old columns."""
    table = _toilets()
    table.header.append("町字ID")
    table.rows[0].append("0008001")
    made = convert(table, KNOWN)
    assert _record(made)["町字ID"] == "0008001"
    assert made.left == ()


def test_old_spellings_are_carried() -> None:
    """What is recognised under another spelling moves under the standard's name."""
    table = _toilets()
    table.header = [name.replace("名称_カナ", "2.名称_ｶﾅ（必須）") for name in table.header]
    made = convert(table, KNOWN)
    assert made.carried["名称_カナ"] == ("2.名称_ｶﾅ（必須）",)
    assert _record(made)["名称_カナ"] == "コウエントイレ"


def test_formulas_are_carried_as_text_and_counted() -> None:
    """A cell that a spreadsheet would run is neither altered nor passed over; numbers with a sign are no formulas."""
    made = convert(_toilets(備考="=HYPERLINK(1)", 名称="@SUM(A1)", 設置位置="-1", 経度="+135.0"), KNOWN)
    assert made.runs == 2
    assert _record(made)["備考"] == "=HYPERLINK(1)"


def test_the_file() -> None:
    """UTF-8 with BOM and CRLF; commas, quotes and newlines inside cells survive."""
    made = convert(_toilets(備考='a,"b"\nc'), KNOWN)
    content = to_csv(made)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [made.header, *made.rows]
    assert read(content).tables[0].header == made.header


def test_the_first_table_that_follows_a_standard() -> None:
    """A workbook's sheet of notes is passed over."""
    made = convert_first([_table(["メモ"], ["x"]), _toilets()], KNOWN)
    assert made.target.id == "public_toilet@2026"


REFUSED = {
    "standard_not_recognised": _table(["献立", "数量"], ["牛乳", "206"]),
    "newest_edition_already": _table([column.name for column in _standard("public_toilet@2026").columns]),
}


@pytest.mark.parametrize(("slug", "table"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_converted(slug: str, table: Table) -> None:
    """It says why, in both languages, and what to do."""
    with pytest.raises(NotConvertible) as caught:
        convert_first([table], KNOWN)
    assert caught.value.slug == slug
    assert caught.value.hint_ja
    assert caught.value.message("ja") != caught.value.message("en")


@pytest.mark.parametrize("slug", PARTLY_KNOWN)
def test_nothing_is_converted_to_what_is_known_in_part(slug: str) -> None:
    """What the listed columns do not hold would be lost."""
    with pytest.raises(NotConvertible) as caught:
        convert(_full(slug), KNOWN)
    assert caught.value.slug == "newer_edition_not_known_whole"
    assert "import-book" in caught.value.message("ja")


def test_no_tables_at_all() -> None:
    """A file without a table follows no standard."""
    with pytest.raises(NotConvertible):
        convert_first([], KNOWN)
