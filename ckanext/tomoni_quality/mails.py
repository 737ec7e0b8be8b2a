"""A mail about a worsened resource, Japanese first: what became worse, and where to look."""

from __future__ import annotations

import socket

from ckan.lib import mailer
from ckan.plugins import toolkit as tk

from ckanext.tomoni_quality.news import News

__all__ = ["body", "send", "subject"]

#: Seconds a mail server may keep silent.
_TIMEOUT = 30.0
_LEVELS = {
    "good": ("良好", "good"),
    "fair": ("軽微な指摘あり", "fair"),
    "poor": ("修正が必要", "poor"),
    "unchecked": ("未検査", "unchecked"),
}


def subject(news: News) -> str:
    """One line, in Japanese."""
    return f"データの品質が下がりました：{_line(news.dataset['title'])}"


def body(news: News) -> str:
    """The whole text, in Japanese and in English."""
    return "\n".join([*_japanese(news), "", "-" * 40, "", *_english(news), ""])


def send(address: str, news: News) -> None:
    """Send the mail. Raises ``mailer.MailerException`` when the mail server did not take it."""
    before = socket.getdefaulttimeout()
    # CKAN's mailer waits for ever for a server that takes the call and says nothing.
    socket.setdefaulttimeout(_TIMEOUT)
    try:
        mailer.mail_recipient(address, address, subject(news), body(news))
    finally:
        socket.setdefaulttimeout(before)


def _japanese(news: News) -> list[str]:
    before, after = news.before, news.after
    lines = [f"・{_at(each.column, '列')}{each.ja}：{each.before} → {each.after} か所" for each in news.changes]
    levels = [f"{_LEVELS[each['level']][0]}（{each['score']} 点）" for each in (before, after)]
    return [
        "次のファイルの検査結果が、前回より悪くなりました。",
        "",
        f"データセット：{_line(news.dataset['title'])}",
        f"ファイル：{_line(news.resource['name'])}",
        f"水準：{' → '.join(levels)}",
        "",
        *lines,
        "",
        "くわしい場所と直し方：",
        news.resource["report_url"],
        "",
        f"このメールは {tk.config['ckan.site_title']} から自動で送られています。",
    ]


def _english(news: News) -> list[str]:
    before, after = news.before, news.after
    lines = [f"- {_at(change.column, ': ')}{change.en}: {change.before} -> {change.after}" for change in news.changes]
    return [
        "The check of this file found more than the last one did.",
        "",
        f"Dataset: {_line(news.dataset['title'])}",
        f"File: {_line(news.resource['name'])}",
        f"Level: {_LEVELS[before['level']][1]} ({before['score']}) -> {_LEVELS[after['level']][1]} ({after['score']})",
        "",
        *lines,
        "",
        "Where, and how to mend it:",
        news.resource["report_url"],
    ]


def _at(column: str | None, after: str) -> str:
    if not column:
        return ""
    return f"「{_line(column)}」{after}：" if after == "列" else f"{_line(column)}{after}"


def _line(text: str) -> str:
    """A stranger's text on one line: it must not look like a header or a paragraph of ours."""
    return " ".join(text.split())[:200]
