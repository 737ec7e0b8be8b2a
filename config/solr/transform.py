"""Make Tomoni's Solr schema out of CKAN's own, by structure and not by text.

Takes any schema.xml of CKAN that has the types and fields named in ``ANCHORS`` and merges ``japanese.xml`` into it, so
that the next CKAN's schema can be taken as it is. It never guesses: what it expects and does not find is an error that
names it. The schema's ``name`` (``ckan-2.12``) is kept, because CKAN refuses an index of another name.
"""

from __future__ import annotations

import copy
import unicodedata
from pathlib import Path

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - lxml ships no types

__all__ = ["ANCHORS", "SchemaChanged", "fold_words", "transform"]

ANCHORS = {
    "type": ("text", "text_general", "string", "pint"),
    "field": ("name", "title", "notes", "tags", "groups", "organization", "res_name", "text"),
}
"""What the changes stand on: the field types they replace or use, the fields they copy from or search."""

_WRAPPERS = {"fieldtype": "types", "field": "fields"}


class SchemaChanged(ValueError):
    """CKAN's schema is not of the shape the changes were written for; the message says what is missing."""


def transform(schema: Path, changes: Path) -> bytes:
    """Return CKAN's schema with the changes merged in.

    :param schema: CKAN's schema.xml
    :param changes: ``japanese.xml``
    :raises SchemaChanged: when an anchor is missing or CKAN has a field of one of our names
    """
    root = _parse(schema)
    _check_name(root)
    _check_anchors(root)
    for change in _parse(changes):
        if not isinstance(change.tag, str):
            continue
        element = copy.deepcopy(change)
        if element.tag == "fieldType":
            _put_type(root, element)
        elif element.tag == "field":
            _add_field(root, element)
        elif element.tag == "copyField":
            root.append(element)
        else:
            raise SchemaChanged(f"{changes.name}: <{element.tag}> is not known to config/solr/transform.py")
    etree.indent(root, space="  ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def fold_words(text: str) -> str:
    """Return a list of words as the analysis sees them: NFKC and case-folded, comments and empty lines dropped.

    Solr reads synonyms and dictionaries with a tokenizer only, without the character filters of the field.
    """
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    folded = (unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", line).casefold()) for line in lines if line)
    return "".join(f"{line}\n" for line in folded)


def _parse(path: Path) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        return etree.parse(str(path), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise SchemaChanged(f"{path} is not well-formed XML: {error}") from error


def _check_name(root: etree._Element) -> None:
    if root.tag != "schema" or not (root.get("name") or "").startswith("ckan-"):
        raise SchemaChanged('expected <schema name="ckan-X.Y">: this is not a schema of CKAN 2.10 or later')


def _check_anchors(root: etree._Element) -> None:
    missing = [
        f"{kind} {name}"
        for kind, names in ANCHORS.items()
        for name in names
        if (_type(root, name) if kind == "type" else _named(root, "field", name)) is None
    ]
    if missing:
        raise SchemaChanged(
            f"CKAN's schema {root.get('name')} has no " + ", ".join(missing) + ": look at what took their place"
            " and change config/solr/japanese.xml and ANCHORS in config/solr/transform.py"
        )


def _named(root: etree._Element, tag: str, name: str) -> etree._Element | None:
    """Return the element of this tag and name; CKAN writes both fieldType and fieldtype."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.lower() == tag.lower() and element.get("name") == name:
            return element
    return None


def _type(root: etree._Element, name: str) -> etree._Element | None:
    return _named(root, "fieldtype", name)


def _home(root: etree._Element, tag: str) -> etree._Element:
    """Return where elements of this tag live: the old <types>/<fields> or the schema itself."""
    wrapper = root.find(_WRAPPERS[tag.lower()])
    return root if wrapper is None else wrapper


def _put_type(root: etree._Element, element: etree._Element) -> None:
    old = _type(root, element.get("name", ""))
    if old is None:
        _home(root, element.tag).append(element)
        return
    parent = old.getparent()
    assert parent is not None  # noqa: S101 - the root is a schema, never a fieldType
    parent.replace(old, element)


def _add_field(root: etree._Element, element: etree._Element) -> None:
    name = element.get("name", "")
    if _named(root, "field", name) is not None:
        raise SchemaChanged(f"CKAN's schema {root.get('name')} now has a field {name} of its own: rename ours")
    if _type(root, element.get("type", "")) is None:
        raise SchemaChanged(f"field {name} is of type {element.get('type')}, which the schema does not have")
    _home(root, element.tag).append(element)
