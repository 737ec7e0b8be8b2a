"""SHACL's results in words, Japanese and English: properties, kinds of things, and what a broken rule asks for."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["CLASSES", "message", "name", "short"]

_PREFIXES = {
    "http://www.w3.org/ns/adms#": "adms",
    "http://data.europa.eu/r5r/": "dcatap",
    "http://www.w3.org/ns/dcat#": "dcat",
    "http://purl.org/dc/terms/": "dct",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://www.w3.org/ns/locn#": "locn",
    "http://www.w3.org/ns/odrl/2/": "odrl",
    "http://www.w3.org/ns/prov#": "prov",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/ns/shacl#": "sh",
    "http://www.w3.org/2004/02/skos/core#": "skos",
    "http://spdx.org/rdf/terms#": "spdx",
    "http://www.w3.org/2006/time#": "time",
    "http://www.w3.org/2006/vcard/ns#": "vcard",
    "http://www.w3.org/2001/XMLSchema#": "xsd",
    "https://semiceu.github.io/DCAT-AP/releases/3.0.0/html/shacl/shapes.ttl#": "",
}
CLASSES = {
    "dcat:Dataset": ("データセット", "Dataset"),
    "dcat:Distribution": ("リソース（ファイル）", "Resource (file)"),
    "dcat:DataService": ("データサービス", "Data service"),
    "dcat:DatasetSeries": ("データセットのシリーズ", "Dataset series"),
    "dcat:Catalog": ("カタログ", "Catalogue"),
    "dcat:CatalogRecord": ("カタログの記録", "Catalogue record"),
    "foaf:Agent": ("組織・人", "Organization or person"),
    "dct:PeriodOfTime": ("期間", "Period"),
    "dct:Location": ("場所", "Place"),
    "dct:LicenseDocument": ("ライセンス", "Licence"),
    "skos:Concept": ("分類の言葉", "Concept"),
    "skos:ConceptScheme": ("分類の体系", "Concept scheme"),
    "spdx:Checksum": ("チェックサム", "Checksum"),
    "adms:Identifier": ("識別子", "Identifier"),
    "dcat:Relationship": ("関係", "Relationship"),
}
_NAMES = {
    "adms:identifier": ("別の識別子", "Other identifier"),
    "adms:sample": ("見本", "Sample"),
    "adms:status": ("状態", "Status"),
    "adms:versionNotes": ("版の説明", "Notes on the version"),
    "dcat:accessService": ("アクセスのサービス", "Access service"),
    "dcat:accessURL": ("アクセスURL", "Access URL"),
    "dcat:byteSize": ("ファイルの大きさ", "File size"),
    "dcat:compressFormat": ("圧縮形式", "Compression format"),
    "dcat:contactPoint": ("連絡先", "Contact point"),
    "dcat:distribution": ("リソース（ファイル）", "Resource (file)"),
    "dcat:downloadURL": ("ダウンロードURL", "Download URL"),
    "dcat:endDate": ("終了日", "End date"),
    "dcat:endpointURL": ("サービスのアドレス", "Endpoint URL"),
    "dcat:inSeries": ("属するシリーズ", "In series"),
    "^dcat:inSeries": ("シリーズのデータセット", "Dataset of the series"),
    "dcat:keyword": ("キーワード", "Keyword"),
    "dcat:landingPage": ("案内のページ", "Landing page"),
    "dcat:mediaType": ("メディアタイプ", "Media type"),
    "dcat:packageFormat": ("まとめる形式", "Package format"),
    "dcat:spatialResolutionInMeters": ("空間解像度（m）", "Spatial resolution (m)"),
    "dcat:startDate": ("開始日", "Start date"),
    "dcat:temporalResolution": ("時間の細かさ", "Temporal resolution"),
    "dcat:theme": ("分類", "Theme"),
    "dcat:version": ("版", "Version"),
    "dcatap:applicableLegislation": ("根拠の法令", "Applicable legislation"),
    "dcatap:availability": ("入手できる見込み", "Availability"),
    "dct:accessRights": ("アクセス権", "Access rights"),
    "dct:accrualPeriodicity": ("更新頻度", "Update frequency"),
    "dct:conformsTo": ("従う標準", "Conforms to"),
    "dct:creator": ("作成者", "Creator"),
    "dct:description": ("説明", "Description"),
    "dct:format": ("ファイル形式", "Format"),
    "dct:identifier": ("識別子", "Identifier"),
    "dct:issued": ("公開日", "Date of issue"),
    "dct:language": ("言語", "Language"),
    "dct:license": ("ライセンス", "Licence"),
    "dct:modified": ("更新日", "Modification date"),
    "dct:provenance": ("来歴", "Provenance"),
    "dct:publisher": ("公表者", "Publisher"),
    "dct:relation": ("関連するもの", "Relation"),
    "dct:rights": ("利用条件", "Rights"),
    "dct:source": ("もとのデータ", "Source"),
    "dct:spatial": ("対象地域", "Spatial coverage"),
    "dct:temporal": ("対象期間", "Temporal coverage"),
    "dct:title": ("タイトル", "Title"),
    "dct:type": ("種類", "Type"),
    "foaf:homepage": ("ホームページ", "Home page"),
    "foaf:name": ("名前", "Name"),
    "foaf:page": ("説明のページ", "Page about it"),
    "skos:notation": ("表記", "Notation"),
    "skos:prefLabel": ("言葉", "Label"),
    "spdx:algorithm": ("計算の方法", "Algorithm"),
    "spdx:checksum": ("チェックサム", "Checksum"),
    "spdx:checksumValue": ("チェックサムの値", "Checksum value"),
}
_KINDS = {
    "sh:Literal": ("文字で書くところに、アドレス（URI）やまとまりがあります。",
                   "A text is expected here, not an address or a thing."),
    "sh:IRI": ("アドレス（URI）で書くところに、ほかの値があります。", "An address (URI) is expected here."),
    "sh:BlankNodeOrIRI": ("アドレス（URI）か、項目を持つまとまりで書くところに、文字があります。",
                          "An address (URI) or a described thing is expected here, not a text."),
}  # fmt: skip
_MESSAGES = {
    "MinCount": ("値がありません。1 つは必要です。", "There is no value; at least one is required."),
    "MaxCount": ("値が 2 つ以上あります。1 つだけにします。", "There is more than one value; only one is allowed."),
    "Datatype": ("値の型がちがいます。{wanted}で書きます。", "The value is of the wrong type. Write {wanted}."),
    "Class": ("指しているものが{wanted}ではありません。", "What it points to is not of the kind: {wanted}."),
    "Dataset": ("RDF にデータセット（dcat:Dataset）がありません。", "The RDF has no dataset (dcat:Dataset)."),
    "Writable": ("アドレス（URI）に使えない文字があり、RDF として書き出せません。",
                 "The address (URI) has characters that cannot be written as RDF."),
}  # fmt: skip
_TYPES = {
    "xsd:decimal": ("数（12.5 など）", "a number (12.5)"),
    "xsd:duration": ("時間の長さ（P1D など）", "a length of time (P1D)"),
    "xsd:hexBinary": ("16 進数", "a hexadecimal number"),
    "xsd:nonNegativeInteger": ("0 以上の整数", "a whole number of 0 or more"),
    "xsd:dateTime": ("日時（2026-04-01T09:00:00 など）", "a date and time (2026-04-01T09:00:00)"),
}
_SHAPES = {
    ":DateOrDateTimeDataType_Shape": ("日付として読めません。2026-04-01 や 2026 の形で書きます。",
                                      "It is no date. Write it as 2026-04-01 or 2026."),
    ":DcatResource_Shape": ("カタログ・データセット・データサービスのどれでもありません。",
                            "It is neither a catalogue, a dataset nor a data service."),
}  # fmt: skip


def short(iri: str) -> str:
    """The address with its usual prefix, ``dct:title``; whole where it has none."""
    for namespace, prefix in _PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def name(steps: Sequence[str]) -> dict[str, str]:
    """``name_ja`` and ``name_en`` of the property that ``steps`` lead to, with the way; empty where it has none."""
    pairs = [_NAMES.get(step, (step, step))[:2] for step in steps]
    return {
        "name_ja": " › ".join(pair[0] for pair in pairs)[:200],
        "name_en": " › ".join(pair[1] for pair in pairs)[:200],
    }


def message(constraint: str, wanted: str, said: str) -> dict[str, str]:
    """``message_ja`` and ``message_en`` of a broken constraint; a rule without words of ours says its own, ``said``."""
    tables = {"NodeKind": _KINDS, "Node": _SHAPES}
    ja, en = tables.get(constraint, {}).get(wanted) or _MESSAGES.get(constraint) or (said, said)
    word = (_TYPES | CLASSES).get(wanted, (f" {wanted} ", wanted))
    return {"message_ja": ja.replace("{wanted}", word[0]), "message_en": en.replace("{wanted}", word[1])}
