"""Puts the overlay catalogue after every other one.

CKAN merges the catalogues of its plugins in the order they are loaded, and Flask-Babel takes the plural rule of the
last of them. When that one has no Japanese (ckanext-harvest, ckanext-dcat and ckanext-scheming ship none), the rule
of English is left, and every count falls back to English: 「605 datasets found for "人口"」.
"""

from __future__ import annotations

from flask import Flask


def put_last(app: Flask, directory: str, domain: str) -> None:
    """Move the catalogue ``domain`` of ``directory`` to the end, so that its messages and its plural rule win."""
    babel = app.extensions["babel"]
    ours = (directory, domain)
    pairs = list(zip(babel.translation_directories, babel.default_domain.split(";"), strict=True))
    ordered = [pair for pair in pairs if pair != ours] + [ours]
    babel.translation_directories[:] = [place for place, _ in ordered]
    babel.default_domain = ";".join(name for _, name in ordered)
    vars(babel.instance).pop("domain_instance", None)  # Flask-Babel keeps the domain it was first asked for
