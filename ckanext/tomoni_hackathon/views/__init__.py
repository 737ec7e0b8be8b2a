"""Pages under /events and /projects."""

from __future__ import annotations

from ckanext.tomoni_hackathon.views.event import tomoni_event
from ckanext.tomoni_hackathon.views.project import tomoni_project
from ckanext.tomoni_hackathon.views.review import tomoni_review

__all__ = ["tomoni_event", "tomoni_project", "tomoni_review"]
