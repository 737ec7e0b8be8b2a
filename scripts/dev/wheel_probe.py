"""Run inside the clean environment: the installed wheel holds all the project's files and answers its first pages.

Usage: ``python -P wheel_probe.py INI CHECKOUT``. The checkout is only listed, never imported from.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PAGES = (
    "/",
    "/standards",
    "/dataset/",
    "/organization/",
    "/harvest",
    "/events",
    "/projects",
    "/quality",
    "/api/3/action/status_show",
)
#: What a wheel forgets first. Each kind must be there at least once, or this probe proves nothing.
KINDS = {
    "templates": "ckanext/*/templates/**/*.html",
    "translations": "ckanext/*/i18n/**/*.mo",
    "front-end libraries": "ckanext/tomoni_portal/public/vendor/**/*.js",
    "migrations": "ckanext/*/migration/**/*.py",
    "forms": "schemas/*.yaml",
    "standards": "schemas/standards/**/*.yaml",
    "settings": "ckanext/*/config_declaration.yaml",
}
IGNORED = ("__pycache__", ".pyc", ".po~", ".built")


def files(checkout: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file that belongs into the wheel, with its place in an installation."""
    for folder, installed in (("ckanext", "ckanext"), ("schemas", "ckanext/tomoni_core/schemas")):
        for path in sorted((checkout / folder).rglob("*")):
            relative = path.relative_to(checkout / folder).as_posix()
            if path.is_file() and not any(word in relative for word in IGNORED):
                yield path, f"{installed}/{relative}"


def missing(checkout: Path, site: Path) -> list[str]:
    """Return what the checkout holds and the installation lacks, and each kind of file the checkout itself lacks."""
    lacking = [name for _, name in files(checkout) if not (site / name).is_file()]
    return lacking + [
        f"no {kind} in the checkout" for kind, pattern in KINDS.items() if not any(checkout.glob(pattern))
    ]


def site_of(package: str) -> Path:
    """Return the folder into which the package was installed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed")
    return Path(spec.origin).parents[2]


def main(ini: str, checkout: str) -> int:
    """Return how many files are missing and how many pages do not answer 200."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    site = site_of("ckanext.tomoni_portal")
    if Path(checkout).resolve() in site.resolve().parents or site.resolve() == Path(checkout).resolve():
        sys.exit(f"the probe runs on the checkout itself: {site}")
    lacking = missing(Path(checkout), site)
    print("\n".join(f"missing: {name}" for name in lacking))
    client = make_app(CKANConfigLoader(ini).get_config()).test_client()
    answers = {page: client.get(page).status_code for page in PAGES}
    print("\n".join(f"{code} {page}" for page, code in answers.items()))
    return len(lacking) + sum(code != 200 for code in answers.values())


if __name__ == "__main__":
    sys.exit(min(main(*sys.argv[1:3]), 100))
