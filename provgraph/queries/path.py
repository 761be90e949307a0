"""Path: how one element depends on another, by the fewest relations, or why it does not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.model.relations import followed as followed_types
from provgraph.queries.common_ancestors import common_ancestors
from provgraph.queries.cursors import check_number
from provgraph.queries.element_rows import nodes_by_key, relation_link
from provgraph.queries.relation_sets import relation_set
from provgraph.results.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.queries.relation_sets import RelationSet
    from provgraph.results.nodes import RelationLink
    from provgraph.results.paths import PathDirection


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
    nowhere, from `end` to `start`. With `limit`, up to that many of the shortest paths, and
    their number; two relations between the same two nodes do not make two paths.
    Relations that a lineage follows both ways are followed one way here.

    Raises:
        SelectorError: the limit is not one.
        TimeLimitError: the store takes too long.

    """
    if limit is not None:
        check_number("the limit", limit)
    follow = followed or relation_set()
    types = follow.types
    if start != end:
        for direction, effect, cause in _both_directions(start, end):
            places = _shortest(connection, effect, cause, types)
            if places:
                if limit is not None:
                    places = _layers(connection, effect, cause, types)
                return _answer(connection, places, types, direction, limit)
    nodes = nodes_by_key(connection, [start, end])
    first, last = nodes[start], nodes[end]
    if start == end:
        return Paths(first.id, last.id, "up", 0, 1, paths=((first.id,),), nodes=(first,))
    return Paths(first.id, last.id, reason=_reason(connection, start, end, follow))


def _both_directions(start: str, end: str) -> Iterator[tuple[PathDirection, str, str]]:
    yield "up", start, end
    yield "down", end, start


def _shortest(
    connection: Connection, effect: str, cause: str, types: Sequence[str]
) -> dict[str, int]:
    """Return the keys on one shortest path with their places, nothing if there is no path."""
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
    direction: PathDirection,
    limit: int | None,
) -> Paths:
    links = _links(connection, places, types)
    causes: dict[str, set[str]] = defaultdict(set)
    for link in links:
        causes[link.effect].add(link.cause)
    nodes = nodes_by_key(connection, sorted(places), places)
    order = sorted(places, key=lambda key: (places[key], nodes[key].id))
    key_paths = islice(_paths(order[0], causes), 1 if limit is None else limit)
    paths = [tuple(nodes[key].id for key in keys) for keys in key_paths]
    if direction == "down":
        order, paths = order[::-1], [ids[::-1] for ids in paths]
    count = None if limit is None else _count(places, causes)
    return Paths(
        start=paths[0][0],
        end=paths[0][-1],
        direction=direction,
        length=max(places.values()),
        count=count,
        complete=count is None or count == len(paths),
        paths=tuple(paths),
        nodes=tuple(nodes[key] for key in order),
        relations=tuple(link.relation for link in links),
    )


class _Link(NamedTuple):
    relation: RelationLink
    effect: str
    cause: str


def _link(*row: Any) -> _Link:  # noqa: ANN401  # the columns of the statement
    *relation, effect, cause = row
    return _Link(relation_link(*relation), effect, cause)


def _links(connection: Connection, places: Mapping[str, int], types: Sequence[str]) -> list[_Link]:
    """Return the relations from each place to the next."""
    links = connection.fetch("path/links", _link, keys=list(places), types=list(types))
    forward = [link for link in links if places[link.cause] == places[link.effect] + 1]
    return sorted(forward, key=lambda link: astuple(link.relation))


def _paths(start: str, causes: Mapping[str, set[str]]) -> Iterator[list[str]]:
    # A stack, not recursion: paths may be as long as a history is deep.
    current: list[str] = []
    stack = [(start, 0)]
    while stack:
        key, place = stack.pop()
        del current[place:]
        current.append(key)
        if key not in causes:
            yield list(current)
        else:
            stack += ((cause, place + 1) for cause in sorted(causes[key], reverse=True))


def _count(places: Mapping[str, int], causes: Mapping[str, set[str]]) -> int:
    """Return the number of paths, without enumerating them."""
    order = sorted(places, key=lambda key: places[key], reverse=True)
    counts: dict[str, int] = {}
    for key in order:
        counts[key] = sum(counts[cause] for cause in causes[key]) if key in causes else 1
    return counts[order[-1]]


def _reason(connection: Connection, start: str, end: str, followed: RelationSet) -> str:
    common = common_ancestors(connection, [start, end], followed=followed)
    if common.total:
        nearest = ", ".join(ancestor.label for ancestor in common.nearest[:3])
        return (
            "neither is upstream of the other; they have "
            f"{common.total} common ancestor{'s' * (common.total > 1)}, the nearest: {nearest} "
            "(see provgraph common)"
        )
    if common.left_out:
        return "they have only bookkeeping in common (see provgraph common --all-entities)"
    all_types = relation_set("all").types
    if any(_shortest(connection, *ends, all_types) for ends in ((start, end), (end, start))):
        return "only other relations lead from one to the other (see --follow all)"
    kinds = {node.kind for node in nodes_by_key(connection, [start, end]).values()}
    if "agent" in kinds:
        return "agents are responsible, nothing is derived from them (see --follow responsibility)"
    return "they have no common history"
