"""A user's own statement: its rows as plain values that can be printed and written."""

from __future__ import annotations

import re
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

import neo4j
from neo4j import graph, spatial, time

from provgraph.model.relations import BY_TYPE, LABELS
from provgraph.queries.reading_statement import check_reading
from provgraph.results.tables import StatementRows
from provgraph.runtime.similar import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provgraph.graph.connection import Connection

SECONDS = 60.0


def run_statement(
    connection: Connection,
    text: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    write: bool = False,
    seconds: float = SECONDS,
) -> StatementRows:
    """Run a statement, reading only unless `write`, and return its rows.

    Nodes and relationships become maps with Neo4j's own ids of themselves and their ends, paths
    lists of both; times, points and what JSON has no number for become texts.

    Raises:
        QueryError: the statement does more than reading and may not, Neo4j does not accept it, or
            `seconds` is not a possible time limit.
        TimeLimitError: it takes longer than `seconds`.

    """
    if not write:
        check_reading(text)
    columns, rows, warnings = connection.within(seconds).query(text, parameters or {}, write=write)
    return StatementRows(
        columns,
        tuple(dict(zip(columns, map(_plain, row), strict=True)) for row in rows),
        tuple(_unknown_names(connection, warnings)),
    )


_UNKNOWN = re.compile(r"The (label|relationship type|property) `(.+)` does not exist")
"""What Neo4j says of a name that no node or relationship ever had."""

_OWN = frozenset({"Element", "Unknown", *LABELS, *BY_TYPE})
"""What any store may have, of whatever was loaded."""

_KNOWN = {
    "label": "suggest/classes",
    "relationship type": "suggest/relations",
    "property": "suggest/attributes",
}


def _unknown_names(connection: Connection, warnings: Iterable[str]) -> Iterator[str]:
    """Yield which names of a statement the store does not know, and what is like them."""
    for match in filter(None, map(_UNKNOWN.search, warnings)):
        if match[2] in _OWN:
            continue
        known = [str(row["value"]) for row in connection.read_rows(_KNOWN[match[1]])]
        yield f"the store has no {match[1]} {match[2]!r}: {did_you_mean(match[2], known)}"


def _plain(value: object) -> object:
    if isinstance(value, graph.Path):
        return [_plain(item) for pair in _pairs(value) for item in pair]
    if isinstance(value, graph.Entity):
        return _entity(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, _TEXTS):
        return _text(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _single(value)


def _single(value: object) -> object:
    if isinstance(value, float) and not isfinite(value):
        return {inf: "Infinity", -inf: "-Infinity"}.get(value, "NaN")
    return value.hex() if isinstance(value, bytes | bytearray) else value


def _entity(value: graph.Entity) -> dict[str, object]:
    properties = {"properties": _plain(dict(value))}
    if isinstance(value, graph.Relationship):
        ends = [node.element_id if node else None for node in value.nodes]
        kind = {"type": value.type, "from": ends[0], "to": ends[1]}
        return {"element": value.element_id, **kind, **properties}
    labels = sorted(value.labels) if isinstance(value, graph.Node) else []
    return {"element": value.element_id, "labels": labels, **properties}


_TEXTS = (time.Date, time.Time, time.DateTime, time.Duration, spatial.Point)


def _text(value: object) -> str:
    return str(value) if isinstance(value, spatial.Point) else value.iso_format()  # type: ignore[attr-defined]


def _pairs(path: graph.Path) -> list[tuple[neo4j.graph.Entity, ...]]:
    nodes = list(path.nodes)
    return [*zip(nodes, path.relationships, strict=False), (nodes[-1],)]
