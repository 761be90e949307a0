"""Bounded lineage: step by step, nearest first, cut where it is told to stop.

Cypher takes no parameter for the length of a path, and a set can't be cut at a number of
nodes, a time or a condition inside one statement without losing where it was cut.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from provgraph.errors import TimeLimitError
from provgraph.model.bookkeeping import is_bookkeeping
from provgraph.queries.bookkeeping import DATA_RELATIONS
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
_MEMBERSHIP = ("HAD_MEMBER",)
_GENERATION = ("WAS_GENERATED_BY", "IMPLIED_GENERATION")
_FIRST = {"up": _MEMBERSHIP, "down": _GENERATION}
_SECOND = {"up": _GENERATION, "down": _MEMBERSHIP}


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


def _asks_for_all(step: _Step) -> bool:
    """Whether what the step leads to is shown, even if it is bookkeeping."""
    return step.link.type not in DATA_RELATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where a walk ends.

    `depth` counts relations, `limit` nodes beside the starts, in each direction (bookkeeping
    that leads to nothing counts only with `all_entities`); `seconds` is the time it may take;
    `documents` (their numbers) and `scopes` (bundles' URIs) restrict the relations.
    """

    depth: int | None = None
    limit: int | None = None
    seconds: float | None = None
    until: tuple[StopCondition, ...] = ()
    documents: tuple[int, ...] = ()
    scopes: tuple[str, ...] = ()
    attributes: bool = False
    all_entities: bool = True

    @property
    def none(self) -> bool:
        """Whether the walk goes to the end."""
        ends = (self.until, self.documents, self.scopes)
        return not any(ends) and self.depth is self.limit is self.seconds is None


class BoundedLineage:
    """A search in one direction: the nodes so far, and where it was cut, by key."""

    def __init__(  # noqa: PLR0913  # what is asked, and what is known
        self,
        connection: Connection,
        direction: str,
        followed: RelationSet,
        bounds: Bounds,
        nodes: Mapping[str, Node],
        *,
        expanded: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """Begin with `nodes`, which are in the answer and do not count for the limit.

        `expanded` are those of them whose neighbours are among them, with their depths.
        """
        self.nodes = dict(nodes)
        self.relations: set[RelationLink] = set()
        self.cut: dict[str, CutReason] = {}
        self._connection = connection.within(_SECONDS if bounds.seconds is None else bounds.seconds)
        self._direction = direction
        self._followed = followed
        self._bounds = bounds
        self._limit = None if bounds.limit is None else bounds.limit + len(nodes)
        self._uncounted: set[str] = set()
        self._levels: dict[int, set[str]] = defaultdict(set)
        self._expanded = dict(expanded)
        self._starts: set[str] = set()
        self._reached: set[str] = set()
        self._meets_condition: dict[str, bool] = {}
        # Collections that are passed through, from a member to its collection's maker.
        self._passing: dict[int, set[str]] = defaultdict(set)
        self._passed: set[str] = set()

    def run(
        self, starts: Mapping[str, int], passing: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """Go on from the nodes with the keys `starts`, which are among `nodes`, at their depths.

        The stop conditions do not apply to them. `passing` are collections that are passed
        through, to their makers (`up`) or members (`down`).

        Raises:
            TimeLimitError: no time was given in the bounds, and ten minutes were exceeded.

        """
        self._starts = set(starts)
        self._reached |= self._starts
        for key, depth in starts.items():
            self._go_on([key], depth)
        for key, depth in passing.items():
            self._passing[depth].add(key)
            self._passed.add(key)
        try:
            while self._levels or self._passing:
                self._expand_level(min((*self._levels, *self._passing)))
            self._close()
        except TimeLimitError:
            if self._bounds.seconds is None:
                raise
            for level in (*self._levels, *self._passing):
                self._cut(self._open(level), "timeout")

    def recall_bookkeeping(self, keys: Iterable[str]) -> None:
        """Add the bookkeeping beside nodes that are not expanded again, which was left out before.

        What is not known when it is reached again would be counted twice. It does not count for
        the limit.

        Raises:
            TimeLimitError: no time was given in the bounds, and ten minutes were exceeded.

        """
        try:
            steps = self._steps(sorted(keys), ())
        except TimeLimitError:
            if self._bounds.seconds is None:
                raise
            return
        self._add_uncounted([step for step in steps if self._is_new_bookkeeping(step)])

    def _add_uncounted(self, steps: Sequence[_Step]) -> None:
        """Add the bookkeeping that steps lead to, which does not count for the limit."""
        for step in sorted(steps, key=lambda step: self.nodes[step.origin].depth):
            depth = self.nodes[step.origin].depth + 1
            self.nodes.setdefault(step.key, replace(step.node, depth=depth))
            self.relations.add(step.link)
        self._uncounted |= {step.key for step in steps}

    def _is_new_bookkeeping(self, step: _Step) -> bool:
        node = step.node
        is_new = step.key not in self.nodes
        return is_new and node.kind == "entity" and is_bookkeeping(node.types, node.label)

    def _left_out(self, steps: Iterable[_Step]) -> set[str]:
        """Return the new bookkeeping that an answer leaves out: a limit counts what is shown."""
        if self._limit is None or self._bounds.all_entities:
            return set()
        steps = list(steps)
        asked_for = {step.key for step in steps if _asks_for_all(step)}
        keys = {step.key for step in steps if self._is_new_bookkeeping(step)} - asked_for
        return keys - {step.origin for step in self._steps(sorted(keys), ())}

    def _count_asked_for(self, steps: Iterable[_Step]) -> None:
        """Count the bookkeeping that is shown from now on, as far as the limit allows."""
        if not self._bounds.all_entities:
            asked_for = {step.key for step in steps if _asks_for_all(step)} & self._uncounted
            self._uncounted -= set(sorted(asked_for)[: self._room()])

    def _is_shown(self, step: _Step) -> bool:
        """Whether a step leads to a node of the answer, and shows none that the limit excludes."""
        excluded = not self._bounds.all_entities and step.key in self._uncounted
        return step.key in self.nodes and not (excluded and _asks_for_all(step))

    def _room(self) -> int | None:
        """Return how many more nodes the limit allows; `None` without one."""
        if self._limit is None:
            return None
        return max(self._limit - len(self.nodes.keys() - self._uncounted), 0)

    def _go_on(self, keys: Iterable[str], depth: int) -> None:
        """Expand these nodes later, when it is the turn of their depth."""
        for key in keys:
            self._levels[depth].add(key)
            self._expanded[key] = depth

    def _open(self, depth: int) -> set[str]:
        """Return what is to be expanded at a depth; some were reached again, by fewer relations."""
        keys = {key for key in self._levels.get(depth, ()) if self._expanded[key] == depth}
        return keys | self._passing.get(depth, set())

    def _expand_level(self, depth: int) -> None:
        keys = self._open(depth)
        if self._bounds.depth is not None and depth >= self._bounds.depth:
            self._cut(keys, "depth")
        elif self._room() == 0:
            self._cut(keys, "limit")
        else:
            passing = self._passing.get(depth, set())
            self._expand(sorted(keys & self._levels.get(depth, set())), sorted(passing), depth + 1)
        self._levels.pop(depth, None)
        self._passing.pop(depth, None)

    def _expand(self, keys: Sequence[str], passing: Sequence[str], depth: int) -> None:
        """Add the next nodes, and note from which the search goes on."""
        steps = self._steps(keys, passing, depth)
        to_collections = self._steps_to_collections(keys, depth)
        new = self._new([*steps, *to_collections])
        reached = {step.key for step in steps if self._is_nearer(step.key, new, depth)}
        through = self._passed_through(steps, to_collections) & {*self.nodes, *new}
        stops = self._stops({**self.nodes, **new}, reached | through)
        # Only now: what a time limit interrupts before is expanded when the search is continued.
        self._add([*steps, *to_collections], new)
        self._cut(stops, "until")
        self._reached |= reached
        self._go_on(reached - stops, depth)
        if through - stops:
            self._passing[depth] |= through - stops
        self._passed |= through

    def _new(self, steps: Sequence[_Step]) -> dict[str, Node]:
        """Return the nodes that are new, as far as the limit allows."""
        neighbours = {step.key: step.node for step in steps}
        left_out = self._left_out(steps)
        self._count_asked_for(steps)
        self._uncounted |= left_out
        order = sorted(neighbours.keys() - self.nodes.keys() - left_out)
        return {key: neighbours[key] for key in (*order[: self._room()], *sorted(left_out))}

    def _is_nearer(self, key: str, new: Mapping[str, Node], depth: int) -> bool:
        """Whether a neighbour is in the answer, and was not reached by as few relations before."""
        before = self._expanded.get(key)
        return (key in new or key in self.nodes) and (before is None or depth < before)

    def _passed_through(self, steps: Iterable[_Step], to_collections: Iterable[_Step]) -> set[str]:
        """Return the collections that lead from members to makers, or the other way."""
        if not self._followed.makers:
            return set()
        candidates = steps if self._direction == "down" else to_collections
        first = _FIRST[self._direction]
        return {step.key for step in candidates if step.reltype in first} - self._passed

    def _stops(self, nodes: Mapping[str, Node], keys: Iterable[str]) -> set[str]:
        """Return those of the keys whose nodes meet a stop condition, however they are reached."""
        candidates = set(keys) - self._starts
        untested = {key: nodes[key] for key in candidates - self._meets_condition.keys()}
        stops = stopped(self._connection, untested, self._bounds.until) if untested else set()
        self._meets_condition |= {key: key in stops for key in untested}
        return {key for key in candidates if self._meets_condition[key]}

    def _add(self, steps: Sequence[_Step], new: Mapping[str, Node]) -> None:
        self.nodes |= new
        self._cut((step.origin for step in steps if not self._is_shown(step)), "limit")
        for step in steps:
            if self._is_shown(step):
                self.relations.add(step.link)
                if step.node.depth < self.nodes[step.key].depth:
                    self.nodes[step.key] = replace(self.nodes[step.key], depth=step.node.depth)

    def _close(self) -> None:
        """Add the relations among the nodes; nothing was cut where there is no more."""
        if not self.cut:
            return
        # A collection that no followed relation led to leads on to its makers alone.
        keys = sorted(self.cut.keys() - (self._passed - self._reached))
        passing = sorted(self.cut.keys() & self._passed)
        open_ends: set[str] = set()
        steps = [*self._steps(keys, passing), *self._steps_to_collections(keys)]
        left_out = self._left_out(step for step in steps if self.cut[step.origin] == "limit")
        self._add_uncounted([step for step in steps if step.key in left_out])
        self._count_asked_for(steps)
        for step in steps:
            if self._is_shown(step):
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
            steps += self._fetch("up", passing, _SECOND[self._direction], depth)
        return steps

    def _steps_to_collections(self, keys: Sequence[str], depth: int = 0) -> list[_Step]:
        """Return the steps to collections that are only passed through, to what made them."""
        if not self._followed.makers or self._direction == "down":
            return []
        steps = self._fetch("down", keys, _FIRST["up"], depth)
        collections = sorted({step.key for step in steps})
        generated = {step.origin for step in self._fetch("up", collections, _SECOND["up"], depth)}
        return [step for step in steps if step.key in generated]

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
