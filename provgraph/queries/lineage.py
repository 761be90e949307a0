"""Lineage: all that elements come from, or all that came of them.

The answer is a set of nodes with their least depth, never a list of paths: a history of
shared files has about 3^depth of those.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, Self

from provgraph.errors import NotFoundError, SelectorError
from provgraph.model.keys import key_of
from provgraph.queries.bounded_lineage import BoundedLineage, Bounds
from provgraph.queries.relation_sets import RelationSet, relation_set
from provgraph.results.nodes import Node, RelationLink, name_of, node, relation
from provgraph.results.views import GraphResult
from provgraph.runtime.gc import gc_paused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection

Direction = Literal["up", "down", "both"]


@dataclass(frozen=True, slots=True)
class Frontier:
    """A node where the answer was cut, and why: depth, limit, timeout or until."""

    id: str
    depth: int
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Lineage(GraphResult):
    """An answer; `others` names the kinds of relations that starts without lineage do have."""

    start: tuple[str, ...]
    direction: Direction
    complete: bool
    nodes: tuple[Node, ...]
    relations: tuple[RelationLink, ...]
    frontier: tuple[Frontier, ...] = ()
    others: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/lineage.json."""
        return {
            "schema": 1,
            "start": list(self.start),
            "direction": self.direction,
            "complete": self.complete,
            "nodes": [node.as_json() for node in self.nodes],
            "relations": [relation.as_json() for relation in self.relations],
            "frontier": [asdict(cut) for cut in self.frontier],
        }

    @classmethod
    def from_json(cls, answer: Mapping[str, Any]) -> Self:
        """Return the answer that `as_json` wrote.

        Raises:
            SelectorError: it is none.

        """
        try:
            return cls(
                start=tuple(answer["start"]),
                direction=answer["direction"],
                complete=answer["complete"],
                nodes=tuple(Node.from_json(one) for one in answer["nodes"]),
                relations=tuple(RelationLink.from_json(one) for one in answer["relations"]),
                frontier=tuple(Frontier(**one) for one in answer["frontier"]),
            )
        except (KeyError, TypeError) as error:
            raise SelectorError(f"this is no answer of 'lineage --json': {error}") from error


def lineage(  # noqa: PLR0913  # one keyword a choice that a person has
    connection: Connection,
    starts: Sequence[str],
    *,
    direction: Direction = "up",
    depth: int | None = None,
    followed: RelationSet | None = None,
    bounds: Bounds | None = None,
    before: Lineage | None = None,
) -> Lineage:
    """Return the lineage of the elements with the keys `starts`.

    Followed are used, wasGeneratedBy, wasDerivedFrom, wasInformedBy, wasStartedBy,
    hadMember, specializationOf and mentionOf, or what `followed` says, from effect to cause
    (`up`), back (`down`), or first the one and then the other (`both`: what it comes from and
    what came of it, not what else came of that). `bounds` say where it ends; `depth` is
    short for the most common of them. `before` is an earlier answer to the same question in
    one direction, which is continued from its frontier.

    Raises:
        SelectorError: `before` cannot be continued.
        TimeLimitError: it takes too long, and no bound of time was given.

    """
    asked = _LineageSearch(connection, followed or relation_set(), bounds or Bounds(depth=depth))
    rows = _rows(
        connection, "lineage/starts", starts=list(starts), attributes=asked.bounds.attributes
    )
    begin = {row[0]: node(row, 0) for row in rows}
    found = [asked.walk(one, begin, before) for one in _DIRECTIONS[direction]]
    nodes = _nearest(found, begin)
    relations = {one for part in found for one in part.relations}
    complete = not any(part.frontier for part in found)
    alone = complete and len(nodes) == len(begin)
    return Lineage(
        start=tuple(one.id for one in begin.values()),
        direction=direction,
        complete=complete,
        nodes=tuple(sorted(nodes.values(), key=attrgetter("depth", "id"))),
        relations=tuple(sorted(relations, key=attrgetter("start", "type", "end", "role"))),
        frontier=tuple(cut for part in found for cut in part.frontier),
        others=_others(connection, starts, asked.followed.types) if alone else (),
    )


def depths(
    connection: Connection,
    starts: Sequence[str],
    *,
    direction: Direction = "up",
    followed: RelationSet | None = None,
) -> dict[str, int]:
    """Return the URIs in the whole lineage of elements, each with its least depth.

    The starts are not among them. A tenth of the time of `lineage`, for those who need no more.
    Relations that are followed both ways are not followed back here.
    """
    asked = {"starts": list(starts), "types": list((followed or relation_set()).types)}
    found: dict[str, int] = {}
    for one in _DIRECTIONS[direction]:
        for uri, depth in _rows(connection, f"lineage/depths_{one}", **asked):
            found[uri] = min(depth, found.get(uri, depth))
    return found


_DIRECTIONS: dict[Direction, tuple[str, ...]] = {
    "up": ("up",),
    "down": ("down",),
    "both": ("up", "down"),
}


@dataclass(frozen=True, slots=True)
class _PartialLineage:
    nodes: Mapping[str, Node]
    relations: Iterable[RelationLink]
    frontier: tuple[Frontier, ...] = ()


@dataclass(frozen=True, slots=True)
class _LineageSearch:
    connection: Connection
    followed: RelationSet
    bounds: Bounds

    def walk(
        self, direction: str, begin: Mapping[str, Node], before: Lineage | None
    ) -> _PartialLineage:
        """Return the lineage in one direction."""
        if before:
            return self._continued(direction, begin, before)
        if self.bounds.none and self.followed.plain:
            return self._whole(direction, begin)
        walk = BoundedLineage(self.connection, direction, self.followed, self.bounds, begin)
        walk.run(begin)
        return _cut(walk)

    def _whole(self, direction: str, begin: Mapping[str, Node]) -> _PartialLineage:
        """Return all at once: Neo4j's own pruning search is ten times as fast as a walk."""
        asked = {"starts": list(begin), "types": list(self.followed.types)}
        full = {**asked, "attributes": self.bounds.attributes}
        with ThreadPoolExecutor(1) as other, gc_paused():
            inner = other.submit(_rows, self.connection, f"lineage/relations_{direction}", **asked)
            rows = _rows(self.connection, f"lineage/all_{direction}", **full)
            nodes = {row[0]: node(row, row[7]) for row in rows}
            return _PartialLineage(nodes, [relation(row) for row in inner.result()])

    def _continued(
        self, direction: str, begin: Mapping[str, Node], before: Lineage
    ) -> _PartialLineage:
        if direction != before.direction:
            raise SelectorError(f"an answer of direction {before.direction!r} goes on in no other")
        known = {key_of(one.id): one for one in before.nodes}
        ends = [key_of(cut.id) for cut in before.frontier]
        there = {row["key"] for row in self.connection.read_rows("lineage/exists", keys=ends)}
        gone = [cut.id for cut in before.frontier if key_of(cut.id) not in there]
        if gone:
            raise NotFoundError(f"{gone[0]}, where the answer was cut, is not in the store now")
        walk = BoundedLineage(
            self.connection, direction, self.followed, self.bounds, {**known, **begin}
        )
        walk.relations |= set(before.relations)
        walk.run(ends)
        return _cut(walk)


def _cut(walk: BoundedLineage) -> _PartialLineage:
    ends = sorted((walk.nodes[key].depth, walk.nodes[key].id, why) for key, why in walk.cut.items())
    frontier = tuple(Frontier(name, depth, why) for depth, name, why in ends)
    return _PartialLineage(walk.nodes, walk.relations, frontier)


def _nearest(found: Iterable[_PartialLineage], begin: Mapping[str, Node]) -> dict[str, Node]:
    nodes = dict(begin)
    for part in found:
        for key, one in part.nodes.items():
            if key not in nodes or one.depth < nodes[key].depth:
                nodes[key] = one
    return nodes


def _others(connection: Connection, starts: Sequence[str], types: Sequence[str]) -> tuple[str, ...]:
    rows = connection.read_rows("lineage/others", starts=list(starts), types=list(types))
    return tuple(sorted({name_of(row["type"]) for row in rows}))


def _rows(connection: Connection, name: str, **parameters: object) -> list[list[Any]]:
    return [item for row in connection.read_rows(name, **parameters) for item in row["rows"]]
