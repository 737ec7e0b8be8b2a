"""Tell who wants to know that a resource became worse: by webhook and by mail.

What is to be told is written in the transaction that stores the report; it is told after the commit, again when that
fails, and by the sweep when everything else failed. A receiver may hear twice of one report after a crash between
telling and writing that down: every message carries its id.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality import mails, settings, webhooks, worsening
from ckanext.tomoni_quality.model import QualityReport
from ckanext.tomoni_quality.news import News
from ckanext.tomoni_quality.notice_model import QualityNotice

__all__ = ["Told", "deliver", "prepare", "queue"]

log = logging.getLogger(__name__)

#: An organization of hundreds is not written to one by one.
MOST_MEMBERS = 20
MOST_AT_ONCE = 200


@dataclass
class Told:
    """How many were told, and how many could not be."""

    sent: int = 0
    failed: int = 0


def prepare(package: dict[str, Any], before: QualityReport, after: QualityReport) -> None:
    """Note down who is to be told, where ``after`` is worse than the last report with a score; the caller commits.

    ``before`` may be of a day when the file could not be had. The same bytes are not worse for new rules.
    """
    if not (settings.webhooks() or settings.mail_worse()):
        return
    model.Session.flush()
    last = before if before.score is not None else QualityReport.last_with_score(after.resource_id, than=after.id)
    if last is None or last.content_hash == after.content_hash or not worsening.is_worse(_plain(last), _plain(after)):
        return
    before = last
    for kind, receiver in _receivers(package):
        known = {"report_id": after.id, "before_id": before.id, "resource_id": after.resource_id}
        model.Session.add(QualityNotice(kind=kind, receiver=receiver, **known))


def deliver(most: int = 1_000) -> Told:
    """Tell up to ``most`` of those who wait; each is committed by itself."""
    told = Told()
    for _ in range(most):
        notice = QualityNotice.next_due()
        if notice is None:
            break
        problem = _tell(notice)
        if problem:
            notice.failed(problem)
            told.failed += 1
        else:
            notice.done()
            told.sent += 1
        model.Session.commit()
    model.Session.rollback()
    return told


def queue() -> None:
    """Have a job of its own tell those who wait: a mail server that does not answer must not hold up checks.

    :raises RedisError: Redis is down
    """
    if QualityNotice.next_due() is None:
        model.Session.rollback()
        return
    model.Session.rollback()
    if connect_to_redis().set(_mark(), 1, nx=True, ex=settings.job_timeout()):
        tk.enqueue_job(deliver_queued, title="tomoni_quality: tell of resources that became worse")


def deliver_queued() -> None:
    """The job of :func:`queue`."""
    # From here on, who becomes worse needs another job.
    connect_to_redis().delete(_mark())
    deliver(most=MOST_AT_ONCE)


def _mark() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:tomoni_quality:telling"


def _plain(row: QualityReport) -> dict[str, Any]:
    return {"level": row.level, "score": row.score, "findings": row.report.get("findings") or []}


def _receivers(package: dict[str, Any]) -> list[tuple[str, str]]:
    hooks = [("webhook", url) for url in settings.webhooks() if settings.webhook_private() or not package["private"]]
    return [*hooks, *(("mail", address) for address in (_addresses(package) if settings.mail_worse() else ()))]


def _addresses(package: dict[str, Any]) -> list[str]:
    contact = str(package.get("maintainer_email") or package.get("contact_email") or "").strip()
    if "@" in contact and not package["private"]:
        return [contact]
    return _members(package.get("owner_org"))


def _members(owner_org: str | None) -> list[str]:
    """The addresses of those who can mend a dataset of the organization."""
    members = (
        sa.select(model.User.email)
        .join(model.Member, sa.and_(model.Member.table_id == model.User.id, model.Member.table_name == "user"))
        .where(
            model.Member.group_id == owner_org,
            model.Member.state == model.State.ACTIVE,
            model.Member.capacity.in_(("admin", "editor")),
            model.User.state == model.State.ACTIVE,
            model.User.email.is_not(None),
        )
        .order_by(model.Member.capacity, model.User.name)
        .limit(MOST_MEMBERS)
    )
    return list(dict.fromkeys(address for address in model.Session.scalars(members) if address))


def _tell(notice: QualityNotice) -> str:
    """Tell one receiver; what went wrong, empty when nothing did. What is gone meanwhile is told to nobody."""
    news = News.of(notice)
    if news is None:
        return ""
    if news.private and notice.kind == "webhook" and not settings.webhook_private():
        return ""
    # Made private since: nobody outside hears of it any more.
    if news.private and notice.kind == "mail" and notice.receiver not in _members(news.owner_org):
        return ""
    try:
        (webhooks if notice.kind == "webhook" else mails).send(notice.receiver, news)
    except Exception as problem:
        log.warning("%s was not told of resource %s: %s", notice.kind, notice.resource_id, problem)
        return str(problem) or type(problem).__name__
    return ""
