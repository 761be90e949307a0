"""What the store keeps of records and claims, beside the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Cypher = Callable[..., list[dict[str, Any]]]


WIPE = "MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix DETACH DELETE n"


def bookkeeping(cypher: Cypher) -> list[str]:
    """Return what the store keeps of records and claims, beside the graph."""
    rows = cypher(
        "MATCH (n:Store)-[r]->(m:Store) WHERE NOT n:Document AND NOT n:File"
        " RETURN labels(n) AS a, coalesce(n.id, n.key, n.sha256) AS from, type(r) AS type,"
        " r.with AS with, labels(m) AS b, coalesce(m.id, m.key, m.sha256) AS to"
    )
    return sorted(map(repr, rows))
