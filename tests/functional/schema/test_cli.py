"""``ckan tomoni-schema``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ckan.cli.cli import ckan


def test_list(cli) -> None:
    """Every standard and edition, or those of one edition."""
    answer = cli.invoke(ckan, ["tomoni-schema", "list"])
    assert not answer.exit_code, answer.output
    assert "public_toilet@2026" in answer.output
    assert "public_toilet@2021" in answer.output
    only = cli.invoke(ckan, ["tomoni-schema", "list", "--edition", "2021"]).output
    assert "@2026" not in only


def test_show(cli) -> None:
    """A standard as JSON."""
    answer = cli.invoke(ckan, ["tomoni-schema", "show", "public_toilet@2021"])
    assert json.loads(answer.output[answer.output.index("{") :])["num_columns"] == 32


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_template(cli, tmp_path: Path, kind: str) -> None:
    """The file is written where it is asked for."""
    path = tmp_path / f"aed.{kind}"
    answer = cli.invoke(ckan, ["tomoni-schema", "template", "aed", "--format", kind, "--output", str(path)])
    assert not answer.exit_code, answer.output
    assert path.stat().st_size > 100


def test_unknown(cli) -> None:
    """An unknown standard is named, with those there are."""
    answer = cli.invoke(ckan, ["tomoni-schema", "show", "no_such"])
    assert answer.exit_code
    assert "no_such" in answer.output
    assert "aed@2026" in answer.output
