"""ckanext-harvest's interface over our engine: one harvester for each kind of source.

ckanext-harvest looks for its harvesters among CKAN's loaded plugins. ``offer`` puts one there for each kind, when
tomoni_harvest is loaded, so that an operator enables one plugin and not one for each kind; they leave with it.

The whole run happens in the gather stage, because identity, loss and batches can only be judged over the whole listing.
Objects are recorded as ckanext-harvest expects them, so nothing is left for the fetch queue; ``fetch_stage`` and
``import_stage`` serve ``harvester import``, which writes one stored record again.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from ckan import model
from ckan import plugins as p
from ckan.plugins import core
from ckan.plugins import toolkit as tk
from ckanext.harvest.interfaces import IHarvester

from ckanext.tomoni_harvest import kinds, stock
from ckanext.tomoni_harvest.engine import options as source_options
from ckanext.tomoni_harvest.engine import reimport, run, settings
from ckanext.tomoni_harvest.engine.errors import Stopped
from ckanext.tomoni_harvest.sources.base import Kind

log = logging.getLogger(__name__)

PLUGIN = "tomoni_harvest"


class TomoniHarvester(p.Plugin):
    """The harvester of one kind of source."""

    p.implements(IHarvester)
    p.implements(p.IPluginObserver, inherit=True)

    def __init__(self, kind: Kind) -> None:
        super().__init__(name=kind.name)
        self.kind = kind

    def after_unload(self, service: p.SingletonPlugin) -> None:
        """Leave together with tomoni_harvest."""
        if service.name == PLUGIN:
            core._PLUGINS_SERVICE.pop(self.name, None)

    def info(self) -> dict[str, str]:
        """Return the name under which ckanext-harvest knows this kind of source."""
        return {
            "name": self.kind.name,
            "title": self.kind.title,
            "description": tk._(self.kind.description),
            "form_config_interface": "Text",
        }

    def validate_config(self, config: str | None) -> str | None:
        """Return the settings of a source, checked; who may not make organizations gets them into the source's own."""
        values = json.loads(config) if config and config.strip() else {}
        parsed = settings.options(config)
        if not may_make_organizations() and parsed.organizations == source_options.CREATE:
            if values.get("organizations") == source_options.CREATE:
                raise ValueError(tk._("Only a system administrator can have organizations made by a harvest."))
            values["organizations"] = source_options.OWN
        return json.dumps(values, ensure_ascii=False) if values else config

    def extra_schema(self) -> dict[str, Any]:
        """Return the options that the form of a source shows as fields; they are stored in the settings."""
        ignore_empty, text = tk.get_validator("ignore_empty"), tk.get_validator("unicode_safe")
        fields = {key: [ignore_empty, text, tk.get_validator("tomoni_harvest_option")] for key in source_options.FORM}
        fields["mail_when"] = [tk.get_validator("tomoni_harvest_words"), *fields["mail_when"]]
        return fields

    def get_original_url(self, harvest_object_id: str) -> str | None:
        """Return the page of a harvested record at its source."""
        found = stock.HarvestObject.get(harvest_object_id)
        package = model.Package.get(found.package_id) if found and found.package_id else None
        url = (package.extras or {}).get("source_url") if package else None
        return url if url and url.startswith(("http://", "https://")) else None

    def gather_stage(self, harvest_job: Any) -> list[str]:
        """Run the whole job; the objects are already imported when this returns, so none is left to fetch."""
        self.run_job(harvest_job.id)
        return []

    def run_job(self, job_id: str) -> None:
        """Run the whole job.

        :raises Stopped: when the process is to end and the job must go on at the next start
        """
        try:
            run.run_job(job_id, self.kind)
        except Stopped:
            log.info("job %s goes on at the next start", job_id)
            raise

    def fetch_stage(self, harvest_object: Any) -> bool:
        """Nothing is fetched one by one."""
        return True

    def import_stage(self, harvest_object: Any) -> bool:
        """Write one stored record again."""
        return reimport.reimport(harvest_object)


def offer() -> None:
    """Let ckanext-harvest find a harvester for every kind of source."""
    for kind in kinds.every().values():
        core._PLUGINS_SERVICE[kind.name] = TomoniHarvester(kind)


def may_make_organizations() -> bool:
    """Only inside a web request can someone be too little: the command line belongs to the operator."""
    try:
        user = tk.current_user
        return not user or getattr(user, "sysadmin", False) or not getattr(user, "is_authenticated", False)
    except RuntimeError:
        return True
