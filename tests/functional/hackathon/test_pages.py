"""Every page, in both languages, for those who may open it and those who may not."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from tests.functional.hackathon.acts import act

HOSTILE = "<script>alert('x')</script>"


def auth(person: dict[str, Any]) -> dict[str, str]:
    """Headers of a request by this person."""
    return {"Authorization": factories.APIToken(user=person["name"])["token"]}


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def event(town: Any, **values: Any) -> dict[str, Any]:
    given = {
        "title": "まちのオープンデータハッカソン", "title_en": "Town Open Data Hackathon", "state": "published",
        "start_date": "2026-08-29", "end_date": "2026-08-30", **values,
    }  # fmt: skip
    return act("tomoni_event_create", town.people["sysadmin"], **given)


@pytest.mark.parametrize(("language", "heading"), [("ja", "活用プロジェクト"), ("en", "Projects")])
def test_lists_speak_the_readers_language(app, town, language: str, heading: str) -> None:
    """The list of projects and of events, with a project and an event in them, in Japanese and in English."""
    made = event(town)
    title = f"避難所ナビ {town.dataset['name']}"
    town.published(
        title=title, title_en=f"Shelter guide {town.dataset['name']}", participations=[{"event": made["id"]}]
    )
    page = soup(app.get(f"/{language}/projects?q={town.dataset['name']}"))
    assert page.find("div", role="main").h1.text.strip() == heading
    expected = "Shelter guide" if language == "en" else "避難所ナビ"
    assert expected in page.find(class_="card-title").text
    assert app.get(f"/{language}/events").status_code == 200
    assert expected in app.get(f"/{language}/events/{made['slug']}").get_data(as_text=True)


def test_project_page_links_to_its_data_and_back(app, town) -> None:
    """From the dataset to the project and back, with JSON-LD that names the dataset."""
    published = town.published(app_url="https://navi.example.jp/")
    page = soup(app.get(f"/projects/{published['slug']}"))
    assert page.find("a", string="指定緊急避難場所一覧")["href"].endswith(f"/dataset/{town.dataset['name']}")
    link = page.find("a", string="https://navi.example.jp/")
    assert set(link["rel"]) == {"noopener", "nofollow"}
    described = json.loads(page.find("script", type="application/ld+json").string)
    assert described["@type"] == "SoftwareApplication"
    assert described["isBasedOn"][0]["url"].endswith(f"/dataset/{town.dataset['name']}")

    dataset_page = soup(app.get(f"/dataset/{town.dataset['name']}"))
    block = dataset_page.find("section", class_="tomoni-projects")
    assert "このデータを使ったプロジェクト" in block.h2.text
    assert block.find("a", href=re.compile(f"/projects/{published['slug']}$"))
    organization_page = soup(app.get(f"/organization/{town.organization['name']}"))
    assert organization_page.find("a", href=re.compile(f"/projects/{published['slug']}$"))


def test_resource_page_shows_the_projects_of_that_file(app, town) -> None:
    """A project that named one file is shown on that file's page."""
    published = town.published(datasets=[{"dataset": town.resource["url"], "role": "地図に載せた"}])
    page = soup(app.get(f"/dataset/{town.dataset['name']}/resource/{town.resource['id']}"))
    assert page.find("a", href=re.compile(f"/projects/{published['slug']}$"))


def test_empty_states_invite(app, town) -> None:
    """A dataset nobody used invites its reader to register a project, with the dataset filled in."""
    page = soup(app.get(f"/dataset/{town.dataset['name']}"))
    link = page.find("section", class_="tomoni-projects").find("a", class_="btn")
    assert link.text == "このデータを使ったプロジェクトを登録"
    form = soup(app.get(link["href"], headers=auth(town.people["user"])))
    assert form.find("input", {"name": "dataset_dataset"})["value"] == town.dataset["name"]


def test_a_person_registers_submits_and_an_editor_approves(app, town) -> None:
    """The whole way through the pages: form, waiting page, queue, approval, dataset page."""
    owner, editor = auth(town.people["owner"]), auth(town.people["org_editor"])
    sent = {
        "title": "避難所ナビ", "summary": "近い避難所へ案内", "status": "released", "save": "submit",
        "dataset_id": ["", ""],
        "dataset_dataset": [f"http://test.ckan.net/dataset/{town.dataset['name']}", "国土地理院 地理院タイル"],
        "dataset_role": ["地図", "背景"], "dataset_processing": ["", ""],
    }  # fmt: skip
    answer = app.post("/projects/new", data=sent, headers=owner, follow_redirects=False)
    assert answer.status_code == 302
    address = answer.headers["Location"].split("test.ckan.net")[-1]
    waiting = app.get(address, headers=owner).get_data(as_text=True)
    assert "承認待ち" in waiting
    assert "国土地理院 地理院タイル" in waiting
    assert app.get(address).status_code == 404

    queue = soup(app.get("/projects/review", headers=editor))
    assert queue.find("a", href=re.compile(f"{address}$"))
    done = app.post(f"{address}/approve", headers=editor, data={"next": "project"})
    assert done.status_code == 200
    assert app.get(address).status_code == 200
    assert f'href="{address}"' in app.get(f"/dataset/{town.dataset['name']}").get_data(as_text=True)
    assert app.post(f"{address}/approve", headers=editor).status_code == 200


def test_sent_back_with_a_reason(app, town) -> None:
    """The team reads the reason on its page, and the form holds what it wrote."""
    owner, editor = auth(town.people["owner"]), auth(town.people["org_editor"])
    draft = town.project(body="本文")
    app.post(f"/projects/{draft['slug']}/submit", headers=owner)
    app.post(f"/projects/{draft['slug']}/return", headers=editor, data={"reason": f"直して {HOSTILE}"})
    page = app.get(f"/projects/{draft['slug']}", headers=owner).get_data(as_text=True)
    assert "直して &lt;script&gt;" in page
    assert HOSTILE not in page
    form = soup(app.get(f"/projects/{draft['slug']}/edit", headers=owner))
    assert form.find("textarea", {"name": "body"}).text.strip() == "本文"
    kept = form.find("input", {"name": "dataset_id"})["value"]
    sent = {
        "title": "避難所ナビ 改", "summary": "s", "status": "idea", "save": "draft", "dataset_id": kept,
        "dataset_dataset": town.dataset["name"], "dataset_role": "新しい役割", "dataset_processing": "",
    }  # fmt: skip
    app.post(f"/projects/{draft['slug']}/edit", headers=owner, data=sent)
    saved = act("tomoni_project_show", town.people["owner"], id=draft["id"])
    assert (saved["title"], saved["datasets"][0]["id"], saved["datasets"][0]["role"]) == (
        "避難所ナビ 改",
        kept,
        "新しい役割",
    )


def test_wrong_input_is_explained_and_nothing_is_lost(app, town) -> None:
    """A link that runs code is refused with words, and the form comes back as it was filled in."""
    sent = {
        "title": HOSTILE, "summary": "要約", "app_url": "javascript:alert(1)", "status": "idea", "save": "draft",
        "dataset_id": "", "dataset_dataset": HOSTILE, "dataset_role": "", "dataset_processing": "",
    }  # fmt: skip
    answer = app.post("/projects/new", data=sent, headers=auth(town.people["user"]))
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert HOSTILE not in text
    page = soup(answer)
    assert page.find("input", {"name": "title"})["value"] == HOSTILE
    assert page.find("input", {"name": "app_url"})["aria-describedby"].endswith("field-app_url-error")
    assert "https://" in page.find(id="field-app_url-error").text
    assert page.find(id="error-summary").find("a", href="#field-app_url")


def test_hostile_words_are_shown_as_words(app, town) -> None:
    """Titles, summaries, bodies, teams, awards and declared words that hold HTML are shown as text, in JSON-LD too."""
    made = event(town, title=HOSTILE, title_en="", description=HOSTILE, organizer=HOSTILE)
    fields = ("title", "summary", "body", "team", "licence", "title_en", "summary_en")
    published = town.published(
        **dict.fromkeys(fields, HOSTILE),
        participations=[{"event": made["id"], "track": HOSTILE}],
        datasets=[{"dataset": town.dataset["name"], "role": HOSTILE}, {"dataset": HOSTILE, "processing": HOSTILE}],
    )
    paths = [
        f"/projects/{published['slug']}", f"/en/projects/{published['slug']}", f"/events/{made['slug']}", "/events",
        f"/projects?event={made['slug']}&q=%3Cscript%3E", f"/dataset/{town.dataset['name']}",
        f"/organization/{town.organization['name']}",
    ]  # fmt: skip
    for path in paths:
        text = app.get(path).get_data(as_text=True)
        assert HOSTILE not in text, path
        assert "alert" in text, path


def test_lists_have_pages(app, town) -> None:
    """More projects than a page holds are on the next one."""
    for number in range(14):
        town.published(title=f"作品 {number}")
    name = town.dataset["name"]
    first = soup(app.get(f"/projects?package_id={name}"))
    assert len(first.find_all(class_="card-title")) == 12
    second = soup(app.get(f"/projects{first.find('a', rel='next')['href']}"))
    assert len(second.find_all(class_="card-title")) == 2
    assert "14" in first.find(role="status").text
    assert app.get("/projects?page=99999999999&status=%27").status_code == 200
    block = soup(app.get(f"/dataset/{name}")).find(class_="tomoni-projects")
    assert len(block.find_all(class_="card-title")) == 6
    assert block.find("a", href=re.compile("package_id="))


def test_closed_doors(app, town) -> None:
    """What is not there, and what is not for this person."""
    draft = town.project()
    user = auth(town.people["user"])
    assert app.get("/projects/no-such-project").status_code == 404
    assert app.get("/events/no-such-event").status_code == 404
    assert app.get(f"/projects/{draft['slug']}").status_code == 404
    assert app.get(f"/projects/{draft['slug']}", headers=user).status_code == 404
    assert app.get(f"/projects/{draft['slug']}/edit", headers=user).status_code == 403
    assert app.get("/projects/review", headers=user).status_code == 403
    assert app.get("/events/new", headers=user).status_code == 403
    assert app.post(f"/projects/{draft['slug']}/approve", headers=user).status_code == 403
    for path in ("/projects/new", "/projects/mine", "/projects/review", "/events/new"):
        sent = app.get(path, follow_redirects=False)
        assert sent.status_code == 302, path
        assert "/user/login" in sent.headers["Location"]
        assert f"next={path}" in sent.headers["Location"]
    assert app.post(f"/projects/{draft['slug']}/approve", follow_redirects=False).status_code == 302
    assert act("tomoni_project_show", town.people["owner"], id=draft["id"])["state"] == "draft"


def test_a_deleted_dataset_breaks_no_page(app, town) -> None:
    """The project of a dataset that is gone, and its form, still open."""
    published = town.published()
    act("package_delete", town.people["sysadmin"], id=town.dataset["id"])
    act("dataset_purge", town.people["sysadmin"], id=town.dataset["id"])
    assert "いまはないデータセット" in app.get(f"/projects/{published['slug']}").get_data(as_text=True)
    owner = auth(town.people["owner"])
    app.post(f"/projects/{published['slug']}/withdraw", headers=owner)
    assert app.get(f"/projects/{published['slug']}/edit", headers=owner).status_code == 200


def test_event_pages_for_sysadmins(app, town) -> None:
    """A sysadmin registers, changes and deletes an event; dates the wrong way round are explained."""
    headers = auth(town.people["sysadmin"])
    slug = f"open-data-{town.dataset['name'][-9:]}".lower().replace("_", "-")
    wrong = {"title": "催し", "slug": slug, "start_date": "2026-09-02", "end_date": "2026-09-01", "state": "published"}
    answer = app.post("/events/new", data=wrong, headers=headers)
    assert answer.status_code == 422
    assert soup(answer).find(id="field-end_date-error")
    made = app.post("/events/new", data={**wrong, "end_date": "2026-09-03"}, headers=headers)
    assert made.status_code == 200
    assert "催し" in app.get(f"/events/{slug}").get_data(as_text=True)
    assert app.get(f"/events/{slug}/edit", headers=headers).status_code == 200
    app.post(f"/events/{slug}/edit", data={"title": "催し 改", "state": "published"}, headers=headers)
    assert "催し 改" in app.get(f"/events/{slug}").get_data(as_text=True)
    app.post(f"/events/{slug}/delete", headers=headers)
    assert app.get(f"/events/{slug}").status_code == 404
