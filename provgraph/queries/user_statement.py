"""A user's own statement: its rows as plain values that can be printed and written."""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING, Any

import neo4j
from neo4j import graph, spatial, time

from provgraph.queries.reading_statement import check_reading
from provgraph.results.tables import StatementRows

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    columns, rows = connection.within(seconds).query(text, parameters or {}, write=write)
    return StatementRows(
        columns, tuple(dict(zip(columns, map(_plain, row), strict=True)) for row in rows)
    )


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
