"""Bounded lineage: step by step, nearest first, cut where it is told to stop.

Cypher takes no parameter for the length of a path, and a set can't be cut at a number of
nodes, a time or a condition inside one statement without losing where it was cut.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from provgraph.errors import TimeLimitError
from provgraph.queries.element_rows import Properties, keyed_node, relation_link
from provgraph.queries.stop_conditions import stopped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.queries.relation_sets import RelationSet
    from provgraph.queries.stop_conditions import StopCondition
    from provgraph.results.lineage import CutReason
    from provgraph.results.nodes import Node, RelationLink

_SECONDS = 600.0
_OPPOSITE = {"up": "down", "down": "up"}
# Between a member and the activity that made its collection: two relations, the collection
# in the middle. PROV-DM does not say that the one comes from the other, but whoever follows
# all relations expects it.
_FIRST = {"up": "HAD_MEMBER", "down": "WAS_GENERATED_BY"}
_SECOND = {"up": "WAS_GENERATED_BY", "down": "HAD_MEMBER"}


class _Step(NamedTuple):
    """A step along a relation, from the element with the key `origin` to a neighbour."""

    reltype: str
    link: RelationLink
    origin: str
    key: str
    node: Node


def _step(  # noqa: PLR0913, PLR0917  # the columns of the statement
    reltype: str,
    start: str,
    end: str,
    role: object,
    origin: str,
    neighbour: tuple[str, str, Sequence[str], object, str | None, object, Properties | None],
    *,
    depth: int,
) -> _Step:
    link = relation_link(reltype, start, end, role)
    return _Step(reltype, link, origin, *keyed_node(*neighbour, depth))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where a walk ends.

    `depth` counts relations, `limit` nodes beside the starts, in each direction; `seconds` is
    the time it may take; `documents` (their numbers) and `scopes` (bundles' URIs) restrict the
    relations.
    """

    depth: int | None = None
    limit: int | None = None
    seconds: float | None = None
    until: tuple[StopCondition, ...] = ()
    documents: tuple[int, ...] = ()
    scopes: tuple[str, ...] = ()
    attributes: bool = False

    @property
    def none(self) -> bool:
        """Whether the walk goes to the end."""
        ends = (self.until, self.documents, self.scopes)
        return not any(ends) and self.depth is self.limit is self.seconds is None


class BoundedLineage:
    """A search in one direction: the nodes so far, and where it was cut, by key."""

    def __init__(
        self,
        connection: Connection,
        direction: str,
        followed: RelationSet,
        bounds: Bounds,
        nodes: Mapping[str, Node],
    ) -> None:
        """Begin with `nodes`, which are in the answer and do not count for the limit."""
        self.nodes = dict(nodes)
        self.relations: set[RelationLink] = set()
        self.cut: dict[str, CutReason] = {}
        self._connection = connection.within(_SECONDS if bounds.seconds is None else bounds.seconds)
        self._direction = direction
        self._followed = followed
        self._bounds = bounds
        self._limit = None if bounds.limit is None else bounds.limit + len(nodes)
        self._levels: dict[int, set[str]] = defaultdict(set)
        self._expanded: set[str] = set()
        # Collections that are passed through, from a member to its collection's maker.
        self._passing: dict[int, set[str]] = defaultdict(set)

    def run(self, starts: Iterable[str]) -> None:
        """Go on from the nodes with the keys `starts`, which are among `nodes`.

        Raises:
            TimeLimitError: no time was given in the bounds, and ten minutes were exceeded.

        """
        for key in starts:
            self._levels[self.nodes[key].depth].add(key)
            self._expanded.add(key)
        try:
            while self._levels or self._passing:
                self._expand_level(min((*self._levels, *self._passing)))
            self._close()
        except TimeLimitError:
            if self._bounds.seconds is None:
                raise
            self._cut((key for keys in self._levels.values() for key in keys), "timeout")

    def _expand_level(self, depth: int) -> None:
        keys, passing = self._levels.get(depth, set()), self._passing.get(depth, set())
        if depth == self._bounds.depth:
            self._cut(keys, "depth")
        elif self._limit is not None and len(self.nodes) >= self._limit:
            self._cut(keys, "limit")
        else:
            self._expand(sorted(keys), sorted(passing), depth + 1)
        self._levels.pop(depth, None)
        self._passing.pop(depth, None)

    def _expand(self, keys: Sequence[str], passing: Sequence[str], depth: int) -> None:
        """Add the next nodes, and note from which the search goes on."""
        steps = self._steps(keys, passing, depth)
        to_collections = self._steps_to_collections(keys, depth)
        new = self._add([*steps, *to_collections])
        stops = stopped(self._connection, new, self._bounds.until)
        self._cut(stops, "until")
        reached = {step.key for step in steps} & self.nodes.keys()
        following = reached - self._expanded - stops
        if following:
            self._levels[depth] |= following
            self._expanded |= following
        if self._followed.makers:
            through = steps if self._direction == "down" else to_collections
            collections = {s.key for s in through if s.reltype == _FIRST[self._direction]}
            if collections & new.keys():
                self._passing[depth] |= collections & new.keys()

    def _add(self, steps: Sequence[_Step]) -> dict[str, Node]:
        """Add the nodes that are new, as far as the limit allows; return them."""
        neighbours = {step.key: step.node for step in steps}
        order = sorted(neighbours.keys() - self.nodes.keys())
        room = None if self._limit is None else self._limit - len(self.nodes)
        new = {key: neighbours[key] for key in order[:room]}
        self.nodes |= new
        self._cut((step.origin for step in steps if step.key not in self.nodes), "limit")
        self.relations |= {step.link for step in steps if step.key in self.nodes}
        return new

    def _close(self) -> None:
        """Add the relations among the nodes; nothing was cut where there is no more."""
        if not self.cut:
            return
        keys = sorted(self.cut)
        open_ends: set[str] = set()
        for step in [*self._steps(keys, ()), *self._steps_to_collections(keys)]:
            if step.key in self.nodes:
                self.relations.add(step.link)
            else:
                open_ends.add(step.origin)
        self.cut = {key: reason for key, reason in self.cut.items() if key in open_ends}

    def _cut(self, keys: Iterable[str], reason: CutReason) -> None:
        for key in keys:
            self.cut.setdefault(key, reason)

    def _steps(self, keys: Sequence[str], passing: Sequence[str], depth: int = 0) -> list[_Step]:
        steps = self._fetch(self._direction, keys, self._followed.types, depth)
        steps += self._fetch(_OPPOSITE[self._direction], keys, self._followed.both_ways, depth)
        if self._followed.makers:
            steps += self._fetch("up", passing, (_SECOND[self._direction],), depth)
        return steps

    def _steps_to_collections(self, keys: Sequence[str], depth: int = 0) -> list[_Step]:
        """Return the steps to collections that are only passed through, to what made them."""
        if not self._followed.makers or self._direction == "down":
            return []
        steps = self._fetch("down", keys, (_FIRST["up"],), depth)
        collections = sorted({step.key for step in steps})
        made = {step.origin for step in self._fetch("up", collections, (_SECOND["up"],), depth)}
        return [step for step in steps if step.key in made]

    def _fetch(
        self, direction: str, keys: Sequence[str], types: Sequence[str], depth: int
    ) -> list[_Step]:
        if not keys or not types:
            return []
        return self._connection.fetch(
            f"lineage/step_{direction}",
            partial(_step, depth=depth),
            keys=list(keys),
            types=list(types),
            documents=list(self._bounds.documents),
            scopes=list(self._bounds.scopes),
            attributes=self._bounds.attributes,
        )
