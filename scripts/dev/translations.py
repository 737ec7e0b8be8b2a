"""Compile the message catalogues: .po files are committed, .mo files are built."""

from __future__ import annotations

from scripts.dev import place
from scripts.dev.run import quietly


def ensure() -> None:
    """Compile each ``ckanext/*/i18n/*/LC_MESSAGES/*.po`` that is newer than its ``.mo``."""
    stale = [
        po
        for po in place.ROOT.glob("ckanext/*/i18n/*/LC_MESSAGES/*.po")
        if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    for po in stale:
        command = [place.VENV / "bin" / "pybabel", "compile", "-i", po, "-o", po.with_suffix(".mo"), "-l", po.parts[-3]]
        quietly(command, log="pybabel")
