"""What every page here does the same way."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from ckan.common import current_user
from ckan.plugins import toolkit as tk
from flask import Response, abort

Data = dict[str, Any]

A_PAGE = 12


def context() -> Any:
    """The context of an action called for whoever looks at the page."""
    user = current_user if current_user.is_authenticated else None
    return {"user": current_user.name, "auth_user_obj": user}


def asked(action: str, **data: Any) -> Any:
    """Call an action for whoever looks; what is not there, or not for that person, is a page that says so."""
    try:
        return tk.get_action(action)(context(), data)
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))
    except tk.NotAuthorized as error:
        return forbidden(str(error.message or ""))


def allowed(action: str, **data: Any) -> bool:
    """Whether the person may do this."""
    try:
        tk.check_access(action, context(), data)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def required(action: str, **data: Any) -> None:
    """Stop here when the person may not do this: the login page for nobody, a refusal that says why for somebody."""
    try:
        tk.check_access(action, context(), data)
    except tk.ObjectNotFound as error:
        tk.abort(404, str(error.message))
    except tk.NotAuthorized as error:
        forbidden(str(error.message or ""))


def forbidden(message: str) -> Any:
    """Refuse; somebody who is not logged in goes to the login page, and comes back from it."""
    if current_user.is_authenticated:
        return tk.abort(403, message)
    tk.h.flash_notice(tk._("Log in to go on"))
    back = {"next": tk.request.full_path.rstrip("?")} if tk.request.method == "GET" else {}
    return abort(cast(Response, tk.redirect_to("user.login", **back)))


class Pages:
    """Which part of a list is shown, and the links to the parts beside it."""

    def __init__(self, filters: Data) -> None:
        self.filters = {name: value for name, value in filters.items() if value}
        self.page = max(1, min(_number(tk.request.args.get("page")), 100_000))
        self.count = 0

    @property
    def window(self) -> Data:
        """``limit`` and ``offset`` of the action."""
        return {"limit": A_PAGE, "offset": (self.page - 1) * A_PAGE}

    @property
    def last(self) -> int:
        """The number of the last part."""
        return max(1, -(-self.count // A_PAGE))

    def url(self, page: int) -> str:
        """The address of a part, with the filters."""
        return f"?{urlencode({**self.filters, 'page': page})}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1


def plain(errors: Data) -> dict[str, list[str]]:
    """The messages of each field of a form, those of its rows among them, each said once."""
    return {name: list(dict.fromkeys(_flat(messages))) for name, messages in errors.items()}


def summary(errors: dict[str, list[str]], labels: Data) -> list[tuple[str, str, str]]:
    """Plain errors as (field, its label, what to do), for the list above a form."""
    return [(name, labels.get(name, name), message) for name, messages in errors.items() for message in messages]


def said(error: tk.ValidationError) -> str:
    """Everything an action found wrong, in one line."""
    return " ".join(message for messages in plain(error.error_dict).values() for message in messages)


def _flat(messages: Any) -> list[str]:
    if isinstance(messages, dict):
        return [text for inner in messages.values() for text in _flat(inner)]
    if isinstance(messages, list):
        return [text for inner in messages for text in _flat(inner)]
    return [str(messages)]
