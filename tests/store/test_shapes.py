"""Every question, and every named statement, on shapes on which a walk along paths never ends."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from prov.model import ProvDocument

from provgraph.loader import DocumentInfo, load
from tests.support import shapes
from tests.support.history import URI

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection

SHAPES = (shapes.diamonds(60), shapes.chain(500), shapes.circle(300), shapes.hub(1000))
SECONDS = 5.0
"""A walk along the paths of the diamonds would take longer than the world has stood."""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_nothing_explodes(shape: shapes.Shape, connection: Connection) -> None:
    """Each answers within its time, and knows how much there is."""
    _load(connection, shape)
    answers: dict[str, Any] = {}
    for name, ask in shapes.questions(shape).items():
        start = time.monotonic()
        answers[name] = ask(connection)
        assert time.monotonic() - start < SECONDS, name
    below = len({*shape.activities(), *shape.entities()}) - 1
    assert answers["query downstream"] <= below
    if shape.name.startswith(("60", "chain")):
        assert answers["depths"] == answers["depths, down"] == below
        assert answers["path"] == 2 * len({*shape.entities()}) - 2
    if shape.name.startswith("60"):
        assert answers["all shortest paths"] == 2**60


def _load(connection: Connection, shape: shapes.Shape) -> None:
    document = ProvDocument()
    document.add_namespace("ex", URI)
    for activity in shape.activities():
        document.activity(f"ex:{activity}")
    for entity in shape.entities():
        document.entity(f"ex:{entity}")
    for activity, entity in shape.used():
        document.usage(f"ex:{activity}", f"ex:{entity}")
    for entity, activity in shape.generated():
        document.generation(f"ex:{entity}", f"ex:{activity}")
    load(connection, document, DocumentInfo("shape", "shape.json", "0" * 64, "json"))
