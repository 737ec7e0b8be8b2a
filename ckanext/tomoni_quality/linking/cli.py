"""``ckan tomoni-quality links``."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial

import click
from ckan import model

from ckanext.tomoni_quality import settings
from ckanext.tomoni_quality.linking.model import QualityLink
from ckanext.tomoni_quality.linking.probing import ask, ask_all
from ckanext.tomoni_quality.linking.states import STATES

__all__ = ["links"]

_SECONDS = 20.0


@click.command("links")
@click.option("--limit", type=click.IntRange(min=1), help="Ask no more addresses than this.")
@click.option("--all", "everything", is_flag=True, help="Also what was asked lately.")
def links(limit: int | None, everything: bool) -> None:
    """Ask whether the address of each resource still answers, politely; started again, it goes on where it was.

    One host is asked once in ckanext.tomoni_quality.links_spacing seconds; a host that is down or turns us away is left
    alone until the next run. An address is asked again after ckanext.tomoni_quality.links_days days.
    """
    QualityLink.forget_purged()
    model.Session.commit()
    targets = QualityLink.due(0 if everything else settings.links_days())[:limit]
    asking = partial(ask, policy=replace(settings.policy(), timeout=_SECONDS))
    told: Counter[str] = Counter()
    with click.progressbar(ask_all(targets, asking, settings.links_spacing()), length=len(targets)) as answers:
        for resource_id, url, answer in answers:
            state = QualityLink.note(resource_id, url, answer).state if answer else "not asked"
            model.Session.commit()
            told[state] += 1
    names = (*STATES, "not asked")
    click.echo(", ".join(f"{told[name]} {name}" for name in names if told[name]) or "nothing to ask")
