"""``ckan tomoni-quality``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ckan import model

from ckanext.tomoni_quality.cli import tomoni_quality
from ckanext.tomoni_quality.model import QualityReport
from tests.functional.quality.support import CLEAN, DIRTY, Upload, act, queued, work


def test_check_a_file_in_japanese_and_english(cli: Any, tmp_path: Path) -> None:
    path = tmp_path / "parks.csv"
    path.write_text(DIRTY)
    ja = cli.invoke(tomoni_quality, ["check", str(path)])
    en = cli.invoke(tomoni_quality, ["check", str(path), "--lang", "en"])
    assert (ja.exit_code, en.exit_code) == (1, 1)
    assert "緯度と経度が入れ替わっています" in ja.output
    assert "2 行目: 139.78604, 36.28414 → 36.28414" in ja.output
    assert "Latitude and longitude are swapped" in en.output


def test_a_clean_file_exits_with_zero(cli: Any, tmp_path: Path) -> None:
    path = tmp_path / "parks.csv"
    path.write_text(CLEAN)
    assert cli.invoke(tomoni_quality, ["check", str(path)]).exit_code == 0


def test_json(cli: Any, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("全国地方公共団体コード,名称\n011002,札幌\n")
    result = cli.invoke(tomoni_quality, ["check", str(path), "--code", "372013", "--output", "json"])
    assert [f["slug"] for f in json.loads(result.output)["findings"]] == ["other-organizations-code"]


def test_check_a_resource_stores_its_report(cli: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    result = cli.invoke(tomoni_quality, ["check", resource["id"], "--output", "csv"])
    assert "coordinates-swapped" in result.output
    assert result.exit_code == 1


def test_unknown_target(cli: Any) -> None:
    result = cli.invoke(tomoni_quality, ["check", "no-such-thing"])
    assert result.exit_code == 1
    assert "no such file" in result.output


def test_sweep_queues_what_was_never_checked(cli: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    cli.invoke(tomoni_quality, ["sweep"])
    assert resource["id"] not in queued()
    QualityReport.forget(resource["id"])
    model.Session.commit()
    cli.invoke(tomoni_quality, ["sweep"])
    assert resource["id"] in queued()


def test_sweep_forgets_what_was_purged(cli: Any, dataset: dict[str, Any], upload: Upload) -> None:
    resource = upload(DIRTY, dataset["id"])
    work()
    act("dataset_purge", id=dataset["id"])
    assert QualityReport.history(resource["id"])
    assert cli.invoke(tomoni_quality, ["sweep"]).exit_code == 0
    assert QualityReport.history(resource["id"]) == []
