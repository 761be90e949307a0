"""The walk: a lineage step by step, nearest first, cut where it is told to stop.

Cypher takes no parameter for the length of a path, and a set can't be cut at a number of
nodes, a time or a condition inside one statement without losing where it was cut.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provgraph.errors import TimeLimitError
from provgraph.queries.stop_conditions import stopped
from provgraph.results.nodes import node, relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.queries.relation_sets import RelationSet
    from provgraph.queries.stop_conditions import StopCondition
    from provgraph.results.nodes import Node, RelationLink

_LONGEST = 600.0
_OPPOSITE = {"up": "down", "down": "up"}
# Between a member and the activity that made its collection: two relations, the collection
# in the middle. PROV-DM does not say that the one comes from the other; who follows all
# expects it.
_FIRST = {"up": "HAD_MEMBER", "down": "WAS_GENERATED_BY"}
_SECOND = {"up": "WAS_GENERATED_BY", "down": "HAD_MEMBER"}
_Row = list[Any]
"""Of a step: relationship type, its ends' URIs, role, the key stepped from, the next node."""


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
    """A walk in one direction: what was found so far, and where it was cut, by key."""

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
        self.cut: dict[str, str] = {}
        self._connection = connection
        self._direction = direction
        self._followed = followed
        self._bounds = bounds
        self._most = None if bounds.limit is None else bounds.limit + len(nodes)
        self._end = time.monotonic() + (_LONGEST if bounds.seconds is None else bounds.seconds)
        self._levels: dict[int, set[str]] = defaultdict(set)
        self._walked: set[str] = set()
        # Collections that are passed through, from a member to its collection's maker.
        self._passing: dict[int, set[str]] = defaultdict(set)

    def run(self, begin: Iterable[str]) -> None:
        """Walk on from the nodes `begin`, which are among `nodes`.

        Raises:
            TimeLimitError: no bound of time was given, and the walk took too long.

        """
        for key in begin:
            self._levels[self.nodes[key].depth].add(key)
            self._walked.add(key)
        try:
            while self._levels or self._passing:
                self._level(min((*self._levels, *self._passing)))
            self._close()
        except TimeLimitError:
            if self._bounds.seconds is None:
                raise
            self._cut((key for keys in self._levels.values() for key in keys), "timeout")

    def _level(self, depth: int) -> None:
        keys, passing = self._levels.get(depth, set()), self._passing.get(depth, set())
        if depth == self._bounds.depth:
            self._cut(keys, "depth")
        elif self._most is not None and len(self.nodes) >= self._most:
            self._cut(keys, "limit")
        else:
            self._expand(sorted(keys), sorted(passing), depth + 1)
        self._levels.pop(depth, None)
        self._passing.pop(depth, None)

    def _expand(self, keys: Sequence[str], passing: Sequence[str], depth: int) -> None:
        """Take the next nodes in, and note from which the walk goes on."""
        rows = self._step(keys, passing)
        aside = self._aside(keys)
        new = self._take([*rows, *aside], depth)
        ends = stopped(self._connection, new, self._bounds.until)
        self._cut(ends, "until")
        reached = {row[5][0] for row in rows} & self.nodes.keys()
        on = reached - self._walked - ends
        if on:
            self._levels[depth] |= on
            self._walked |= on
        if self._followed.makers:
            through = rows if self._direction == "down" else aside
            made = {row[5][0] for row in through if row[0] == _FIRST[self._direction]}
            if made & new.keys():
                self._passing[depth] |= made & new.keys()

    def _take(self, rows: Sequence[_Row], depth: int) -> dict[str, Node]:
        """Take in the nodes of `rows` that are new, as far as the limit allows; return them."""
        found = {row[5][0]: row[5] for row in rows}
        order = sorted(found.keys() - self.nodes.keys())
        room = None if self._most is None else self._most - len(self.nodes)
        new = {key: node(found[key], depth) for key in order[:room]}
        self.nodes |= new
        self._cut((row[4] for row in rows if row[5][0] not in self.nodes), "limit")
        self.relations |= {relation(row) for row in rows if row[5][0] in self.nodes}
        return new

    def _close(self) -> None:
        """Find the relations among what is inside; nothing was cut where there is no more."""
        if not self.cut:
            return
        keys = sorted(self.cut)
        open_ends: set[str] = set()
        for row in [*self._step(keys, ()), *self._aside(keys)]:
            if row[5][0] in self.nodes:
                self.relations.add(relation(row))
            else:
                open_ends.add(row[4])
        self.cut = {key: reason for key, reason in self.cut.items() if key in open_ends}

    def _cut(self, keys: Iterable[str], reason: str) -> None:
        for key in keys:
            self.cut.setdefault(key, reason)

    def _step(self, keys: Sequence[str], passing: Sequence[str]) -> list[_Row]:
        rows = self._ask(self._direction, keys, self._followed.types)
        rows += self._ask(_OPPOSITE[self._direction], keys, self._followed.both_ways)
        if self._followed.makers:
            rows += self._ask("up", passing, (_SECOND[self._direction],))
        return rows

    def _aside(self, keys: Sequence[str]) -> list[_Row]:
        """Return the steps to collections that are only passed through, to what made them."""
        if not self._followed.makers or self._direction == "down":
            return []
        rows = self._ask("down", keys, (_FIRST["up"],))
        made = self._ask("up", sorted({row[5][0] for row in rows}), (_SECOND["up"],))
        makers = {row[4] for row in made}
        return [row for row in rows if row[5][0] in makers]

    def _ask(self, direction: str, keys: Sequence[str], types: Sequence[str]) -> list[_Row]:
        if not keys or not types:
            return []
        rows = self._connection.read_rows_within(
            self._end - time.monotonic(),
            f"lineage/step_{direction}",
            keys=list(keys),
            types=list(types),
            documents=list(self._bounds.documents),
            scopes=list(self._bounds.scopes),
            attributes=self._bounds.attributes,
        )
        return [item for row in rows for item in row["rows"]]
