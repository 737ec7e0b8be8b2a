"""What templates say of long checks, in the language of the page."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

__all__ = ["tomoni_quality_trial_problem", "tomoni_quality_trial_state"]


def tomoni_quality_trial_state(trial: dict[str, Any]) -> str:
    """What happens with the file now."""
    return {
        "storing": tk._("Putting the file aside"),
        "queued": tk._("Waiting in the queue"),
        "reading": tk._("Reading the file"),
        "mending": tk._("Looking for what can be mended"),
        "checking": tk._("Checking by the rules"),
        "done": tk._("Done"),
    }.get(trial["state"]) or tk._("Stopped")


def tomoni_quality_trial_problem(trial: dict[str, Any]) -> str:
    """Why a check stopped, and what to do."""
    if trial["problem"] == "refused" and trial.get("report"):
        return str(trial["report"]["ja" if str(tk.h.lang()).startswith("ja") else "en"])
    return {
        "queue": tk._(
            "The job queue does not answer, so the work could not begin. Try again after a while; if it goes on, "
            "tell the administrator of the portal."
        ),
        "time": tk._(
            "The work took longer than it may. Trying again helps where the server was busy; else split the file, for "
            "example by year or area."
        ),
        "broken": tk._(
            "The program itself broke. If trying again gives the same result, tell the administrator of the portal."
        ),
    }.get(trial["problem"]) or tk._(
        "The program that does it ended on the way, for example because the server was restarted. Try again; if it "
        "stops again, split the file, or tell the administrator of the portal."
    )
