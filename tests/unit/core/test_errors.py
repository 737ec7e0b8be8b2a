"""The exception tree: drawn as it is, in two languages, safe with strangers' values."""

from __future__ import annotations

import inspect
import pickle

import pytest

from ckanext.tomoni_core import errors

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if c.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_is_drawn_and_exported(kind: type) -> None:
    """The picture in the docstring and ``__all__`` hold every class."""
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.__name__ in errors.__all__
    assert issubclass(kind, errors.TomoniError)


def test_message_in_both_languages_with_hint() -> None:
    error = errors.NotFound(
        "not_found", "{url} がありません。", "{url} is missing.", "直してください。", "Fix it.", url="http://x"
    )
    assert error.message("ja") == "http://x がありません。直してください。"
    assert error.message("en") == "http://x is missing. Fix it."
    assert error.context == {"url": "http://x"}
    assert str(error) == "[not_found] http://x is missing."


def test_hostile_values_are_not_templates() -> None:
    """A value with braces is shown as it is; an unknown place stays."""
    error = errors.TomoniError("s", "{value} {other}", "{value.__class__} {}", value="{slug.__init__}")
    assert error.ja == "{slug.__init__} {other}"
    assert error.en == "{value.__class__} {}"


def test_errors_travel_between_processes() -> None:
    error = pickle.loads(pickle.dumps(errors.TooBig("too_big", "{n}行", "{n} rows", n=3)))  # noqa: S301
    assert isinstance(error, errors.TooBig)
    assert error.as_dict() == errors.TooBig("too_big", "{n}行", "{n} rows", n=3).as_dict()
