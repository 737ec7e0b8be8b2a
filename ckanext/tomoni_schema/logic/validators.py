"""Validators of the organization form and of the actions."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.codes import corporate_number, local_government
from ckanext.tomoni_schema import city_model
from ckanext.tomoni_schema.language import pick

__all__ = [
    "tomoni_corporate_number",
    "tomoni_header_row",
    "tomoni_joined_codes",
    "tomoni_list_position",
    "tomoni_local_government_code",
]

_POSITION = re.compile(r"([a-z0-9_-]+)/([a-z0-9_-]+)")
MAX_COLUMNS = 2_000


def tomoni_local_government_code(value: Any) -> Any:
    """Six digits whose check digit fits. Full-width digits and blanks are mended; the error says the likely code."""
    return _checked(local_government, value)


def tomoni_corporate_number(value: Any) -> Any:
    """Thirteen digits whose check digit fits. Width and separators are mended."""
    return _checked(corporate_number, value)


def tomoni_joined_codes(value: Any) -> str:
    """Codes of a 3D city model, ticked or written, as one text: ``bldg;tran``. Unknown ones stay."""
    return city_model.joined(value)


def tomoni_list_position(value: Any) -> tuple[str, str]:
    """Where a page of a list ended: ``organization/dataset``. It goes into a search, so that nothing else passes."""
    found = _POSITION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise tk.Invalid(tk._("Give the value of next from the page before."))
    return found[1], found[2]


def tomoni_header_row(value: Any) -> list[str]:
    """A list of column names, one of them perhaps alone; as many as a table may have."""
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) for name in names):
        raise tk.Invalid(tk._("Give the names of the columns as a list of texts."))
    if len(names) > MAX_COLUMNS:
        raise tk.Invalid(tk._("A header row has at most {count} columns.").format(count=f"{MAX_COLUMNS:,}"))
    return names


def _checked(system: ModuleType, value: Any) -> Any:
    found = system.problem(value)
    if found is None:
        return value
    if found.slug in ("not_half_width", "separated") and (mended := system.normalise(value)):
        return mended
    hint = tk._("Is it {code}?").format(code=found.suggestion) if found.suggestion else ""
    raise tk.Invalid(f"{pick(found.ja, found.en)}{hint}")
