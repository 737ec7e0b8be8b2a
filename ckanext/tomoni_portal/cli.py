"""``ckan tomoni …``: what an operator of the portal runs by hand."""

from __future__ import annotations

import os

import click
from ckan.plugins import toolkit as tk

from ckanext.tomoni_portal import messages
from ckanext.tomoni_portal.sample.load import load

__all__ = ["tomoni"]

PASSWORD = "TOMONI_DEMO_PASSWORD"  # noqa: S105 - the name of an environment variable


@click.group(short_help="ともに / Tomoni")
def tomoni() -> None:
    """Commands of the Tomoni portal."""


@tomoni.command("sample-data", short_help="見本データを入れる / load the sample data")
@click.option("--login", default="tomoni-demo", show_default=True, help="The demo account, made a sysadmin.")
def sample_data(login: str) -> None:
    """Load the sample data: two imaginary bodies, ten datasets, one event with four projects.

    The password of the demo account is read from TOMONI_DEMO_PASSWORD. A second run converges.
    """
    password = os.environ.get(PASSWORD, "")
    if len(password) < 8:
        raise click.ClickException(
            f"{PASSWORD} に 8 文字以上を設定してください / set {PASSWORD} to 8 characters or more"
        )
    try:
        load(login, password, click.echo)
    except tk.ValidationError as error:
        raise click.ClickException(f"見本データが受け付けられません / refused: {error.error_dict}") from error


@tomoni.command("missing-japanese", short_help="日本語訳のないメッセージ / messages without Japanese")
def missing_japanese() -> None:
    """List the messages of CKAN core and of the extensions in use that no catalogue has in Japanese."""
    found = list(messages.missing())
    for place, message in found:
        click.echo(f"{place}: {message}")
    click.echo(f"{len(found)} messages")
