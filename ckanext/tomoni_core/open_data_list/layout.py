"""Which column of the open data list holds which field of ours: one table an edition.

2021 (15 columns) has one row a dataset. 2026 (42 columns) is DCAT-GoJ made flat: one row a file, the columns of the
dataset repeated. What the official book says of datasets with several files could not be verified; one row a file is
this project's reading of it, and rows with one データセット_ID are one dataset again when they are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ckanext.tomoni_core.standards import Standard, registry

__all__ = ["EDITIONS", "SLUG", "Cell", "Layout", "layout"]

SLUG = "open_data_list"


@dataclass(frozen=True)
class Cell:
    """A column: its name, whose it is, our field for it, and how the value is written (``values.KINDS``)."""

    column: str
    of: str
    field: str
    kind: str = "text"


@dataclass(frozen=True)
class Layout:
    """The columns of one edition, in their order."""

    edition: str
    cells: tuple[Cell, ...]

    @property
    def columns(self) -> list[str]:
        """The header row."""
        return [cell.column for cell in self.cells]

    @property
    def dataset(self) -> list[Cell]:
        """The columns about a dataset."""
        return [cell for cell in self.cells if cell.of == "dataset"]

    @property
    def file(self) -> list[Cell]:
        """The columns about a file; none in 2021."""
        return [cell for cell in self.cells if cell.of == "file"]

    @property
    def rows_per_file(self) -> bool:
        """Whether a dataset with several files fills several rows."""
        return bool(self.file)

    def column_of(self, field: str, of: str = "dataset") -> str:
        """The name of the column that holds a field."""
        return next(cell.column for cell in self.cells if cell.field == field and cell.of == of)

    @property
    def standard(self) -> Standard:
        """The edition's definition under ``schemas/``."""
        found = registry().get(SLUG, self.edition)
        assert found is not None, self.edition  # noqa: S101 - the two are distributed together, and a test holds it
        return found


_2021 = (
    ("都道府県コード又は市区町村コード", "organization", "local_government_code", "code"),
    ("NO", "dataset", "opendata_id", "id"),
    ("都道府県名", "organization", "prefecture", "text"),
    ("市区町村名", "organization", "city", "text"),
    ("データ名称", "dataset", "title", "text"),
    ("データ概要", "dataset", "notes", "text"),
    ("データ形式", "dataset", "data_format", "formats"),
    ("分類", "dataset", "theme", "text"),
    ("更新頻度", "dataset", "frequency_of_update", "text"),
    ("URL", "dataset", "landingPage", "page"),
    ("API対応有無", "dataset", "api_available", "dataset_api"),
    ("ライセンス", "dataset", "license_id", "dataset_licence"),
    ("登録日", "dataset", "issued", "registered"),
    ("最終更新日", "dataset", "last_modified_date", "modified"),
    ("備考", "dataset", "etc", "text"),
)

_2026 = (
    ("全国地方公共団体コード", "organization", "local_government_code", "code"),
    ("データセット_ID", "dataset", "opendata_id", "id"),
    ("地方公共団体名", "organization", "name", "text"),
    ("データセット_タイトル", "dataset", "title", "text"),
    ("データセット_サブタイトル", "dataset", "subtitle", "text"),
    ("データセット_概要", "dataset", "notes", "text"),
    ("データセット_キーワード", "dataset", "tags", "keywords"),
    ("データセット_分類", "dataset", "theme", "text"),
    ("データセット_ユニバーサルメニュー", "dataset", "universal_menu", "text"),
    ("データセット_公開日", "dataset", "issued", "date"),
    ("データセット_最終更新日", "dataset", "last_modified_date", "modified"),
    ("データセット_バージョン", "dataset", "version", "text"),
    ("データセット_言語", "dataset", "language", "text"),
    ("データセット_URL", "dataset", "landingPage", "page"),
    ("データセット_更新頻度", "dataset", "frequency_of_update", "text"),
    ("データセット_準拠する標準", "dataset", "compliant_standard", "standards"),
    ("データセット_関連ドキュメント", "dataset", "related_documents", "text"),
    ("データセット_来歴情報", "dataset", "history_information", "text"),
    ("データセット_対象地域", "dataset", "spatial", "text"),
    ("データセット_対象期間", "dataset", "temporal", "text"),
    ("データセット_連絡先名称", "dataset", "contactPoint", "contact"),
    ("データセット_連絡先メールアドレス", "dataset", "contactPoint_email", "text"),
    ("データセット_連絡先電話番号", "dataset", "contactPoint_tel", "text"),
    ("データセット_連絡先内線番号", "dataset", "contactPoint_ext", "text"),
    ("データセット_連絡先FormURL", "dataset", "contactPoint_formUrl", "address"),
    ("データセット_連絡先備考（その他、SNSなど）", "dataset", "contactPoint_etc", "text"),
    ("データセット_備考", "dataset", "etc", "text"),
    ("ファイル_タイトル", "file", "name", "text"),
    ("ファイル_アクセスURL", "file", "access_url", "file_page"),
    ("ファイル_ダウンロードURL", "file", "url", "address"),
    ("ファイル_説明", "file", "description", "text"),
    ("ファイル形式", "file", "format", "format"),
    ("ファイル_ライセンス", "file", "license_id", "file_licence"),
    ("ファイル_ステータス", "file", "status", "text"),
    ("ファイル_サイズ", "file", "size", "size"),
    ("ファイル_公開日", "file", "issued", "date"),
    ("ファイル_最終更新日", "file", "last_modified_date", "file_modified"),
    ("ファイル_利用規約", "file", "terms_and_conditions", "text"),
    ("ファイル_関連ドキュメント", "file", "related_documents", "text"),
    ("ファイル_言語", "file", "language", "text"),
    ("ファイル_準拠する標準", "file", "compliant_standard", "standards"),
    ("ファイル_API対応有無", "file", "api_available", "file_api"),
)

_TABLES = {"2021": _2021, "2026": _2026}
EDITIONS = tuple(sorted(_TABLES, reverse=True))


@cache
def layout(edition: str) -> Layout:
    """The layout of an edition. Raises KeyError for another edition."""
    return Layout(edition, tuple(Cell(*row) for row in _TABLES[edition]))
