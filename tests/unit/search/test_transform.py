"""The Solr schema is made from CKAN's by structure: any order, either layout, and a clear error when it has changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - lxml ships no types

# Not `import config.solr`: CKAN's own fixtures put a package of that name first on the path.
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "config" / "solr"))

from build_configset import HERE, ckan_schema, main  # pyright: ignore[reportMissingImports]
from transform import (  # pyright: ignore[reportMissingImports]
    ANCHORS,
    SchemaChanged,
    fold_words,
    transform,
)

CHANGES = HERE / "japanese.xml"
EXPLICIT = {
    "tomoni_municipality": "string",
    "tomoni_municipality_code": "string",
    "tomoni_prefecture": "string",
    "tomoni_place": "string",
    "tomoni_standard": "string",
    "tomoni_frequency": "string",
    "tomoni_quality": "string",
    "tomoni_quality_score": "pint",
    "tomoni_project_count": "pint",
}


def _fields(root: etree._Element) -> dict[str, str]:
    return {field.get("name", ""): field.get("type", "") for field in root.iter("field")}


def _reversed_without_wrappers(tmp_path: Path) -> Path:
    """CKAN's schema as the next one may be: no <types> and <fields>, everything in another order."""
    old = etree.parse(str(ckan_schema())).getroot()
    new = etree.Element("schema", name="ckan-2.13", version="1.7")
    for element in reversed([e for e in old.iter() if e.tag in {"fieldType", "field", "dynamicField", "copyField"}]):
        new.append(element)
    path = tmp_path / "schema.xml"
    path.write_bytes(etree.tostring(new))
    return path


def test_name_and_every_element_of_ckan_is_kept() -> None:
    """CKAN checks the name; nothing it indexes may be lost."""
    theirs = etree.parse(str(ckan_schema())).getroot()
    ours = etree.fromstring(transform(ckan_schema(), CHANGES))
    assert ours.get("name") == theirs.get("name") == "ckan-2.12"
    assert _fields(theirs).items() <= _fields(ours).items()
    copies = {(c.get("source"), c.get("dest")) for c in theirs.iter("copyField")}
    assert copies <= {(c.get("source"), c.get("dest")) for c in ours.iter("copyField")}
    types = {e.get("name") for e in theirs.iter("fieldType", "fieldtype")}
    assert types <= {e.get("name") for e in ours.iter("fieldType", "fieldtype")}
    assert ours.findtext("uniqueKey") == "index_id"


@pytest.mark.parametrize("layout", ["installed", "reordered"])
def test_explicit_fields_of_the_architecture(layout: str, tmp_path: Path) -> None:
    """The fields that the rooms write exist with their types, and can be faceted and sorted."""
    schema = ckan_schema() if layout == "installed" else _reversed_without_wrappers(tmp_path)
    root = etree.fromstring(transform(schema, CHANGES))
    assert EXPLICIT.items() <= _fields(root).items()
    found = {f.get("name"): f for f in root.iter("field")}
    assert all(found[name].get("docValues") == "true" for name in EXPLICIT)
    assert [name for name in EXPLICIT if found[name].get("multiValued") == "true"] == [
        "tomoni_place",
        "tomoni_standard",
    ]


@pytest.mark.parametrize("layout", ["installed", "reordered"])
def test_text_types_are_replaced_once(layout: str, tmp_path: Path) -> None:
    """One type of each name is left, and it is the Japanese one."""
    schema = ckan_schema() if layout == "installed" else _reversed_without_wrappers(tmp_path)
    root = etree.fromstring(transform(schema, CHANGES))
    for name in ("text", "text_general"):
        (kind,) = [e for e in root.iter("fieldType") if e.get("name") == name]
        tokenizers = [t.get("class") for t in kind.iter("tokenizer")]
        assert tokenizers == ["solr.JapaneseTokenizerFactory"] * 2
    stemmed = {e.get("name"): len(list(e.iter("filter"))) for e in root.iter("fieldType")}
    assert stemmed["text"] > stemmed["text_general"]


def test_wrappers_are_used_where_the_schema_has_them() -> None:
    """CKAN 2.12 keeps types and fields apart; ours go where Solr's own parser expects them."""
    root = etree.fromstring(transform(ckan_schema(), CHANGES))
    assert {e.get("name") for e in root.findall("fields/field")} >= set(EXPLICIT)
    assert root.find("types/fieldType[@name='text_reading']") is not None


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in ANCHORS.items() for name in names])
def test_missing_anchor_is_named(kind: str, name: str, tmp_path: Path) -> None:
    """When CKAN renames what the changes stand on, the error says which and where to mend it."""
    root = etree.parse(str(ckan_schema())).getroot()
    tag = "fieldType" if kind == "type" else "field"
    element = next(e for e in root.iter(tag) if e.get("name") == name)
    element.set("name", "renamed")
    path = tmp_path / "schema.xml"
    path.write_bytes(etree.tostring(root))
    with pytest.raises(SchemaChanged, match=rf"{kind} {name}\b.*japanese\.xml"):
        transform(path, CHANGES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<schema name='example' version='1.6'/>", "not a schema of CKAN"),
        ("<config name='ckan-2.12'/>", "not a schema of CKAN"),
        ("<schema name='ckan-2.12'", "not well-formed"),
    ],
)
def test_what_is_not_a_ckan_schema_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """A wrong file is said to be wrong, not turned into something."""
    path = tmp_path / "schema.xml"
    path.write_text(text)
    with pytest.raises(SchemaChanged, match=message):
        transform(path, CHANGES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("<field name='title' type='string'/>", "field title of its own"),
        ("<field name='fresh' type='text_klingon'/>", "type text_klingon"),
        ("<uniqueKey>id</uniqueKey>", "<uniqueKey> is not known"),
    ],
)
def test_changes_that_do_not_fit_are_refused(change: str, message: str, tmp_path: Path) -> None:
    """A field of CKAN's is never redefined, a type that is not there never used."""
    path = tmp_path / "changes.xml"
    path.write_text(f"<tomoni>{change}</tomoni>")
    with pytest.raises(SchemaChanged, match=message):
        transform(ckan_schema(), path)


def test_entities_of_a_hostile_schema_are_not_read(tmp_path: Path) -> None:
    """An external entity in a schema file does not pull a local file in."""
    secret = tmp_path / "secret.txt"
    secret.write_text("ckan-secret")
    path = tmp_path / "schema.xml"
    path.write_text(f'<!DOCTYPE s [<!ENTITY x SYSTEM "file://{secret}">]>\n<schema name="ckan-1">&x;</schema>')
    with pytest.raises(SchemaChanged) as caught:
        transform(path, CHANGES)
    assert "ckan-secret" not in str(caught.value)


def test_synonyms_are_folded_as_the_analysis_folds() -> None:
    """Full-width, half-width kana and capitals reach Solr's rules in the form the tokens will have."""
    text = "# comment\nＡＥＤ, ｴｰｲｰﾃﾞｨｰ\n\nWi-Fi, 無線LAN  # why\n"
    assert fold_words(text) == "aed, エーイーディー\nwi-fi, 無線lan\n"


def test_configset_is_complete(tmp_path: Path) -> None:
    """Every file that the schema names is beside it."""
    main(tmp_path)
    root = etree.parse(str(tmp_path / "schema.xml")).getroot()
    named = {
        v
        for e in root.iter()
        for k, v in e.attrib.items()
        if k in {"synonyms", "tags", "protected", "words", "userDictionary"}
    }
    assert {"synonyms_ja.txt", "userdict_ja.txt"} <= named
    assert [name for name in named if not (tmp_path / str(name)).is_file()] == []
    assert (tmp_path / "solrconfig.xml").is_file()
