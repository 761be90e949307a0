"""Beginnings of UUIDs: how long they have to be to name one element of the store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provgraph.errors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.graph.connection import Connection

_LONGEST = 36
_BEGINNING = re.compile(r"[0-9a-f]{8}")


def longer_beginnings(connection: Connection, beginnings: Iterable[str]) -> dict[str, int]:
    """Return those beginnings that several UUIDs share, with the length that tells these apart.

    Raises:
        SelectorError: one has not eight hexadecimal digits.

    """
    beginnings = sorted(set(beginnings))
    for each in beginnings:
        if not _BEGINNING.fullmatch(each):
            raise SelectorError(f"{each!r} is not the beginning of a UUID: give its first 8 digits")
    rows = connection.read_rows("select/same_beginnings", beginnings=beginnings)
    return {row["beginning"]: _length(row["uuids"]) for row in rows}


def _length(uuids: Sequence[str]) -> int:
    unique = (n for n in range(9, _LONGEST) if len({u[:n] for u in uuids}) == len(uuids))
    return next(unique, _LONGEST)
