"""A document's namespaces: what `prov` makes of them, without comparing each with all."""

from __future__ import annotations

import json
import time
import warnings
from typing import Any

from prov.model import ProvDocument, ProvWarning

from provgraph.graph.rows import PropertyNames, namespaces_of, rows_of
from provgraph.readers import Source, read
from provgraph.readers.source import of_bytes

MANY = 20_000
SECONDS = 12.0
"""It takes 3 s with the warnings of 20,000 full URIs; comparing each with all took far longer."""

CLOSE: dict[str, Any] = {
    "prefix": {
        "a": "http://e/",
        "b": "http://e/b/",
        "same": "http://e/b/",
        "c": "http://e/b",
        "default": "http://d/",
        "xsd": "http://other/",
    },
    "entity": {
        name: {"prov:type": {"$": "http://e/b/t", "type": "xsd:anyURI"}}
        for name in ("a:1", "b:1", "same:2", "http://e/b/x", "http://e/b", "http://d/x", "plain")
    },
    "bundle": {
        "http://e/bundle": {
            "prefix": {"a": "http://inner/"},
            "entity": {"a:1": {}, "b:2": {}, "http://e/b/y": {}, "http://inner/z": {}},
        }
    },
}


def _source(content: object) -> Source:
    return of_bytes("it", json.dumps(content).encode())


def test_names_are_those_that_prov_makes() -> None:
    """Prefixes in conflict, twice the same URI, one within another, full URIs, bundles.

    A bundle's own name has the document's prefix, though the bundle declares it anew; prov adds
    another one.
    """
    with warnings.catch_warnings():
        # Full URIs: prov says that a later version will refuse them.
        warnings.simplefilter("ignore", ProvWarning)
        theirs = ProvDocument.deserialize(content=json.dumps(CLOSE), format="json")
    ours = read(_source(CLOSE), "json").document
    assert ours == theirs
    text = theirs.get_provn().replace("    prefix a_1 <http://e/>\n", "")
    assert ours.get_provn() == text.replace("bundle a_1:bundle", "bundle a:bundle")


def test_many_prefixes_take_no_time() -> None:
    """20,000 prefixes, used as prefixes and in full, are read and made rows in seconds."""
    document = {
        "prefix": {f"p{n}": f"http://e/{n}/" for n in range(MANY)},
        "entity": {f"p{n}:a": {f"p{n}:k": 1} for n in range(MANY)},
        "activity": {f"http://e/{n}/b": {} for n in range(MANY)},
    }
    start = time.perf_counter()
    history = read(_source(document), "json").document
    rows = rows_of(history, PropertyNames(namespaces_of(history)))
    assert time.perf_counter() - start < SECONDS
    last = next(row for row in rows.elements if row["key"] == f"http://e/{MANY - 1}/a")
    assert last["props"][f"p{MANY - 1}:k"] == 1
    assert f"http://e/{MANY - 1}/b" in {row["key"] for row in rows.elements}
