"""Write Tomoni's Solr configset from the schema of the CKAN that is installed.

Usage: ``python config/solr/build_configset.py FOLDER``
"""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent


def ckan_schema() -> Path:
    """Return the path of CKAN's own schema.xml."""
    spec = find_spec("ckan")
    if spec is None or spec.origin is None:
        sys.exit("CKAN is not installed in this Python")
    return Path(spec.origin).parent / "config" / "solr" / "schema.xml"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(HERE / "conf", folder, dirs_exist_ok=True)
    shutil.copy(ckan_schema(), folder / "schema.xml")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
