"""The order of a recipe: circles as networkx finds them, causes before effects."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from provgraph.queries.history import History
from provgraph.queries.recipe_order import circles_of, ordered
from provgraph.results.nodes import Node, RelationLink

links = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


def history(pairs: list[tuple[int, int]], starts: dict[int, str]) -> History:
    """Return a history of activities, effect and cause, that informed one another."""
    relations = [RelationLink("wasInformedBy", str(effect), str(cause)) for effect, cause in pairs]
    names = sorted({name for pair in pairs for name in pair} | starts.keys())
    nodes = {
        str(name): Node(
            str(name),
            "activity",
            (),
            str(name),
            attributes={"startTime": (starts[name],)} if name in starts else {},
        )
        for name in names
    }
    return History(
        start=next(iter(nodes), ""),
        nodes=nodes,
        causes={name: [r for r in relations if r.start == name] for name in nodes},
        effects={name: [r for r in relations if r.end == name] for name in nodes},
        agents={},
        configurations={},
        others={},
        keys={},
    )


@given(links)
def test_causes_stand_before_effects_unless_they_are_in_one_circle(
    pairs: list[tuple[int, int]],
) -> None:
    """Each circle stands together, and every relation between circles points backwards."""
    names = ordered(history(pairs, {}))
    place = {name: number for number, name in enumerate(names)}
    graph = nx.DiGraph([(str(effect), str(cause)) for effect, cause in pairs])
    assert place.keys() == set(graph.nodes)
    circles = [frozenset(names) for names in nx.strongly_connected_components(graph)]
    for circle in circles:
        places = sorted(place[name] for name in circle)
        assert places == list(range(places[0], places[0] + len(circle)))
    circle_of = {name: circle for circle in circles for name in circle}
    for effect, cause in graph.edges:
        if circle_of[effect] != circle_of[cause]:
            assert place[cause] < place[effect]
    causes = {name: list(graph.successors(name)) for name in graph}
    assert set(map(frozenset, circles_of(causes))) == set(circles)


def test_the_earlier_instant_comes_first() -> None:
    """Offsets are taken into account, where no relation tells the order."""
    starts = {1: "2026-03-07T09:00:00+02:00", 2: "2026-03-07T08:00:00Z", 3: "2026-03-07T07:30:00"}
    assert ordered(history([], starts)) == ["1", "3", "2"]


def test_a_deep_history_is_no_recursion() -> None:
    """A circle of 5,000 activities is one component."""
    causes = {str(number): [str((number + 1) % 5_000)] for number in range(5_000)}
    assert [len(circle) for circle in circles_of(causes)] == [5_000]
