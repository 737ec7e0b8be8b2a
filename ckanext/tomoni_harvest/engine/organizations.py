"""Our organization for a source's: found by what we remember, by the source's settings, by code, else made."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_harvest.engine import normalise as n
from ckanext.tomoni_harvest.engine.context import site_context
from ckanext.tomoni_harvest.engine.options import OWN, Options
from ckanext.tomoni_harvest.engine.record import RemoteOrganization
from ckanext.tomoni_harvest.model import Organization

_SIX_DIGITS = re.compile(r"(?<!\d)(\d{6})(?!\d)")
Note = Callable[..., None]


@dataclass(frozen=True)
class Code:
    """A local government code read off an organization, or why there is none."""

    code: str = ""
    cause: str = ""
    context: dict[str, Any] | None = None


def read_code(remote: RemoteOrganization) -> Code:
    """Return the code of the body an organization stands for: by the digits in its name or by its title.

    Digits count only when their check digit is right and the body they belong to is the one the title names; without
    digits, the title must name exactly one body.
    """
    shown = {"name": remote.name, "title": remote.title}
    by_title = local_government.find_by_name(remote.title)
    match = _SIX_DIGITS.search(remote.name)
    if match and local_government.is_valid(match[1]):
        body = local_government.find(match[1])
        if body is not None:
            if body.name in remote.title or (by_title is not None and by_title.code == body.code):
                return Code(body.code)
            return Code("", "organization-code-disagrees", {**shown, "code": match[1], "found": body.name})
    if by_title is not None:
        return Code(by_title.code)
    return Code("", "organization-code-unknown", shown)


class Organizations:
    """Resolves the organizations of one source, once each."""

    def __init__(self, source_id: str, owner_org: str, options: Options, note: Note) -> None:
        self._source_id, self._owner, self._options, self._note = source_id, owner_org, options, note
        self._found: dict[str, str] = {}
        self._titles: dict[str, tuple[str, str]] = {}

    def hear(self, remote: RemoteOrganization | None, modified: str) -> None:
        """Keep the title a record gives its organization, if no record of a later time gave one.

        A catalogue shows an organization's title as it was when each record was last indexed: after a renaming, old
        and new titles stand beside each other, and the latest record is right.
        """
        if remote is not None and remote.title:
            self._titles[remote.name] = max(self._titles.get(remote.name, ("", "")), (modified, remote.title))

    def settle(self) -> list[str]:
        """Give organizations made here the title last heard, unless renamed by hand; return who was renamed."""
        rows = model.Session.query(Organization).filter_by(source_id=self._source_id, made_here=True).all()
        heard = {
            row.organization_id: (row.remote_title, self._titles.get(row.remote_name, ("", ""))[1]) for row in rows
        }
        return [
            one for one, (before, now) in heard.items() if now and now != before and self._retitle(one, before, now)
        ]

    def _retitle(self, organization_id: str, before: str, now: str) -> bool:
        group = model.Group.get(organization_id)
        renamed = group is not None and group.state == "active" and group.title == before
        if renamed:
            tk.get_action("organization_patch")(site_context(), {"id": organization_id, "title": now})
        row = model.Session.query(Organization).filter_by(source_id=self._source_id, organization_id=organization_id)
        row.update({"remote_title": now})
        model.Session.commit()
        return renamed

    def resolve(self, remote: RemoteOrganization | None) -> str:
        """Return the id of our organization for ``remote``; the source's own for a record that has none."""
        if remote is None or self._options.organizations == OWN:
            return self._owner
        if remote.name not in self._found:
            self._found[remote.name] = self._mapped(remote) or self._remembered(remote) or self._make(remote)
        return self._found[remote.name]

    def _mapped(self, remote: RemoteOrganization) -> str:
        named = self._options.organization_map.get(remote.name)
        group = model.Group.get(named) if named else None
        return group.id if group is not None and group.is_organization and group.state == "active" else ""

    def _remembered(self, remote: RemoteOrganization) -> str:
        row = model.Session.query(Organization).filter_by(source_id=self._source_id, remote_name=remote.name).first()
        group = model.Group.get(row.organization_id) if row else None
        if row is None or group is None or group.state != "active":
            if row is not None:
                model.Session.delete(row)
                model.Session.flush()
            return ""
        return row.organization_id

    def _make(self, remote: RemoteOrganization) -> str:
        code = read_code(remote)
        if code.cause:
            self._note(code.cause, **(code.context or {}))
        name = self._free_name(remote, code.code)
        data = {"name": name, "title": remote.title, "description": remote.description}
        if code.code:
            data["local_government_code"] = code.code
        made = tk.get_action("organization_create")(site_context(), data)
        row = Organization(self._source_id, remote.name, made["id"], remote_title=remote.title, made_here=True)
        model.Session.add(row)
        model.Session.commit()
        return made["id"]

    def _free_name(self, remote: RemoteOrganization, code: str) -> str:
        wanted = n.organization_name(remote.name, code)
        name, number = wanted, 2
        while model.Group.get(name) is not None:
            name, number = n.with_suffix(wanted, number), number + 1
        if name != wanted:
            self._note("organization-taken", wanted=wanted, name=name)
        return name


def known(source_id: str) -> dict[str, str]:
    """Return the organizations remembered for a source: remote name to our id."""
    rows = model.Session.query(Organization).filter_by(source_id=source_id)
    return {row.remote_name: row.organization_id for row in rows}
