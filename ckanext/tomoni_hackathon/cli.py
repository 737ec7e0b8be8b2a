"""``ckan tomoni-hackathon``: events, projects and uses on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

import click
from ckan.plugins import toolkit as tk

__all__ = ["tomoni_hackathon"]

A_PART = 100


@click.group(name="tomoni-hackathon", short_help="Events, projects and the datasets they use.")
def tomoni_hackathon() -> None:
    """Events, projects and the datasets they use."""


def _every(action: str, *, everything: bool, **filters: Any) -> Iterator[dict[str, Any]]:
    """Each result of a list action, part by part; as a visitor sees it, or everything there is."""
    offset = 0
    while True:
        context: Any = {"user": "", "ignore_auth": everything}
        found = tk.get_action(action)(context, {**filters, "limit": A_PART, "offset": offset})
        yield from found["results"]
        offset += A_PART
        if offset >= found["count"]:
            return


@tomoni_hackathon.command("list", short_help="One line a project.")
@click.option(
    "--state", default="published", show_default=True, help="draft, submitted, published, returned, withdrawn"
)
def list_projects(state: str) -> None:
    """Print slug, state, number of datasets and title of each project."""
    for project in _every("tomoni_project_list", everything=True, state=state):
        click.echo(f"{project['slug']}\t{project['state']}\t{project['num_datasets']}\t{project['title']}")


@tomoni_hackathon.command("export", short_help="Events and projects with their uses, as JSON.")
@click.option(
    "--all", "everything", is_flag=True, help="drafts, private datasets and names too, not what a visitor sees"
)
@click.option("--output", type=click.File("w", encoding="utf-8"), default="-", help="a file instead of the screen")
def export(everything: bool, output: TextIO) -> None:
    """Write every event and project, each project with the datasets it uses, as one JSON object."""
    states = ("draft", "submitted", "published", "returned", "withdrawn") if everything else ("published",)
    show = tk.get_action("tomoni_project_show")
    projects = [
        show({"user": "", "ignore_auth": everything}, {"id": project["id"]})
        for state in states
        for project in _every("tomoni_project_list", everything=everything, state=state)
    ]
    events = list(_every("tomoni_event_list", everything=everything))
    json.dump({"events": events, "projects": projects}, output, ensure_ascii=False, indent=2)
    output.write("\n")


@tomoni_hackathon.command("rematch", short_help="Look again for datasets that were not here when projects named them.")
@click.option("--dry-run", is_flag=True, help="say what would be linked, and change nothing")
def rematch(dry_run: bool) -> None:
    """Link declared uses to datasets that have come, or come back, since. Run it after harvesting."""
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    outcome = tk.get_action("tomoni_dataset_rematch")({"user": site_user["name"]}, {"dry_run": dry_run})
    for found in outcome["linked"]:
        click.echo(f"{found['project_id']}\t{found['how']}\t{found['package_id']}\t{found['resource_id'] or ''}")
    click.echo(f"looked at {outcome['looked_at']}, {'would link' if dry_run else 'linked'} {len(outcome['linked'])}")
