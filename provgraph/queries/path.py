"""Path: how one element comes from another, by the fewest relations, or why it does not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from provgraph.model.relations import followed as followed_types
from provgraph.queries.common_ancestors import common_ancestors
from provgraph.queries.relation_sets import relation_set
from provgraph.results.nodes import Node, RelationLink, named_nodes, relation
from provgraph.results.views import ListResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.queries.relation_sets import RelationSet

_Ways = Literal["up", "down"]


@dataclass(frozen=True, slots=True, repr=False)
class Paths(ListResult):
    """The shortest paths between two elements.

    `direction` is `up` where `start` comes from `end`, `down` where it led to it; `length`
    counts relations. Each of `paths` is the ids from `start` to `end`; `nodes` and
    `relations` are what lies on them. `count` is the number of shortest paths, `None` where
    only one was asked for. If there is none, `reason` says why.
    """

    LISTED = "nodes"

    start: str
    end: str
    direction: _Ways | None = None
    length: int | None = None
    count: int | None = None
    paths: tuple[tuple[str, ...], ...] = ()
    nodes: tuple[Node, ...] = ()
    relations: tuple[RelationLink, ...] = ()
    reason: str | None = None

    @property
    def complete(self) -> bool:
        """Whether `paths` are all that was asked for."""
        return self.count is None or self.count == len(self.paths)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/path.json."""
        return {
            "schema": 1,
            "start": self.start,
            "end": self.end,
            "direction": self.direction,
            "length": self.length,
            "count": self.count,
            "complete": self.complete,
            "paths": [list(one) for one in self.paths],
            "nodes": [one.as_json() for one in self.nodes],
            "relations": [one.as_json() for one in self.relations],
            "reason": self.reason,
        }


def path(
    connection: Connection,
    start: str,
    end: str,
    *,
    limit: int | None = None,
    followed: RelationSet | None = None,
) -> Paths:
    """Return one shortest path between the elements with the keys `start` and `end`.

    Relations are followed from effect to cause: from `start` to `end` and, if that leads
    nowhere, from `end` to `start`. With `limit`, up to so many of the shortest paths, and how
    many there are; two relations between the same two nodes do not make two paths.
    Relations that a lineage follows both ways are followed one way here.

    Raises:
        TimeLimitError: the store takes too long.

    """
    types = (followed or relation_set()).types
    if start != end:
        for direction, effect, cause in (("up", start, end), ("down", end, start)):
            found = _shortest(connection, effect, cause, types)
            if found:
                if limit is not None:
                    found = _layers(connection, effect, cause, types)
                return _answer(connection, found, types, direction, limit)  # type: ignore[arg-type]
    nodes = named_nodes(connection, [start, end])
    first, last = nodes[start], nodes[end]
    if start == end:
        return Paths(first.id, last.id, "up", 0, 1, ((first.id,),), (first,))
    return Paths(first.id, last.id, reason=_reason(connection, start, end, types))


def _shortest(
    connection: Connection, effect: str, cause: str, types: Sequence[str]
) -> dict[str, int]:
    """Return the keys on one shortest path with their places, nothing if there is none."""
    if set(types) == set(followed_types("data")):
        rows = connection.read_rows("path/shortest_of_data", start=effect, end=cause)
    else:
        rows = connection.read_rows("path/shortest", start=effect, end=cause, types=list(types))
    return {key: place for row in rows for place, key in enumerate(row["keys"])}


def _layers(
    connection: Connection, effect: str, cause: str, types: Sequence[str]
) -> dict[str, int]:
    """Return the keys on all shortest paths with their places.

    A ladder of 40 diamonds has 2^40 shortest paths but 121 nodes: the paths are put together
    here, as many as are wanted.
    """
    rows = connection.read_rows("path/layers", start=effect, end=cause, types=list(types))
    inner = {row["key"]: row["depth"] for row in rows}
    return {effect: 0, **inner, cause: max(inner.values(), default=0) + 1}


def _answer(
    connection: Connection,
    places: Mapping[str, int],
    types: Sequence[str],
    direction: _Ways,
    limit: int | None,
) -> Paths:
    rows = _links(connection, places, types)
    causes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        causes[row[4]].add(row[5])
    nodes = named_nodes(connection, sorted(places), places)
    order = sorted(places, key=lambda key: (places[key], nodes[key].id))
    found = list(islice(_paths(order[0], causes), 1 if limit is None else limit))
    ids = [tuple(nodes[key].id for key in one) for one in found]
    ids = ids if direction == "up" else [one[::-1] for one in ids]
    return Paths(
        start=ids[0][0],
        end=ids[0][-1],
        direction=direction,
        length=places[order[-1]],
        count=None if limit is None else _count(order, causes),
        paths=tuple(ids),
        nodes=tuple(nodes[key] for key in (order if direction == "up" else order[::-1])),
        relations=tuple(relation(row) for row in rows),
    )


def _links(
    connection: Connection, places: Mapping[str, int], types: Sequence[str]
) -> list[list[Any]]:
    """Return the relations from each place to the next."""
    rows = connection.read_rows("path/links", keys=list(places), types=list(types))
    found = [row for part in rows for row in part["rows"]]
    return sorted(row for row in found if places[row[5]] == places[row[4]] + 1)


def _paths(start: str, causes: Mapping[str, set[str]]) -> Iterator[list[str]]:
    # A stack, not recursion: paths may be as long as a history is deep.
    way: list[str] = []
    stack = [(start, 0)]
    while stack:
        key, place = stack.pop()
        del way[place:]
        way.append(key)
        if key not in causes:
            yield list(way)
        else:
            stack += ((cause, place + 1) for cause in sorted(causes[key], reverse=True))


def _count(order: Sequence[str], causes: Mapping[str, set[str]]) -> int:
    """Return the number of paths, without walking them; `order` is by place."""
    ways: dict[str, int] = {}
    for key in reversed(order):
        ways[key] = sum(ways[cause] for cause in causes[key]) if key in causes else 1
    return ways[order[0]]


def _reason(connection: Connection, start: str, end: str, types: Sequence[str]) -> str:
    shared = common_ancestors(connection, [start, end], types=types)
    if shared.total:
        nearest = ", ".join(one.node.label for one in shared.nearest[:3])
        return (
            "neither comes from the other; they have a common history, "
            f"{shared.total} elements, of which nearest: {nearest} (see provgraph common)"
        )
    everything = relation_set("all").types
    if any(_shortest(connection, *ends, everything) for ends in ((start, end), (end, start))):
        return "only other relations lead from one to the other (see --follow all)"
    kinds = {node.kind for node in named_nodes(connection, [start, end]).values()}
    if "agent" in kinds:
        return "agents are responsible, nothing comes from them (see --follow responsibility)"
    return "they have no history in common"
