"""A damaged definition says which file it is and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ckanext.tomoni_core.errors import StandardError
from ckanext.tomoni_core.standards import loading


@pytest.fixture
def schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of definitions with one good standard."""
    (tmp_path / "standards" / "aed").mkdir(parents=True)
    (tmp_path / "vocabulary.yaml").write_text("name: {aliases: [名称]}", encoding="utf-8")
    source = (loading._ROOT / "standards" / "aed" / "2021.yaml").read_text(encoding="utf-8")
    (tmp_path / "standards" / "aed" / "2021.yaml").write_text(source, encoding="utf-8")
    monkeypatch.setattr(loading, "_ROOT", tmp_path)
    return tmp_path


def test_the_good_folder_loads(schemas: Path) -> None:
    """The fixture itself is sound; files that are no YAML are not read."""
    (schemas / "standards" / "aed" / "notes.txt").write_text("x", encoding="utf-8")
    assert [standard.id for standard in loading.standards()] == ["aed@2021"]


def _without(key: str) -> str:
    descriptor = yaml.safe_load((loading._ROOT / "standards" / "aed" / "2021.yaml").read_text(encoding="utf-8"))
    del descriptor[key]
    return yaml.safe_dump(descriptor, allow_unicode=True)


@pytest.mark.parametrize("key", ["slug", "edition", "title", "source", "fields", "verified"])
def test_a_missing_key_is_named(schemas: Path, key: str) -> None:
    """The error names the file and the key, in both languages."""
    (schemas / "standards" / "aed" / "2021.yaml").write_text(_without(key), encoding="utf-8")
    with pytest.raises(StandardError) as caught:
        loading.standards()
    assert "standards/aed/2021.yaml" in caught.value.message("ja")
    assert key in caught.value.message("en")


@pytest.mark.parametrize(
    "content", [b"a: [", b"\xff\xfe\x00", b"- a list", b"", b"!!python/object/apply:os.system [x]"]
)
def test_not_yaml(schemas: Path, content: bytes) -> None:
    """Broken YAML, another encoding, no mapping, nothing, or an object that would run code."""
    (schemas / "standards" / "aed" / "2021.yaml").write_bytes(content)
    with pytest.raises(StandardError) as caught:
        loading.standards()
    assert "2021.yaml" in caught.value.message("ja")
