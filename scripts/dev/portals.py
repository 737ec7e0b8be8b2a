"""Make ``schemas/portals.csv``, the registry of Japanese portals, from two published lists.

``python -m scripts.dev.portals japanese_portals.csv search_ckan_jp_sources.json`` inside the virtual environment:

* the Japanese part of https://github.com/commondataio/dataportals-registry (CC BY 4.0), with the columns iso_region,
  name, link, software, status, endpoints;
* the sources of search.ckan.jp, ``backend/xckan_sitelist.json`` of https://github.com/NII-CPS-Center/xckan (MIT).

Neither says whether a portal answers today, and nothing here asks it: the page that shows them says so. A local
government code is given only where two things agree: digits with a right check digit in the address; or the name of one
body, read in Latin letters, as the host (``city.tendo.yamagata.jp``) or the portal's name and prefecture have it.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from jaconv import kana2alphabet, kata2hira

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.codes.local_government import Body

TARGET = Path(__file__).resolve().parents[2] / "schemas" / "portals.csv"
REGISTRY, COLLECTOR = "dataportals-registry", "search.ckan.jp"
PLATFORMS = {"ouropendata": "shirasagi"}
KINDS = {
    "ckan": "tomoni_ckan", "dataeye": "tomoni_dataeye", "arcgishub": "tomoni_data_json", "dkan": "tomoni_dkan",
    "shirasagi": "tomoni_shirasagi",
}  # fmt: skip
BODIK = "https://data.bodik.jp"
BODIK_SECONDS = "2"
"""What the operator's robots.txt asked for when others read it; kept for every host of BODIK."""

LEFT_OUT = {
    "https://maffude-demo01.hub.arcgis.com/": "a demonstration",
    "https://maritime-portal-demo01.hub.arcgis.com/": "a demonstration",
    "https://national-government.esrij.com/": "an example",
    "https://opendata-demo-dev-temple1.hub.arcgis.com/": "a demonstration",
    "https://hubtest.env.gr.jp": "a prototype",
    "http://18.178.205.230/dataset/": "an address without a name, and no catalogue of open data",
}
MOVED = {"https://www.data.go.jp/data": "https://data.e-gov.go.jp/data"}
AMENDED: dict[str, dict[str, str]] = {
    # A scraped sentence stands where the name should be.
    "https://www1.city.tamba.lg.jp": {"name": "Tamba City"},
    "https://opendata.city.moka.lg.jp": {"name": "真岡市オープンデータカタログサイト"},
    # The region of the registry is that of another prefecture.
    "https://www.harp.lg.jp": {"prefecture": "北海道"},
    "https://open-data-aizuwakamatsu.hub.arcgis.com/": {"code": "072028"},
    "https://ckan.sena-opendata.jp": {"prefecture": ""},
    "https://opendata-api-kakogawa.jp/odp/": {"code": "282103"},
    "https://catalog.data.metro.tokyo.lg.jp": {"code": "130001"},
    "https://data.data4citizen.jp": {"code": "072028"},
    "https://www.mlit-data.jp": {"prefecture": ""},
}
"""What the lists have wrong, or say elsewhere (the publisher of data4citizen in search.ckan.jp is 会津若松市)."""

_APIS = ("ckan:package-search", "ckan", "ckan:package-list", "ckan:api")
_HOST = re.compile(
    r"(?:^|\.)(pref|city|town|vill|metro)\.([a-z-]+)(?:\.(?!lg\.|gkan\.)([a-z]+))?(?:\.(?:lg|gkan))?\.jp$"
)
_NAMED = re.compile(r"^(?:Open Data |City of )?([A-Z][a-z]+)[ -](City|Town|Village|Prefecture|Prefectural|Pref)\b")
_KINDS_OF_BODY = {
    "pref": {"prefecture"}, "metro": {"prefecture"}, "city": {"city", "designated_city", "special_ward"},
    "town": {"town"}, "vill": {"village"},
}  # fmt: skip
_SUFFIXES = ("shi", "ku", "chou", "machi", "son", "mura", "ken", "fu", "to")


@dataclass
class Portal:
    """A row of the list; ``sources`` are the lists it comes from."""

    name: str
    url: str
    endpoint: str
    kind: str = ""
    platform: str = ""
    filters: str = ""
    code: str = ""
    prefecture: str = ""
    interval: str = ""
    status: str = "listed"
    also: str = ""
    sources: list[str] = field(default_factory=list)

    def row(self) -> dict[str, str]:
        """The row as it is written."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"sources": ";".join(self.sources)}


def main(registry: Path, collector: Path, target: Path = TARGET) -> int:
    """Write the list and return how many portals it holds."""
    found = [*_of_registry(registry), *_of_collector(collector)]
    portals = sorted(_merged(found), key=lambda each: (each.code or "99", each.prefecture, each.name, each.url))
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [each.name for each in fields(Portal)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(each.row() for each in portals)
    return len(portals)


def _of_registry(path: Path) -> Iterator[Portal]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["link"] in LEFT_OUT:
                continue
            platform = PLATFORMS.get(row["software"], row["software"])
            endpoint, filters, sure = _endpoint(row["link"], row["endpoints"], platform)
            made = Portal(_plain_name(row["name"]), row["link"], endpoint, platform=platform, filters=filters)
            made.kind = KINDS.get(platform, "") if sure else ""
            made.sources.append(REGISTRY)
            _place(made, row["iso_region"])
            yield made


def _plain_name(name: str) -> str:
    return re.sub(r" *[（(]ESRIジャパン[)）]| - (?:ArcGIS|Dateno)$", "", name).strip()


def _endpoint(link: str, endpoints: str, platform: str) -> tuple[str, str, bool]:
    """Where to harvest from, with what filter, and whether the list names the place itself."""
    named: dict[str, str] = {}
    for pair in endpoints.split():
        key, _sign, url = pair.partition("=")
        named.setdefault(key, url)
    if platform in ("ckan", "dataeye"):
        api = next(
            (named[key] for key in ("ckan:package-search", "ckan", "ckan:package-list", "ckan:api") if key in named), ""
        )
        query = parse_qs(urlsplit(api).query).get("q", [""])[0]
        root = re.split(r"/api/|/ckan_api", api)[0] if api else link.rstrip("/")
        return root, query, bool(api)
    if platform == "arcgishub":
        return link.rstrip("/"), "", "dcatus11" in named
    if platform == "shirasagi":
        return named.get("api", link).split("/api/")[0].rstrip("/"), "", "api" in named
    return link.rstrip("/"), "", platform == "dkan" and "ckan:package-list" in named


def _of_collector(path: Path) -> Iterator[Portal]:
    for item in json.loads(path.read_text(encoding="utf-8")):
        if item["dataset_url"] in LEFT_OUT:
            continue
        api = item["ckanapi_url"].rstrip("/")
        platform = "ckan" if api.endswith("/api/3/action") else "shirasagi"
        root = api.removesuffix("/api/3/action").removesuffix("/api")
        made = Portal(item["title"].strip(), root, root, kind=KINDS[platform], platform=platform)
        made.status = "listed" if item["enable"] else "stopped"
        if root in MOVED:
            made.status, made.also = "moved", MOVED[root]
        made.sources.append(COLLECTOR)
        _place(made, "")
        yield made


def _merged(found: Iterable[Portal]) -> list[Portal]:
    """One row a portal: by what is harvested; and by host where the lists do not agree on the place of its API."""
    kept: dict[tuple[str, str], Portal] = {}
    hosts: dict[str, Portal] = {}
    for each in found:
        host = urlsplit(each.endpoint).netloc
        same = kept.get((_key(each.endpoint), each.filters)) or (None if each.filters else hosts.get(host))
        if same is None:
            kept[_key(each.endpoint), each.filters] = each
            if not each.filters:
                hosts[host] = each
        else:
            _take_in(same, each)
    return list(kept.values())


def _key(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.lower() + parts.path.rstrip("/")


def _take_in(kept: Portal, other: Portal) -> None:
    kept.sources += [name for name in other.sources if name not in kept.sources]
    if not other.name.isascii():
        kept.name = other.name
    kept.code, kept.prefecture = kept.code or other.code, kept.prefecture or other.prefecture
    kept.kind = kept.kind or other.kind
    if urlsplit(other.url).netloc != urlsplit(kept.url).netloc:
        kept.also = " ".join(filter(None, [kept.also, other.url]))
    if _key(kept.endpoint) != _key(other.endpoint) or kept.platform != other.platform:
        kept.kind = ""


def _place(portal: Portal, region: str) -> None:
    amended = AMENDED.get(portal.url, {})
    for name in ("name", "code"):
        setattr(portal, name, amended.get(name) or getattr(portal, name))
    code = portal.code or _code(portal, region)
    body = local_government.find(code) if code else None
    portal.code = body.code if body else ""
    portal.prefecture = body.prefecture if body else amended.get("prefecture", _prefecture(region))
    if urlsplit(portal.endpoint).netloc.endswith("bodik.jp"):
        portal.interval = BODIK_SECONDS


def _prefecture(region: str) -> str:
    number = region.removeprefix("JP-")
    found = [body for body in local_government.bodies() if body.kind == "prefecture" and body.code[:2] == number]
    return found[0].name if found else ""


def _code(portal: Portal, region: str) -> str:
    digits = re.search(r"/(\d{6})(?:/|$)", urlsplit(portal.url).path)
    if digits and local_government.is_valid(digits[1]) and local_government.find(digits[1]):
        return digits[1]
    for host in dict.fromkeys(urlsplit(url).netloc.lower() for url in (portal.url, portal.endpoint)):
        if (match := _HOST.search(host)) and (body := _by_host(*match.groups())):
            return body.code
    if (match := _NAMED.match(portal.name)) and (prefecture := _prefecture(region)):
        kind = {"City": "city", "Town": "town", "Village": "vill"}.get(match[2], "pref")
        body = _one(kind, match[1].lower(), prefecture)
        return body.code if body else ""
    named = re.match(r"(.{1,6}?[都道府県市区町村])", portal.name)
    body = local_government.find_by_name(named[1]) if named else None
    return body.code if body else ""


def _by_host(kind: str, label: str, prefecture: str | None) -> Body | None:
    if "-" in label:
        prefecture, _sign, label = label.partition("-")
    where = _one("pref", prefecture, None) if prefecture else None
    if prefecture and where is None:
        return None
    return _one(kind, label, where.prefecture if where else None)


def _one(kind: str, label: str, prefecture: str | None) -> Body | None:
    """The one body that is read so, None when there is none or there are several."""
    found = [
        body for body in _read_so().get(label, [])
        if body.kind in _KINDS_OF_BODY[kind] and prefecture in (None, body.prefecture)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


@cache
def _read_so() -> dict[str, list[Body]]:
    found: defaultdict[str, list[Body]] = defaultdict(list)
    for body in local_government.bodies():
        if body.kind in ("ward", "former_ward"):
            continue
        whole = kana2alphabet(kata2hira(body.kana)).lower()
        stems = {whole.removesuffix(suffix) for suffix in _SUFFIXES if whole.endswith(suffix)} or {whole}
        for stem in stems | {whole}:
            for read in {stem, _short(stem)}:
                found[read].append(body)
    return found


def _short(text: str) -> str:
    """Long vowels as Latin addresses write them: once."""
    return re.sub(r"ou|oo", "o", text).replace("uu", "u").replace("nb", "mb").replace("np", "mp").replace("nm", "mm")


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path(sys.argv[2])))
