"""PROV-JSON without prefixes, as R's provenance tools write it."""

from __future__ import annotations

import json

from provgraph import readers

RDT = {
    "prefix": {"prov": "http://www.w3.org/ns/prov#", "rdt": "http://rdatatracker.org/"},
    "agent": {"a1": {"tool.name": "rdtLite", "tool.version": "1.1"}},
    "activity": {"rdt:p1": {"name": "script.R", "elapsedTime": "0.5"}},
    "entity": {"d1": {"name": "x", "prov:label": "X"}},
    "used": {"dp1": {"activity": "rdt:p1", "prov:entity": "d1"}},
    "wasAssociatedWith": {"_:x": {"prov:activity": "rdt:p1", "prov:agent": "a1"}},
}


def read(content: object, sha256: str = "0123456789abcdef" * 4) -> readers.Reading:
    """Return the reading of PROV-JSON."""
    return readers.read(readers.Source("file", json.dumps(content).encode(), sha256))


def test_names_of_records_are_the_documents_own() -> None:
    """So `d1` of two documents is two elements; attributes mean the same in both."""
    reading = read(RDT)
    lines = [line.strip() for line in reading.document.get_provn().splitlines()]
    assert [line for line in lines if line] == [
        "document",
        "default <urn:provgraph:document:0123456789abcdef:>",
        "prefix rdt <http://rdatatracker.org/>",
        "prefix unprefixed <https://provgraph.readthedocs.io/ns/unprefixed#>",
        'agent(a1, [unprefixed:tool.name="rdtLite", unprefixed:tool.version="1.1"])',
        'activity(rdt:p1, -, -, [unprefixed:name="script.R", unprefixed:elapsedTime="0.5"])',
        'entity(d1, [unprefixed:name="x", prov:label="X"])',
        "used(dp1; rdt:p1, d1, -)",
        "wasAssociatedWith(rdt:p1, a1, -)",
        "endDocument",
    ]
    other = read(RDT, "f" * 64).document
    assert {record.identifier for record in other.get_records()} != {
        record.identifier for record in reading.document.get_records()
    }


def test_notes_say_which_namespaces_were_taken() -> None:
    """One of the records' names, one of the attributes'."""
    assert read(RDT).notes == (
        (
            "names of records without a prefix (3, such as 'a1') are read in the namespace "
            "urn:provgraph:document:0123456789abcdef:, which is this document's own"
        ),
        (
            "names of attributes without a prefix (4, such as 'elapsedTime') are read in the "
            "namespace https://provgraph.readthedocs.io/ns/unprefixed#, which is that of all such "
            "attributes"
        ),
    )


def test_a_default_namespace_is_taken_where_declared() -> None:
    """Then nothing is added, in bundles of the document either."""
    content = {
        "prefix": {"default": "http://d/"},
        "entity": {"e": {"a": 1}},
        "bundle": {"b": {"entity": {"f": {"a": 2}}}},
    }
    reading = read(content)
    assert reading.notes == ()
    (bundle,) = reading.document.bundles
    names = {
        record.identifier.uri
        for record in (*reading.document.get_records(), *bundle.get_records())
        if record.identifier
    }
    assert names == {"http://d/e", "http://d/f"}


def test_bundles_have_the_documents_namespace() -> None:
    """An element of a bundle is the same as the document's of that name."""
    reading = read({"entity": {"e": {}}, "bundle": {"b": {"entity": {"e": {"a": 1}}}}})
    (bundle,) = reading.document.bundles
    (outer,), (inner,) = reading.document.get_records(), bundle.get_records()
    assert outer.identifier == inner.identifier
    assert bundle.identifier
    assert bundle.identifier.uri == "urn:provgraph:document:0123456789abcdef:b"


def test_a_taken_prefix_is_not_taken_again() -> None:
    """The author's `unprefixed` stays."""
    reading = read({"prefix": {"unprefixed": "http://u/"}, "entity": {"unprefixed:e": {"a": 1}}})
    (record,) = reading.document.get_records()
    assert [str(name) for name, _ in record.attributes] == ["unprefixed_:a"]
