"""The sample hackathon: an event, its projects and the datasets they use, when tomoni_hackathon is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan.plugins import plugin_loaded
from ckan.plugins import toolkit as tk

Record = dict[str, Any]


def load(login: str, events: list[Record], say: Callable[[str], None]) -> None:
    """Make the sample events through tomoni_hackathon's actions; without that plugin, say so and go on."""
    if not plugin_loaded("tomoni_hackathon"):
        say("projects: tomoni_hackathon is not loaded, skipped")
        return
    for event in events:
        wanted = {key: value for key, value in event.items() if key != "projects"}
        say(f"event {event['slug']}: {_ensure('event', login, wanted)}")
        for project in event["projects"]:
            say(f"project {project['slug']}: {ensure_project(login, project)}")


def ensure_project(login: str, project: Record) -> str:
    """Create or mend a project and bring it to publication; return ``created`` or ``updated``."""
    outcome = _ensure("project", login, project)
    shown = tk.get_action("tomoni_project_show")({"user": login}, {"id": project["slug"]})
    if shown["state"] != "published":
        for verb in ("submit", "approve"):
            tk.get_action(f"tomoni_project_{verb}")({"user": login}, {"id": shown["id"]})
    return outcome


def _ensure(kind: str, login: str, wanted: Record) -> str:
    try:
        present = tk.get_action(f"tomoni_{kind}_show")({"user": login}, {"id": wanted["slug"]})
    except tk.ObjectNotFound:
        tk.get_action(f"tomoni_{kind}_create")({"user": login}, dict(wanted))
        return "created"
    tk.get_action(f"tomoni_{kind}_update")({"user": login}, {**wanted, "id": present["id"]})
    return "updated"
