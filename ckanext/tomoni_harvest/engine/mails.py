"""The mail about a job: its five figures, what went wrong grouped by cause with the way out, and where to look.

Everything a source said of itself is a stranger's text: it comes on one line, and is never a header. The five figures
are those that SHIRASAGI's import reports: added, updated, withdrawn, unchanged, errors.
"""

from __future__ import annotations

import socket

import sqlalchemy as sa
from ckan import model
from ckan.lib import mailer
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.engine.causes import CAUSES
from ckanext.tomoni_harvest.engine.health import FIVE, five
from ckanext.tomoni_harvest.model import Finding, Notice, Run

TIMEOUT = 30.0
"""Seconds a mail server may keep silent."""
CAUSES_TOLD = 10

SUBJECTS = {
    "asks": ("【取り込み】止まって指示を待っています：{title}", "[Harvest] stopped and asks what to do: {title}"),
    "trouble": ("【取り込み】エラーがありました：{title}", "[Harvest] there were errors: {title}"),
    "recovery": ("【取り込み】問題がなくなりました：{title}", "[Harvest] well again: {title}"),
    "change": ("【取り込み】変更がありました：{title}", "[Harvest] something changed: {title}"),
    "always": ("【取り込み】終わりました：{title}", "[Harvest] done: {title}"),
}
FIGURES = {
    "added": ("追加", "Added"),
    "updated": ("変更", "Changed"),
    "withdrawn": ("取り下げ", "Withdrawn"),
    "unchanged": ("変更なし", "Unchanged"),
    "errored": ("エラー", "Errors"),
}
OUTCOMES = {
    "done": ("すべて読みました。", "The whole source was read."),
    "incomplete": (
        "一覧をすべては読めませんでした。何も取り下げていません。",
        "The listing was not read whole. Nothing was withdrawn.",
    ),
    "stopped": ("止まりました。何も取り下げていません。", "It stopped. Nothing was withdrawn."),
    "failed": ("取り込み元を読めませんでした。", "The source could not be read."),
}
LEVELS = {"error": ("エラー", "error"), "warning": ("注意", "warning"), "note": ("お知らせ", "note")}


def send(notice: Notice) -> None:
    """Send one mail; a job or source that is gone is told to nobody.

    :raises MailerException: when the mail server did not take it
    """
    text = _text(notice)
    if text is None:
        return
    before = socket.getdefaulttimeout()
    # CKAN's mailer waits for ever for a server that takes the call and says nothing.
    socket.setdefaulttimeout(TIMEOUT)
    try:
        mailer.mail_recipient(notice.address, notice.address, *text)
    finally:
        socket.setdefaulttimeout(before)


def _text(notice: Notice) -> tuple[str, str] | None:
    """Return subject and body."""
    run = model.Session.get(Run, notice.job_id)
    package = model.Package.get(run.source_id) if run else None
    if run is None or package is None or package.state != "active":
        return None
    lang = 0 if notice.language == "ja" else 1
    title = _line(package.title or package.name)
    figures = five(run.counts)
    address = tk.h.url_for(
        "harvester.job_show", source=package.name, id=run.job_id, qualified=True, locale=notice.language
    )
    lines = [
        (f"取り込み元「{title}」の取り込みの結果です。", f"This is how the harvest of “{title}” went.")[lang],
        OUTCOMES.get(run.outcome, ("", ""))[lang],
        "",
        *(f"{FIGURES[key][lang]}{('：', ': ')[lang]}{figures[key]:,}" for key in FIVE),
        "",
        *_causes(notice.job_id, notice.language),
        ("報告の全体：", "The whole report:")[lang],
        address,
        "",
        (
            f"このメールは {_line(tk.config['ckan.site_title'])} から自動で送られています。"
            "送り先は、取り込み元の「編集」で変えられます。",
            f"This mail was sent by {_line(tk.config['ckan.site_title'])}. "
            "Who gets it is set where the source is edited.",
        )[lang],
        "",
    ]
    return SUBJECTS[notice.occasion][lang].format(title=title), "\n".join(lines)


def _causes(job_id: str, language: str) -> list[str]:
    """Return each cause with its count and the way out, errors first."""
    query = sa.select(Finding.slug, sa.func.count()).where(Finding.job_id == job_id).group_by(Finding.slug)
    order = list(LEVELS)
    counted = [(CAUSES[slug], count) for slug, count in model.Session.execute(query).tuples() if slug in CAUSES]
    counted.sort(key=lambda found: (order.index(found[0].level), -found[1]))
    lang = 0 if language == "ja" else 1
    lines = []
    for cause, count in counted[:CAUSES_TOLD]:
        heading = f"{cause.title(language)}{('（', ' (')[lang]}{LEVELS[cause.level][lang]}{('、', ', ')[lang]}"
        lines += [f"■ {heading}{count:,}{('件）', ')')[lang]}", f"  {cause.remedy(language)}", ""]
    if len(counted) > CAUSES_TOLD:
        more = len(counted) - CAUSES_TOLD
        lines += [(f"ほかに{more}種類の指摘があります。", f"And {more} other causes.")[lang], ""]
    return lines


def _line(text: str) -> str:
    """A stranger's text on one line: it must not look like a header or a paragraph of ours."""
    return " ".join(str(text).split())[:200]
