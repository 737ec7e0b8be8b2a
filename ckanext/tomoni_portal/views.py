"""The home page's view: CKAN's own, which fails when Solr cannot be reached, made to answer."""

from __future__ import annotations

import logging

from ckan.lib.search import SolrConnectionError
from ckan.plugins import toolkit as tk
from ckan.views import home as core

log = logging.getLogger(__name__)


def index() -> str:
    """Render the home page; without Solr its blocks say that they cannot be shown."""
    try:
        return core.index()
    except SolrConnectionError:
        log.warning("the home page is shown without Solr")
        return tk.render("home/index.html", extra_vars={"search_facets": {}})
