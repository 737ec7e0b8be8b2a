"""The pages of the demonstration: what a visitor sees, and what an officer sees after logging in."""

from __future__ import annotations

VISITOR = {
    "home": "/",
    "search": "/dataset/?q=避難所",
    "nothing-found": "/dataset/?q=みつからないことば",
    "dataset": "/dataset/sample-evacuation-space",
    "resource": "/dataset/sample-evacuation-space/resource/{resource}",
    "quality-dataset": "/dataset/sample-evacuation-space/quality",
    "quality-resource": "/dataset/sample-evacuation-space/resource/{resource}/quality",
    "quality": "/quality",
    "standards": "/standards",
    "standard": "/standards/evacuation_space",
    "records": "/standards/evacuation_space/records",
    "list-export": "/standards/open_data_list/export",
    "organizations": "/organization/",
    "organization": "/organization/sample-city",
    "events": "/events",
    "event": "/events/sample-hackathon-2026",
    "projects": "/projects",
    "project": "/projects/sample-nigemap",
    "harvest": "/harvest",
    "login": "/user/login",
    "about": "/about",
    "not-found": "/dataset/no-such-dataset",
}

OFFICER = {
    "dashboard": "/dashboard/datasets",
    "new-dataset": "/dataset/new",
    "edit-dataset": "/dataset/edit/sample-evacuation-space",
    "new-city-model": "/dataset/new?tomoni_kind=city_model",
    "quality-try": "/quality/try",
    "list-imports": "/organization/sample-city/open-data-list",
    "edit-resource": "/dataset/sample-evacuation-space/resource/{resource}/edit",
    "edit-organization": "/organization/edit/sample-city",
    "table-choose": "/standards/public_toilet/table",
    "table": "/dataset/sample-public-toilet/table?standard=public_toilet",
    "new-project": "/projects/new",
    "review": "/projects/review",
    "new-source": "/harvest/new",
    "detect": "/harvest/new/detect",
    "portals": "/harvest/new/portals",
    "profile": "/user/tomoni-demo",
}
