"""Where the real municipal files and catalogues lie, for the tests that read them; the project commits none of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared() -> Path | None:
    """Return the folder ``shared`` beside the checkout (or ``TOMONI_SHARED``), or None where there is none."""
    candidates = [Path(os.environ["TOMONI_SHARED"])] if "TOMONI_SHARED" in os.environ else []
    candidates += [ROOT.parent / "shared", ROOT.parents[1] / "shared"]
    return next((folder for folder in candidates if (folder / "data").is_dir()), None)


def shared_data() -> Path | None:
    """Return the folder of real data, or None."""
    folder = shared()
    return folder / "data" if folder else None


def require_shared(relative: str = "data") -> Path:
    """Return a path under ``shared``; skip the calling test where it is absent."""
    folder = shared()
    path = folder / relative if folder else None
    if path is None or not path.exists():
        pytest.skip(f"real data ({relative}) is not beside this checkout")
    return path
