"""Completion: the IDs that begin as a user began to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection

LIMIT = 50


def beginnings(connection: Connection, text: str) -> list[str]:
    """Return names, paths, LFNs and URIs that begin with `text`, up to `LIMIT` of each."""
    return [row["id"] for row in connection.read_rows("complete/ids", text=text, limit=LIMIT)]
