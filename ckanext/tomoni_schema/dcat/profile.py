"""The ckanext-dcat profile ``tomoni_dcat_goj``: DCAT-AP 3 with the items of DCAT-GoJ and the fields of e-Gov.

There is no published "DCAT-AP JP": the target is W3C DCAT 3 as DCAT-AP 3 uses it, and the items of DCAT-GoJ are
carried by the properties that mean the same. What our forms have fields for is written and read here; the rest
(series, checksums, access services, what else an extra says) stays ckanext-dcat's work.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from ckanext.dcat.profiles.euro_dcat_ap_3 import EuropeanDCATAP3Profile
from ckanext.dcat.profiles.schemaorg import SchemaOrgProfile
from ckanext.dcat.utils import catalog_uri
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from ckanext.tomoni_core import metadata
from ckanext.tomoni_schema.dcat import fields, mending, portal, reading, schemaorg, writing, writing_catalog
from ckanext.tomoni_schema.dcat.pen import Eye
from ckanext.tomoni_schema.dcat.terms import ADMS, AUTHORITY, DCAT, DCT, PREFIXES, RDF, SKOS

__all__ = ["TomoniGojProfile", "TomoniSchemaOrgProfile"]

log = logging.getLogger(__name__)


class TomoniGojProfile(EuropeanDCATAP3Profile):
    """Our fields in DCAT-AP 3, both ways."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> None:
        """Write a dataset, and its record when a catalogue is being written."""
        whole = self.g
        ref, described = URIRef(str(dataset_ref)), metadata.filled(dataset_dict)
        try:
            self.g = self._theirs(dataset_dict, ref)
            agent, quality = portal.agent_of(dataset_dict), portal.quality_of(dataset_dict)
            writing.write_dataset(self.g, ref, described, portal.site(), agent, quality)
            self._add_record(whole, dataset_dict, ref)
            mending.mend(self.g)
            self._give(whole)
        finally:
            self.g = whole

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: Node) -> None:
        """Write the catalogue as the settings describe it."""
        whole, self.g = self.g, Graph()
        try:
            described, modified = portal.catalog(catalog_dict), self._last_catalog_modification()
            writing_catalog.write_catalog(
                self.g, URIRef(str(catalog_ref)), described, portal.site(), str(modified or "")
            )
            mending.mend(self.g)
            self._give(whole)
        finally:
            self.g = whole

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> dict[str, Any]:
        """Read a dataset, into ``dataset_dict`` itself: ckanext-dcat looks at that and not at the answer."""
        theirs = super().parse_dataset({}, dataset_ref)
        read: dict[str, Any] = dict(reading.read_dataset(self.g, dataset_ref, portal.site()))
        read["tags"] = sorted(theirs.get("tags") or [], key=lambda tag: tag["name"])
        read["extras"] = self._extras(theirs, dataset_ref, read)
        read["resources"] = self._resources(theirs, dataset_ref)
        for key, value in dataset_dict.items():
            read.setdefault(key, value)
        dataset_dict.clear()
        dataset_dict.update(read)
        return dataset_dict

    def _theirs(self, dataset: dict[str, Any], ref: URIRef) -> Graph:
        """What ckanext-dcat writes of the rest. A value that it stumbles over costs that rest and never the page."""
        extras = [item for item in dataset.get("extras") or [] if item.get("key") in fields.KEPT_BY_DCAT]
        ours = {*fields.DATASET, "tags", "organization", "extras", "resources", "author_email", "maintainer_email"}
        stamps = {"metadata_created", "metadata_modified"}
        rest = {key: value for key, value in dataset.items() if key not in ours | stamps}
        files = [
            {key: item[key] for key in fields.KEPT_OF_FILE_BY_DCAT if item.get(key)}
            for item in dataset.get("resources") or []
        ]
        self.g = Graph()
        try:
            super().graph_from_dataset({**rest, "extras": extras, "resources": files}, ref)
        except Exception:
            log.exception("Dataset %s has values that ckanext-dcat cannot write", dataset.get("id"))
            return Graph()
        return self.g

    def _add_record(self, whole: Graph, dataset: dict[str, Any], ref: URIRef) -> None:
        catalog = URIRef(catalog_uri())
        if (catalog, RDF.type, DCAT.Catalog) in whole:
            writing_catalog.write_record(self.g, catalog, ref, dataset)

    def _give(self, whole: Graph) -> None:
        for prefix, namespace in PREFIXES.items():
            whole.bind(prefix, namespace, replace=True)
        for triple in self.g:
            whole.add(triple)

    def _extras(self, theirs: dict[str, Any], ref: Node, read: dict[str, Any]) -> list[dict[str, Any]]:
        """What the graph says and our form has no field for."""
        extras = {item["key"]: item["value"] for item in theirs.get("extras") or []}
        kept = {key: extras[key] for key in fields.KEPT_BY_DCAT if extras.get(key)}
        kept.pop("alternate_identifier", None)
        if others := self._identifiers(ref, read.get("opendata_id", "")):
            kept["alternate_identifier"] = json.dumps(others, ensure_ascii=False)
        if kept.get("access_rights") == str(AUTHORITY["access-right/PUBLIC"]):
            del kept["access_rights"]
        if kept.get("source") == json.dumps([read.get("url")]):
            del kept["source"]
        if geometry := self._spatial(ref, DCT.spatial).get("geom"):
            kept["spatial_geom"] = geometry
        if conditions := Eye(self.g).text_of(ref, DCT.rights):
            kept["access_conditions"] = conditions
        return [{"key": key, "value": value} for key, value in kept.items()]

    def _identifiers(self, ref: Node, opendata_id: str) -> list[str]:
        eye = Eye(self.g)
        nodes = eye.nodes(ref, ADMS.identifier)
        found = [eye.words(node, SKOS.notation) if isinstance(node, BNode) else str(node) for node in nodes]
        return [text for text in dict.fromkeys(found) if text and text != opendata_id]

    def _resources(self, theirs: dict[str, Any], ref: Node) -> list[dict[str, Any]]:
        """The files by name: a graph has no order. What they share with the dataset stays out of them."""
        files = {str(node): read for node, read in reading.read_files(self.g, ref, portal.site()).items()}
        kept = ("size", "distribution_ref", *fields.KEPT_OF_FILE_BY_DCAT)
        made = [
            {**{key: item[key] for key in kept if item.get(key)}, **files.get(item.get("distribution_ref", ""), {})}
            for item in theirs.get("resources") or []
        ]
        return sorted(made, key=lambda item: (item.get("name", ""), item.get("uri") or ""))


class TomoniSchemaOrgProfile(SchemaOrgProfile):
    """Our schema.org description as a profile of ckanext-dcat, for its plugin ``structured_data`` and its endpoints."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> None:
        """Write a dataset."""
        self._bind_namespaces()
        described = Graph()
        schemaorg.add_to(described, portal.schemaorg_of(dataset_dict))
        mending.mend(described)
        for triple in described:
            self.g.add(triple)
