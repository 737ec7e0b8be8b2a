"""SHACL's answer to a graph, and the fingerprint by which it is kept."""

from __future__ import annotations

import re
import time
from importlib.resources import files
from typing import Any

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef

from ckanext.tomoni_quality.audit import graph_key, measure, method, shacl, shacl_words
from tests.unit.quality.test_audit import BARE, FULL, TODAY, points

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix ex: <https://example.com/> .
"""
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
EX = Namespace("https://example.com/")
GOOD = """
ex:d a dcat:Dataset ; dct:title "公衆トイレ"@ja ; dct:description "一覧"@ja ; dcat:distribution ex:f ;
    dct:publisher [ a foaf:Agent ; foaf:name "見本市" ] ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2026-04-01"^^xsd:date ] .
ex:f a dcat:Distribution ; dcat:accessURL ex:a.csv ; dcat:byteSize "12"^^xsd:nonNegativeInteger .
"""


def parsed(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def told(text: str) -> list[tuple[str, ...]]:
    found = shacl.judge(parsed(text))
    return [tuple(row[key] for key in ("severity", "of", "path", "constraint", "value")) for row in found["results"]]


def test_a_graph_that_conforms() -> None:
    assert shacl.judge(parsed(GOOD)) == {"conforms": True, "violations": 0, "warnings": 0, "results": []}


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ('dct:title "公衆トイレ"@ja ; ', "", ("dcat:Dataset", "dct:title", "MinCount", "")),
        ('dct:description "一覧"@ja', "dct:description ex:x",
         ("dcat:Dataset", "dct:description", "NodeKind", "https://example.com/x")),
        ("dcat:accessURL ex:a.csv ; ", "", ("dcat:Distribution", "dcat:accessURL", "MinCount", "")),
        ('"12"^^xsd:nonNegativeInteger', '"12 KB"', ("dcat:Distribution", "dcat:byteSize", "Datatype", "12 KB")),
        ("dcat:byteSize", 'dct:issued "令和8年" ; dcat:byteSize',
         ("dcat:Distribution", "dct:issued", "Node", "令和8年")),
        ("dcat:byteSize", 'dct:license "CC-BY" ; dcat:byteSize',
         ("dcat:Distribution", "dct:license", "NodeKind", "CC-BY")),
        ("dcat:byteSize", "dct:license ex:l, ex:m ; dcat:byteSize",
         ("dcat:Distribution", "dct:license", "MaxCount", "")),
        ('foaf:name "見本市"', "foaf:homepage ex:h", ("dcat:Dataset", "dct:publisher/foaf:name", "MinCount", "")),
        ('dcat:startDate "2026-04-01"^^xsd:date', 'dcat:startDate "a", "b"',
         ("dcat:Dataset", "dct:temporal/dcat:startDate", "MaxCount", "")),
        ("dcat:distribution ex:f", 'dcat:distribution ex:f ; dcat:theme "福祉"',
         ("dcat:Dataset", "dcat:theme", "NodeKind", "福祉")),
    ],
)  # fmt: skip
def test_one_broken_rule(old: str, new: str, broken: tuple[str, ...]) -> None:
    assert old in GOOD
    assert told(GOOD.replace(old, new)) == [("violation", *broken)]


def test_a_warning_is_told_and_does_not_count() -> None:
    found = shacl.judge(parsed(GOOD + 'ex:s a dcat:DatasetSeries ; dct:title "a" ; dct:description "b" .'))
    assert (found["conforms"], found["violations"], found["warnings"]) == (True, 0, 1)
    (row,) = found["results"]
    assert (row["severity"], row["of"], row["path"]) == ("warning", "dcat:DatasetSeries", "^dcat:inSeries")
    assert row["name_ja"] == "シリーズのデータセット"


def test_other_severities(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shape that only informs breaks nothing either; one that names no severity is a violation."""
    for severity, conforms in (("sh:severity sh:Info ;", True), ("", False)):
        shapes = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
            ex:S a sh:NodeShape ; sh:targetClass dcat:Dataset ;
              sh:property [ sh:path dcat:keyword ; {severity} sh:minCount 1 ] ."""
        monkeypatch.setattr(shacl, "_shapes", lambda shapes=shapes: parsed(shapes))
        found = shacl.judge(parsed(GOOD))
        assert (found["conforms"], len(found["results"])) == (conforms, 1)


def test_rdf_without_a_dataset_does_not_conform() -> None:
    assert told("ex:x a ex:Thing .") == [("violation", "", "", "Dataset", "")]


def test_an_address_that_cannot_be_written() -> None:
    g = parsed(GOOD)
    g.add((EX.d, DCAT.landingPage, URIRef("https://example.com/<a b>")))
    found = shacl.judge(g)
    assert (found["conforms"], found["results"][0]["constraint"]) == (False, "Writable")
    assert found["results"][0]["path"] == "dcat:landingPage"


def test_every_rule_of_the_shapes_has_words_in_both_languages() -> None:
    text = (files("ckanext.tomoni_quality.audit") / "shapes" / shacl._FILE).read_text(encoding="utf-8")
    used = {
        (name, value)
        for name, value in re.findall(r"sh:(nodeKind|node|minCount|maxCount|datatype|class)\s+([^\s;]+)", text)
    }
    assert len(used) > 8
    for name, value in used:
        said = shacl_words.message(name[0].upper() + name[1:], value, "said")
        assert "said" not in said.values(), (name, value)
        assert re.search("[ぁ-ん]", said["message_ja"])
        assert said["message_en"].isascii()
        assert "{" not in "".join(said.values())


def test_results_are_bounded_and_counts_whole() -> None:
    files_ = " ".join(f'ex:f{number} a dcat:Distribution ; dct:license "{"x" * 5000}" .' for number in range(100))
    found = shacl.judge(parsed(GOOD + files_))
    assert (found["violations"], len(found["results"])) == (200, shacl.MOST_RESULTS)
    assert max(len(value) for row in found["results"] for value in row.values()) <= 200


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr("socket.socket.connect", refused)
    monkeypatch.setattr("urllib.request.urlopen", refused)
    assert told(GOOD + "<https://example.com/> a owl:Ontology ; owl:imports <http://127.0.0.1:9/x.ttl> .") == []


def test_the_fingerprint_is_of_what_is_said() -> None:
    g = parsed(GOOD)
    key = graph_key.fingerprint(g, 1000)
    assert key == graph_key.fingerprint(parsed(GOOD), 1000)
    assert key == graph_key.fingerprint(Graph().parse(data=g.serialize(format="xml"), format="xml"), 1000)
    for old, new in (("見本市", "見本町"), ("@ja", "@en"), ('"12"^^xsd:nonNegativeInteger', '"12"'), ("ex:f", "ex:g"),
                     ("dcat:startDate", "dcat:endDate")):  # fmt: skip
        assert graph_key.fingerprint(parsed(GOOD.replace(old, new)), 1000) != key


def test_the_fingerprint_knows_which_blank_node_says_what() -> None:
    one = 'ex:d dct:publisher [ foaf:name "a" ; foaf:mbox ex:a ], [ foaf:name "b" ; foaf:mbox ex:b ] .'
    other = 'ex:d dct:publisher [ foaf:name "a" ; foaf:mbox ex:b ], [ foaf:name "b" ; foaf:mbox ex:a ] .'
    twice = 'ex:d dct:publisher [ foaf:name "a" ], [ foaf:name "a" ] .'
    once = 'ex:d dct:publisher [ foaf:name "a" ] .'
    keys = [graph_key.fingerprint(parsed(text), 100) for text in (one, other, twice, once)]
    assert None not in keys
    assert len(set(keys)) == 4


def _circle() -> Graph:
    g, nodes = Graph(), [BNode() for _ in range(3)]
    for here, there in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
        g.add((here, DCT.relation, there))
    return g


def _chain() -> Graph:
    g, last = Graph(), EX.d
    for _ in range(2000):
        node = BNode()
        g.add((last, DCT.relation, node))
        last = node
    return g


def _dense() -> Graph:
    g, nodes = Graph(), [BNode() for _ in range(60)]
    for number, node in enumerate(nodes):
        for other in nodes[number + 1 :]:
            g.add((node, DCT.relation, other))
    return g


@pytest.mark.parametrize("make", [_circle, _chain, _dense])
def test_tangled_blank_nodes_have_no_fingerprint_and_cost_little(make: Any) -> None:
    g, began = make(), time.monotonic()
    assert graph_key.fingerprint(g, 30_000) is None
    assert time.monotonic() - began < 2


def test_a_large_graph_has_no_fingerprint() -> None:
    assert graph_key.fingerprint(parsed(GOOD), 5) is None


def test_hostile_values_are_only_values() -> None:
    g = parsed(GOOD)
    for number in range(2000):
        g.add((EX.d, DCAT.keyword, Literal("\x00<script>" + "(a+)+$" * 50 + str(number))))
    g.add((EX.d, DCT.issued, Literal("9" * 100_000, datatype=XSD.date)))
    g.add((URIRef("javascript:alert(1)"), RDF.type, DCAT.Distribution))
    began = time.monotonic()
    assert graph_key.fingerprint(g, 30_000)
    found = shacl.judge(g)
    assert time.monotonic() - began < 10
    assert {row["constraint"] for row in found["results"]} >= {"MinCount"}
    assert all(len(value) <= 200 for row in found["results"] for value in row.values())


@pytest.mark.parametrize(("conforms", "earned"), [(True, (30, 0)), (False, (0, 0)), (None, (0, 30))])
def test_the_points(conforms: bool | None, earned: tuple[int, int]) -> None:
    record = measure(BARE, {}, TODAY, None, {"conforms": conforms, "results": []})
    assert points(record)["interoperability"] == earned
    assert record["dcat_ap"] == {"conforms": conforms, "results": []}
    full = measure(FULL, {}, TODAY, None, {"conforms": conforms})
    assert points(full)["interoperability"] == (80 + earned[0], earned[1])


def test_the_method_says_what_it_judges_by() -> None:
    assert method.SHAPES.removeprefix("DCAT-AP ") in shacl._FILE
    (brought_in,) = [version for version in method.HISTORY if version.number == "1.2"]
    assert "DCAT-AP" in brought_in.ja
