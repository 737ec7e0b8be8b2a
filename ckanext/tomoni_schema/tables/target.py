"""Which table is meant: that of a resource, or a new one of a standard in a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.tomoni_core.standards import Standard, registry
from ckanext.tomoni_schema.tables import layout, opening, stored

__all__ = ["Target", "find"]


@dataclass(frozen=True)
class Target:
    """A dataset, and in it a resource or (``resource`` is None) a table that is not there yet."""

    package: dict[str, Any]
    resource: dict[str, Any] | None
    standard: Standard | None

    @property
    def key(self) -> str:
        """What its draft is found by."""
        if self.resource:
            return self.resource["id"]
        return self.standard.id if self.standard else ""

    def open(self) -> tuple[opening.Opened, str]:
        """The table as it is published, and the hash of its file; an empty one and no hash while there is none.

        :raises TomoniError: the file is not one that can be edited in the browser
        """
        if self.resource is None and self.standard:
            return opening.Opened(self.standard, [column.name for column in self.standard.columns], []), ""
        resource = self.resource or {}
        data = stored.load(resource)
        name, kind = str(resource.get("url") or ""), str(resource.get("format") or "")
        return opening.open_file(data, name=name, format=kind), opening.digest(data)

    def digest(self) -> str:
        """The hash of the file as it is now."""
        return opening.digest(stored.load(self.resource)) if self.resource else ""


def find(context: Context, data: dict[str, Any]) -> Target:
    """The table that ``package_id`` and ``resource_id`` or ``standard`` name.

    :raises ObjectNotFound: no such dataset, resource or standard
    :raises TableError: the columns of the standard are not known
    """
    package = tk.get_action("package_show")(context, {"id": data["package_id"]})
    if resource_id := data.get("resource_id"):
        resource = next((each for each in package["resources"] if each["id"] == resource_id), None)
        if resource is None:
            raise tk.ObjectNotFound(tk._("There is no such resource in this dataset."))
        return Target(package, resource, None)
    standard = registry().get(data.get("standard") or "")
    if standard is None:
        raise tk.ObjectNotFound(tk._("There is no such standard or edition."))
    return Target(package, None, layout.require_columns(standard))
