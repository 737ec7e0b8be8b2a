"""RDF that attacks: nothing is fetched, nothing is expanded, nothing hangs; the report says in Japanese what it was."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from ckan.plugins import toolkit as tk

from ckanext.tomoni_harvest.engine.errors import NotReadable
from ckanext.tomoni_harvest.sources import rdf
from tests.harvest_tools import findings, harvest, make_source, site

pytestmark = pytest.mark.usefixtures("standing_ckan", "non_clean_db")

RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" '
    'xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="https://a.jp/1"><dct:title>{title}</dct:title>'
    "</dcat:Dataset></rdf:RDF>"
)
BOMB = "<!DOCTYPE b [<!ENTITY a0 'x'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9)
) + "]>" + RDF_XML.format(title="&a8;")  # fmt: skip
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + RDF_XML.format(title="&x;")
OUTSIDE = '<!DOCTYPE d SYSTEM "{trap}/evil.dtd">' + RDF_XML.format(title="x")


def dataset(**context: Any) -> dict[str, Any]:
    """Return a dataset in JSON-LD with what is given beside."""
    return {"@id": "https://a.jp/1", "@type": "http://www.w3.org/ns/dcat#Dataset", **context}


def report(body: str | bytes | dict[str, Any], content_type: str) -> tuple[str, str, list[str]]:
    """Harvest a site that answers ``body``; return the outcome, the report's sentence and the paths that were asked.

    ``{trap}`` in ``body`` stands for the site's own address, where whatever is asked beside the catalogue is seen.
    """
    with site() as served:
        text = json.dumps(body) if isinstance(body, dict) else body
        if isinstance(text, str):
            text = text.replace("{trap}", served.url)
        served.files["/all"] = (200, text, {"Content-Type": content_type})
        source = make_source(f"{served.url}/all", source_type="tomoni_dcat")
        result = harvest(source["id"])
        asked = [path for path, _query in served.requests]
    shown = tk.get_action("tomoni_harvest_report_show")({"ignore_auth": True}, {"job_id": result.job_id})
    sentences = [example["message"] for cause in shown["causes"] for example in cause["examples"]]
    assert "source-unreadable" in findings(result.job_id) or result.counts.get("added")
    return result.outcome, " ".join(sentences), asked


@pytest.mark.parametrize("body", [BOMB, XXE, OUTSIDE, BOMB.encode("utf-16")], ids=["bomb", "xxe", "outside", "utf-16"])
def test_a_dtd_is_refused_unread(body: str | bytes) -> None:
    """Neither expanded nor fetched: the entity bomb alone would keep rdflib busy for minutes."""
    outcome, sentence, asked = report(body, "application/rdf+xml")
    assert outcome == "failed"
    assert "DTD" in sentence
    assert "evil.dtd" not in "".join(asked)


CONTEXTS = {
    "http": dataset(**{"@context": "{trap}/context"}),
    "list": dataset(**{"@context": [{"a": "http://a.jp/"}, "{trap}/context"]}),
    "file": dataset(**{"@context": "file:///etc/hostname"}),
    "relative": dataset(**{"@context": "context"}),
    "import": dataset(**{"@context": {"@version": 1.1, "@import": "{trap}/context"}}),
    "scoped": dataset(**{"@context": {"a": {"@id": "http://a.jp/a", "@context": "{trap}/context"}}, "a": {}}),
    "inner": dataset(**{"http://a.jp/a": [{"@context": "{trap}/context", "@id": "http://a.jp/2"}]}),
}


@pytest.mark.parametrize("place", CONTEXTS)
def test_contexts_are_never_fetched(place: str) -> None:
    """Wherever a context is named, by whatever address, the document is refused with its address in the report."""
    outcome, sentence, asked = report(CONTEXTS[place], "application/ld+json")
    assert outcome == "failed"
    assert "@context" in sentence
    assert "取り寄せません" in sentence
    assert "/context" not in asked


def test_a_well_known_context_needs_no_network() -> None:
    """The contexts of Project Open Data and of Hydra are written out from this distribution."""
    body = {
        "@context": ["https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld", {"id": "@id"}],
        "@type": "dcat:Catalog",
        "dataset": [{"@type": "dcat:Dataset", "id": "https://a.jp/pod", "title": "公園", "keyword": ["緑"]}],
    }
    outcome, _sentence, asked = report(body, "application/ld+json")
    assert outcome == "done"
    assert asked == ["/all"]


DEEP = {
    "json": ("[" * 100_000, "application/ld+json"),
    "json-ld": ('{"@id":"http://a.jp/1","http://a.jp/p":' * 500 + "1" + "}" * 500, "application/ld+json"),
    "turtle": ("<http://a.jp/1> <http://a.jp/p> " + "[ <http://a.jp/p> " * 50_000, "text/turtle"),
    "list": ("<http://a.jp/1> <http://a.jp/p> " + "( " * 50_000, "text/turtle"),
    "xml": ("<r:RDF xmlns:r='x'>" + "<a>" * 5_000, "application/rdf+xml"),
}


@pytest.mark.parametrize("notation", DEEP)
def test_deep_nesting_is_refused(notation: str) -> None:
    """Nesting without end is one finding, not a process that dies."""
    outcome, sentence, _asked = report(*DEEP[notation])
    assert outcome == "failed"
    assert "RDF" in sentence


def test_a_decimal_of_a_billion_digits_stays_short() -> None:
    """rdflib would write out each zero of 1E999999999: it stays as it is written."""
    number = '"1E999999999"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    parser = rdf.read(f"<http://a.jp/1> <http://a.jp/p> {number} .".encode())
    (value,) = parser.g.objects()
    assert len(str(value)) < 20
    assert str(next(iter(rdf.read(b"<http://a.jp/1> <http://a.jp/p> 0.10 .").g.objects()))) == "0.10"


def test_too_much_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page over the bound costs no memory of a parser; the bound is far above real pages."""
    assert rdf.MOST_BYTES == 50 * 1024 * 1024
    monkeypatch.setattr(rdf, "MOST_BYTES", 1000)
    with pytest.raises(NotReadable, match="too big"):
        rdf.read(b"#" * 1001)


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00" * 100, b"\xff\xfe\x00", b"<", b"{", b"@prefix", "<a> <b> \"\ud800\"".encode("utf-8", "surrogatepass"),
     b"<?xml version='1.0' encoding='x-unknown'?><a/>", b"<?xml version='1.0' encoding='Shift_JIS'?>\x81", b"null"],
)  # fmt: skip
def test_bytes_that_are_no_rdf_say_so(body: bytes) -> None:
    """Nothing but our own error comes out, in both languages, or a graph with nothing in it."""
    said, triples = ["", ""], 0
    try:
        triples = len(rdf.read(body).g)
    except NotReadable as problem:
        said = [problem.message("ja"), problem.message("en")]
    assert triples == 0
    assert all(said) or said == ["", ""]


def test_no_local_file_is_read() -> None:
    """A context of a file that exists is refused like any other."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "context.jsonld"
        path.write_text('{"@context": {"title": "http://purl.org/dc/terms/title"}}')
        with pytest.raises(NotReadable, match="not fetched"):
            rdf.read(json.dumps(dataset(**{"@context": path.as_uri(), "title": "x"})).encode(), "application/ld+json")


def test_scripts_in_titles_stay_words() -> None:
    """What a graph says is text: in the record, and on the page."""
    body = (
        '<https://a.jp/x> a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> '
        '"<script>alert(1)</script>" ; <http://purl.org/dc/terms/description> "<img src=x onerror=alert(1)>説明" ; '
        '<http://www.w3.org/ns/dcat#landingPage> <javascript:alert(1)> .'
    )  # fmt: skip
    with site() as served:
        served.files["/all"] = (200, body, {"Content-Type": "text/turtle"})
        source = make_source(f"{served.url}/all", source_type="tomoni_dcat")
        assert harvest(source["id"]).counts["added"] == 1
    (held,) = tk.get_action("package_search")({}, {"fq": f'harvest_source_id:"{source["id"]}"'})["results"]
    assert held["notes"] == "説明"
    assert "landingPage" not in held
    assert held["source_url"] == "https://a.jp/x"
