"""What can be wrong with a list, as data: a slug, how grave it is, what to say, and the way out. No CKAN here.

``error``: the dataset is not taken over. ``warning``: it is, but something of it was left out or kept as written.
``notice``: worth knowing.
"""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_core.errors import TomoniError, fill
from ckanext.tomoni_core.reading import cell_name

__all__ = ["LEVELS", "NotAList", "problem"]

LEVELS = ("error", "warning", "notice")

_SAYINGS: dict[str, tuple[str, str, str, str, str]] = {
    "no_title": (
        "error", "データセットの名前がありません。", "The dataset has no title.",
        "「{column}」を入力してください。", "Fill in {column}.",
    ),
    "other_municipality": (
        "error", "別の団体（{value}）の行です。取り込み先は{target}です。",
        "This row belongs to another body ({value}); the list is taken over into {target}.",
        "取り込み先の組織を確かめるか、この行を除いてください。", "Check the organization, or take the row out.",
    ),
    "same_id_other_title": (
        "error", "同じID「{value}」の行に、違うタイトルがあります（{titles}）。",
        "Rows with one id, {value}, have different titles ({titles}).",
        "データセットごとに別のIDを付けるか、同じデータセットなら同じタイトルにしてください。",
        "Give each dataset an id of its own, or one title if it is one dataset.",
    ),
    "listed_twice": (
        "error", "同じデータセットが一覧に二度あります（{rows}行目）。",
        "The same dataset stands in the list twice (rows {rows}).",
        "一つにまとめるか、別のデータセットならIDを付けて区別してください。",
        "Keep one, or give ids if they are different datasets.",
    ),
    "several_match": (
        "error", "このポータルの複数のデータセットに当てはまります（{value}）。",
        "Several datasets of this portal match ({value}).",
        "IDの列に、そのデータセットのID（書き出した一覧にあるもの）を入れてください。",
        "Put the dataset's id, as in a list written by this portal, into the id column.",
    ),
    "several_files_match": (
        "warning", "このデータセットの複数のファイルに当てはまるので、このファイルは取り込みません（{value}）。",
        "Several files of the dataset match, so that this one is left out ({value}).",
        "ファイルのタイトルとダウンロードURLの組み合わせが一つに決まるようにしてください。",
        "Make title and download address name one file.",
    ),
    "refused": (
        "error", "登録できませんでした：{why}", "It could not be saved: {why}",
        "一覧の値を直して、もう一度取り込んでください。", "Mend the values in the list and import it again.",
    ),
    "changed_meanwhile": (
        "error", "確認したあとに、このデータセットが変更されました。",
        "The dataset was changed after the check.",
        "一覧をもう一度確認して、取り込み直してください。", "Check the list again, then import it.",
    ),
    "not_allowed": (
        "error", "このデータセットを編集する権限がありません。", "You may not edit this dataset.",
        "組織の管理者に相談してください。", "Ask an administrator of the organization.",
    ),
    "broke": (
        "error", "取り込みプログラムの中で問題が起きました。", "The import itself broke here.",
        "もう一度取り込んでも同じなら、ポータルの管理者に知らせてください。",
        "If it happens again, tell the administrator of the portal.",
    ),
    "rows_disagree": (
        "warning", "同じデータセットの行で値が違います。はじめの「{kept}」を使い、「{value}」は使いません。",
        "Rows of one dataset differ here. The first, {kept}, is used, not {value}.",
        "同じデータセットの行では、データセットの列を同じ値にしてください。",
        "Repeat the same value in each row of a dataset.",
    ),
    "ditto": (
        "warning", "「{value}」は空欄として扱います。", "{value} is taken for a blank.",
        "上の行と同じ値を、省かずに書いてください。", "Write the value out.",
    ),
    "scientific_id": (
        "warning", "IDが「{value}」と、表計算ソフトの指数表記に変わっているので、IDとして使いません。",
        "The id was turned into {value} by a spreadsheet and is not used.",
        "列を文字列の書式にして、元のIDを入れ直してください。", "Format the column as text and enter the id again.",
    ),
    "code_odd": (
        "warning", "全国地方公共団体コード「{value}」は正しい形ではありません。行は取り込みます。",
        "{value} is no proper local government code. The row is taken over.",
        "{suggestion}検査数字を含む6桁で書いてください。", "{suggestion}Write six digits with the check digit.",
    ),
    "keyword_dropped": (
        "warning", "キーワード「{value}」は長さが2〜100文字ではないので登録できません。",
        "The keyword {value} is not of 2 to 100 characters and cannot be saved.",
        "長さを直してください。", "Change its length.",
    ),
    "keyword_changed": (
        "notice", "キーワード「{value}」は、使えない記号を除いて「{kept}」とします。",
        "The keyword {value} is saved as {kept}, without signs that are not allowed.", "", "",
    ),
    "date_as_written": (
        "warning", "「{value}」は日付として読めないので、書かれたまま登録します。",
        "{value} cannot be read as a date and is kept as written.",
        "YYYY-MM-DD の形で書いてください。", "Write YYYY-MM-DD.",
    ),
    "licence_as_written": (
        "warning", "「{value}」はこのポータルのライセンス一覧にないので、書かれたまま登録します。",
        "{value} is not among this portal's licences and is kept as written.",
        "「CC BY 4.0」「PDL1.0」のように、一覧にある名前で書いてください。", "Use a name such as CC BY 4.0 or PDL1.0.",
    ),
    "api_as_written": (
        "warning", "「{value}」は「有」でも「無」でもないので、書かれたまま登録します。",
        "{value} is neither 有 nor 無 and is kept as written.", "「有」か「無」を書いてください。", "Write 有 or 無.",
    ),
    "size_unread": (
        "warning", "「{value}」はバイト数として読めないので登録しません。",
        "{value} is no number of bytes and is left out.",
        "数字だけで、バイトで書いてください。", "Write bytes as a number.",
    ),
    "follows_files": (
        "warning", "「{column}」は、登録されているファイルで決まるので変えません（いまは「{kept}」）。",
        "{column} follows from the registered files and is not changed (now {kept}).",
        "ファイルの登録を直してください。", "Change the files instead.",
    ),
    "file_without_address": (
        "warning", "ファイルのタイトルもURLもないので、この行のファイルは取り込みません。",
        "The row has neither title nor address of a file; the file is left out.",
        "ファイル_タイトルとファイル_ダウンロードURLを入力してください。",
        "Fill in the file's title and download address.",
    ),
    "not_an_address": (
        "warning", "「{value}」はURLではないので取り込みません。", "{value} is no web address and is left out.",
        "http:// か https:// で始まるURLを書いてください。", "Write an address that begins with http:// or https://.",
    ),
    "extra_cells": (
        "warning", "見出しより右にある値は使いません。", "Cells beyond the header are not used.",
        "見出しの列の数にそろえてください。", "Keep to the columns of the header.",
    ),
}  # fmt: skip


class NotAList(TomoniError):
    """A table that is no open data list in either layout."""


def problem(
    slug: str, row: int | None = None, column: int | None = None, name: str = "", **values: Any
) -> dict[str, Any]:
    """A problem as plain data; ``row`` and ``column`` count from 1 as in the file."""
    level, ja, en, hint_ja, hint_en = _SAYINGS[slug]
    texts = {key: _short(value) for key, value in {"column": name, **values}.items()}
    return {
        "slug": slug,
        "level": level,
        "ja": fill(ja, texts),
        "en": fill(en, texts),
        "hint_ja": fill(hint_ja, texts),
        "hint_en": fill(hint_en, texts),
        "row": row,
        "column": name,
        "cell": cell_name(row, column) if row and column else "",
    }


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 120 else text[:117] + "…"
