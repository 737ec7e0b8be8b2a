"""Everything that a reader can be shown has Japanese."""

from __future__ import annotations

import pytest

from ckanext.tomoni_portal import messages
from ckanext.tomoni_portal.cli import tomoni


@pytest.mark.parametrize("package", messages.PLUGINS)
def test_our_messages_are_translated(package: str) -> None:
    """Each message of our templates and code has a translation in one of the catalogues."""
    known = messages.translated()
    found = messages.extracted(package)
    lacking = sorted(f"{place}: {message}" for place, message in found if message not in known)
    assert not lacking, "\n".join(["", *lacking])


def test_core_is_translated() -> None:
    """What core and the extensions in use lack is in the overlay."""
    lacking = [f"{place}: {message}" for place, message in messages.missing()]
    assert not lacking, "\n".join(["", *lacking])


def test_extractor_finds_messages() -> None:
    """The extraction itself works: messages known to be in the theme are among those found."""
    found = {message for _, message in messages.extracted("ckanext.tomoni_portal")}
    assert {"Menu", "Municipal standards", "{number} dataset"} <= found


def test_command_lists(cli) -> None:
    """The command says how many are missing."""
    result = cli.invoke(tomoni, ["missing-japanese"])
    assert result.exit_code == 0
    assert result.output.endswith("messages\n")
