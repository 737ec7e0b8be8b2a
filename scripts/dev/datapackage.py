"""Write ``schemas/datapackage.json`` and ``schemas/packages``: lists of what ``schemas/`` holds, never edited by hand.

``python -m scripts.dev.datapackage`` writes them; with ``--check`` it only tells which are out of date. Runs inside the
virtual environment and reads the definitions, with no service running.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ckanext.tomoni_core.standards import Standard, registry

ROOT = Path(__file__).resolve().parents[2] / "schemas"
REGENERATE = "python -m scripts.dev.datapackage"
OTHERS = (
    ("dataset-form", "dataset.yaml", "データセットとリソースの項目 / Dataset and resource form (ckanext-scheming)"),
    ("organization-form", "organization.yaml", "組織の項目 / Organization form (ckanext-scheming)"),
    ("licenses", "licenses.json", "ライセンスの一覧 / Licences (CKAN)"),
    ("vocabulary", "vocabulary.yaml", "列の意味と別名 / Semantic keys and aliases of columns"),
    ("suggestions", "suggestions.yaml", "データセットの項目の提案 / What the dataset form proposes"),
    ("city-model", "city_model.yaml", "3D都市モデルのコード / Codes of 3D city models"),
    ("portals", "portals.csv", "日本のオープンデータポータルの一覧 / Registry of Japanese open data portals"),
    ("dcat-goj", "catalogue/dcat_goj.csv", "DCAT-GoJ の80項目と RDF の項目 / The 80 items of DCAT-GoJ as RDF"),
    ("fields-egov", "catalogue/egov.csv", "e-Gov データポータルの項目名 / Field names of the e-Gov data portal"),
    (
        "fields-tokyo",
        "catalogue/tokyo.csv",
        "東京都オープンデータカタログの項目名 / Field names of the Tokyo catalogue",
    ),
    ("fields-bodik", "catalogue/bodik.csv", "BODIK ODCS の項目名 / Field names of BODIK ODCS"),
    ("fields-other", "catalogue/other.csv", "そのほかのポータルの項目名 / Field names seen on other portals"),
)


def files() -> dict[str, str]:
    """Return the text of each generated file by its path inside ``schemas/``."""
    related = [standard for standard in registry().all() if standard.foreign_keys]
    return {
        "datapackage.json": _text(package(registry().all())),
        **{_path(standard): _text(standard.data_package()) for standard in related},
    }


def package(standards: list[Standard]) -> dict[str, Any]:
    """Return the data package of the whole folder."""
    related = [standard for standard in standards if standard.foreign_keys]
    return {
        "name": "tomoni-schemas",
        "title": "ともに：自治体オープンデータのスキーマ / Tomoni: schemas for Japanese municipal open data",
        "description": (
            "データセット・組織の入力項目、ライセンス一覧、自治体標準データセットのTable Schema"
            " / Forms, licences, and one Table Schema a municipal standard and edition"
        ),
        "version": "0.1.0",
        "licenses": [{"name": "AGPL-3.0-or-later"}],
        "resources": [
            *(_resource(*each) for each in OTHERS),
            *(_resource(_name(each), f"standards/{each.slug}/{each.edition}.yaml", _title(each)) for each in standards),
            *(_resource(f"{_name(each)}-package", _path(each), _title(each, "Data Package")) for each in related),
        ],
    }


def _name(standard: Standard) -> str:
    return f"{standard.slug}-{standard.edition}".replace("_", "-")


def _path(standard: Standard) -> str:
    return f"packages/{standard.slug}_{standard.edition}.json"


def _title(standard: Standard, kind: str = "Table Schema") -> str:
    return f"{standard.title_ja} {standard.edition} / {standard.title_en} {standard.edition} ({kind})"


def _resource(name: str, path: str, title: str) -> dict[str, str]:
    kind = path.rpartition(".")[2]
    found = {"name": name, "path": path, "title": title, "format": kind, "mediatype": f"application/{kind}"}
    return {**found, "mediatype": "text/csv", "encoding": "utf-8"} if kind == "csv" else found


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def out_of_date() -> list[str]:
    """Return the generated files that are not as they should be, those that should not exist included."""
    wanted = files()
    there = {f"packages/{path.name}" for path in (ROOT / "packages").glob("*.json")}
    wrong = [name for name, text in wanted.items() if _present(name) != text]
    return sorted([*wrong, *(there - set(wanted))])


def _present(name: str) -> str | None:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    """Write, or ``--check``, the generated files; return the exit code."""
    stale = out_of_date()
    if "--check" in arguments:
        for name in stale:
            print(f"{name} is out of date: {REGENERATE}")
        return 1 if stale else 0
    wanted = files()
    (ROOT / "packages").mkdir(exist_ok=True)
    for name in stale:
        if name in wanted:
            (ROOT / name).write_text(wanted[name], encoding="utf-8")
        else:
            (ROOT / name).unlink()
        print(name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
