"""What is told of a resource that became worse, the same for every receiver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality.model import QualityReport, dictize
from ckanext.tomoni_quality.notice_model import QualityNotice
from ckanext.tomoni_quality.worsening import Change, changes

__all__ = ["News"]

#: The page has the whole list.
MOST_CHANGES = 20


@dataclass(frozen=True)
class News:
    """A resource, its report before and its report now."""

    id: str
    dataset: dict[str, str]
    resource: dict[str, str]
    private: bool
    owner_org: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    changes: list[Change]

    @classmethod
    def of(cls, notice: QualityNotice) -> News | None:
        """What ``notice`` tells; None when resource, dataset or report are gone."""
        resource = model.Resource.get(notice.resource_id)
        before, after = (model.Session.get(QualityReport, each) for each in (notice.before_id, notice.report_id))
        if resource is None or resource.state != model.State.ACTIVE or before is None or after is None:
            return None
        package = resource.package
        if package.state != model.State.ACTIVE:
            return None
        page = tk.url_for("tomoni_quality.resource", id=package.name, resource_id=resource.id, _external=True)
        address = tk.url_for("dataset.read", id=package.name, _external=True)
        # Where the findings of the report before are gone, what is new cannot be told.
        known = before.report and after.report
        found = changes(before.report["findings"], after.report["findings"]) if known else []
        return cls(
            notice.id,
            {"id": package.id, "name": package.name, "title": package.title or package.name, "url": address},
            {"id": resource.id, "name": resource.name or "", "report_url": page},
            bool(package.private),
            package.owner_org,
            _summary(before),
            _summary(after),
            [each for each in found if each.kind in ("new", "more")][:MOST_CHANGES],
        )


def _summary(row: QualityReport) -> dict[str, Any]:
    whole = dictize(row, full=False)
    return {key: whole[key] for key in ("id", "created", "level", "score", "counts")}
