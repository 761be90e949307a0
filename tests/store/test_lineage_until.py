"""Lineage until a condition: nothing behind what meets it, in whatever way it is reached."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prov.model import ProvDocument

from provgraph.queries.bounded_lineage import Bounds
from provgraph.queries.lineage import lineage
from provgraph.queries.relation_sets import relation_set
from provgraph.queries.stop_conditions import stop_condition
from tests.support.lineages import EX, load

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Direction
    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
CASE = ROOT / "tests" / "data" / "cases" / "questions" / "until_reached_again.provn"
STOP = stop_condition("type=stop")


def until(
    connection: Connection,
    start: str,
    direction: Direction,
    *,
    depth: int | None = None,
    limit: int | None = None,
) -> Lineage:
    """Return the lineage until the type `stop`."""
    bounds = Bounds(until=(STOP,), depth=depth, limit=limit)
    return lineage(connection, [start], direction=direction, bounds=bounds)


def searched(links: dict[str, set[str]], start: str, stops: set[str]) -> dict[str, int]:
    """Return the nodes that are reached without passing through a stop, with least depths."""
    depths, level = {start: 0}, [start]
    while level:
        inner = [name for name in level if name == start or name not in stops]
        level = sorted({n for name in inner for n in links.get(name, ())} - depths.keys())
        depths |= dict.fromkeys(level, max(depths.values()) + 1)
    return depths


def random_stops(seed: int) -> tuple[ProvDocument, dict[str, dict[str, set[str]]], set[str]]:
    """Return a random document, what each node leads to (`up` and `down`), and what stops."""
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    document = ProvDocument()
    document.add_namespace("ex", EX)
    names = [str(number) for number in range(14)]
    stops = set(chance.sample(names, 4))
    for name in sorted(stops):
        document.entity(f"ex:{name}", {"prov:type": "stop"})
    links: dict[str, dict[str, set[str]]] = {"up": {}, "down": {}}
    for _ in range(26):
        effect, cause = chance.choice(names), chance.choice(names)
        document.derivation(f"ex:{effect}", f"ex:{cause}")
        links["up"].setdefault(EX + effect, set()).add(EX + cause)
        links["down"].setdefault(EX + cause, set()).add(EX + effect)
    return document, links, {EX + name for name in stops}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("direction", ["up", "down"])
def test_nothing_behind_a_stop(seed: int, direction: Direction, connection: Connection) -> None:
    """Nodes, depths, relations and frontier are those of a plain search, in cycles, too."""
    document, links, stops = random_stops(seed)
    load(connection, document)
    for start in sorted(links[direction]):
        expected = searched(links[direction], start, stops)
        answer = until(connection, start, direction)
        assert {node.id: node.depth for node in answer.nodes} == expected
        ends = {name for name in expected if links[direction].get(name, set()) - expected.keys()}
        assert {cut.id: cut.reason for cut in answer.frontier} == dict.fromkeys(ends, "until")
        assert answer.complete == (not ends)
        whole = lineage(connection, [start], direction=direction)
        inside = {r for r in whole.relations if {r.start, r.end} <= expected.keys()}
        assert set(answer.relations) == inside


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("direction", ["up", "down"])
def test_other_bounds_beside_a_stop(
    seed: int, direction: Direction, connection: Connection
) -> None:
    """With a depth, the nodes up to it; node by node, the same answer as at once."""
    document, links, stops = random_stops(seed)
    load(connection, document)
    for start in sorted(links[direction])[:5]:
        expected = searched(links[direction], start, stops)
        for depth in range(4):
            near = {name: d for name, d in expected.items() if d <= depth}
            answer = until(connection, start, direction, depth=depth)
            assert {node.id: node.depth for node in answer.nodes} == near
            ends = {name for name in near if links[direction].get(name, set()) - near.keys()}
            assert {cut.id for cut in answer.frontier} == ends
        for limit in range(1, len(expected)):
            answer = until(connection, start, direction, limit=limit)
            assert len(answer.nodes) == 1 + limit
            assert {node.id: node.depth for node in answer.nodes}.items() <= expected.items()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("direction", ["up", "down"])
def test_an_answer_until_a_stop_continues_to_the_whole(
    seed: int, direction: Direction, connection: Connection
) -> None:
    """Continued without a condition, an answer is the whole, its depths included."""
    document, links, _ = random_stops(seed)
    load(connection, document)
    for start in sorted(links[direction]):
        cut = until(connection, start, direction)
        whole = lineage(connection, [start], direction=direction)
        if not cut.complete:
            assert lineage(connection, [start], direction=direction, before=cut) == whole


def test_the_examples_stop_at_the_merged_file(store: Store) -> None:
    """The merged DL2 file is reached twice, and ends the search both times."""
    assert list(store.load_all(store.files([str(ROOT / "examples" / "ctapipe")])))
    answer = store.lineage("gamma_applied.DL2.h5", until=["level=DL2"])
    assert not answer.complete
    labels = {node.id: node.label for node in answer.nodes}
    ends = [cut for cut in answer.frontier if labels[cut.id] == "gamma_merged6.DL2.h5"]
    assert [cut.reason for cut in ends] == ["until"]
    assert "ctapipe-merge" not in labels.values()


def test_a_stop_that_is_reached_again_from_deeper(store: Store) -> None:
    """It is in the frontier, and what is behind it is not in the answer."""
    store.load(CASE)
    answer = store.lineage("http://example.org/until/product", until=["type=ex:Stop"])
    assert {node.label: node.depth for node in answer.nodes} == {
        "product": 0,
        "calibrated": 1,
        "other": 1,
    }
    assert [(cut.id.rpartition("/")[2], cut.reason) for cut in answer.frontier] == [
        ("calibrated", "until")
    ]


def collections() -> ProvDocument:
    """Return a collection that stops, its members, and the activity that made it."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.collection("ex:all", {"prov:type": "stop"})
    document.membership("ex:all", "ex:member")
    document.membership("ex:all", "ex:sibling")
    document.generation("ex:all", "ex:collect")
    document.usage("ex:collect", "ex:raw")
    return document


def test_a_collection_that_stops_is_not_passed_through(connection: Connection) -> None:
    """From a member to its collection's maker, and back, a condition on the collection stops."""
    load(connection, collections())
    ends: tuple[tuple[str, Direction], ...] = (("member", "up"), ("collect", "down"))
    for start, direction in ends:
        answer = lineage(
            connection,
            [EX + start],
            direction=direction,
            followed=relation_set("all"),
            bounds=Bounds(until=(STOP,)),
        )
        assert {node.id for node in answer.nodes} == {EX + start, EX + "all"}
        assert [(cut.id, cut.reason) for cut in answer.frontier] == [(EX + "all", "until")]


@pytest.mark.parametrize(("start", "direction"), [("member", "up"), ("collect", "down")])
@pytest.mark.parametrize("bounds", [Bounds(depth=1), Bounds(limit=1)])
def test_a_collection_that_is_passed_through_is_in_the_frontier(
    start: str, direction: Direction, bounds: Bounds, connection: Connection
) -> None:
    """Cut at a collection, the answer says so; continued, it has no sibling upstream."""
    load(connection, collections())
    every = relation_set("all")
    start = EX + start
    cut = lineage(connection, [start], direction=direction, followed=every, bounds=bounds)
    assert [end.id for end in cut.frontier] == [EX + "all"]
    whole = lineage(connection, [start], direction=direction, followed=every)
    assert lineage(connection, [start], direction=direction, followed=every, before=cut) == whole
    assert (EX + "sibling" in {node.id for node in whole.nodes}) == (direction == "down")


def test_an_isolated_document_is_continued_in_itself(store: Store, connection: Connection) -> None:
    """Another document's element of the same name is not taken for where it was cut."""
    first, second = (CASE.with_name(f"isolated_{name}.provn") for name in "ab")
    outcome = store.load(first, isolated=True)
    store.load(second)
    start = f"{outcome.documents[0]} http://example.org/iso/x"
    cut = lineage(connection, [start], bounds=Bounds(depth=0))
    whole = lineage(connection, [start])
    assert {node.label for node in whole.nodes} == {"x", "y"}
    assert lineage(connection, [start], before=cut) == whole
    nearer = lineage(connection, [start], bounds=Bounds(depth=1))
    assert lineage(connection, [start], before=nearer) == whole
