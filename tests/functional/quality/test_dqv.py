"""The audit in the RDF of a dataset."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from rdflib import RDF, Graph, Literal, URIRef

from ckanext.tomoni_quality.dqv import DQV
from ckanext.tomoni_quality.dqv_setting import add_profile
from tests.functional.quality.support import CLEAN, Upload, work
from tests.functional.quality.test_audit import take


@pytest.fixture
def dataset(org: dict[str, Any], upload: Upload) -> dict[str, Any]:
    package = factories.Dataset(owner_org=org["id"], license_id="CC-BY-4.0", tags=[{"name": "公園"}])
    upload(CLEAN, package["id"])
    work()
    return package


def graph(app: Any, package: dict[str, Any]) -> Graph:
    return Graph().parse(data=app.get(f"/dataset/{package['name']}.ttl").body, format="turtle")


def values(g: Graph) -> dict[str, Any]:
    nodes = list(g.subjects(RDF.type, DQV.QualityMeasurement))
    return {str(g.value(node, DQV.isMeasurementOf)).rpartition("#")[2]: g.value(node, DQV.value) for node in nodes}


def test_what_was_measured_is_written(app: Any, dataset: dict[str, Any]) -> None:
    take(dataset)
    g = graph(app, dataset)
    found = values(g)
    assert found["keywordAvailability"] == Literal(True)
    assert found["temporalAvailability"] == Literal(False)
    assert (found["stars"], found["dead-links"]) == (Literal(3), Literal(0))
    assert found["dcatApCompliance"] == Literal(True)
    assert "accessUrlStatusCode" in found
    metrics = {str(o) for o in g.objects(None, DQV.isMeasurementOf)}
    assert "https://piveau.eu/ns/voc#keywordAvailability" in metrics
    subject = next(g.subjects(DQV.hasQualityMeasurement, None))
    assert set(g.objects(None, DQV.computedOn)) == {subject}
    assert isinstance(subject, URIRef)


def test_a_dataset_that_was_not_measured_has_none_of_it(app: Any, dataset: dict[str, Any]) -> None:
    assert "keywordAvailability" not in values(graph(app, dataset))


def test_the_profile_comes_last_once_and_can_be_switched_off() -> None:
    assert tk.config["ckanext.dcat.rdf.profiles"].split()[-1] == "tomoni_dqv"
    config = {"ckanext.dcat.rdf.profiles": "euro_dcat_ap_2 tomoni_dqv"}
    add_profile(config)
    assert config["ckanext.dcat.rdf.profiles"] == "euro_dcat_ap_2 tomoni_dqv"
    off = {"ckanext.dcat.rdf.profiles": "euro_dcat_ap_2", "ckanext.tomoni_quality.dqv": False}
    add_profile(off)
    assert off["ckanext.dcat.rdf.profiles"] == "euro_dcat_ap_2"
