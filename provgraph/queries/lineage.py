"""Lineage: what is upstream or downstream of elements.

The answer is a set of nodes with their least depth, never a list of paths: a history of
shared files has about 3^depth of those.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, TypeVar

from provgraph.errors import NotFoundError, SelectorError
from provgraph.model.bookkeeping import bookkeeping_terms
from provgraph.model.keys import key_of
from provgraph.model.properties import relation_name
from provgraph.queries.bounded_lineage import BoundedLineage, Bounds
from provgraph.queries.continuation import apart, open_ends
from provgraph.queries.element_rows import (
    RelationColumns,
    keyed_node,
    keyed_nodes,
    relation_links,
)
from provgraph.queries.relation_sets import DATA_TYPES, RelationSet, relation_set
from provgraph.results.lineage import Frontier, Lineage
from provgraph.runtime.gc import gc_paused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.nodes import Direction, Node, RelationLink

Item = TypeVar("Item")


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
    hadMember, specializationOf and mentionOf, or the relations of `followed`: from effect to
    cause (`up`), from cause to effect (`down`), or first the one and then the other (`both`:
    what is upstream of the starts and what is downstream of them, not what else is downstream
    of what is upstream). `bounds` say where it ends; `depth` is short for the most common of
    them. `before` is an earlier answer to the same question in one direction, which is
    continued from its frontier.

    Raises:
        SelectorError: `before` cannot be continued.
        TimeLimitError: it takes too long, and no time was given in the bounds.

    """
    search = _LineageSearch(connection, followed or relation_set(), bounds or Bounds(depth=depth))
    start_nodes = dict(
        connection.fetch(
            "lineage/starts",
            keyed_node,
            starts=list(starts),
            attributes=search.bounds.attributes,
        )
    )
    parts = [search.run(one_way, start_nodes, before) for one_way in _DIRECTIONS[direction]]
    nodes = _nearest(parts, start_nodes)
    complete = not any(part.frontier for part in parts)
    alone = complete and len(nodes) == len(start_nodes)
    return Lineage(
        start=tuple(node.id for node in start_nodes.values()),
        direction=direction,
        complete=complete,
        nodes=tuple(_ordered(nodes.values(), "depth", "id")),
        relations=tuple(_ordered(_relations(parts), "start", "type", "end", "role")),
        frontier=tuple(cut for part in parts for cut in part.frontier),
        other_relations=_other_relations(connection, starts, search) if alone else (),
    )


def depths(
    connection: Connection,
    starts: Sequence[str],
    *,
    direction: Direction = "up",
    followed: RelationSet | None = None,
    all_entities: bool = False,
) -> dict[str, int]:
    """Return the URIs in the whole lineage of elements, each with its least depth.

    Bookkeeping is left out, unless `all_entities` asks for it.

    The starts are not among them. It takes a tenth of the time of `lineage`. Relations that
    are followed both ways are not followed back here.
    """
    follow = followed or relation_set()
    parameters = {
        "types": list(follow.types),
        "bookkeeping": [] if all_entities else bookkeeping_terms(),
        "named": list(follow.named),
    }
    groups: list[tuple[int, list[str]]] = []
    least: dict[str, int] = {}
    with gc_paused():
        for one_way in _DIRECTIONS[direction]:
            name = _statement("depths", follow.types, one_way)
            groups += connection.fetch(name, _depth_and_uris, starts=list(starts), **parameters)
        for depth, uris in sorted(groups, key=itemgetter(0)):
            for uri in uris:
                least.setdefault(uri, depth)
    return least


def _statement(question: str, types: Sequence[str], direction: str) -> str:
    """Return the statement of a question; that of the default relations has no condition on them.

    It takes two thirds of the time.
    """
    of = "_of_data" if set(types) == DATA_TYPES else ""
    return f"lineage/{question}{of}_{direction}"


def _depth_and_uris(depth: int, uris: list[str]) -> tuple[int, list[str]]:
    return depth, uris


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

    def run(
        self, direction: str, starts: Mapping[str, Node], before: Lineage | None
    ) -> _PartialLineage:
        """Return the lineage in one direction."""
        if before:
            return self._continue(direction, starts, before)
        if self.bounds.none and self.followed.plain:
            return self._whole(direction, starts)
        search = BoundedLineage(self.connection, direction, self.followed, self.bounds, starts)
        search.run(dict.fromkeys(starts, 0))
        return _with_frontier(search)

    def _whole(self, direction: str, starts: Mapping[str, Node]) -> _PartialLineage:
        """Return all at once: Neo4j's own pruning search is ten times as fast as steps."""
        types = list(self.followed.types)
        parameters = {"starts": list(starts), "types": types}
        with ThreadPoolExecutor(1) as thread, gc_paused():
            relations = thread.submit(
                self.connection.fetch,
                _statement("relations", types, direction),
                RelationColumns,
                **parameters,
            )
            groups = self.connection.fetch(
                _statement("all", types, direction),
                keyed_nodes,
                **parameters,
                attributes=self.bounds.attributes,
            )
            nodes = dict(chain.from_iterable(groups))
            return _PartialLineage(nodes, relation_links(relations.result()))

    def _continue(
        self, direction: str, starts: Mapping[str, Node], before: Lineage
    ) -> _PartialLineage:
        if direction != before.direction:
            raise SelectorError(
                f"an answer of direction {before.direction!r} can only be continued in it"
            )
        prefix = apart(starts)
        earlier = {key_of(node.id, prefix): node for node in before.nodes}
        # Collections that were passed through are not expanded: with them, all is walked again.
        expanded = {} if self.followed.makers else {key: n.depth for key, n in earlier.items()}
        ends = open_ends(before, self.followed)
        expand = {key_of(uri, prefix): depth for uri, depth in ends.expand.items()}
        passing = {key_of(uri, prefix): depth for uri, depth in ends.passing.items()}
        self._check_existence({key: earlier[key].id for key in expand | passing})
        search = BoundedLineage(
            self.connection,
            direction,
            self.followed,
            self.bounds,
            {**earlier, **starts},
            expanded=expanded,
        )
        search.relations |= set(before.relations)
        if before.left_out:
            search.recall_bookkeeping(earlier.keys() - expand.keys())
        search.run(expand, passing)
        return _with_frontier(search)

    def _check_existence(self, ids: Mapping[str, str]) -> None:
        existing = set(self.connection.read_rows("load/exists", keys=sorted(ids))[0]["keys"])
        missing = [ids[key] for key in sorted(ids.keys() - existing)]
        if missing:
            raise NotFoundError(
                f"{missing[0]}, where the answer was cut, is no longer in the store"
            )


def _with_frontier(search: BoundedLineage) -> _PartialLineage:
    nodes = search.nodes
    cuts = sorted((nodes[key].depth, nodes[key].id, reason) for key, reason in search.cut.items())
    frontier = tuple(Frontier(uri, depth, reason) for depth, uri, reason in cuts)
    return _PartialLineage(nodes, search.relations, frontier)


def _nearest(parts: Iterable[_PartialLineage], starts: Mapping[str, Node]) -> dict[str, Node]:
    nodes = dict(starts)
    for part in parts:
        for key, node in part.nodes.items():
            if key not in nodes or node.depth < nodes[key].depth:
                nodes[key] = node
    return nodes


def _relations(parts: Sequence[_PartialLineage]) -> Iterable[RelationLink]:
    """Return the relations of parts, each once."""
    if len(parts) == 1:
        return parts[0].relations
    return {relation for part in parts for relation in part.relations}


def _ordered(items: Iterable[Item], *fields: str) -> list[Item]:
    """Return items in the order of their fields: texts alone are sorted faster than in tuples."""
    ordered = list(items)
    for name in reversed(fields):
        ordered.sort(key=attrgetter(name))
    return ordered


def _other_relations(
    connection: Connection, starts: Sequence[str], search: _LineageSearch
) -> tuple[str, ...]:
    """Return which relations the starts have beside those that were followed."""
    types = list(search.followed.types)
    rows = connection.read_rows("lineage/other_types", starts=list(starts), types=types)
    return tuple(sorted({relation_name(row["type"]) for row in rows}))
