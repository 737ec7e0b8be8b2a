"""Files that cannot be what they say: each is checked in a process of little time and memory, and told of."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ckanext.tomoni_quality.finding import LONGEST_VALUE
from ckanext.tomoni_quality.rules._workbooks import workbook

SECONDS = 60
#: Address space, most of which the libraries reserve and never use.
BYTES = 8 << 30
HEADER = "名称,緯度,経度\n"
ROW = "甲公園,34.342787,134.046574\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(2000)


def bomb() -> bytes:
    """A sheet of four gigabytes in a few megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(4 << 6):
                sheet.write(bytes(1 << 24))
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


def linked() -> bytes:
    """A workbook that wants to read another, and a file of this machine."""
    found = workbook({"表": [["名称", "人数"], ["甲", "=[1]Sheet1!$A$1"], ["乙", 3]]})
    out = io.BytesIO(found)
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        archive.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", relations)
    return out.getvalue()


CASES: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "empty": ("a.csv", lambda: b"", {"empty_file"}),
    "one byte": ("a.csv", lambda: b"a", set()),
    "NULs": ("a.csv", lambda: bytes(100_000), set()),
    "NULs in cells": ("a.csv", lambda: (HEADER + ROW + "乙\0園,34.3,134.0\n").encode(), set()),
    "100,000 columns": ("a.csv", lambda: ("a," * 100_000 + "\n" + "1," * 100_000).encode(), set()),
    "a bomb": ("a.xlsx", bomb, {"zip_bomb", "too_large"}),
    "broken": ("a.xlsx", lambda: workbook({"表": [["名称"], ["甲"]]})[:600], set()),
    "encrypted": ("a.xlsx", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000), set()),
    "linked": ("a.xlsx", linked, {"formulas", "formula-without-value"}),
    "a cell of 10 MB": ("a.csv", lambda: (HEADER + f'"{"あ" * 3_500_000}",34.3,134.0\n').encode(), {"cell-too-long"}),
    "a quote never closed": ("a.csv", lambda: (HEADER + '"甲,34.3,134.0\n' + ROW * 5000).encode(), set()),
    "mixed line ends": ("a.csv", lambda: (HEADER + ROW + "乙園,34.3,134.0\r\n丙園,34.3,134.0\r").encode(), set()),
    "HTML": ("a.csv", lambda: b"<!DOCTYPE html><html><body>404</body></html>", set()),
    "PNG": ("a.csv", lambda: PNG, set()),
    "deep JSON": ("a.json", lambda: b"[" * 1_000_000, set()),
}
#: Nothing is wrong with these, or only what every table may have.
FINE = {"one byte", "mixed line ends"}


def limited() -> None:
    """In the process of the check."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


@pytest.mark.parametrize("name", CASES)
def test_it_is_told_within_bounds(name: str, tmp_path: Path) -> None:
    """In both languages, and no value is longer than a report keeps."""
    file, made, expected = CASES[name]
    path = tmp_path / file
    path.write_bytes(made())
    command = [str(Path(sys.executable).parent / "tomoni-check"), str(path), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limited)
    assert done.returncode in (0, 1, 2), done.stderr[-2000:]
    (report,) = json.loads(done.stdout)["files"]
    slugs = {finding["slug"] for finding in report["findings"]}
    assert "check-broken" not in slugs
    assert slugs >= expected if len(expected) < 2 else slugs & expected
    assert slugs or name in FINE
    assert all(finding["ja"] and finding["en"] for finding in report["findings"])
    values = [sample["value"] or "" for finding in report["findings"] for sample in finding["samples"]]
    assert all(len(value) <= LONGEST_VALUE for value in values)
    assert "root:" not in done.stdout
