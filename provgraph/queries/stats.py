"""Stats: what the store holds, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from provgraph.model.properties import relation_name, type_uris
from provgraph.results.stats import ActivityStats, Stats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.graph.connection import Connection
    from provgraph.results.stats import Period

_NOT_FAILED = ["completed", "success", "running"]
"""What ctapipe calls an activity that did not fail; its context manager writes its name."""
_LENGTHS: Mapping[Period, int] = {"day": 10, "month": 7}


def stats(connection: Connection, *, per: Period = "day") -> Stats:
    """Return what is in the store; the starts of activities are counted per day or month."""
    oddities = connection.fetch("stats/anomalies", _Oddities)[0]
    return Stats(
        documents=_counts(connection, "stats/documents"),
        kinds=_counts(connection, "stats/kinds"),
        types={
            type_uris(row["type"])[0]: row["count"] for row in connection.read_rows("stats/types")
        },
        relations=_relations(connection),
        activities=tuple(
            connection.fetch("stats/activities", ActivityStats, successes=_NOT_FAILED)
        ),
        starts={
            row["period"]: row["count"]
            for row in connection.read_rows("stats/starts", length=_LENGTHS[per])
        },
        orphans=oddities.orphans,
        undeclared=oddities.undeclared,
        unfinished=oddities.unfinished,
    )


class _Oddities(NamedTuple):
    orphans: int
    undeclared: int
    unfinished: int


def _counts(connection: Connection, name: str) -> dict[str, int]:
    return {row["name"]: row["count"] for row in connection.read_rows(name)}


def _relations(connection: Connection) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in connection.read_rows("stats/relations"):
        counts[relation_name(row["type"])] += row["count"]
    return dict(counts)
