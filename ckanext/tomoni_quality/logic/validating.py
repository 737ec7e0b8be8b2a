"""What every action does first."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

__all__ = ["validated"]


def validated(data_dict: dict[str, Any], names: Any, context: Context) -> dict[str, Any]:
    """``data_dict`` as the schema ``names`` has it. Raises ``ValidationError``."""
    data, problems = tk.navl_validate(data_dict, names, context)
    if problems:
        raise tk.ValidationError(problems)
    return data
