"""What each error of Frictionless 5 means and how to mend it, in Japanese and English.

Keys are Frictionless's own error types; ``constraint-error`` is told apart by its constraint (``constraint-required``).
"""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.tomoni_quality.finding import Severity, Text


@dataclass(frozen=True)
class Message:
    """How grave, what, and what to do."""

    severity: Severity
    title: Text
    fix: Text


def _error(ja: str, en: str, fix_ja: str, fix_en: str, severity: Severity = "error") -> Message:
    return Message(severity, Text(ja, en), Text(fix_ja, fix_en))


#: What a value of each type of Table Schema looks like.
TYPES: dict[str, Text] = {
    "integer": Text("整数（例：12）で書きます。", "Write a whole number such as 12."),
    "number": Text("数値（例：12.5）で書きます。", "Write a number such as 12.5."),
    "date": Text("日付は「2024-05-01」の形で書きます。", "Write a date such as 2024-05-01."),
    "time": Text("時刻は「09:00」の形で書きます。", "Write a time such as 09:00."),
    "datetime": Text("日時は「2024-05-01T09:00:00+09:00」の形で書きます。", "Write 2024-05-01T09:00:00+09:00."),
    "year": Text("西暦 4 桁（例：2024）で書きます。", "Write a year such as 2024."),
    "yearmonth": Text("年月は「2024-05」の形で書きます。", "Write a month such as 2024-05."),
    "boolean": Text("true か false で書きます。", "Write true or false."),
    "string": Text(
        "決められた形式（URL、メールアドレスなど）で書きます。", "Write it in the form asked for (URL, mail …)."
    ),
    "geopoint": Text("「経度,緯度」の形で書きます。", "Write “longitude, latitude”."),
    "geojson": Text("GeoJSON で書きます。", "Write GeoJSON."),
    "array": Text("JSON の配列で書きます。", "Write a JSON array."),
    "object": Text("JSON のオブジェクトで書きます。", "Write a JSON object."),
    "duration": Text("期間は「P1Y2M」の形で書きます。", "Write a duration such as P1Y2M."),
}

MESSAGES: dict[str, Message] = {
    "type-error": _error(
        "決められた形式と値が合いません",
        "The value is not of the type asked for",
        "標準や表の定義で決められた形（数値、日付、時刻など）に直してください。",
        "Write the value in the form that the standard, or the schema of the table, asks for.",
    ),
    "constraint-required": _error(
        "必須の項目が空欄です",
        "A required cell is empty",
        "値を入力してください。値が本当にないときは、標準や表の定義の説明に従ってください。",
        "Enter the value; where there is none, follow the notes of the standard or of the schema.",
    ),
    "constraint-enum": _error(
        "決められた選択肢にない値です",
        "The value is not one of the allowed ones",
        "決められた値のどれかに直してください。",
        "Use one of the allowed values.",
    ),
    "constraint-pattern": _error(
        "決められた書き方に合いません",
        "The value is not written in the way asked for",
        "記入例と同じ書き方に直してください。",
        "Write it as in the example.",
    ),
    "constraint-minimum": _error(
        "値が小さすぎます",
        "The value is too small",
        "値を確かめてください。",
        "Check the value.",
    ),
    "constraint-maximum": _error(
        "値が大きすぎます",
        "The value is too large",
        "値を確かめてください。",
        "Check the value.",
    ),
    "constraint-minLength": _error(
        "文字数が足りません",
        "The value is too short",
        "値を確かめてください。",
        "Check the value.",
    ),
    "constraint-maxLength": _error(
        "文字数が多すぎます",
        "The value is too long",
        "値を短くしてください。",
        "Shorten the value.",
    ),
    "constraint-unique": _error(
        "重なってはいけない値が重なっています",
        "A value that must be unique occurs twice",
        "1 件ごとに別の値にしてください。",
        "Give each record a value of its own.",
    ),
    "unique-error": _error(
        "重なってはいけない値が重なっています",
        "A value that must be unique occurs twice",
        "1 件ごとに別の値（ID など）にしてください。",
        "Give each record a value (such as an ID) of its own.",
    ),
    "primary-key": _error(
        "ID が重なっているか、空欄です",
        "The ID is empty or occurs twice",
        "1 件ごとに別の ID を付けてください。同じデータを二度書いたときは片方を消します。",
        "Give each record an ID of its own; delete a record that stands there twice.",
    ),
    "foreign-key": _error(
        "参照先の表に、その値がありません",
        "The value is not in the table it refers to",
        "参照先の表にある値に直してください。",
        "Use a value of the table it refers to.",
    ),
    "extra-cell": _error(
        "項目名の数より値が多い行があります",
        "A row has more cells than the header",
        '値の中のカンマのせいで列がずれていないか確かめてください（値を " で囲みます）。',
        "See whether a comma inside a value shifted the columns (put the value in double quotes).",
    ),
    "missing-cell": _error(
        "項目名の数より値が少ない行があります",
        "A row has fewer cells than the header",
        "途中の列が抜けてずれていないか確かめ、空欄もカンマで区切ってください。",
        "See whether a column was left out; empty cells need their comma too.",
    ),
    "blank-row": _error(
        "空の行があります",
        "A row is empty",
        "空の行を削除してください。",
        "Delete the empty row.",
        "warning",
    ),
    "duplicate-row": _error(
        "同じ行が二度あります",
        "A row occurs twice",
        "重なった行の片方を削除してください。",
        "Delete one of the two.",
        "warning",
    ),
    "row-constraint": _error(
        "行の中の値の組み合わせが決まりに合いません",
        "The values of the row do not go together",
        "行の値を見直してください。",
        "Check the values of the row.",
    ),
    "blank-header": _error(
        "項目名の行が空です",
        "The header is empty",
        "1 行目に項目名を書いてください。",
        "Write the names of the columns.",
    ),
    "blank-label": _error(
        "項目名が空の列があります",
        "A column has no name",
        "項目名を書いてください。",
        "Write a name.",
    ),
    "duplicate-label": _error(
        "同じ項目名の列があります",
        "Two columns have the same name",
        "項目名を書き分けてください。",
        "Give each its own name.",
    ),
    "extra-label": _error(
        "表の定義にない項目があります",
        "The schema does not have this column",
        "項目名の書きまちがいでないか確かめてください。",
        "See whether it is a misspelt column.",
        "info",
    ),
    "missing-label": _error(
        "表の定義にある項目が足りません",
        "A column of the schema is missing",
        "列を加えてください。",
        "Add the column.",
    ),
    "incorrect-label": _error(
        "項目の名前か並び順が、表の定義と違います",
        "The column is not the one that the schema has here",
        "表の定義と同じ名前と並び順にしてください。",
        "Use the names of the schema, in its order.",
        "warning",
    ),
    "unmatched-header": _error(
        "表の定義にある項目が一つもありません",
        "No column is in the schema",
        "定義の選びまちがいでないか確かめてください。",
        "See whether the right schema was chosen.",
    ),
    "field-count": _error(
        "列の数が合いません",
        "The number of columns differs",
        "列の過不足を確かめてください。",
        "Check the columns.",
    ),
    "row-count": _error(
        "行の数が合いません",
        "The number of rows differs",
        "行の過不足を確かめてください。",
        "Check the rows.",
    ),
    "table-dimensions": _error(
        "表の大きさが合いません",
        "The table is not of the expected size",
        "行と列を確かめてください。",
        "Check rows and columns.",
    ),
    "truncated-value": _error(
        "値が途中で切れているかもしれません",
        "The value may be cut off",
        "元の値を確かめてください。",
        "Compare with the original.",
        "warning",
    ),
    "forbidden-value": _error(
        "使えない値です",
        "The value is not allowed",
        "別の値に直してください。",
        "Use another value.",
    ),
    "sequential-value": _error(
        "番号が順番になっていません",
        "The numbers are not in sequence",
        "番号を確かめてください。",
        "Check the numbers.",
        "warning",
    ),
    "ascii-value": _error(
        "半角英数字でない文字があります",
        "The value is not ASCII",
        "半角英数字で書いてください。",
        "Use ASCII only.",
        "warning",
    ),
    "deviated-value": _error(
        "ほかとかけ離れた値です",
        "The value is far from the others",
        "桁や単位を確かめてください。",
        "Check digits and unit.",
        "warning",
    ),
    "deviated-cell": _error(
        "ほかより極端に長い値です",
        "The value is far longer than the others",
        "改行や貼り付けのまちがいがないか確かめてください。",
        "Look for a slip in pasting.",
        "warning",
    ),
    "required-value": _error(
        "必要な値が列にありません",
        "A required value is missing in the column",
        "値を加えてください。",
        "Add the value.",
    ),
    "encoding-error": _error(
        "文字として読めません",
        "The file cannot be decoded",
        "UTF-8 で保存し直してください。",
        "Save it as UTF-8.",
    ),
    "source-error": _error(
        "表として読めません",
        "The file cannot be read as a table",
        "CSV か XLSX で保存し直してください。",
        "Save it as CSV or XLSX.",
    ),
    "format-error": _error(
        "ファイルの形式が正しくありません",
        "The format of the file is wrong",
        "CSV か XLSX で保存し直してください。",
        "Save it again.",
    ),
    # Our own: of a file that could not be had or read, and of a Table Schema that comes with one.
    "file-not-checked": _error(
        "ファイルを取得できないか、読み取れないため、検査できません",
        "The file cannot be had or read, and is not checked",
        "報告に書かれた理由（リンク、応答、大きさ、壊れたファイル、文字コードなど）を見て、"
        "URL を直すか、ファイルを保存し直してください。",
        "See the reason in the report (link, answer of the server, size, a broken file, its encoding) and correct the "
        "address, or save the file again.",
    ),
    "schema-invalid": _error(
        "表の定義（Table Schema）が正しくありません",
        "The Table Schema is not valid",
        "Table Schema の仕様に合わせて直してください。",
        "Write it as the specification of Table Schema says.",
        "warning",
    ),
    "schema-not-judged": _error(
        "表の定義の一部を確かめられませんでした",
        "A part of the Table Schema could not be judged",
        "ほかの表や、時間のかかる書き方（pattern）が要る決まりです。手元で確かめてください。",
        "It needs another table, or a pattern that takes too long: check it by other means.",
        "info",
    ),
}
