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


@tomoni_harvest.command()
@click.argument("source")
def run(source: str) -> None:
    """Harvest SOURCE (its name or id) now, in this process, and print the figures."""
    from ckanext.tomoni_harvest.consumers import by_hand

    result = by_hand.run(source)
    click.echo(
        f"{result['outcome']}: " + ", ".join(f"{key} {value}" for key, value in sorted(result["counts"].items()))
    )
    for cause in result["causes"]:
        click.echo(f"  [{cause['level']}] {cause['title']}: {cause['count']}  {cause['remedy']}")


@tomoni_harvest.command()
@click.argument("source")
@click.option("--limit", default=20, show_default=True, help="How many datasets of each kind to list.")
def preview(source: str, limit: int) -> None:
    """Print what a harvest of SOURCE would do; nothing is written."""
    from ckanext.tomoni_harvest.consumers import by_hand

    found = by_hand.preview(source, limit)
    click.echo(", ".join(f"{key} {value}" for key, value in sorted(found["counts"].items())))
    for kind, examples in found["examples"].items():
        for item in examples:
            click.echo(f"  {kind}: {item['name']} {item.get('title', '')}")
    for cause in found["causes"]:
        click.echo(f"  [{cause['level']}] {cause['title']}: {cause['count']}  {cause['remedy']}")


def get_commands() -> list[click.Command]:
    """Return the commands of this plugin."""
    return [tomoni_harvest]
