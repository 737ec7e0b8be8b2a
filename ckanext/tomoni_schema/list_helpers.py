"""Template helpers of the pages of the open data list."""

from __future__ import annotations

from itertools import groupby

from ckan.plugins import toolkit as tk

__all__ = [
    "tomoni_list_import_level",
    "tomoni_list_import_outcome",
    "tomoni_list_import_rows",
    "tomoni_list_import_state",
]


def tomoni_list_import_state(state: str) -> str:
    """How far an import is, in words."""
    names = {
        "waiting": tk._("Waiting to be checked"),
        "checking": tk._("Being checked"),
        "checked": tk._("Checked, not imported yet"),
        "queued": tk._("Waiting to be imported"),
        "applying": tk._("Being imported"),
        "done": tk._("Imported"),
        "undo_queued": tk._("Waiting to be undone"),
        "undoing": tk._("Being undone"),
        "undone": tk._("Undone"),
        "failed": tk._("Could not be read"),
    }
    return names.get(state, state)


def tomoni_list_import_outcome(outcome: str) -> str:
    """What becomes, or became, of a dataset of a list."""
    names = {
        "create": tk._("New dataset"),
        "update": tk._("To be changed"),
        "unchanged": tk._("Unchanged"),
        "error": tk._("Not imported"),
        "created": tk._("Registered"),
        "updated": tk._("Changed"),
        "undone": tk._("Undone"),
        "kept": tk._("Left as it is"),
    }
    return names.get(outcome, outcome)


def tomoni_list_import_level(level: str) -> str:
    """How grave a remark is."""
    return {"error": tk._("Error"), "warning": tk._("Caution"), "notice": tk._("Notice")}.get(level, level)


def tomoni_list_import_rows(rows: list[int]) -> str:
    """Row numbers with their runs joined: ``2–5, 9``."""
    runs = [list(run) for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0])]
    spans = [(run[0][1], run[-1][1]) for run in runs]
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
