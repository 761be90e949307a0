"""The IVOA model: every class is a PROV record, and comes back through every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph import serialisers
from provgraph.ivoa.prov_mapping import document_of, ivoa_objects
from provgraph.model import voprov
from tests.support.ivoa_objects import ALL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]


def test_the_model_travels_through_the_store(store: Store, tmp_path: Path, cypher: Cypher) -> None:
    """All classes come back from the graph, where each has its label or relationship type."""
    path = tmp_path / "model.json"
    path.write_text(serialisers.serialise(document_of(ALL), "json").text)
    store.load(path)
    assert sorted(map(repr, ivoa_objects(store.export(all=True)))) == sorted(map(repr, ALL))
    labels = {
        label for row in cypher("MATCH (e:Element) RETURN labels(e) AS l") for label in row["l"]
    }
    assert set(voprov.CLASSES) <= labels
    types = {row["t"] for row in cypher("MATCH (:Element)-[r]->(:Element) RETURN type(r) AS t")}
    assert types >= {relation.type for relation in voprov.RELATIONS}
