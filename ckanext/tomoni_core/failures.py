"""What went wrong on the network, told to people. Only ``http`` raises these."""

from __future__ import annotations

import requests
import urllib3
from requests_hardened.ip_filter import InvalidIPAddress

from ckanext.tomoni_core import errors

__all__ = [
    "from_library",
    "from_status",
    "not_json",
    "refused",
    "timed_out",
    "too_large",
    "too_many_redirects",
]

_REFUSALS = {
    "scheme": ("httpまたはhttpsのURLではありません", "it is no http or https address"),
    "bad_address": ("URLの書き方が正しくありません", "it is no well-formed address"),
    "credentials": ("URLにユーザー名やパスワードが含まれています", "it carries a user name or password"),
    "private": ("内部ネットワークのアドレスです", "it leads into a private network"),
}
_STATUSES: dict[int, tuple[type[errors.FetchError], str, str, str]] = {
    404: (errors.NotFound, "not_found", "ファイルが見つかりません(404)。", "The file was not found (404)."),
    410: (errors.NotFound, "gone", "ファイルは削除されました(410)。", "The file is gone (410)."),
    401: (errors.Forbidden, "unauthorised", "認証が必要です(401)。", "The server asks for a login (401)."),
    403: (errors.Forbidden, "forbidden", "アクセスが拒否されました(403)。", "The server forbids access (403)."),
    407: (errors.Forbidden, "proxy", "プロキシの認証が必要です(407)。", "A proxy asks for a login (407)."),
    429: (
        errors.TooManyRequests,
        "too_many_requests",
        "アクセスが多すぎると断られました(429)。",
        "Too many requests (429).",
    ),
}


def refused(url: str, reason: str) -> errors.Refused:
    """An address this portal will not call; ``reason`` is a key of the table above."""
    ja, en = _REFUSALS[reason]
    return errors.Refused(
        f"refused_{reason}",
        "このURLには接続できません: {ja_reason}。",
        "This address is not called: {en_reason}.",
        "公開されているhttp(s)のURLを登録してください。",
        "Register a public http(s) address.",
        url=url,
        ja_reason=ja,
        en_reason=en,
    )


def timed_out(url: str, seconds: float) -> errors.TimedOut:
    """No end of the answer within the time."""
    return errors.TimedOut(
        "timed_out",
        "{seconds}秒以内に受信が終わりませんでした。",
        "The answer was not complete within {seconds} seconds.",
        "時間をおいて試し、続く場合は配布元に確認してください。",
        "Try later; if it stays so, ask the publisher.",
        url=url,
        seconds=f"{seconds:g}",
    )


def too_large(url: str, bound: int) -> errors.TooLarge:
    """More bytes than allowed."""
    return errors.TooLarge(
        "too_large",
        "ファイルが上限({bound}バイト)を超えています。",
        "The file is larger than {bound} bytes.",
        "ファイルを分割してください。",
        "Split the file.",
        url=url,
        bound=f"{bound:,}",
    )


def too_many_redirects(url: str, passed: list[str]) -> errors.TooManyRedirects:
    """A chain or a loop."""
    return errors.TooManyRedirects(
        "too_many_redirects",
        "転送(リダイレクト)が{count}回を超えました。",
        "There were more than {count} redirects.",
        "転送されない最終的なURLを登録してください。",
        "Register the address at the end of the redirects.",
        url=url,
        count=len(passed) - 1,
        passed=list(passed),
    )


def not_json(url: str, body: bytes, content_type: str) -> errors.NotJson:
    """A page, or broken JSON, where JSON was asked for."""
    page = b"<html" in body[:2000].lower() or content_type == "text/html"
    slug = "page_not_json" if page else "not_json"
    ja = "APIの応答がJSONではなくウェブページです。" if page else "APIの応答がJSONとして読めません。"
    en = "The API answered with a web page, not JSON." if page else "The API's answer cannot be read as JSON."
    hint_ja = "APIのURLが正しいか、メンテナンス中でないか確認してください。"
    hint_en = "Check the address of the API, and whether the server is under maintenance."
    excerpt = body[:200].decode("utf-8", "replace")
    return errors.NotJson(slug, ja, en, hint_ja, hint_en, url=url, content_type=content_type, excerpt=excerpt)


def from_status(url: str, status: int, retry_after: float | None, body: bytes) -> errors.FetchError:
    """The error of an HTTP status that is no success; the beginning of the body is kept for the log."""
    excerpt = body.decode("utf-8", "replace")
    if status in _STATUSES:
        kind, slug, ja, en = _STATUSES[status]
    elif status >= 500:
        kind, slug = errors.ServerError, "server_error"
        ja, en = "配布元のサーバーでエラーが起きています({status})。", "The server had an error ({status})."
    else:
        kind, slug = errors.BadRequest, "bad_request"
        ja, en = (
            "配布元のサーバーが要求を受け付けませんでした({status})。",
            "The server refused the request ({status}).",
        )
    hint_ja = "URLが正しいか配布元に確認してください。" if status < 500 else "時間をおいて試してください。"
    hint_en = "Check the address with the publisher." if status < 500 else "Try later."
    return kind(slug, ja, en, hint_ja, hint_en, url=url, status=status, retry_after=retry_after, excerpt=excerpt)


def from_library(url: str, error: Exception, seconds: float) -> errors.FetchError:
    """An exception of requests or urllib3, or of the sockets below, as ours."""
    if _caused_by(error, InvalidIPAddress):
        return refused(url, "private")
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return timed_out(url, seconds)
    invalid = (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema)
    if isinstance(error, (*invalid, urllib3.exceptions.LocationValueError, UnicodeError)):
        return refused(url, "bad_address")
    slug, ja, en = _unreachable(error)
    hint_ja, hint_en = "URLが正しいか、サーバーが動いているか確認してください。", "Check the address and the server."
    return errors.Unreachable(slug, ja, en, hint_ja, hint_en, url=url, reason=str(error)[:300])


def _unreachable(error: Exception) -> tuple[str, str, str]:
    text = f"{type(error).__name__} {error}"
    if isinstance(error, requests.exceptions.SSLError) or "SSLError" in text:
        return "tls_failed", "安全な接続(TLS)を確立できませんでした。", "No secure connection (TLS) could be made."
    if "resolve" in text.lower():
        return "no_such_host", "ホスト名が見つかりません。", "There is no such host."
    if isinstance(error, urllib3.exceptions.DecodeError):
        return "broken_compression", "圧縮された応答を展開できませんでした。", "The compressed answer is broken."
    if "IncompleteRead" in text or isinstance(error, urllib3.exceptions.ProtocolError):
        return "cut_off", "受信が途中で切れました。", "The answer was cut off."
    return "unreachable", "サーバーに接続できませんでした。", "The server could not be reached."


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
