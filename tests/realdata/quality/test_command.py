"""``tomoni-check`` over the folder of real files: each is read and reported, and the reports are those of the check."""

from __future__ import annotations

import json

from click.testing import CliRunner

from ckanext.tomoni_quality.check import FORMATS, check
from ckanext.tomoni_quality.command import main
from tests.shared import require_shared


def test_the_whole_folder() -> None:
    folder = require_shared("data/municipal")
    tables = [path for path in folder.rglob("*") if path.suffix.lstrip(".").upper() in FORMATS]
    result = CliRunner().invoke(main, [str(folder), "--format", "json", "--fail-on", "never"])
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["summary"]["files"] == len(tables)
    assert told["summary"]["failed"] == 0
    scores = {one["path"]: one["score"] for one in told["files"]}
    assert scores == {str(path): check(path.read_bytes(), path.name).score for path in tables}
