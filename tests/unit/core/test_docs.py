"""The pages about the core name everything a caller can meet."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from ckanext.tomoni_core import errors, http, reading
from ckanext.tomoni_core.codes import SYSTEMS

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = [DOCS / "ja" / "core.md", DOCS / "en" / "core.md"]


def note_slugs() -> Iterator[str]:
    """The slug of every Note that the reader makes, found in its source."""
    for path in Path(inspect.getfile(reading)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Note":
                if isinstance(node.args[0], ast.Constant):
                    yield str(node.args[0].value)
            elif (
                isinstance(node, ast.IfExp) and isinstance(node.body, ast.Constant) and "header" in str(node.body.value)
            ):
                yield from (str(part.value) for part in (node.body, node.orelse) if isinstance(part, ast.Constant))


SLUGS = sorted(set(note_slugs()))
SETTINGS = [field.name for kind in (reading.Limits, http.Policy) for field in fields(kind)]
ERRORS = [name for name in errors.__all__ if name not in ("fill", "TomoniError")]


def test_the_notes_are_found() -> None:
    assert len(SLUGS) > 30
    assert {"formula", "hidden_column", "empty_header", "trailing_empty_header"} <= set(SLUGS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
@pytest.mark.parametrize("name", [*SLUGS, *ERRORS, *http.__all__, *SETTINGS, *(module.SLUG for module in SYSTEMS)])
def test_named(page: Path, name: str) -> None:
    assert name in page.read_text(encoding="utf-8")


def test_modules_of_the_systems_are_named() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert all(f"`{module.__name__.rpartition('.')[2]}`" in text for module in SYSTEMS)
