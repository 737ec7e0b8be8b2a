"""Which files are read, by what their publisher says they are; what they are in truth, the bytes decide later."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

__all__ = ["FORMATS", "TABLES", "declared"]

#: A table or several and nothing else.
TABLES = ("CSV", "TSV", "XLSX", "XLSM", "XLS", "ODS")
#: Everything :func:`ckanext.tomoni_core.reading.read` takes: some of these hold tables among other things.
FORMATS = (*TABLES, "JSON", "GEOJSON", "ZIP")


def declared(format: str | None, url: str | None) -> str:
    """``XLSX`` by the ``format`` of a resource, else by the end of its address; empty when neither says anything."""
    name = (format or "").strip().lstrip(".").upper()
    if name:
        return name
    try:
        return PurePosixPath(unquote(urlsplit(url or "").path)).suffix.lstrip(".").upper()
    except ValueError:
        return ""
