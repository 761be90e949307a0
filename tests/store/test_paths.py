"""Path, common, roots and leaves: equal to a plain computation, and never a list of paths."""

from __future__ import annotations

import time
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prov.model import ProvDocument

from provgraph import loader
from provgraph.graph import deletion
from provgraph.loader import DocumentInfo
from provgraph.queries.common_ancestors import common_ancestors
from provgraph.queries.impact import impact
from provgraph.queries.path import path
from provgraph.queries.relation_sets import relation_set
from provgraph.queries.roots_leaves import roots_or_leaves
from provgraph.render import paths as render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provgraph.graph.connection import Connection

EX = "http://example.org/"
SECONDS = 60.0

links_of_a_history = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=30
)
on_the_server = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def loaded(connection: Connection, links: Iterable[tuple[object, object]]) -> nx.DiGraph:
    """Let the store hold these derivations, effect and cause, alone; return them as a graph."""
    if connection.read_rows("documents/fetch", id="one"):
        connection.write(lambda tx: deletion.delete(tx, "one"))
    document = ProvDocument()
    document.add_namespace("ex", EX)
    graph = nx.DiGraph()
    for effect, cause in links:
        document.derivation(f"ex:{effect}", f"ex:{cause}")
        graph.add_edge(f"{EX}{effect}", f"{EX}{cause}")
    loader.load(connection, document, DocumentInfo("one", "one", "0", "json"))
    return graph


@contextmanager
def limited() -> Iterator[None]:
    """Fail when what is done inside takes long."""
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < SECONDS


def shortest(graph: nx.DiGraph, start: str, end: str) -> tuple[str | None, set[tuple[str, ...]]]:
    """Return the direction and all shortest paths, as networkx finds them."""
    if start == end:
        return "up", {(start,)}
    if nx.has_path(graph, start, end):
        return "up", set(map(tuple, nx.all_shortest_paths(graph, start, end)))
    if nx.has_path(graph, end, start):
        paths = nx.all_shortest_paths(graph, end, start)
        return "down", {tuple(one[::-1]) for one in paths}
    return None, set()


@pytest.mark.parametrize(
    "roles",
    [(None, "x"), ("x", "y"), (None, None), (["x", "y"], None), (["x", "y"], "x"), (1, "x", None)],
    ids=str,
)
@pytest.mark.parametrize("limit", [None, 5])
def test_parallel_relations_are_one_path(
    roles: tuple[object, ...], limit: int | None, connection: Connection
) -> None:
    """Whatever their roles, ids and times are: none, a text, a number, several."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    for number, role in enumerate(roles):
        values = role if isinstance(role, list) else [] if role is None else [role]
        document.usage(
            "ex:job",
            "ex:file",
            "2026-01-01T00:00:00" if number else None,
            f"ex:use{number}" if number else None,
            [("prov:role", value) for value in values],
        )
    loader.load(connection, document, DocumentInfo("one", "one", "0", "json"))
    for ends in ((f"{EX}job", f"{EX}file"), (f"{EX}file", f"{EX}job")):
        answer = path(connection, *ends, limit=limit)
        assert (answer.length, len(answer.paths), answer.paths[0]) == (1, 1, ends)
        assert len(answer.relations) == len(roles)


@on_the_server
@given(links=links_of_a_history)
def test_paths_are_those_of_networkx(links: list[tuple[int, int]], connection: Connection) -> None:
    """Direction, length, number, and each of all shortest paths; one path is one of them."""
    graph = loaded(connection, links)
    start, *_, end = sorted(graph.nodes) if len(graph) > 1 else [*graph.nodes, *graph.nodes]
    direction, wanted = shortest(graph, start, end)
    answer = path(connection, start, end, limit=10_000)
    assert answer.direction == direction
    assert set(answer.paths) == wanted
    assert len(answer.paths) == len(wanted)
    paths = path(connection, start, end)
    assert set(paths.paths) <= wanted
    assert bool(paths.paths) == bool(wanted) == (paths.reason is None)
    if wanted:
        assert answer.count == len(wanted)
        assert paths.length == answer.length == len(min(wanted)) - 1
    for found in (answer, paths):
        steps = {(r.start, r.end) for r in found.relations}
        assert steps == {
            pair if direction == "up" else pair[::-1]
            for ids in found.paths
            for pair in pairwise(ids)
        }


@on_the_server
@given(links=links_of_a_history)
def test_common_is_that_of_networkx(links: list[tuple[int, int]], connection: Connection) -> None:
    """The number of common ancestors, the nearest ones with circles, the distances."""
    graph = loaded(connection, links)
    starts = sorted(graph.nodes)[:3]
    reached = [{name, *nx.descendants(graph, name)} for name in starts]
    shared = set.intersection(*reached)
    heads = nx.condensation(graph.subgraph(shared)) if shared else nx.DiGraph()
    expected = {
        name
        for part, degree in heads.in_degree()
        if degree == 0
        for name in heads.nodes[part]["members"]
    }
    answer = common_ancestors(connection, starts)
    assert answer.total == len(shared)
    assert {ancestor.id for ancestor in answer.nearest} == expected
    for ancestor in answer.nearest:
        assert ancestor.distances == {
            name: nx.shortest_path_length(graph, name, ancestor.id) for name in starts
        }


@on_the_server
@given(links=links_of_a_history)
def test_ends_and_impact_are_those_of_networkx(
    links: list[tuple[int, int]], connection: Connection
) -> None:
    """Roots, leaves and all that is touched, with their depths."""
    graph = loaded(connection, links)
    start = min(graph.nodes)
    for side, way in (("roots", graph), ("leaves", graph.reverse())):
        depths = nx.single_source_shortest_path_length(way, start)
        boundary = roots_or_leaves(connection, [start], side)  # type: ignore[arg-type]
        expected = {name: depth for name, depth in depths.items() if not way.out_degree(name)}
        assert {one.id: one.depth for one in boundary.ends} == expected
    below = nx.single_source_shortest_path_length(graph.reverse(), start)
    answer = impact(connection, [start])
    assert {one.id: one.depth for one in answer.touched} == {
        name: depth for name, depth in below.items() if name != start
    }


def test_a_ladder_of_diamonds(connection: Connection) -> None:
    """2^40 shortest paths are counted, two are shown, and nothing walks them."""
    ladder = [
        link
        for step in range(40)
        for side in "ab"
        for link in ((step, f"{step}{side}"), (f"{step}{side}", step + 1))
    ]
    loaded(connection, ladder)
    with limited():
        answer = path(connection, f"{EX}0", f"{EX}40", limit=2)
    assert (answer.count, len(answer.paths), answer.complete) == (2**40, 2, False)
    assert answer.length == 80
    assert len(answer.nodes) == 121
    with limited():
        assert path(connection, f"{EX}40", f"{EX}0").length == 80
        assert common_ancestors(connection, [f"{EX}0a", f"{EX}0b"]).total == 118
        assert [end.depth for end in roots_or_leaves(connection, [f"{EX}0"], "roots").ends] == [80]
        assert len(impact(connection, [f"{EX}40"]).touched) == 120
    assert f"2 of {2**40} paths shown: see --limit" in list(render.path(answer))


def test_a_chain_of_three_thousand(connection: Connection) -> None:
    """Each question goes to its end."""
    loaded(connection, ((number, number + 1) for number in range(3000)))
    first, last = f"{EX}0", f"{EX}3000"
    with limited():
        assert path(connection, first, last).length == 3000
        assert path(connection, last, first, limit=5).count == 1
        assert common_ancestors(connection, [first, last]).nearest[0].distances == {
            first: 3000,
            last: 0,
        }
        assert roots_or_leaves(connection, [first], "roots").ends[0].depth == 3000
        assert len(impact(connection, [last]).leaves) == 1


def test_a_circle(connection: Connection) -> None:
    """A circle has no ends, is all nearest in common, and paths go around it."""
    loaded(connection, ((number, (number + 1) % 30) for number in range(30)))
    with limited():
        assert path(connection, f"{EX}3", f"{EX}2", limit=9).length == 29
        assert len(common_ancestors(connection, [f"{EX}3", f"{EX}9"]).nearest) == 30
        assert roots_or_leaves(connection, [f"{EX}3"], "roots").ends == ()
        assert len(impact(connection, [f"{EX}3"]).touched) == 29
    roots = roots_or_leaves(connection, [f"{EX}3"], "roots")
    assert list(render.ends(roots)) == ["none: the lineage is a circle"]


def test_a_hub(connection: Connection) -> None:
    """10,000 that come of one thing, which comes of another."""
    loaded(connection, [("hub", "root"), *((number, "hub") for number in range(10_000))])
    with limited():
        assert path(connection, f"{EX}7", f"{EX}root", limit=5).count == 1
        assert path(connection, f"{EX}7", f"{EX}8").reason is not None
        assert [
            ancestor.id for ancestor in common_ancestors(connection, [f"{EX}7", f"{EX}8"]).nearest
        ] == [f"{EX}hub"]
        assert len(roots_or_leaves(connection, [f"{EX}root"], "leaves").ends) == 10_000
        assert len(impact(connection, [f"{EX}root"]).touched) == 10_001


@pytest.fixture
def family(connection: Connection) -> Connection:
    """Return a store with two charts of one data set, and an agent."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    for chart in ("chart1", "chart2"):
        document.generation(f"ex:{chart}", f"ex:draw-{chart}")
        for role in ("data", "again"):
            document.usage(f"ex:draw-{chart}", "ex:set", other_attributes={"prov:role": role})
    document.agent("ex:ann")
    document.attribution("ex:chart1", "ex:ann")
    document.influence("ex:chart1", "ex:mood")
    document.entity("ex:alone")
    loader.load(connection, document, DocumentInfo("one", "one", "0", "json"))
    return connection


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("chart1", "chart2", "neither is upstream of the other; they have 1 common ancestor"),
        ("chart1", "ann", "only other relations lead from one to the other"),
        ("mood", "chart1", "only other relations lead"),
        ("chart2", "ann", "agents are responsible"),
        ("chart1", "alone", "no common history"),
    ],
)
def test_why_there_is_no_path(start: str, end: str, words: str, family: Connection) -> None:
    """Each reason in its case, for programs and people."""
    answer = path(family, EX + start, EX + end)
    assert answer.paths == ()
    assert words in str(answer.reason)
    assert words in "\n".join(render.path(answer))


def test_other_relations_are_followed_when_asked(family: Connection) -> None:
    """With all relations there is a path to the agent."""
    answer = path(family, EX + "chart1", EX + "ann", followed=relation_set("all"))
    assert answer.length == 1
    assert answer.relations[0].type == "wasAttributedTo"


def test_two_relations_are_one_path(family: Connection) -> None:
    """Two uses in two roles make one path, and both are named, in either direction."""
    answer = path(family, EX + "chart1", EX + "set", limit=10)
    assert (answer.count, len(answer.relations)) == (1, 3)
    text = "\n".join(render.path(answer))
    assert "wasGeneratedBy ↓" in text
    assert "used (again), used (data) ↓" in text
    back = "\n".join(render.path(path(family, EX + "set", EX + "chart1")))
    assert "↑ used (again), used (data)" in back


def test_values_are_no_leaves(connection: Connection) -> None:
    """The status of an activity is none, unless somebody used it: then that goes on."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.add_namespace("voprov", "http://www.ivoa.net/documents/ProvenanceDM/index.html#")
    for name in ("status", "threshold"):
        document.entity(
            f"ex:{name}", {"prov:type": document.valid_qualified_name("voprov:ValueEntity")}
        )
    document.generation("ex:status", "ex:failed")
    document.usage("ex:failed", "ex:in")
    document.generation("ex:threshold", "ex:calibrate")
    document.usage("ex:calibrate", "ex:in")
    document.usage("ex:cut", "ex:threshold")
    loader.load(connection, document, DocumentInfo("one", "one", "0", "json"))
    boundary = roots_or_leaves(connection, [EX + "in"], "leaves")
    assert {end.id for end in boundary.ends} == {EX + "failed", EX + "cut"}
    assert {end.id for end in roots_or_leaves(connection, [EX + "status"], "leaves").ends} == {
        EX + "status"
    }
