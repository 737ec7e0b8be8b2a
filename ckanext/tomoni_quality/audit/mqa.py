"""MQA's 405 points of a dataset: each metric met, not met, or not measured.

As MQA does, the dataset's points of a dimension come from its best distribution, on the assumption that distributions
hold the same. What the portal would fill in for every dataset alike (access rights, the stamps of its record) earns
nothing: it tells nothing of a dataset. Whether its RDF conforms to DCAT-AP is SHACL's answer, found elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.tomoni_quality.audit import links
from ckanext.tomoni_quality.audit.facts import Facts, extension, has, kind_of, license_of, text
from ckanext.tomoni_quality.audit.metrics import DIMENSIONS, METRICS, TOTAL, Dimension, Metric, rating
from ckanext.tomoni_quality.audit.reported import Reported

__all__ = ["MACHINE_READABLE", "NON_PROPRIETARY", "measure"]

#: True: met, False: not met, None: not measured.
Answers = dict[str, bool | None]

#: From data.europa.eu's edp-non-proprietary-format and edp-machine-readable-format (names of the EU's file types).
NON_PROPRIETARY = frozenset(
    {"BMP", "CSV", "DBF", "GEOJSON", "GZIP", "HTML", "ICS", "JPEG2000", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF",
     "ODS", "PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "RTF", "TAR", "TIFF",
     "TSV", "TXT", "WMS_SRVC", "XML", "ZIP"}
)  # fmt: skip
MACHINE_READABLE = frozenset(
    {"CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS", "RDF_N_TRIPLES",
     "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML"}
)  # fmt: skip
_REACHED: dict[links.State, bool | None] = {"alive": True, "dead": False, "doubtful": False, "unmeasured": None}
_CONTACTS = ("contactPoint", "contactPoint_email", "contactPoint_tel", "contactPoint_formUrl", "contactPoint_etc",
             "maintainer", "maintainer_email", "author_email")  # fmt: skip
_PUBLISHED = "http://publications.europa.eu/resource/authority/access-right/"


def measure(
    facts: Facts, reports: Mapping[str, Reported], asked: Mapping[str, str], conforms: bool | None = None
) -> dict[str, Any]:
    """``points`` earned and ``unmeasured`` of ``max``, the same by dimension, the two ratings between, and ``metrics``.

    :param reports: by resource id
    :param asked: the state of each address that was asked for itself, by resource id
    :param conforms: whether the published RDF keeps to DCAT-AP
    """
    own = {**_dataset(facts), "dcatApCompliance": conforms}
    files = [
        _distribution(facts, resource, reports.get(id), asked.get(id))
        for resource in facts.resources
        for id in [text(resource.get("id"))]
    ]
    metrics = [_row(metric, _answers(metric.dimension, own, files)) for metric in METRICS]
    points, unmeasured = _sum(metrics, "points"), _sum(metrics, "unmeasured")
    return {
        "points": points,
        "unmeasured": unmeasured,
        "max": TOTAL,
        "rating_low": rating(points),
        "rating_high": rating(points + unmeasured),
        "dimensions": {name: _dimension(name, metrics) for name in DIMENSIONS},
        "metrics": metrics,
    }


def _answers(dimension: Dimension, own: Answers, files: Sequence[Answers]) -> Answers:
    """The dataset's answers with those of the distribution that earns most in the dimension."""
    ours = [metric for metric in METRICS if metric.dimension == dimension and metric.of == "distribution"]

    def earned(answers: Answers) -> tuple[int, int]:
        unknown = sum(metric.weight for metric in ours if answers[metric.id] is None)
        return sum(metric.weight for metric in ours if answers[metric.id]), unknown

    nothing: Answers = dict.fromkeys((metric.id for metric in ours), False)
    return {**own, **max(files, key=earned, default=nothing)}


def _row(metric: Metric, answers: Answers) -> dict[str, Any]:
    met = answers[metric.id]
    return {
        "id": metric.id,
        "dimension": metric.dimension,
        "met": met,
        "points": metric.weight if met else 0,
        "unmeasured": metric.weight if met is None else 0,
        "max": metric.weight,
    }


def _sum(rows: Sequence[Mapping[str, Any]], key: str) -> int:
    return sum(row[key] for row in rows)


def _dimension(name: Dimension, metrics: Sequence[dict[str, Any]]) -> dict[str, int]:
    rows = [row for row in metrics if row["dimension"] == name]
    return {"points": _sum(rows, "points"), "unmeasured": _sum(rows, "unmeasured"), "max": DIMENSIONS[name]}


def _dataset(facts: Facts) -> Answers:
    rights = facts.any_of("access_rights")
    dated = any(has(resource, "last_modified_date", "last_modified") for resource in facts.resources)
    return {
        "keywordAvailability": has(facts.dataset, "tags"),
        "categoryAvailability": bool(facts.any_of("theme") or text(facts.dataset.get("groups"))),
        "spatialAvailability": bool(facts.any_of("spatial", "spatial_uri", "spatial_geom")),
        "temporalAvailability": bool(facts.any_of("temporal", "temporal_start")),
        "accessRightsAvailability": bool(rights),
        "accessRightsVocabularyAlignment": rights.startswith(_PUBLISHED),
        "contactPointAvailability": bool(facts.any_of(*_CONTACTS)),
        "publisherAvailability": bool(facts.any_of("publisher", "owner_org", "organization")),
        "dateIssuedAvailability": bool(facts.any_of("issued")),
        "dateModifiedAvailability": dated or bool(facts.any_of("last_modified_date")),
    }


def _distribution(facts: Facts, resource: Mapping[str, Any], report: Reported | None, link: str | None) -> Answers:
    kind, license = kind_of(resource), license_of(facts.dataset, resource)
    code = kind.authority if kind else ""
    reached = _REACHED[links.state(report, link)] if has(resource, "url") else False
    # A page about the file is another address, which nobody fetched; without one both are the file's own.
    download = text(resource.get("url_type")) == "upload" or extension(resource) is not None or report is not None
    return {
        "accessUrlStatusCode": None if has(resource, "access_url") else reached,
        "downloadUrlAvailability": download,
        "downloadUrlStatusCode": reached if download else False,
        "formatAvailability": has(resource, "format"),
        "mediaTypeAvailability": has(resource, "mimetype") or bool(kind and kind.media_type),
        "formatMediaTypeVocabularyAlignment": bool(code and kind and kind.media_type),
        "formatMediaTypeNonProprietary": code in NON_PROPRIETARY,
        "formatMediaTypeMachineInterpretable": code in MACHINE_READABLE,
        "licenceAvailability": license is not None,
        "knownLicence": license is not None and license.in_vocabulary,
        "rightsAvailability": has(resource, "terms_and_conditions")
        or bool(facts.any_of("access_conditions", "rights")),
        "byteSizeAvailability": has(resource, "size"),
    }
