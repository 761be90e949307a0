"""Exports over HTTP: every format, content negotiation, links, conditional requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx2 as httpx
import pytest

from provgraph import readers
from provgraph.manager.media import MEDIA_TYPES
from provgraph.serialisers import DIALECTS, FORMATS, serialise
from tests.support.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prov.model import ProvDocument

    from provgraph.store import Store
    from tests.support.manager import LiveManager

PRIMER = "examples/primer.provn"
LOG = "examples/ctapipe/13_chain_apply_models.provenance.log"


@pytest.fixture
def http(manager: LiveManager) -> Iterator[httpx.Client]:
    """Return a client that may read, for paths below the API."""
    base = f"{manager.url}/api/v1"
    with httpx.Client(base_url=base, headers=manager.headers("reader"), timeout=120) as client:
        yield client


def _read(answer: httpx.Response, form: str) -> ProvDocument:
    assert answer.status_code == 200, answer.text
    return readers.read(readers.Source(form, answer.content, ""), form).document


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_named_or_negotiated(store: Store, http: httpx.Client, form: str) -> None:
    """By name and by its media type comes the same document: what the store exports."""
    store.load(PRIMER)
    named = http.get("/export", params={"all": True, "format": form})
    asked = http.get("/export", params={"all": True}, headers={"Accept": MEDIA_TYPES[form]})
    assert named.text == asked.text
    assert named.headers["Content-Type"].startswith(MEDIA_TYPES[form])
    assert named.text == serialise(store.export(all=True), form).text


def test_every_format_has_a_media_type() -> None:
    """A new serialiser is served, too."""
    assert MEDIA_TYPES.keys() == {*FORMATS, *DIALECTS, "ctapipe"}


def test_the_best_of_several_is_chosen(store: Store, http: httpx.Client) -> None:
    """Weights count, the most specific range first; without Accept it is PROV-JSON."""
    store.load(PRIMER)
    accept = "text/*;q=0.3, text/turtle;q=0.8, application/trig;q=0.7, */*;q=0.1"
    answer = http.get("/export", params={"all": True}, headers={"Accept": accept})
    assert answer.headers["Content-Type"].startswith("text/turtle")
    assert "entity" in http.get("/export", params={"all": True}).json()


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("all=true", "image/png", 406),
        ("all=true&format=yaml", "*/*", 422),
        ("", "*/*", 422),
        ("all=true&id=x", "*/*", 422),
        ("id=nowhere", "*/*", 404),
        ("documents=nowhere", "*/*", 404),
    ],
)
def test_what_cannot_be_exported_is_a_problem(
    http: httpx.Client, query: str, accept: str, status: int
) -> None:
    """Neither an empty document nor a failure of the server."""
    answer = http.get(f"/export?{query}", headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_document_and_a_job_have_addresses(store: Store, http: httpx.Client) -> None:
    """By id or file a document, by id a job, each as PROV."""
    store.load(PRIMER)
    document = store.documents()[0]
    for name in (document.id, PRIMER):
        answer = http.get(f"/documents/{quote(name, safe='')}", params={"format": "provn"})
        assert canonical(_read(answer, "provn")) == canonical(store.export(documents=[name]))
    job = http.get(f"/jobs/{quote('ex:compose', safe='')}/prov")
    assert canonical(_read(job, "json")) == canonical(store.export("ex:compose"))


def test_logs_are_exported_as_they_were(store: Store, http: httpx.Client) -> None:
    """The format `ctapipe` is the log that was loaded; redacted, it has no environment."""
    store.load(LOG)
    answer = http.get("/export", params={"all": True, "format": "ctapipe"})
    assert answer.json() == list(store.records(all=True))
    redacted = http.get("/export", params={"all": True, "format": "ctapipe", "redact": True})
    assert "environment" not in json.dumps(redacted.json())


def test_provenance_is_found_as_prov_aq_has_it(store: Store, http: httpx.Client) -> None:
    """From an element a link leads to its lineage as PROV; the service describes itself."""
    store.load(PRIMER)
    link = http.get("/element", params={"id": "ex:chart1"}).headers["Link"]
    target, relation, anchor = link.split("; ")
    assert relation == 'rel="http://www.w3.org/ns/prov#has_provenance"'
    assert anchor == f'anchor="{store.show("ex:chart1").id}"'
    answer = http.get(target.strip("<>"))
    assert canonical(_read(answer, "json")) == canonical(
        store.export_lineage(store.lineage("ex:chart1"))
    )
    assert "has_query_service" in answer.headers["Link"]
    assert "provenance?target={uri}" in http.get("/provenance").text


def test_an_answer_is_made_again_only_after_a_change(store: Store, http: httpx.Client) -> None:
    """304 while nothing changed, also for another process; afterwards the new answer."""
    store.load(PRIMER)
    for path in ("/documents", "/export?all=true", "/lineage?id=ex:chart1"):
        first = http.get(path)
        again = http.get(path, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    first = http.get("/documents")
    store.load(LOG)
    after = http.get("/documents", headers={"If-None-Match": first.headers["ETag"]})
    page = store.document_page().documents
    assert (after.status_code, len(after.json()["documents"])) == (200, len(page))
    assert len(page) > len(first.json()["documents"])


def test_what_time_may_cut_is_made_again(store: Store, http: httpx.Client) -> None:
    """A lineage with a timeout has no tag: it may be longer the next time."""
    store.load(PRIMER)
    assert "ETag" not in http.get("/lineage?id=ex:chart1&timeout=5").headers
