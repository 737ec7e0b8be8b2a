"""A web page of links to files, or a server's listing of a folder, made into datasets.

Which links are data and how they make datasets is said by a small YAML (``description``): in the source's settings, or
in a file that is the source's address; without one, files under one heading are one dataset. Only files on the page's
own host are taken, unless the description names others: what a page merely points to is not its publisher's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote, urljoin

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.errors import FetchError, TomoniError
from ckanext.tomoni_core.text import fold
from ckanext.tomoni_harvest.engine import htmlpage
from ckanext.tomoni_harvest.engine.addresses import host_of, path_of, root_of
from ckanext.tomoni_harvest.engine.errors import Unusable
from ckanext.tomoni_harvest.engine.htmlpage import HtmlPage, Link
from ckanext.tomoni_harvest.engine.record import NormalRecord
from ckanext.tomoni_harvest.sources import description as descriptions
from ckanext.tomoni_harvest.sources import package
from ckanext.tomoni_harvest.sources.base import Page, Reach, Recognised
from ckanext.tomoni_harvest.sources.description import Description

BESIDE = "tomoni.yaml"
"""What the description is called where it lies beside the files."""

_SIZE = re.compile(
    r"\s*[（(［\[【〔](?:[^（()）\]］】〕]{0,30}?(?:CSV|TSV|Excel|エクセル|XLSX?|PDF|JSON|ZIP|XML|KML|ODS|形式|ファイル|KB|MB|バイト)"
    r"[^（()）\]］】〕]{0,40})[）)］\]】〕]\s*$",
    re.IGNORECASE,
)

_LISTED = re.compile(r"index of\b|directory listing", re.IGNORECASE)
"""The heading that servers give a folder."""


class FolderKind:
    """A page of links to files."""

    name = "tomoni_folder"
    title = "ファイルの並ぶページ"
    description = (
        "A web page with links to files, or a listing of a folder; a small YAML can say how they make datasets."
    )
    setting = "folder"

    def recognise(self, url: str, web: Reach) -> Recognised | None:
        """Look for a description at the address or beside it, else for links to files of data."""
        if _is_yaml(url):
            return _described(url, web)
        page = htmlpage.read(web.fetch(url))
        if page is None:
            return None
        number = len(_Folder(Description(), page.url, [page]).groups())
        if not number:
            return None
        try:
            if found := _described(urljoin(page.url, BESIDE), web):
                return found
        except TomoniError:
            pass
        saw = {
            "ja": f"ページにデータのファイルへのリンクがあります（見出しごとにまとめるとデータセット{number:,}件）",
            "en": f"The page links to files of data ({number:,} datasets, one a heading)",
        }
        return Recognised(self.name, url, number, sure=False, saw=saw, title=page.title)

    def pages(self, url: str, web: Reach, *, rows: int, filters: str = "") -> Iterator[Page]:
        """Yield the datasets of the pages as one page; ``filters`` is the description in the source's settings."""
        folder, missing = _read(url, web, filters)
        yield from missing
        records = folder.records()
        if not records and not missing:
            raise _without_files(url)
        yield Page(0, records, total=len(records))

    def normalise(self, raw: dict[str, Any], url: str) -> NormalRecord:
        """Return the normal record of one dataset.

        :raises Unusable: when no file of a dataset that the description names is there
        """
        if not raw["resources"]:
            raise Unusable("folder-files-missing", patterns="、".join(raw["patterns"]))
        return package.record(raw, root_of(url), page=raw["page"])


def _is_yaml(url: str) -> bool:
    return path_of(url).lower().endswith((".yaml", ".yml"))


def _described(url: str, web: Reach) -> Recognised | None:
    answer = web.fetch(url)
    if answer.content_type == "text/html":
        return None
    told = descriptions.read(answer.body)
    number = len(told.datasets) or None
    saw = {
        "ja": "ファイルの並ぶページの説明（YAML）があります",
        "en": "A description of a page of files (YAML) is here",
    }
    return Recognised(FolderKind.name, url, number, sure=True, saw=saw, title=told.title)


def _read(url: str, web: Reach, settings: str) -> tuple[_Folder, list[Page]]:
    """Read the description and its pages; a page that cannot be had comes back as such, the first one raises."""
    if _is_yaml(url):
        told, start = descriptions.read(web.fetch(url).body), urljoin(url, ".")
        addresses = [urljoin(url, page) for page in told.pages] or [start]
    else:
        told = descriptions.parse(settings)
        addresses = [url, *(urljoin(url, page) for page in told.pages)]
    found, missing = [_page(addresses[0], web)], []
    for number, address in enumerate(dict.fromkeys(addresses[1:]), 1):
        if address != addresses[0]:
            try:
                found.append(_page(address, web))
            except (FetchError, ValueError) as problem:
                missing.append(Page(number, problem=str(problem)))
    return _Folder(told, url, found), missing


def _page(url: str, web: Reach) -> HtmlPage:
    page = htmlpage.read(web.fetch(url))
    if page is None:
        raise ValueError(f"{url} は HTML のページではありません / is no HTML page")
    if page.more:
        raise ValueError(f"{url} のリンクが多すぎます / has too many links")
    return page


def _without_files(url: str) -> TomoniError:
    return TomoniError(
        "no_files",
        "ページに、取り込むファイルへのリンクがありません。",
        "The page links to no file that is taken.",
        "ページのアドレスと、説明（YAML）の files・hosts を確かめてください。",
        "Check the page's address, and “files” and “hosts” of its description.",
        url=url,
    )


@dataclass
class _Group:
    """Files that are one dataset."""

    id: str
    title: str
    page: str
    files: list[Link] = field(default_factory=list)


class _Folder:
    """The files of some pages, and what a description says of them."""

    def __init__(self, told: Description, url: str, pages: list[HtmlPage]) -> None:
        self._told, self._url, self._pages = told, url, pages

    def records(self) -> list[dict[str, Any]]:
        """The datasets in the words of ``package_show``: those that are described, then the others."""
        taken: set[str] = set()
        found = [self._named(each, taken) for each in self._told.datasets]
        if self._told.others:
            found += [self._record(group.id, group.title, group.page, group.files) for group in self.groups(taken)]
        return found

    def _named(self, each: descriptions.Dataset, taken: set[str]) -> dict[str, Any]:
        files = [(page, link) for page, link in self._files() if _matches(link.url, each.files)]
        taken |= {link.url for _page, link in files}
        page = urljoin(self._url, each.page) if each.page else next((page.url for page, _link in files), self._url)
        said = {
            "notes": each.notes, "tags": list(each.tags), "frequency_of_update": each.frequency, "theme": each.theme,
            "contactPoint": each.contact, "patterns": list(each.files),
        }  # fmt: skip
        made = self._record(f"described/{each.id}", each.title, page, [link for _page, link in files])
        return made | said | ({"license_id": each.license} if each.license else {})

    def groups(self, taken: set[str] = frozenset()) -> list[_Group]:  # type: ignore[assignment]
        """The files that no dataset names, grouped as the description says."""
        found: dict[str, _Group] = {}
        for page, link in self._files():
            if link.url in taken:
                continue
            ident, title = self._group_of(page, link)
            found.setdefault(ident, _Group(ident, title, page.url)).files.append(link)
        return list(found.values())

    def _group_of(self, page: HtmlPage, link: Link) -> tuple[str, str]:
        name = unquote(path_of(link.url)).rsplit("/", 1)[-1]
        words = _without_size(link.text)
        title = words if words and words != name else name.rsplit(".", 1)[0]
        if self._told.group == "file":
            return f"file/{path_of(link.url)}", title
        if self._told.group == "heading" and link.heading and not _LISTED.match(link.heading):
            return f"heading/{path_of(page.url)}/{fold(link.heading)}", link.heading
        return f"name/{path_of(link.url).rsplit('.', 1)[0]}", title

    def _files(self) -> Iterator[tuple[HtmlPage, Link]]:
        """Every file to take, once, with the page that links to it first."""
        seen: set[str] = set()
        for page in self._pages:
            hosts = {host_of(page.url), *self._told.hosts}
            for link in page.links:
                wanted = _matches(link.url, self._told.files) or self._is_named(link.url)
                if link.url in seen or host_of(link.url) not in hosts or not wanted:
                    continue
                if not _matches(link.url, self._told.leave):
                    seen.add(link.url)
                    yield page, link

    def _is_named(self, url: str) -> bool:
        return any(_matches(url, each.files) for each in self._told.datasets)

    def _record(self, ident: str, title: str, page: str, files: list[Link]) -> dict[str, Any]:
        return {
            "id": ident,
            "title": title,
            "page": page,
            "license_id": self._told.license,
            "organization": _organization(self._told.organization),
            "resources": [
                {"id": hashlib.sha256(link.url.encode()).hexdigest()[:16], "url": link.url, "name": _file_name(link)}
                for link in files
            ],
        }


def _organization(said: str) -> dict[str, str] | None:
    """The organization that a description names by its code or its name; none lets the source's own have it."""
    if not said:
        return None
    body = local_government.find(said) or local_government.find_by_name(said)
    return {"name": body.code, "title": body.name} if body else {"name": said, "title": said}


def _matches(url: str, patterns: tuple[str, ...]) -> bool:
    """Whether the name of a file (or its path, for patterns with a slash) is like one of the patterns, in any case."""
    path = unquote(path_of(url)).lower()
    name = path.rsplit("/", 1)[-1]
    return any(fnmatchcase(path if "/" in each else name, each.lower()) for each in patterns)


def _without_size(text: str) -> str:
    """The words of a link without what a CMS puts behind them: （CSV：12KB）."""
    return _SIZE.sub("", text).strip()


def _file_name(link: Link) -> str:
    return _without_size(link.text) or unquote(path_of(link.url)).rsplit("/", 1)[-1]
