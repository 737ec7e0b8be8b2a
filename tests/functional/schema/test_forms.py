"""Dataset and organization forms: which fields, in which language, how tolerant."""

from __future__ import annotations

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

pytestmark = pytest.mark.usefixtures("non_clean_db")

DATASET_FIELDS = (
    *("title", "title_en", "subtitle", "name", "notes", "notes_en", "tag_string", "license_id", "owner_org"),
    *("tomoni_standard", "theme", "frequency_of_update", "spatial", "temporal", "language", "landingPage", "author"),
    *("publisher", "maintainer", "contactPoint", "contactPoint_email", "contactPoint_tel", "contactPoint_ext"),
    *("contactPoint_formUrl", "contactPoint_etc", "compliant_standard", "related_documents", "history_information"),
    *("issued", "last_modified_date", "version", "opendata_id", "universal_menu", "etc", "data_format"),
    *("api_available", "tomoni_kind", "plateau_year", "plateau_features", "plateau_lod", "plateau_crs"),
    *("plateau_version", "url", "source_url"),
)
RESOURCE_FIELDS = (
    *("url", "name", "description", "format", "license_id", "access_url", "encoding", "issued", "last_modified_date"),
    *("status", "language", "terms_and_conditions", "compliant_standard", "related_documents", "api_available"),
    *("schema", "tomoni_standard"),
)
ORGANIZATION_FIELDS = {
    *("local_government_code", "corporate_number", "title_en", "contact_email", "contact_url", "homepage"),
    "default_license_id",
}


def _schema(kind: str) -> dict:
    return helpers.call_action(f"scheming_{kind}_schema_show", type=kind)


def test_fields_are_those_of_the_architecture_page() -> None:
    """Every field that other rooms rely on is in the form, and no other."""
    schema = _schema("dataset")
    assert {f["field_name"] for f in schema["dataset_fields"]} == set(DATASET_FIELDS)
    assert {f["field_name"] for f in schema["resource_fields"]} == set(RESOURCE_FIELDS)
    assert {f["field_name"] for f in _schema("organization")["fields"]} >= ORGANIZATION_FIELDS


@pytest.mark.parametrize(
    ("kind", "group"), [("dataset", "dataset_fields"), ("dataset", "resource_fields"), ("organization", "fields")]
)
def test_labels_speak_both_languages(kind: str, group: str) -> None:
    """Labels, help and placeholders exist in Japanese and English."""
    for field in _schema(kind)[group]:
        for key in ("label", "help_text", "form_placeholder"):
            if key in field and field["field_name"] != "url":  # scheming's upload snippet takes plain text alone
                assert set(field[key]) == {"ja", "en"}, field["field_name"]
                assert all(field[key].values()), field["field_name"]


def test_only_three_fields_are_required() -> None:
    """A harvested dataset is never refused for thin metadata."""
    required = {f["field_name"] for f in _schema("dataset")["dataset_fields"] if f.get("required")}
    assert required == {"title", "owner_org"}
    organization = factories.Organization()
    context = {"user": factories.Sysadmin()["name"]}
    name = factories.Dataset.stub().name
    dataset = helpers.call_action("package_create", context, name=name, owner_org=organization["id"])
    assert dataset["title"] == dataset["name"]
    assert not dataset.get("notes")


def test_all_fields_come_back() -> None:
    """Every text field is stored and read back; other people's extras stay."""
    fields = {
        name: f"{name} の値"
        for name in DATASET_FIELDS
        if name not in ("name", "owner_org", "tag_string", "url", "version")
    } | {"plateau_features": "bldg;tran", "plateau_lod": "1;2", "plateau_crs": "6697"}
    resource = {name: f"{name} の値" for name in RESOURCE_FIELDS if name != "url"} | {
        "url": "https://example.com/a.csv"
    }
    dataset = factories.Dataset(
        **fields,
        url="https://example.com/",
        version="1.0",
        owner_org=factories.Organization()["id"],
        resources=[resource],
        extras=[{"key": "更新頻度", "value": "月次"}],
    )
    shown = helpers.call_action("package_show", id=dataset["id"])
    assert {k: shown[k] for k in fields} == fields
    assert {k: shown["resources"][0][k] for k in resource} == resource
    assert shown["extras"] == [{"key": "更新頻度", "value": "月次"}]


def test_licences_of_japan_are_offered() -> None:
    """The licence list is ours, in the order of the file, with Japanese titles."""
    licences = {item["id"]: item for item in helpers.call_action("license_list")}
    for licence in ("CC-BY-4.0", "cc-by-40-intl", "cc-by-21-jp", "CC0-1.0", "PDL1.0", "japanese-20", "japanese-10"):
        assert licences[licence]["title_en"]
    assert licences["CC-BY-4.0"]["title"].startswith("クリエイティブ・コモンズ")


def test_operator_may_replace_the_licences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting of the operator wins over ours."""
    from ckanext.tomoni_schema import defaults

    config = {"licenses_group_url": "https://example.com/licenses.json"}
    defaults.apply(config)
    assert config["licenses_group_url"] == "https://example.com/licenses.json"


def test_form_page_in_japanese_and_english(app) -> None:
    """The form shows labels of the visitor's language and the suggestions."""
    user = factories.SysadminWithToken()
    headers = {"Authorization": user["token"]}
    factories.Organization()
    page = app.get("/dataset/new", headers=headers).body
    assert "準拠する自治体標準データセット" in page
    assert '<option value="四半期ごと">' in page
    assert "公共データ利用規約" in page
    english = app.get("/en/dataset/new", headers=headers).body
    assert "Update frequency" in english
    assert "Public Data License" in english


def test_resource_and_organization_forms(app) -> None:
    """The resource form and the organization form answer with our labels."""
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    dataset = factories.Dataset(owner_org=factories.Organization()["id"])
    assert "文字コード" in app.get(f"/dataset/{dataset['name']}/resource/new", headers=headers).body
    organization = app.get("/organization/new", headers=headers).body
    assert "全国地方公共団体コード" in organization
    assert 'data-module="tomoni-local-government"' in organization
    assert "tomoni_localgov_autocomplete" in organization


def test_hostile_values_stay_text(app) -> None:
    """A ``javascript:`` address is shown as text, markup is escaped."""
    dataset = factories.Dataset(
        owner_org=factories.Organization()["id"],
        landingPage="javascript:alert(1)",
        contactPoint_email='"><script>alert(1)</script>',
        license_id='<img src=x onerror="alert(1)">',
        source_url="https://example.com/page",
        notes_en="<script>alert(2)</script>",
    )
    page = app.get(f"/dataset/{dataset['name']}").body
    assert 'href="javascript:' not in page
    assert "<script>alert(" not in page
    assert "<img src=x" not in page
    assert 'href="https://example.com/page"' in page


def test_a_licence_that_is_not_listed_stays_chosen() -> None:
    """A harvested licence id is neither refused nor lost when the form is saved."""
    choices = tk.h.tomoni_license_choices({}, "CC-BY-SA-3.0")
    assert choices[-1]["value"] == "CC-BY-SA-3.0"
    assert model.Package.get_license_register().get("CC-BY-SA-3.0") is None


def test_a_new_dataset_begins_with_its_organizations_licence(app) -> None:
    """The form knows each organization's default licence; other forms do not use it."""
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    org = factories.Organization(default_license_id="PDL1.0")
    assert tk.h.tomoni_default_licenses()[org["id"]] == "PDL1.0"
    page = app.get("/dataset/new", headers=headers).body
    assert 'data-module="tomoni-default-license"' in page
    assert f"{org['id']}&#34;: &#34;PDL1.0" in page
    assert "default-license" in page
    dataset = factories.Dataset(owner_org=org["id"])
    for path in (f"/dataset/edit/{dataset['name']}", f"/dataset/{dataset['name']}/resource/new"):
        assert "tomoni-default-license" not in app.get(path, headers=headers).body


def test_fields_that_few_need_are_behind_one_click(app) -> None:
    """The form shows twelve fields; the others are in a closed part, opened when something in it is wrong."""
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    org = factories.Organization()
    page = app.get("/dataset/new", headers=headers).body
    shown, _, rest = page.partition('<details class="card card-body mb-3"')
    assert "くわしい項目" in rest
    assert 'name="frequency_of_update"' in shown
    assert 'name="history_information"' in rest
    assert rest.startswith(">")
    wrong = {"title": "x", "name": factories.Dataset.stub().name, "owner_org": org["id"], "version": "1" * 101}
    wrong |= {"tag_string": "", "save": "", "_ckan_phase": "dataset_new_1"}
    again = app.post("/dataset/new", headers=headers, data=wrong).body
    assert '<details class="card card-body mb-3" open>' in again


def test_form_parts_of_another_form() -> None:
    """A form that marks nothing has main fields alone; hidden fields are in neither part."""
    fields = [{"field_name": "a"}, {"field_name": "b", "form_snippet": None}]
    parts = tk.h.tomoni_form_parts(fields, None)
    assert (parts["main"], parts["details"], parts["open"]) == ([{"field_name": "a"}], [], False)


def test_organization_page(app) -> None:
    """What is known of an organization, without empty fields and without a hostile link."""
    org = factories.Organization(
        local_government_code="372013", homepage="https://www.city.example.lg.jp/", contact_url="javascript:alert(1)"
    )
    page = app.get(f"/organization/about/{org['name']}").body
    assert "372013" in page
    assert '<a href="https://www.city.example.lg.jp/"' in page
    assert 'href="javascript:' not in page
    assert "法人番号" not in page
