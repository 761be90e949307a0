"""Random documents: the graph is the same in whichever order they were loaded and deleted."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.support.graphs import graph
from tests.support.random_prov.generator import random_history
from tests.support.random_prov.loaded import load
from tests.support.random_prov.statements import Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import neo4j

    from provgraph.store import Store
    from tests.support.random_prov.statements import History

    Cypher = Callable[..., list[dict[str, Any]]]

_COUNT = 25


def test_the_graph_does_not_depend_on_the_order(
    store: Store, driver: neo4j.Driver, cypher: Cypher
) -> None:
    """Loading, deleting and loading again ends where loading what stays in another order does."""
    histories = [random_history(seed) for seed in range(1000, 1000 + _COUNT)]
    load(store, histories)
    seen = graph(cypher)
    driver.execute_query(
        "MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix AND NOT n:DeclaredPrefix DETACH DELETE n"
    )
    load(store, [_in_another_order(history) for history in reversed(histories)])
    for part, again in zip(seen, graph(cypher), strict=True):
        assert set(part) == set(again)


def test_deleting_all_leaves_nothing(store: Store, cypher: Cypher) -> None:
    """In any order, nothing but the registries of prefixes stays."""
    histories = [random_history(seed) for seed in range(2000, 2000 + _COUNT)]
    together = load(store, histories)
    names = [name for loaded in together.each for name in loaded.ids.values()]
    random.Random(5).shuffle(names)  # noqa: S311  # not for secrets
    for name in names:
        store.delete(name)
    kept = "MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix AND NOT n:DeclaredPrefix RETURN n.key"
    assert cypher(kept) == []


def _in_another_order(history: History) -> History:
    places = history.loaded()
    random.Random(history.number).shuffle(places)  # noqa: S311  # not for secrets
    return replace(history, steps=tuple(Step("load", place) for place in places))
