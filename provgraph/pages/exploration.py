"""Explorations: a lineage, and what a person added to it node by node."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.results.lineage import Frontier, Lineage
    from provgraph.results.nodes import Direction, Node, RelationLink
    from provgraph.results.paths import PathDirection
    from provgraph.store import Store

MOST = 20_000
"""Nodes of one walk, at most."""

WAYS: tuple[PathDirection, ...] = ("up", "down")
_STEP = 2
"""How far a node is expanded where no depth was asked for: to the files beyond one activity."""


@dataclass(frozen=True, slots=True)
class Question:
    """Of what the lineage is asked, how far, and what is added: causes (`above`) and effects."""

    ids: tuple[str, ...]
    direction: Direction = "up"
    follow: str = "data"
    depth: int | None = None
    limit: int = MOST
    until: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    all_entities: bool = False

    def parameters(self) -> dict[str, object]:
        """Return it as the parameters of a URL."""
        limit = None if self.limit == MOST else self.limit
        asked = {"direction": self.direction, "follow": self.follow, "depth": self.depth}
        added = {"until": self.until, "above": self.above, "below": self.below}
        everything = {"all_entities": True} if self.all_entities else {}
        return {"id": self.ids, **asked, "limit": limit, **added, **everything}

    def fields(self) -> Iterator[tuple[str, object]]:
        """Yield it as the hidden fields of a form."""
        for name, value in self.parameters().items():
            values = value if isinstance(value, tuple) else (value,)
            yield from ((name, each) for each in values if each is not None)

    def expanded(self, ids: Iterable[str], ways: Iterable[PathDirection]) -> Question:
        """Return the question with the causes (`up`) and effects (`down`) of nodes added."""
        more = tuple(ids)
        above = (*self.above, *more) if "up" in ways else self.above
        below = (*self.below, *more) if "down" in ways else self.below
        return replace(self, above=tuple(dict.fromkeys(above)), below=tuple(dict.fromkeys(below)))


@dataclass(frozen=True, slots=True)
class Walk:
    """A lineage in one direction, or a part of one that was added."""

    way: PathDirection
    answer: Lineage


@dataclass(frozen=True, slots=True)
class Exploration:
    """All walks as one answer.

    `whole` has the nodes whose causes (`up`) or effects (`down`) are all there; `ends` says in
    which directions a node of the frontier goes on.
    """

    answer: Lineage
    whole: Mapping[PathDirection, frozenset[str]]
    ends: Mapping[str, tuple[PathDirection, ...]] = field(default_factory=dict)

    def open_ways(self, name: str) -> list[PathDirection]:
        """Return in which directions there may be more beyond a node."""
        return [way for way in WAYS if name not in self.whole[way]]


def explore(store: Store, asked: Question) -> Exploration:
    """Return a lineage with what is to be added to it.

    Raises:
        SelectorError: an element is not known, or there is no such relation or condition.

    """
    return joined(list(_walks(store, asked)), asked.direction)


def _walks(store: Store, asked: Question) -> Iterator[Walk]:
    ways = WAYS if asked.direction == "both" else (asked.direction,)
    for way in ways:
        yield _walk(store, asked, asked.ids, way)
    step = replace(asked, depth=asked.depth or _STEP, until=())
    yield from (_walk(store, step, (id,), "up") for id in asked.above)  # noqa: A001
    yield from (_walk(store, step, (id,), "down") for id in asked.below)  # noqa: A001


def _walk(store: Store, asked: Question, ids: Sequence[str], way: PathDirection) -> Walk:
    answer = store.lineage(
        *ids,
        direction=way,
        follow=asked.follow,
        depth=asked.depth,
        limit=asked.limit,
        until=asked.until,
        attributes=True,
        all_entities=asked.all_entities,
    )
    return Walk(way, answer)


def joined(walks: Sequence[Walk], direction: Direction) -> Exploration:
    """Return walks, of which the first begins with what was asked for, as one answer."""
    first = walks[0].answer
    cuts = {way: _cuts(walks, way) for way in ("up", "down")}
    nodes = _nodes(walks)
    frontier = {cut.id: cut for way in cuts.values() for cut in way.values()}
    answer = replace(
        first,
        direction=direction,
        complete=not frontier,
        nodes=tuple(nodes.values()),
        relations=_relations(walks),
        frontier=tuple(replace(cut, depth=nodes[cut.id].depth) for cut in frontier.values()),
        left_out=sum(walk.answer.left_out for walk in walks),
    )
    ends: dict[str, tuple[PathDirection, ...]] = {
        id: tuple(way for way in WAYS if id in cuts[way])
        for id in frontier  # noqa: A001
    }
    return Exploration(answer, {way: _visited(walks, way) - cuts[way].keys() for way in WAYS}, ends)


def _nodes(walks: Sequence[Walk]) -> dict[str, Node]:
    """Return the nodes by their ids; depths count from what was asked for."""
    nodes: dict[str, Node] = {}
    for walk in walks:
        start = min((nodes[s].depth for s in walk.answer.start if s in nodes), default=0)
        for node in walk.answer.nodes:
            nodes.setdefault(node.id, replace(node, depth=start + node.depth))
    return nodes


def _relations(walks: Sequence[Walk]) -> tuple[RelationLink, ...]:
    if len(walks) == 1:
        return walks[0].answer.relations
    return tuple(dict.fromkeys(link for walk in walks for link in walk.answer.relations))


def _visited(walks: Sequence[Walk], way: str) -> frozenset[str]:
    return frozenset(node.id for walk in walks if walk.way == way for node in walk.answer.nodes)


def _cuts(walks: Sequence[Walk], way: str) -> dict[str, Frontier]:
    """Return where walks in a direction were cut, and no other walk in it went on."""
    cuts: dict[str, Frontier] = {}
    passed: set[str] = set()
    for answer in (walk.answer for walk in walks if walk.way == way):
        ends = {cut.id: cut for cut in answer.frontier}
        cuts.update(ends)
        passed.update(node.id for node in answer.nodes if node.id not in ends)
    return {id: cut for id, cut in cuts.items() if id not in passed}  # noqa: A001
