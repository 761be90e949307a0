"""Beginnings of UUIDs: how long they have to be to name one element of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.graph.connection import Connection

_LONGEST = 36


def longer_beginnings(connection: Connection, beginnings: Iterable[str]) -> dict[str, int]:
    """Return those beginnings that several UUIDs share, with the length that tells these apart."""
    rows = connection.read_rows("select/same_beginnings", beginnings=sorted(set(beginnings)))
    return {row["beginning"]: _length(row["uuids"]) for row in rows}


def _length(uuids: Sequence[str]) -> int:
    unique = (n for n in range(9, _LONGEST) if len({u[:n] for u in uuids}) == len(uuids))
    return next(unique, _LONGEST)
