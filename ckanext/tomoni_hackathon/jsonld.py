"""A project as schema.org describes it: a work that is based on datasets. Needs no CKAN.

``SoftwareApplication`` for what runs somewhere, ``CreativeWork`` for the rest (https://schema.org/isBasedOn).
"""

from __future__ import annotations

from typing import Any

Project = dict[str, Any]


def of(project: Project, page: str, dataset_urls: dict[str, str], event_urls: dict[str, str]) -> dict[str, Any]:
    """The project as JSON-LD.

    ``page`` is its own absolute address; ``dataset_urls`` and ``event_urls`` give that of each dataset and event id.
    """
    runs = bool(project.get("app_url")) and project.get("status") in {"prototype", "released"}
    described = {
        "@context": "https://schema.org",
        "@type": "SoftwareApplication" if runs else "CreativeWork",
        "@id": page,
        "url": page,
        "name": project["title"],
        "alternateName": project.get("title_en"),
        "description": project.get("summary"),
        "image": project.get("image_url"),
        "license": project.get("licence"),
        "dateCreated": project.get("created"),
        "datePublished": project.get("published"),
        "dateModified": project.get("modified"),
        "creator": {"@type": "Organization", "name": project["team"]} if project.get("team") else None,
        "sameAs": [project[name] for name in ("app_url", "repository_url") if project.get(name)],
        "video": {"@type": "VideoObject", "url": project["video_url"]} if project.get("video_url") else None,
        "award": [_award(found) for found in project.get("participations", []) if found.get("award")],
        "recordedAt": [_event(found["event"], event_urls) for found in project.get("participations", [])],
        "isBasedOn": [_source(use, dataset_urls) for use in project.get("datasets", []) if _named(use)],
    }
    return {name: value for name, value in described.items() if value}


def _award(participation: dict[str, Any]) -> str:
    return f"{participation['event']['title']} {participation['award']}"


def _event(event: dict[str, Any], urls: dict[str, str]) -> dict[str, str]:
    return {"@type": "Hackathon", "@id": urls[event["id"]], "name": event["title"]}


def _named(use: dict[str, Any]) -> bool:
    return use.get("state") != "rejected" and bool(use.get("dataset") or use.get("declared_url"))


def _source(use: dict[str, Any], urls: dict[str, str]) -> dict[str, str]:
    dataset = use.get("dataset")
    if dataset:
        url = urls[dataset["id"]]
        return {"@type": "Dataset", "@id": url, "url": url, "name": dataset["title"]}
    return {"@type": "CreativeWork", "url": use["declared_url"]}
