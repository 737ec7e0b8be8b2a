"""Datasets as rows of a list. No CKAN here."""

from __future__ import annotations

from typing import Any

from ckanext.tomoni_core.open_data_list.layout import Layout
from ckanext.tomoni_core.open_data_list.place import Place
from ckanext.tomoni_core.open_data_list.values import write

__all__ = ["rows_of"]


def rows_of(dataset: dict[str, Any], place: Place, layout: Layout) -> list[list[str]]:
    """The rows of one dataset: one a file in 2026 (one where there is none), always one in 2021."""
    files: list[dict[str, Any] | None] = list(dataset.get("resources") or []) if layout.rows_per_file else []
    # What is the dataset's is worked out once: a dataset may have thousands of files.
    common = ["" if cell.of == "file" else write(cell, dataset, None, place) for cell in layout.cells]
    return [
        [write(cell, dataset, file, place) if cell.of == "file" else common[at] for at, cell in enumerate(layout.cells)]
        for file in files or [None]
    ]
