"""Files, and the queue, for the functional tests of tomoni_quality."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan import model
from ckan.lib import jobs as ckan_jobs
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.tomoni_quality import jobs, notices

DIRTY = "名称,緯度,経度\n公園,139.78604,36.28414\n広場,139.784017,36.285612\n"
CLEAN = "名称,緯度,経度\n公園,36.28414,139.78604\n広場,36.285612,139.784017\n"

ROLES = ("anonymous", "stranger", "member", "editor", "admin", "sysadmin")

Upload = Callable[..., dict[str, Any]]


def act(action: str, **data: Any) -> Any:
    """Call an action as the site's own user (the activity plugin wants one that exists)."""
    name = helpers.call_action("get_site_user", {"ignore_auth": True})["name"]
    return helpers.call_action(action, {"user": name, "ignore_auth": True}, **data)


def queued(queue: str = "default") -> list[str]:
    """The resource ids whose checks wait in the queue."""
    return [job.args[0] for job in ckan_jobs.get_queue(queue).jobs if job.func is jobs.check_resource]


def work() -> list[str | None]:
    """Run every waiting check here and now, and what it has others told, as a worker would."""
    done = []
    for job in ckan_jobs.get_queue().jobs:
        if job.func is jobs.check_resource:
            done.append(jobs.check_resource(*job.args, **job.kwargs))
            job.delete()
    for job in ckan_jobs.get_queue().jobs:
        if job.func is notices.deliver_queued:
            notices.deliver_queued()
            job.delete()
    model.Session.expire_all()
    return done


def may(action: str, user: str, **data: Any) -> bool:
    """Whether ``user`` (empty for a visitor) is let call ``action``."""
    try:
        helpers.call_action(action, {"user": user, "ignore_auth": False}, **data)
    except tk.NotAuthorized:
        return False
    return True
