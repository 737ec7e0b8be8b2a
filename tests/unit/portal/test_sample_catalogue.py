"""The sample data says what it is, and its codes are right but belong to nobody."""

from __future__ import annotations

import pytest

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_portal.sample import catalogue

CONTENT = catalogue.read()


@pytest.mark.parametrize("organization", CONTENT["organizations"], ids=lambda one: one["name"])
def test_code_is_well_formed_and_nobodys(organization: dict[str, str]) -> None:
    """The check digit holds, and no real body has the code."""
    code = organization["local_government_code"]
    assert local_government.check_digit(code[:5]) == code[5]
    assert local_government.problem(code) is None
    assert local_government.find(code) is None


@pytest.mark.parametrize("kind", ["organizations", "datasets"])
def test_everything_says_that_it_is_a_sample(kind: str) -> None:
    """Each description says サンプルデータ."""
    for one in CONTENT[kind]:
        assert "サンプルデータ" in one.get("notes", one.get("description", "")), one["name"]


def test_files_are_there_and_in_two_encodings() -> None:
    """Every file named exists; some are CP932, as municipal files are."""
    names = [resource["file"] for dataset in CONTENT["datasets"] for resource in dataset["resources"]]
    encodings = set()
    for name in names:
        data = catalogue.SampleFile(name).data
        encodings.add("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp932")
        data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp932")
    assert len(names) == 10
    assert encodings == {"utf-8-sig", "cp932"}
