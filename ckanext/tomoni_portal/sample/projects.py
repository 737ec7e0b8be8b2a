"""The sample hackathon: an event, its projects and the datasets they use, when tomoni_hackathon is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan.plugins import plugin_loaded


def load(login: str, events: list[dict[str, Any]], say: Callable[[str], None]) -> None:
    """Make the sample events through tomoni_hackathon's actions; without that plugin, say so and go on."""
    if not plugin_loaded("tomoni_hackathon"):
        say("projects: tomoni_hackathon is not loaded, skipped")
        return
