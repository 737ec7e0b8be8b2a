"""Finds the messages of CKAN and of the extensions in use that no Japanese catalogue translates.

Core is asked through its template catalogue (``ckan.pot``); extensions that ship none are read with CKAN's own
extractors. Extensions of core that a Tomoni portal does not load are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

EXTRACTORS = [("**/tests/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "ckan")]
EXTENSIONS = ("ckanext.scheming", "ckanext.harvest", "ckanext.dcat")
PLUGINS = tuple(f"ckanext.tomoni_{name}" for name in ("portal", "schema", "quality", "harvest", "hackathon"))
NOT_LOADED = re.compile(
    r"ckanext/(example_\w+|stats|tabledesigner|datapusher|audioview|videoview|imageview|webpageview|reclineview|expire_"
    r"|chained_|resourceproxy|multilingual|datatablesview_)|ckan/(tests|cli|migration)/|templates/development"
)


def missing() -> Iterator[tuple[str, str]]:
    """Yield the place and the message of everything without Japanese, core first."""
    known = translated()
    core = polib.pofile(str(_folder("ckan") / "i18n" / "ckan.pot"))
    for entry in core:
        places = [place for place, _ in entry.occurrences if not NOT_LOADED.search(place)]
        if places and entry.msgid not in known:
            yield places[0], entry.msgid
    for package in EXTENSIONS:
        for place, message in sorted(extracted(package)):
            if message not in known:
                yield f"{package}: {place}", message


def translated() -> set[str]:
    """Return the message ids that core's or one of our catalogues has in Japanese."""
    files = [_folder("ckan") / "i18n" / "ja" / "LC_MESSAGES" / "ckan.po"]
    files += [path for package in PLUGINS for path in _folder(package).glob("i18n/ja/LC_MESSAGES/*.po")]
    return {entry.msgid for path in files for entry in polib.pofile(str(path)) if entry.translated()}


def extracted(package: str) -> set[tuple[str, str]]:
    """Return the file and the message id of each message in the code and the templates of ``package``."""
    options: dict[str, Any] = {"**/templates/**.html": {"trimmed": "True", "silent": "False"}}
    found = extract_from_dir(_folder(package), EXTRACTORS, options, DEFAULT_KEYWORDS)
    singular = ((place, message[0] if isinstance(message, tuple) else message) for place, _, message, *_ in found)
    return {(place, message) for place, message in singular if message}


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent
