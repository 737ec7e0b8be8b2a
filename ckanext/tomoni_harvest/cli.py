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
    """Finish, repair and start jobs once and clear away what is old (the consumers do it all the time)."""
    from ckanext.tomoni_harvest.consumers import keeper

    for kind, count in keeper.clear_old().items():
        click.echo(f"{kind} {count}")
    keeper.keep()


@tomoni_harvest.command()
@click.argument("source")
@click.option("--full", is_flag=True, help="Read the whole source, not only what changed.")
def run(source: str, full: bool) -> None:
    """Harvest SOURCE (its name or id) now, in this process, and print the figures."""
    from ckanext.tomoni_harvest.consumers import by_hand

    result = by_hand.run(source, full=full)
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


@tomoni_harvest.command()
@click.argument("source")
@click.option("--withdraw", "said", flag_value="withdraw", help="The datasets may go: the next run withdraws them.")
@click.option("--keep", "said", flag_value="keep", help="The datasets stay, though the source lost them.")
def question(source: str, said: str | None) -> None:
    """Show which datasets SOURCE asks about, or answer for exactly these."""
    from ckanext.tomoni_harvest.consumers import by_hand

    asked = by_hand.question(source)
    if not asked:
        click.echo("nothing is asked")
        return
    if said:
        click.echo(f"{said}: {by_hand.answer(asked, said)} datasets")
        return
    click.echo(f"{asked['count']} of {asked['known']} datasets would go ({asked['cause']}):")
    for item in asked["datasets"]:
        click.echo(f"  {item['name']} {item['title']}")


@tomoni_harvest.command()
@click.argument("source")
@click.option("--remote-id", help="Only this record.")
def retry(source: str, remote_id: str | None) -> None:
    """Let records of SOURCE that could not be stored be tried at the next run."""
    from ckanext.tomoni_harvest.consumers import by_hand

    click.echo(f"{by_hand.retry(source, remote_id)} records")


@tomoni_harvest.command()
@click.argument("source")
@click.option("--header", default="Authorization", show_default=True, help="The header's name.")
@click.option("--forget", is_flag=True, help="Delete it.")
def credential(source: str, header: str, forget: bool) -> None:
    """Keep the header that SOURCE wants; its value is asked for, or read from standard input."""
    from ckanext.tomoni_harvest.consumers import by_hand

    value = "" if forget else click.prompt("Value", hide_input=True, err=True)
    try:
        click.echo(by_hand.credential(source, header, value))
    except ValueError as problem:
        raise click.ClickException(f"this {problem} cannot be sent") from problem


@tomoni_harvest.command()
@click.argument("url")
def detect(url: str) -> None:
    """Look at the address URL of a portal and print what kind of source is behind it; nothing is written."""
    from ckanext.tomoni_harvest.consumers import by_hand

    found = by_hand.detect(url)
    for one in found["found"]:
        number = "?" if one["datasets"] is None else f"{one['datasets']:,}"
        click.echo(f"{one['kind']}  {one['url']}  {number}  {one['saw']}")
        if one["existing"]:
            click.echo(f"  = {one['existing']['name']}")
    if found["problem"]:
        click.echo(found["problem"], err=True)
    for one in found["asked"]:
        click.echo(f"  {one['url']}  {one['problem'] or 'ok'}", err=True)
    if not found["found"]:
        raise click.ClickException("no kind of source was recognised")


@tomoni_harvest.command()
@click.option(
    "--state", default="", help="Only sources in this state (trouble, asks, late, paused, running, never, ok)."
)
@click.option("--sort", default="state", show_default=True, help="What to sort by, such as “lag desc”.")
def health(state: str, sort: str) -> None:
    """Print how all sources are: state, last success, errors of the last runs, next run."""
    from ckan.plugins import toolkit as tk

    from ckanext.tomoni_harvest.engine.context import site_context
    from ckanext.tomoni_harvest.health_page import moment

    wanted = {"sort": sort, "limit": 1000, **({"state": state} if state else {})}
    try:
        found = tk.get_action("tomoni_harvest_health")(site_context(), wanted)
    except tk.ValidationError as problem:
        raise click.BadParameter(str(problem.error_dict)) from problem
    for row in found["results"]:
        errors = " ".join(str(run["errored"]) for run in row["runs"]) or "-"
        click.echo(
            f"{row['state']:8} {row['name']}  last success {moment(row['last_success']) or '-'}  errors {errors}  "
            f"next {moment(row['next_run']) or '-'}"
        )


@tomoni_harvest.command()
def tell() -> None:
    """Send the mails that wait now, in this process (background jobs do it otherwise)."""
    from ckanext.tomoni_harvest.engine import notices

    sent, failed = notices.deliver()
    click.echo(f"sent {sent}, failed {failed}")


def get_commands() -> list[click.Command]:
    """Return the commands of this plugin."""
    return [tomoni_harvest]
