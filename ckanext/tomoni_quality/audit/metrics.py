"""The metrics of MQA (data.europa.eu) as data: official weight, name and term. 405 points in five dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["DIMENSIONS", "DIMENSION_NAMES", "METRICS", "RATINGS", "SOURCE", "TOTAL", "Dimension", "Metric", "rating"]

SOURCE = "https://data.europa.eu/mqa/methodology"
#: Names of metrics in piveau's vocabulary, which data.europa.eu writes its own measurements with.
NAMESPACE = "https://piveau.eu/ns/voc#"

Dimension = Literal["findability", "accessibility", "interoperability", "reusability", "contextuality"]
Of = Literal["dataset", "distribution"]
Rating = Literal["excellent", "good", "sufficient", "bad"]

DIMENSION_NAMES: dict[Dimension, tuple[str, str]] = {
    "findability": ("見つけやすさ", "Findability"),
    "accessibility": ("アクセスのしやすさ", "Accessibility"),
    "interoperability": ("相互運用性", "Interoperability"),
    "reusability": ("再利用のしやすさ", "Reusability"),
    "contextuality": ("文脈の情報", "Contextuality"),
}
#: The least points of each rating.
RATINGS: tuple[tuple[int, Rating], ...] = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))


@dataclass(frozen=True)
class Metric:
    """One metric: ``id`` is its name in piveau's vocabulary, ``of`` whose ``term`` it asks for."""

    id: str
    dimension: Dimension
    weight: int
    term: str
    of: Of
    ja: str
    en: str

    @property
    def uri(self) -> str:
        """The metric's address for RDF."""
        return NAMESPACE + self.id


_F, _A, _I, _R, _C = DIMENSION_NAMES
METRICS: tuple[Metric, ...] = (
    Metric("keywordAvailability", _F, 30, "dcat:keyword", "dataset", "キーワードがある", "Keyword usage"),
    Metric("categoryAvailability", _F, 30, "dcat:theme", "dataset", "分類がある", "Categories"),
    Metric("spatialAvailability", _F, 20, "dct:spatial", "dataset", "対象地域がある", "Geo search"),
    Metric("temporalAvailability", _F, 20, "dct:temporal", "dataset", "対象期間がある", "Time based search"),
    Metric("accessUrlStatusCode", _A, 50, "dcat:accessURL", "distribution", "アクセスURLが開く",
           "AccessURL accessibility"),
    Metric("downloadUrlAvailability", _A, 20, "dcat:downloadURL", "distribution", "ダウンロードURLがある",
           "DownloadURL"),
    Metric("downloadUrlStatusCode", _A, 30, "dcat:downloadURL", "distribution", "ダウンロードURLが開く",
           "DownloadURL accessibility"),
    Metric("formatAvailability", _I, 20, "dct:format", "distribution", "ファイル形式がある", "Format"),
    Metric("mediaTypeAvailability", _I, 10, "dcat:mediaType", "distribution", "メディアタイプがある", "Media type"),
    Metric("formatMediaTypeVocabularyAlignment", _I, 10, "dct:format, dcat:mediaType", "distribution",
           "形式とメディアタイプが統制語彙にある", "Format / Media type from vocabulary"),
    Metric("formatMediaTypeNonProprietary", _I, 20, "dct:format", "distribution",
           "特定の製品によらない形式", "Non-proprietary"),
    Metric("formatMediaTypeMachineInterpretable", _I, 20, "dct:format", "distribution", "機械可読な形式",
           "Machine readable"),
    Metric("dcatApCompliance", _I, 30, "-", "dataset", "DCAT-AP に適合する", "DCAT-AP compliance"),
    Metric("licenceAvailability", _R, 20, "dct:license", "distribution", "ライセンスがある", "License information"),
    Metric("knownLicence", _R, 10, "dct:license", "distribution", "ライセンスが統制語彙にある", "License vocabulary"),
    Metric("accessRightsAvailability", _R, 10, "dct:accessRights", "dataset", "アクセス権がある",
           "Access restrictions"),
    Metric("accessRightsVocabularyAlignment", _R, 5, "dct:accessRights", "dataset", "アクセス権が統制語彙にある",
           "Access restrictions vocabulary"),
    Metric("contactPointAvailability", _R, 20, "dcat:contactPoint", "dataset", "連絡先がある", "Contact point"),
    Metric("publisherAvailability", _R, 10, "dct:publisher", "dataset", "公表者がある", "Publisher"),
    Metric("rightsAvailability", _C, 5, "dct:rights", "distribution", "利用条件がある", "Rights"),
    Metric("byteSizeAvailability", _C, 5, "dcat:byteSize", "distribution", "ファイルの大きさがある", "File size"),
    Metric("dateIssuedAvailability", _C, 5, "dct:issued", "dataset", "公開日がある", "Date of issue"),
    Metric("dateModifiedAvailability", _C, 5, "dct:modified", "dataset", "更新日がある", "Modification date"),
)  # fmt: skip
DIMENSIONS: dict[Dimension, int] = {
    name: sum(m.weight for m in METRICS if m.dimension == name) for name in DIMENSION_NAMES
}
TOTAL = sum(DIMENSIONS.values())


def rating(points: float) -> Rating:
    """The rating of so many points of the 405."""
    return next(name for least, name in RATINGS if round(points) >= least)
