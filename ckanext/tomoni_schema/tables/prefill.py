"""What an organization already knows of every row of its tables: its code and its name. No CKAN here."""

from __future__ import annotations

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.codes.local_government import Body
from ckanext.tomoni_core.standards import Standard

__all__ = ["of_body", "values"]


def values(standard: Standard, code: str) -> dict[int, str]:
    """Position of a column to the value that the body of ``code`` has there; empty without a known code."""
    body = local_government.find(code) if code else None
    if body is None:
        return {}
    known = of_body(body)
    return {n: known[column.key] for n, column in enumerate(standard.columns) if column.key in known}


def of_body(body: Body) -> dict[str, str]:
    """Meaning of a column to its value: who manages the data, and in the edition of 2021 which municipality it is."""
    whole = body.name if body.kind == "prefecture" else f"{body.prefecture}{body.name}"
    found = {
        "local_government_code": body.code,
        "local_government_name": whole,
        "prefecture_name": body.prefecture,
    }
    return found if body.kind == "prefecture" else {**found, "city_name": body.name}
