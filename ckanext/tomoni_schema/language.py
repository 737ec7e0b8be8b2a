"""The language to answer in, also where there is no page: jobs and the command line."""

from __future__ import annotations

from ckan.plugins import toolkit as tk
from flask import has_request_context

__all__ = ["japanese", "pick"]


def japanese() -> bool:
    """Whether to answer in Japanese: the visitor's choice, or the portal's own language outside a request."""
    language = tk.h.lang() if has_request_context() else tk.config["ckan.locale_default"]
    return str(language).startswith("ja")


def pick(ja: str, en: str) -> str:
    """The text of that language, the other one when it is empty."""
    return (ja or en) if japanese() else (en or ja)
