"""What the page of mending needs where a job did the work: a table too large to be mended while somebody waits."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality import mending_run, trying
from ckanext.tomoni_quality.trial_model import QualityTrial

__all__ = ["chosen", "is_for_a_job", "parameter", "table"]


def parameter(ident: str) -> dict[str, str]:
    """The task for an address or an action, where there is one."""
    return {"task": ident} if ident else {}


def chosen(found: dict[str, Any]) -> dict[str, Any]:
    """What was chosen when the task was begun, as a form would say it."""
    return {"off": [mend["slug"] for mend in found["mends"] if not mend["on"]], "bom": found["bom"]}


def is_for_a_job(problem: tk.ValidationError, user: str) -> bool:
    """Whether the preview refused a table that a job may mend for ``user``."""
    return problem.error_dict.get("slug") == ["too_many_cells"] and trying.may_wait(user)


def table(ident: str, number: int) -> bytes:
    """One mended table of a task that may be seen.

    :raises ValidationError: it is not kept any more
    """
    row = QualityTrial.get(ident)
    if row is None:
        raise tk.ValidationError({"task": [tk._("There is no such task: it was cancelled, or its time is over.")]})
    return mending_run.table(row, number)
