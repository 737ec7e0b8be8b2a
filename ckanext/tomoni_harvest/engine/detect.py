"""What is behind an address that an officer pastes: every kind of source is asked, politely, one after another.

Where one portal has several addresses (its front page, its catalogue, where it moved to), they are looked at in turn
until some kind is sure. What a kind of others raises costs that kind only.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from ckanext.tomoni_core.errors import FetchError, TomoniError, Unreachable
from ckanext.tomoni_harvest.engine import addresses, htmlpage
from ckanext.tomoni_harvest.engine.inquiry import Asked, Inquiry
from ckanext.tomoni_harvest.sources.base import Kind, Reach, Recognised

__all__ = ["Detection", "detect"]

log = logging.getLogger(__name__)

_CATALOGUE_PATHS = ("/dataset", "/organization", "/group", "/ckan/dataset", "/data/dataset", "/data/ja/dataset")
_LINKED_HOSTS = 2


@dataclass
class Detection:
    """What was found at ``url``; ``front`` says why its page could not be had, ``title`` is that page's own.

    ``found`` has the sure ones first. ``asked`` is every request. ``cut_short``: the bounds were reached.
    """

    url: str
    found: list[Recognised] = field(default_factory=list)
    title: str = ""
    front: FetchError | None = None
    asked: list[Asked] = field(default_factory=list)
    cut_short: bool = False


def detect(
    text: str, kinds: Iterable[Kind], web: Reach, *, most: int, seconds: float, known: Iterable[str] = ()
) -> Detection:
    """Return what ``kinds`` recognise behind the address in ``text``; ``known`` are other addresses of that portal.

    :raises ValueError: when it is no address of the web
    """
    inquiry = Inquiry(web, most=most, seconds=seconds)
    made = _front(addresses.pasted(text), inquiry)
    page = None if made.front else htmlpage.read(inquiry.fetch(made.url))
    made.title = page.title if page else ""
    kinds = list(kinds)
    for address in _candidates(made.url, page, known):
        made.found += [found for kind in kinds if (found := _asked(kind, address, inquiry))]
        if any(found.sure for found in made.found):
            break
    made.found = _once(made.found)
    made.asked, made.cut_short = inquiry.asked, inquiry.cut_short
    return made


def _front(options: list[str], inquiry: Inquiry) -> Detection:
    """The page at the first of ``options`` that answers: what was pasted without https:// may have http:// only."""
    made = Detection(options[0])
    for address in options:
        made = Detection(address)
        try:
            inquiry.fetch(address)
        except Unreachable as problem:
            made.front = problem
            continue
        except FetchError as problem:
            made.front = problem
        break
    return made


def _candidates(url: str, page: htmlpage.HtmlPage | None, known: Iterable[str]) -> list[str]:
    """The address, others that are known of its portal, where it redirects to, and catalogues its page links to."""
    found = [*known, url]
    if page:
        if addresses.host_of(page.url) != addresses.host_of(url):
            found.append(page.url)
        found += _linked_catalogues(page)
    first: dict[str, str] = {}
    for each in found:
        first.setdefault(addresses.key(each), each)
    return list(first.values())


def _linked_catalogues(page: htmlpage.HtmlPage) -> list[str]:
    """Other hosts to which a page links as one links to a catalogue: a portal's front page is often not on its own."""
    here = addresses.host_of(page.url)
    found: dict[str, str] = {}
    for link in page.links:
        host = addresses.host_of(link.url)
        path = link.url.split("?")[0].rstrip("/").removeprefix(addresses.root_of(link.url))
        if host != here and host not in found and path.startswith(_CATALOGUE_PATHS):
            before = path[: path.index("/dataset")] if "/dataset" in path else ""
            found[host] = addresses.root_of(link.url) + before
    return list(found.values())[:_LINKED_HOSTS]


def _asked(kind: Kind, address: str, inquiry: Inquiry) -> Recognised | None:
    try:
        return kind.recognise(address, inquiry)
    except (TomoniError, ValueError):
        return None
    except Exception:
        log.exception("the kind %s broke on %s", kind.name, address)
        return None


def _once(found: list[Recognised]) -> list[Recognised]:
    """Each kind and address once, the sure ones first, and among equals in the order of the kinds."""
    kept: dict[tuple[str, str], Recognised] = {}
    for each in found:
        kept.setdefault((each.kind, addresses.key(each.url)), each)
    return sorted(kept.values(), key=lambda each: not each.sure)
