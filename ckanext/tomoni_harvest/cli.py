"""``ckan tomoni-harvest``: the consumers of the harvest, and a harvest from the terminal."""

from __future__ import annotations

import click


@click.group(name="tomoni-harvest", short_help="Bring in the catalogues of other portals.")
def tomoni_harvest() -> None:
    """Bring in the catalogues of other portals."""


@tomoni_harvest.command()
def gather() -> None:
    """Work off the queue of jobs until told to stop (SIGTERM)."""
    from ckanext.tomoni_harvest.consumers import stages

    stages.gather_loop().run()


@tomoni_harvest.command()
def fetch() -> None:
    """Work off the queue of objects until told to stop (SIGTERM)."""
    from ckanext.tomoni_harvest.consumers import stages

    stages.fetch_loop().run()


@tomoni_harvest.command()
def keep() -> None:
    """Finish, repair and start jobs once (the consumers do it all the time)."""
    from ckanext.tomoni_harvest.consumers import keeper

    keeper.keep()


def get_commands() -> list[click.Command]:
    """Return the commands of this plugin."""
    return [tomoni_harvest]
