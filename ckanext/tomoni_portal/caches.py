"""What CKAN gathers at the first request, gathered before it.

CKAN fills its tables of actions, authorization functions and validators in place, and takes a table that is not empty
for a whole one. Of two first requests at once, in two threads, the later one finds half a table: "Authorization
function not found", or CKAN's own function where a plugin has replaced it.
"""

from __future__ import annotations

from ckan import authz
from ckan.plugins import toolkit as tk

__all__ = ["fill"]


def fill() -> None:
    """Fill the tables; to be called while there is one thread, after every plugin is loaded."""
    authz.auth_functions_list()
    tk.get_action("status_show")
    tk.get_validator("not_empty")
