"""Japanese for CKAN's scripts: the files that ``/api/i18n/<language>`` serves.

CKAN writes them only under its development server or by ``ckan translation js``, for all its sixty languages, and
gives up when one plugin has no catalogue folder. Here they are written when the application starts, for the languages
offered, and only when a catalogue is newer.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from ckan.lib import i18n
from ckan.plugins import PluginImplementations
from ckan.plugins.interfaces import ITranslation

log = logging.getLogger(__name__)


def ensure() -> None:
    """Write what is missing or stale; a folder that cannot be written costs the translation, not the portal."""
    try:
        for language in i18n.get_locales():
            _ensure(language)
    except OSError:
        log.warning("the translations of scripts could not be written", exc_info=True)


def catalogue_files(language: str) -> list[Path]:
    """Return the catalogues of ``language``, core's first, in the order in which they override each other."""
    places = [(i18n.get_ckan_i18n_dir(), "ckan")]
    places += [(plugin.i18n_directory(), plugin.i18n_domain()) for plugin in PluginImplementations(ITranslation)]
    files = [Path(folder) / language / "LC_MESSAGES" / f"{domain}.po" for folder, domain in places]
    return [path for path in files if path.is_file()]


def _ensure(language: str) -> None:
    sources = catalogue_files(language)
    target = Path(i18n.get_js_translations_dir()) / f"{language}.js"
    newest = max((path.stat().st_mtime for path in sources), default=0)
    if not sources or (target.exists() and target.stat().st_mtime >= newest):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    wanted = i18n._get_js_translation_entries(str(Path(i18n.get_ckan_i18n_dir()) / "ckan.pot"))
    draft = target.with_suffix(f".{os.getpid()}")
    i18n._build_js_translation(language, [str(path) for path in sources], wanted, str(draft))
    draft.replace(target)
