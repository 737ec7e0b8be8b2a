"""Write Tomoni's Solr configset from the schema of the CKAN that is installed.

Usage: ``python config/solr/build_configset.py FOLDER``
"""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from transform import SchemaChanged, fold_words, transform  # noqa: E402

WORD_LISTS = ("synonyms_ja.txt", "userdict_ja.txt")
"""What Solr reads without the character filters of the field, and so is folded here as they fold."""


def ckan_schema() -> Path:
    """Return the path of CKAN's own schema.xml."""
    spec = find_spec("ckan")
    if spec is None or spec.origin is None:
        sys.exit("CKAN is not installed in this Python")
    return Path(spec.origin).parent / "config" / "solr" / "schema.xml"


def main(folder: Path) -> None:
    """Write the configset into ``folder``, over what is there.

    :raises SchemaChanged: when the installed CKAN's schema is not of the expected shape
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(HERE / "conf", folder, dirs_exist_ok=True)
    for name in WORD_LISTS:
        (folder / name).write_text(fold_words((HERE / "conf" / name).read_text("utf-8")), "utf-8")
    (folder / "schema.xml").write_bytes(transform(ckan_schema(), HERE / "japanese.xml"))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except SchemaChanged as problem:
        sys.exit(f"Solr のスキーマを作れません / Solr's schema cannot be made: {problem}")
