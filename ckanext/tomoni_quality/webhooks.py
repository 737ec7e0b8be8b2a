"""A message about a worsened resource, posted as JSON to an address the administrator named."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlsplit

from ckanext.tomoni_core import http
from ckanext.tomoni_quality import settings
from ckanext.tomoni_quality.news import News

__all__ = ["EVENT", "SIGNATURE", "message", "send", "sign"]

EVENT = "tomoni_quality.worse"
SIGNATURE = "X-Tomoni-Signature"
_SECONDS = 10.0


def message(news: News) -> dict[str, Any]:
    """What is posted, as docs/ja/quality.md describes it."""
    changes = [{**asdict(change), "kind": change.kind} for change in news.changes]
    return {
        "event": EVENT,
        "id": news.id,
        "dataset": news.dataset,
        "resource": news.resource,
        "before": news.before,
        "after": news.after,
        "changes": changes,
    }


def sign(body: bytes, secret: str) -> str:
    """The value of the signature's header."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def send(url: str, news: News) -> None:
    """Post the message. Raises ``errors.FetchError`` when it was not taken (an answer of 2xx takes it)."""
    body = json.dumps(message(news), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    secret = settings.webhook_secret()
    if secret:
        headers[SIGNATURE] = sign(body, secret)
    # The administrator named this host; nothing a stranger sends can lead to another.
    host = frozenset({(urlsplit(url).hostname or "").lower()})
    http.post(url, body, replace(settings.policy(), timeout=_SECONDS, private_hosts=host), headers=headers)
