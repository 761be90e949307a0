"""Explorations: walks of a lineage are joined, and what goes on is known for each direction."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from provgraph.pages.exploration import Question, Walk, joined
from provgraph.results.lineage import Frontier, Lineage
from provgraph.results.nodes import Node, RelationLink

if TYPE_CHECKING:
    from provgraph.results.paths import PathDirection

CHAIN = ("a", "b", "c", "d", "e")
"""Each was derived from the next."""


def walk(start: str, depth: int, way: PathDirection = "up") -> Walk:
    """Return the lineage of a member of the chain, cut at a depth."""
    ahead = CHAIN if way == "up" else CHAIN[::-1]
    begin = ahead.index(start)
    names = ahead[begin : begin + depth + 1]
    nodes = tuple(Node(name, "entity", (), name, number) for number, name in enumerate(names))
    pairs = (pair if way == "up" else pair[::-1] for pair in pairwise(names))
    links = tuple(RelationLink("wasDerivedFrom", *pair) for pair in pairs)
    cut = () if names[-1] == ahead[-1] else (Frontier(names[-1], depth, "depth"),)
    return Walk(way, Lineage((start,), way, not cut, nodes, links, cut))


def test_one_walk_is_what_it_was() -> None:
    """Nothing is changed; the frontier goes on upstream, everything downstream."""
    exploration = joined([walk("a", 2)], "up")
    assert exploration.answer == walk("a", 2).answer
    assert exploration.ends == {"c": ("up",)}
    assert [exploration.open_ways(name) for name in "abc"] == [["down"], ["down"], ["up", "down"]]


def test_what_is_added_moves_the_frontier() -> None:
    """Depths count from what was asked for; the node that was expanded is cut no longer."""
    exploration = joined([walk("a", 2), walk("c", 1)], "up")
    answer = exploration.answer
    assert [(node.id, node.depth) for node in answer.nodes] == [*zip("abcd", range(4), strict=True)]
    assert [(cut.id, cut.depth, cut.reason) for cut in answer.frontier] == [("d", 3, "depth")]
    assert len(answer.relations) == 3
    whole = joined([walk("a", 2), walk("c", 2)], "up").answer
    assert whole.complete
    assert not whole.frontier


def test_a_node_is_cut_in_one_direction_only() -> None:
    """Effects of a node in the middle are added, and are cut; its causes are all there."""
    exploration = joined([walk("c", 2), walk("c", 1, "down")], "both")
    assert exploration.ends == {"b": ("down",)}
    assert exploration.open_ways("c") == []
    assert exploration.open_ways("b") == ["up", "down"]
    assert exploration.answer.direction == "both"
    assert not exploration.answer.complete


@pytest.mark.parametrize("ways", [("up",), ("down",), ("up", "down")])
def test_expansions_are_in_the_url(ways: tuple[PathDirection, ...]) -> None:
    """Each once, in their order, however often a node is expanded."""
    asked = Question(("a",), depth=2, until=("level=DL0",))
    twice = asked.expanded(["x"], ways).expanded(["y", "x"], ways)
    assert dict(twice.parameters()) == {
        **asked.parameters(),
        "above": ("x", "y") if "up" in ways else (),
        "below": ("x", "y") if "down" in ways else (),
    }
    assert ("depth", 2) in list(twice.fields())
    assert "limit" not in dict(twice.fields())
