"""The addresses of the catalogue's pages in RDF (ckanext-dcat 2.4).

ckanext-dcat puts the words of a search into them as they are, so that a blank in ``/catalog.ttl?q=a b`` makes an
address that RDF cannot hold, and the page fails. They are quoted here until ckanext-dcat does it.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from ckanext.dcat import logic

from ckanext.tomoni_schema.dcat import values

__all__ = ["quote_addresses"]


def quote_addresses() -> None:
    """Make ckanext-dcat quote its pages' addresses; a second call changes nothing."""
    theirs = logic._pagination_info
    if hasattr(theirs, "__wrapped__"):
        return

    @wraps(theirs)
    def quoted(query: Any, data_dict: Any) -> dict[str, Any]:
        return {name: _quoted(value) for name, value in theirs(query, data_dict).items()}

    logic._pagination_info = quoted


def _quoted(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    address = values.address(value)
    return value.split("?")[0] if address is None else str(address)
