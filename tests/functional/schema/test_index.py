"""Index fields, codes of organizations, and the dataset page."""

from __future__ import annotations

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.tomoni_schema import index, jobs

pytestmark = pytest.mark.usefixtures("non_clean_db")


def _ids(**query: object) -> set[str]:
    return {item["id"] for item in helpers.call_action("package_search", rows=100, **query)["results"]}


@pytest.mark.usefixtures("clean_index")
def test_fields_are_searchable() -> None:
    """Municipality, code, prefecture, standard and frequency can be asked for."""
    org = factories.Organization(title="見本の組織", local_government_code="372013")
    dataset = factories.Dataset(owner_org=org["id"], tomoni_standard="aed@2021", frequency_of_update="年1回（4月頃）")
    factories.Dataset(owner_org=factories.Organization(title="Nobody")["id"])
    for fq in (
        "tomoni_municipality:高松市",
        "tomoni_municipality_code:372013",
        "tomoni_prefecture:香川県",
        "tomoni_standard:aed",
        "tomoni_frequency:yearly",
    ):
        assert _ids(fq=fq) == {dataset["id"]}, fq


@pytest.mark.usefixtures("clean_index")
def test_places_are_indexed_with_those_above_them() -> None:
    """A ward's dataset is found for the ward, the city and the prefecture; the place that spatial names counts too."""
    ward = factories.Organization(title="見本の区", local_government_code="011011")
    of_ward = factories.Dataset(owner_org=ward["id"])
    prefecture = factories.Organization(title="見本の県", local_government_code="370002")
    of_city = factories.Dataset(owner_org=prefecture["id"], spatial="香川県高松市")
    unclear = factories.Dataset(owner_org=prefecture["id"], spatial="府中市")
    assert {code: _ids(fq=f"tomoni_place:{code}") for code in ("010006", "011002", "011011")} == {
        code: {of_ward["id"]} for code in ("010006", "011002", "011011")
    }
    assert _ids(fq="tomoni_place:370002") == {of_city["id"], unclear["id"]}
    assert _ids(fq="tomoni_place:372013") == {of_city["id"]}


@pytest.mark.usefixtures("clean_index")
def test_several_standards_in_one_dataset() -> None:
    """Each resource may follow its own; both are indexed."""
    resources = [{"url": "https://example.com/a.csv", "tomoni_standard": s} for s in ("aed", "hospital")]
    dataset = factories.Dataset(owner_org=factories.Organization()["id"], resources=resources)
    assert _ids(fq="tomoni_standard:aed") == _ids(fq="tomoni_standard:hospital") == {dataset["id"]}


@pytest.mark.usefixtures("clean_index")
def test_frequency_of_other_portals() -> None:
    """東京都 writes 更新頻度 into extras; a dataset with an unknown standard is kept and indexed without it."""
    dataset = factories.Dataset(
        owner_org=factories.Organization()["id"],
        tomoni_standard="somebody_elses",
        extras=[{"key": "更新頻度", "value": "月次"}],
    )
    assert _ids(fq="tomoni_frequency:monthly") == {dataset["id"]}


@pytest.mark.usefixtures("clean_index")
def test_a_very_long_value_does_not_keep_a_dataset_out() -> None:
    """Lucene refuses terms of more than 32,766 bytes."""
    dataset = factories.Dataset(owner_org=factories.Organization()["id"], history_information="来歴" * 20_000)
    assert dataset["id"] in _ids(q="*:*")


@pytest.mark.usefixtures("clean_index")
def test_fields_follow_the_organization(monkeypatch: pytest.MonkeyPatch) -> None:
    """When an organization gets its code, a job indexes its datasets again; twice does nothing more."""
    queued: list[str] = []
    monkeypatch.setattr(tk, "enqueue_job", lambda job, args, **_: queued.extend(args))
    org = factories.Organization(title="見本の組織")
    dataset = factories.Dataset(owner_org=org["id"])
    assert _ids(fq="tomoni_prefecture:沖縄県") == set()
    context = {"user": factories.Sysadmin()["name"]}
    helpers.call_action("organization_patch", context, id=org["id"], local_government_code="472018")
    assert queued == [org["id"]]
    assert jobs.reindex_organization(org["id"]) == 1
    assert _ids(fq="tomoni_prefecture:沖縄県") == {dataset["id"]}
    assert jobs.reindex_organization(org["id"]) == 0
    helpers.call_action("organization_patch", context, id=org["id"], local_government_code="")
    assert jobs.reindex_organization(org["id"]) == 1
    assert _ids(fq="tomoni_prefecture:沖縄県") == set()
    # From one ward of a city to another: the municipality stays, the place does not.
    for code in ("011011", "011029"):
        helpers.call_action("organization_patch", context, id=org["id"], local_government_code=code)
        assert jobs.reindex_organization(org["id"]) == 1
        assert _ids(fq=f"tomoni_place:{code}") == {dataset["id"]}
    assert jobs.reindex_organization(org["id"]) == 0


def test_a_queue_that_is_down_does_not_fail_the_save(monkeypatch: pytest.MonkeyPatch) -> None:
    """The organization is saved; the fault is logged."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(tk, "enqueue_job", refuse)
    org = factories.Organization()
    context = {"user": factories.Sysadmin()["name"]}
    helpers.call_action("organization_patch", context, id=org["id"], title_en="Saved")
    saved = helpers.call_action("organization_show", id=org["id"])
    assert saved["title_en"] == "Saved"


@pytest.mark.parametrize(
    ("code", "title", "expected"),
    [
        ("372013", "", ("高松市", "372013", "香川県")),
        ("011011", "", ("札幌市", "011002", "北海道")),
        ("130001", "", ("東京都", "130001", "東京都")),
        ("", "高松市", ("高松市", "372013", "香川県")),
        ("", "香川県高松市", ("高松市", "372013", "香川県")),
        ("132063", "", ("府中市（東京都）", "132063", "東京都")),
    ],
)
def test_municipality(code: str, title: str, expected: tuple[str, str, str]) -> None:
    """By code; a ward counts for its city; by title when exactly one body has it; like names get their prefecture."""
    assert tuple(index.municipality_fields(code, title).values()) == expected


@pytest.mark.parametrize(("code", "title"), [("", ""), ("", "府中市"), ("", "みほん市"), ("999999", "高松市")])
def test_no_municipality(code: str, title: str) -> None:
    """Nothing is guessed: an ambiguous or unknown name, a code that is none."""
    assert index.municipality_fields(code, title) == {}


def test_a_fault_never_stops_the_index() -> None:
    """Damaged input is logged and indexed without our fields."""
    assert index.add_fields({"id": "x", "validated_data_dict": "{not json", "tomoni_standard": "a"}) == {
        "id": "x",
        "validated_data_dict": "{not json",
    }


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("local_government_code", "37201", "検査数字"),
        ("local_government_code", "372014", "372013"),
        ("local_government_code", "高松市", "372013"),
        ("corporate_number", "4.00E+12", "指数"),
        ("corporate_number", "12345", ""),
    ],
)
def test_wrong_codes_teach(field: str, value: str, says: str) -> None:
    """The error says what is wrong and, where it can be known, the right code."""
    with pytest.raises(tk.ValidationError) as caught:
        factories.Organization(**{field: value})
    assert says in caught.value.error_dict[field][0]


def test_width_of_codes_is_mended() -> None:
    """Full-width digits are stored half-width."""
    org = factories.Organization(local_government_code="３７２０１３", corporate_number="1-0000-2037-2013")
    assert (org["local_government_code"], org["corporate_number"]) == ("372013", "1000020372013")


def test_dataset_page_shows_the_fields(app) -> None:
    """Labels and values in Japanese, empty fields left out, the standard linked."""
    dataset = factories.Dataset(
        owner_org=factories.Organization()["id"],
        tomoni_standard="aed",
        frequency_of_update="毎年",
        license_id="PDL1.0",
        maintainer="見本課",
    )
    page = app.get(f"/dataset/{dataset['name']}").body
    for text in ("更新頻度", "毎年", "所管課", "見本課", 'href="/standards/aed"', "AED設置箇所一覧"):
        assert text in page
    for absent in ("問い合わせフォームURL", "対象期間"):
        assert absent not in page
    assert "List of AED locations" in app.get(f"/en/dataset/{dataset['name']}").body


def test_resource_page_shows_the_fields(app) -> None:
    """Encoding and licence in Japanese; the dataset's licence where the resource names none; no keys for programs."""
    dataset = factories.Dataset(
        owner_org=factories.Organization()["id"],
        license_id="CC-BY-4.0",
        resources=[{"url": "https://example.com/a.csv", "encoding": "UTF-8", "access_url": "javascript:alert(1)"}],
    )
    page = app.get(f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}").body
    assert "文字コード" in page
    assert "クリエイティブ・コモンズ 表示 4.0 国際" in page
    assert 'href="javascript:' not in page
    assert "APIへの対応" not in page
    assert "Package id" not in page
