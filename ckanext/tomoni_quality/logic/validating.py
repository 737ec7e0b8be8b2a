"""What actions do first."""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_quality.trial_model import QualityTrial

__all__ = ["task_of", "user_id", "validated"]


def validated(data_dict: dict[str, Any], names: Any, context: Context) -> dict[str, Any]:
    """``data_dict`` as the schema ``names`` has it. Raises ``ValidationError``."""
    data, problems = tk.navl_validate(data_dict, names, context)
    if problems:
        raise tk.ValidationError(problems)
    return data


def user_id(name: str) -> str:
    """The id of whoever asks. Raises ``NotAuthorized``."""
    user = model.User.get(name)
    if user is None:
        raise tk.NotAuthorized
    return user.id


def task_of(verb: str, context: Context, ident: str) -> QualityTrial:
    """A long task that may be shown (or cancelled …) to whoever asks. Raises ``NotAuthorized``, ``ObjectNotFound``."""
    tk.check_access(f"tomoni_quality_task_{verb}", context, {"id": ident})
    row = QualityTrial.get(ident)
    if row is None:
        raise tk.ObjectNotFound(tk._("There is no such task: it was cancelled, or its time is over."))
    return row
