"""Lineage: all that elements come from, or all that came of them.

The answer is a set of nodes with their least depth, never a list of paths: a history of
shared files has about 3^depth of those.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from provgraph.graph.model import followed
from provgraph.queries.nodes import Node, Relation, name_of, node, relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.graph.connection import Connection

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Frontier:
    """A node where the answer was cut, and why."""

    id: str
    depth: int
    reason: Literal["depth"]


@dataclass(frozen=True, slots=True)
class Lineage:
    """An answer; `others` names the kinds of relations that starts without lineage do have."""

    start: tuple[str, ...]
    direction: Direction
    complete: bool
    nodes: tuple[Node, ...]
    relations: tuple[Relation, ...]
    frontier: tuple[Frontier, ...] = ()
    others: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/lineage.json."""
        return {
            "schema": 1,
            "start": list(self.start),
            "direction": self.direction,
            "complete": self.complete,
            "nodes": [asdict(node) for node in self.nodes],
            "relations": [relation.as_json() for relation in self.relations],
            "frontier": [asdict(cut) for cut in self.frontier],
        }


def lineage(
    connection: Connection,
    starts: Sequence[str],
    *,
    direction: Direction = "up",
    depth: int | None = None,
) -> Lineage:
    """Return the lineage of the elements with the keys `starts`.

    Followed are used, wasGeneratedBy, wasDerivedFrom, wasInformedBy, wasStartedBy,
    hadMember, specializationOf and mentionOf, from effect to cause (`up`) or back
    (`down`), at most `depth` of them in a row.
    """
    types = followed("data")
    begin = [node(row, 0) for row in _rows(connection, "lineage/starts", starts=list(starts))]
    walk = _all if depth is None else _bounded
    found = walk(connection, list(starts), direction, types, depth or 0)
    others = () if found.nodes else _others(connection, starts, types)
    return Lineage(
        start=tuple(one.id for one in begin),
        direction=direction,
        complete=not found.frontier,
        nodes=(*begin, *sorted(found.nodes, key=lambda one: (one.depth, one.id))),
        relations=tuple(sorted(set(found.relations), key=lambda r: (r.start, r.type, r.end))),
        frontier=found.frontier,
        others=others,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    nodes: Sequence[Node]
    relations: Iterable[Relation]
    frontier: tuple[Frontier, ...] = ()


def _all(
    connection: Connection, starts: list[str], direction: Direction, types: Sequence[str], _: int
) -> _Found:
    asked = {"starts": starts, "types": list(types)}
    nodes = [node(row, row[6]) for row in _rows(connection, f"lineage/all_{direction}", **asked)]
    inner = _rows(connection, f"lineage/relations_{direction}", **asked)
    return _Found(nodes, [relation(row) for row in inner])


def _bounded(
    connection: Connection,
    starts: list[str],
    direction: Direction,
    types: Sequence[str],
    depth: int,
) -> _Found:
    """Walk step by step: Cypher takes no parameter for the length of a path."""
    seen = set(starts)
    nodes: dict[str, Node] = {}
    relations: list[Relation] = []
    keys = starts
    frontier: tuple[Frontier, ...] = ()
    for level in range(1, depth + 2):
        rows = _rows(connection, f"lineage/step_{direction}", keys=keys, types=list(types))
        new = {row[5][0]: row[5] for row in rows if row[5][0] not in seen}
        if level > depth:
            cut = {row[4] for row in rows if row[5][0] in new}
            frontier = tuple(Frontier(_id(nodes, key), depth, "depth") for key in sorted(cut))
            rows = [row for row in rows if row[5][0] in seen]
        relations += [relation(row) for row in rows]
        if level > depth or not new:
            break
        seen |= new.keys()
        nodes |= {key: node(row, level) for key, row in new.items()}
        keys = sorted(new)
    return _Found(list(nodes.values()), relations, frontier)


def _id(nodes: dict[str, Node], key: str) -> str:
    return nodes[key].id if key in nodes else key


def _others(connection: Connection, starts: Sequence[str], types: Sequence[str]) -> tuple[str, ...]:
    rows = connection.ask("lineage/others", starts=list(starts), types=list(types))
    return tuple(sorted({name_of(row["type"]) for row in rows}))


def _rows(connection: Connection, name: str, **parameters: object) -> list[list[Any]]:
    return [item for row in connection.ask(name, **parameters) for item in row["rows"]]
