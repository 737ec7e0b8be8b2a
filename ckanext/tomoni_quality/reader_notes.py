"""What the reader noticed and no rule of ours says: told with a severity and a way out.

The reader (tomoni_core.reading) decides and notes; whether that is a fault of the file is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.tomoni_core.reading import Note
from ckanext.tomoni_quality.finding import SAMPLES, Finding, Hit, Severity, Text, group
from ckanext.tomoni_quality.frictionless_messages import Message


def _say(severity: Severity, ja: str, en: str, fix_ja: str, fix_en: str) -> Message:
    return Message(severity, Text(ja, en), Text(fix_ja, fix_en))


_RESAVE = ("UTF-8 で保存し直してください。", "Save the file as UTF-8 again.")
_UNHIDE = ("再表示し、要らないものは削除してください。", "Show it again, and delete what is not needed.")

MESSAGES: dict[str, Message] = {
    "format-mismatch": _say(
        "error",
        "登録された形式と中身が違います",
        "The declared format is not that of the content",
        "リソースの「形式」を直すか、正しいファイルを登録してください。",
        "Correct the format or register the right file.",
    ),
    "legacy-format": _say(
        "warning",
        "古い形式の Excel ファイル（.xls）です",
        "This is an old Excel file (.xls)",
        "XLSX か CSV で保存し直してください。",
        "Save it as XLSX or CSV.",
    ),
    "utf16-without-bom": _say(
        "warning",
        "BOM のない UTF-16 です",
        "This is UTF-16 without a BOM",
        *_RESAVE,
    ),
    "encoding-doubtful": _say(
        "warning",
        "文字コードがはっきりしません",
        "The encoding is doubtful",
        *_RESAVE,
    ),
    "lost-characters": _say(
        "error",
        "変換で失われた文字（�）があります",
        "Characters were lost in a conversion (�)",
        "元のデータから書き出し直してください。",
        "Export the file from the original again.",
    ),
    "nul-characters": _say(
        "warning",
        "NUL 文字が混ざっています",
        "The file holds NUL characters",
        *_RESAVE,
    ),
    "swallowed-lines": _say(
        "error",
        "1 つのセルに何行も入っています",
        "One cell holds many lines",
        '引用符（"）の閉じ忘れがないか確かめてください。',
        "See whether a quote was left open.",
    ),
    "not-a-worksheet": _say(
        "info",
        "表ではないシート（グラフなど）があります",
        "A sheet is no worksheet (a chart, …)",
        "データだけのファイルにしてください。",
        "Publish a file with the data only.",
    ),
    "empty-sheet": _say(
        "info",
        "空のシートがあります",
        "A sheet is empty",
        "空のシートを削除してください。",
        "Delete the empty sheet.",
    ),
    "hidden-sheet": _say("warning", "非表示のシートがあります", "A sheet is hidden", *_UNHIDE),
    "hidden-row": _say("warning", "非表示の行があります", "Rows are hidden", *_UNHIDE),
    "hidden-column": _say("warning", "非表示の列があります", "Columns are hidden", *_UNHIDE),
    "error-cell": _say(
        "error",
        "エラー値のセルがあります",
        "Cells hold error values",
        "元の数式や参照先を直し、値にして保存してください。",
        "Mend the formula or what it points to, and save the value.",
    ),
    "formula-without-value": _say(
        "error",
        "計算結果のない数式があります",
        "Formulas have no stored result",
        "Excel で開いて計算させ、値として貼り付けて保存してください。",
        "Open it in Excel, paste the results as values, save.",
    ),
    "zeros-by-format": _say(
        "warning",
        "先頭の 0 が表示形式だけで付いています",
        "Leading zeros come from the display format only",
        "列を「文字列」にして、0 を含めて入力し直してください。",
        "Set the column to “Text” and enter the zeros too.",
    ),
    "drawing": _say(
        "warning",
        "図形・画像・グラフがあります",
        "There are drawings, pictures or charts",
        "図形で示した内容はセルに書き、図形は削除してください。",
        "Write what they say into cells, and delete them.",
    ),
    "comment": _say(
        "info",
        "セルにコメントがあります",
        "Cells have comments",
        "必要な説明は備考の列に書いてください。",
        "Write what is needed into a column for notes.",
    ),
    "no-rows": _say(
        "error",
        "データの行がありません",
        "There are no rows of data",
        "項目名の次の行からデータを入力してください。",
        "Enter the data from the row after the header.",
    ),
    "row-too-short": _say(
        "error",
        "項目名の数より値が少ない行があります",
        "Rows have fewer cells than the header",
        "途中の列が抜けてずれていないか確かめ、空欄もカンマで区切ってください。",
        "See whether a column was left out; empty cells need their comma too.",
    ),
    "row-too-long": _say(
        "error",
        "項目名の数より値が多い行があります",
        "Rows have more cells than the header",
        '値の中のカンマのせいで列がずれていないか確かめてください（値を " で囲みます）。',
        "See whether a comma inside a value shifted the columns (put the value in double quotes).",
    ),
    "split-header": _say(
        "warning",
        "項目名が 2 行に分かれています",
        "The header is split over two rows",
        "項目名を 1 行にまとめてください。",
        "Make the header one row.",
    ),
    "header-looks-like-data": _say(
        "error",
        "1 行目が項目名でなくデータのように見えます",
        "The first row looks like data, not a header",
        "1 行目に項目名を加えてください。",
        "Add a header as the first row.",
    ),
    "keys-differ": _say(
        "warning",
        "記録によって項目がちがいます",
        "Records have different keys",
        "値がないときも項目を書き、空文字か null にしてください。",
        "Write every key into every record; without a value write null.",
    ),
    "nested-value": _say(
        "info",
        "値の中に入れ子（配列・オブジェクト）があります",
        "Values are lists or objects",
        "表として使うデータでは、入れ子の中身を別の項目に分けてください。",
        "Where the data are used as a table, give each nested value a key of its own.",
    ),
    "geometry-missing": _say(
        "warning",
        "位置のない地物があります",
        "Features have no geometry",
        "位置が分からないものだけか、確かめてください。",
        "See whether the places of all of these are really unknown.",
    ),
    "geometry-broken": _say(
        "error",
        "図形の座標が GeoJSON の形ではありません",
        "Coordinates have not the form of GeoJSON",
        "面の最初と最後の点は同じにします。GIS ソフトで開き、GeoJSON（RFC 7946）で書き出し直してください。",
        "A ring ends where it begins. Open it in a GIS and export it as GeoJSON (RFC 7946) again.",
    ),
    "geometry-swapped": _say(
        "error",
        "図形の緯度と経度が入れ替わっています",
        "Latitude and longitude of geometries are swapped",
        "GeoJSON の座標は「経度, 緯度」の順です。書き出し直してください。",
        "Coordinates of GeoJSON are longitude first: export it again.",
    ),
    "geometry-outside": _say(
        "error",
        "図形が日本の外にあります",
        "Geometries lie outside Japan",
        "座標系（平面直角座標など）が緯度・経度に直されているか確かめてください。",
        "See whether the reference system (such as plane coordinates) was converted to degrees.",
    ),
    "foreign-crs": _say(
        "error",
        "GeoJSON の座標系が緯度・経度ではありません",
        "The reference system is not that of GeoJSON",
        "緯度・経度（WGS 84、JGD2011）に変換して書き出してください。",
        "Convert it to degrees (WGS 84, JGD2011) and export it.",
    ),
    "member-unreadable": _say(
        "error",
        "ZIP の中に読めないファイルがあります",
        "A file in the ZIP cannot be read",
        "そのファイルを保存し直し、ZIP を作り直してください。",
        "Save that file again and make the ZIP anew.",
    ),
    "member-no-table": _say(
        "info",
        "ZIP の中に表でないファイルがあります（検査の対象外）",
        "Files in the ZIP are no tables and are not checked",
        "検査されるのは表のファイルだけです。直すものではありません。",
        "Only tables are checked; nothing need be done.",
    ),
}


def titles() -> dict[str, Text]:
    """Slug to title."""
    return {slug: message.title for slug, message in MESSAGES.items()}


def findings(
    notes: Iterable[Note], *, sheet: str = "", header: list[str] | None = None, samples: int = SAMPLES
) -> list[Finding]:
    """The notes that are findings, grouped; what a rule says itself is passed over."""
    by_slug: dict[str, list[Hit]] = {}
    for note in notes:
        slug = note.slug.replace("_", "-")
        if slug in MESSAGES:
            by_slug.setdefault(slug, []).append(Hit(note.row, note.column, note.value, text=Text(note.ja, note.en)))
    found: list[Finding] = []
    for slug, hits in by_slug.items():
        message = MESSAGES[slug]
        found += group(
            hits, slug=slug, severity=message.severity, title=message.title, fix=message.fix, sheet=sheet,
            header=header, samples=samples,
        )  # fmt: skip
    return found


def cells(notes: Iterable[Note]) -> set[tuple[int, int]]:
    """The cells the notes speak of."""
    return {(note.row, note.column) for note in notes if note.row and note.column}
