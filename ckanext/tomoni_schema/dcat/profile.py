"""The ckanext-dcat profile ``tomoni_dcat_goj``: DCAT-AP 3 with the fields of DCAT-GoJ and e-Gov.

There is no published "DCAT-AP JP": the target is W3C DCAT 3 as DCAT-AP 3 uses it, and the fields of DCAT-GoJ are
carried by the properties that mean the same. Values are other people's: an address that RDF cannot hold becomes text,
or one bad dataset would break the whole catalogue.
"""

from __future__ import annotations

import re
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.dcat.profiles.base import DCAT, DCT, FOAF, RDF, RDFS, SKOS, VCARD
from ckanext.dcat.profiles.euro_dcat_ap_3 import EuropeanDCATAP3Profile
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_schema.dcat import mapping
from ckanext.tomoni_schema.values import safe_url

__all__ = ["TomoniGojProfile"]

_FORBIDDEN_IN_URI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_STANDARD_PAGE = re.compile(r"/standards/([a-z_]+)(?:\?|$)")


class TomoniGojProfile(EuropeanDCATAP3Profile):
    """Our fields in DCAT-AP 3, both ways."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> None:
        """Write a dataset."""
        prepared = mapping.to_dcat(dataset_dict)
        for resource in prepared["resources"]:
            resource["license"] = _license_url(resource.get("license_id") or dataset_dict.get("license_id"))
        super().graph_from_dataset(prepared, dataset_ref)
        self._write_english(dataset_dict, dataset_ref)
        self._write_theme(dataset_dict, dataset_ref)
        self._write_contact(dataset_dict, dataset_ref)
        self._write_standards(dataset_dict, dataset_ref)
        self._mend_addresses()

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Node) -> dict[str, Any]:
        """Read a dataset, into ``dataset_dict`` itself: ckanext-dcat looks at that and not at the answer."""
        read = mapping.from_dcat(super().parse_dataset(dataset_dict, dataset_ref))
        self._read_english(read, dataset_ref)
        self._read_agents(read, dataset_ref)
        self._read_contact(read, dataset_ref)
        self._read_standards(read, dataset_ref)
        self._read_theme(read, dataset_ref)
        for resource in read["resources"]:
            _set(resource, "license_id", _license_id(resource.pop("license", "")))
        dataset_dict.clear()
        dataset_dict.update(read)
        return dataset_dict

    def _write_english(self, dataset: dict[str, Any], ref: Node) -> None:
        for key, predicate in (("title", DCT.title), ("notes", DCT.description)):
            if text := dataset.get(f"{key}_en"):
                self.g.remove((ref, predicate, Literal(dataset.get(key))))
                self.g.add((ref, predicate, Literal(dataset.get(key), lang="ja")))
                self.g.add((ref, predicate, Literal(text, lang="en")))

    def _read_english(self, read: dict[str, Any], ref: Node) -> None:
        for key, predicate in (("title", DCT.title), ("notes", DCT.description)):
            texts = {text.language: str(text) for text in self.g.objects(ref, predicate) if isinstance(text, Literal)}
            if "ja" in texts:
                read[key] = texts["ja"]
            if "en" in texts and texts["en"] != read.get(key):
                _set(read, f"{key}_en", texts["en"])

    def _write_theme(self, dataset: dict[str, Any], ref: Node) -> None:
        if text := dataset.get("theme"):
            address = safe_url(text)
            theme = URIRef(address) if address else BNode()
            self.g.add((ref, DCAT.theme, theme))
            self.g.add((theme, RDF.type, SKOS.Concept))
            if not address:
                self.g.add((theme, SKOS.prefLabel, Literal(text, lang="ja")))

    def _read_theme(self, read: dict[str, Any], ref: Node) -> None:
        labels = [str(label) for theme in self.g.objects(ref, DCAT.theme) for label in self._labels(theme)]
        if labels:
            read["theme"] = "; ".join(sorted(labels))

    def _write_contact(self, dataset: dict[str, Any], ref: Node) -> None:
        telephone, form = dataset.get("contactPoint_tel"), safe_url(dataset.get("contactPoint_formUrl"))
        if not (telephone or form):
            return
        contact = next(self.g.objects(ref, DCAT.contactPoint), None)
        if contact is None:
            contact = BNode()
            self.g.add((ref, DCAT.contactPoint, contact))
            self.g.add((contact, RDF.type, VCARD.Organization))
        if telephone:
            self.g.add((contact, VCARD.hasTelephone, Literal(telephone)))
        if form:
            self.g.add((contact, VCARD.hasURL, URIRef(form)))

    def _read_contact(self, read: dict[str, Any], ref: Node) -> None:
        for contact in self.g.objects(ref, DCAT.contactPoint):
            telephone = self._object_value(contact, VCARD.hasTelephone)
            _set(read, "contactPoint_tel", str(telephone or "").removeprefix("tel:"))
            _set(read, "contactPoint_formUrl", str(self._object_value(contact, VCARD.hasURL) or ""))

    def _read_agents(self, read: dict[str, Any], ref: Node) -> None:
        for key, predicate in (("publisher", DCT.publisher), ("author", DCT.creator)):
            if not isinstance(read.get(key), str):
                read.pop(key, None)  # what the base profile made for a form with a structure here
            for agent in self.g.objects(ref, predicate):
                _set(read, key, str(self._object_value(agent, FOAF.name) or ""))

    def _write_standards(self, dataset: dict[str, Any], ref: Node) -> None:
        standard = registry().get(dataset.get("tomoni_standard") or "")
        if standard:
            page = URIRef(tk.url_for("tomoni_standard.read", slug=standard.slug, qualified=True))
            self._write_standard(ref, page, standard.title_ja)
        if text := dataset.get("compliant_standard"):
            address = safe_url(text)
            self._write_standard(ref, URIRef(address) if address else BNode(), "" if address else text)

    def _write_standard(self, ref: Node, standard: Node, title: str) -> None:
        self.g.add((ref, DCT.conformsTo, standard))
        self.g.add((standard, RDF.type, DCT.Standard))
        if title:
            self.g.add((standard, RDFS.label, Literal(title, lang="ja")))

    def _read_standards(self, read: dict[str, Any], ref: Node) -> None:
        others: list[str] = []
        for standard in self.g.objects(ref, DCT.conformsTo):
            page = _STANDARD_PAGE.search(str(standard))
            known = registry().get(page[1]) if page else None
            if known:
                _set(read, "tomoni_standard", known.slug)
            else:
                others.append(next(iter(self._labels(standard)), str(standard)))
        read.pop("compliant_standard", None)
        _set(read, "compliant_standard", "; ".join(sorted(others)))

    def _labels(self, node: Node) -> list[str]:
        named = (SKOS.prefLabel, RDFS.label, DCT.title)
        return [str(label) for predicate in named for label in self.g.objects(node, predicate)]

    def _mend_addresses(self) -> None:
        """Make text of every address that RDF cannot hold."""
        for subject, predicate, value in list(self.g.triples((None, None, None))):
            if isinstance(value, URIRef) and _FORBIDDEN_IN_URI.search(value):
                self.g.remove((subject, predicate, value))
                if not any(_FORBIDDEN_IN_URI.search(node) for node in (subject, predicate) if isinstance(node, URIRef)):
                    self.g.add((subject, predicate, Literal(str(value))))
            elif isinstance(subject, URIRef) and _FORBIDDEN_IN_URI.search(subject):
                self.g.remove((subject, predicate, value))


def _set(target: dict[str, Any], key: str, value: str) -> None:
    if value and not target.get(key):
        target[key] = value


def _license_url(license_id: str | None) -> str:
    """The address of a licence, its id when the portal does not list it or it has none."""
    known = model.Package.get_license_register().get(license_id or "")
    return (known.url if known else "") or license_id or ""


def _license_id(written: str) -> str:
    """The portal's id of a licence given by its address or id; what was written when the portal does not list it."""
    for known in model.Package.get_license_register().values():
        if written and written in (known.id, known.url):
            return known.id
    return written
