"""Make ``local_governments.csv`` and ``places.csv`` again from code4fukui's lists (CC0) and our amendments.

python3 -m scripts.codes.local_governments localgovjp-utf8.csv prefjp-utf8.csv
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from ckanext.tomoni_core.text import to_katakana

DATA = Path(__file__).parents[2] / "ckanext" / "tomoni_core" / "codes" / "data"
FIELDS: tuple[str, ...] = ("code", "prefecture", "name", "kana", "name_full", "kind")
TOKYO_WARDS = range(13101, 13124)


def main(municipalities: Path, prefectures: Path, target: Path = DATA / "local_governments.csv") -> int:
    """Write the list to ``target``; the number of bodies written."""
    rows = {row["code"]: row for row in _prefectures(prefectures)}
    rows |= {row["code"]: row for row in _municipalities(municipalities)}
    rows |= {row["code"]: _row(**row) for row in _read(DATA / "amendments.csv")}
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(FIELDS), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[code] for code in sorted(rows))
    return len(rows)


def places(municipalities: Path, prefectures: Path, target: Path = DATA / "places.csv") -> int:
    """Write where the office of each body is to ``target``, in degrees; the number of bodies written."""
    found = {row["lgcode"].zfill(6): row for row in (*_read(prefectures), *_read(municipalities))}
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "latitude", "longitude"])
        for code, row in sorted(found.items()):
            if row["lat"] and row["lng"]:
                writer.writerow([code, f"{float(row['lat']):.4f}", f"{float(row['lng']):.4f}"])
    return len(found)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def _prefectures(path: Path) -> list[dict[str, str]]:
    # The source stores these codes as numbers, so 北海道 reads 10006: the zero comes back here.
    rows = _read(path)
    return [
        {
            "code": row["lgcode"].zfill(6),
            "prefecture": row["pref"],
            "name": row["pref"],
            "kana": to_katakana(row["prefkana"]),
            "name_full": row["pref"],
            "kind": "prefecture",
        }
        for row in rows
    ]


def _municipalities(path: Path) -> list[dict[str, str]]:
    rows = _read(path)
    designated = {row["city"].split(" ")[0] for row in rows if " " in row["city"]}
    return [_row(row["lgcode"], row["pref"], row["city"], row["citykana"], _kind(row, designated)) for row in rows]


def _kind(row: dict[str, str], designated: set[str]) -> str:
    if " " in row["city"]:
        return "ward"
    if int(row["cid"]) in TOKYO_WARDS:
        return "special_ward"
    if row["city"] in designated:
        return "designated_city"
    return {"市": "city", "町": "town", "村": "village"}[row["city"][-1]]


def _row(code: str, prefecture: str, name: str, kana: str, kind: str, note: str = "") -> dict[str, str]:
    name, kana = name.replace(" ", ""), to_katakana(kana.replace(" ", ""))
    return dict(zip(FIELDS, (code, prefecture, name, kana, prefecture + name, kind), strict=True))


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path(sys.argv[2])), places(Path(sys.argv[1]), Path(sys.argv[2])))
