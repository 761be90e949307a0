"""Stats: what is in the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from provgraph.results.nodes import name_of, type_uris

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.graph.connection import Connection

Period = Literal["day", "month"]
_FINE = ["completed", "success", "running"]
"""What ctapipe calls an activity that did not fail; its context manager writes its name."""
_LENGTHS: Mapping[Period, int] = {"day": 10, "month": 7}


@dataclass(frozen=True, slots=True)
class ActivityStats:
    """Activities of a name and version: how many, failed ones, seconds they took.

    `failed` counts those whose status says so: one that runs did not fail; `median` and `most`
    (95 %) are `None` where no times are known.
    """

    name: str | None
    version: str | None
    count: int
    failed: int
    median: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of documents, elements and relations, and what is odd.

    `orphans` have no relation, `undeclared` are only referred to, `unfinished` are outputs
    of activities that did not complete.
    """

    documents: Mapping[str, int]
    kinds: Mapping[str, int]
    types: Mapping[str, int]
    relations: Mapping[str, int]
    activities: tuple[ActivityStats, ...]
    starts: Mapping[str, int]
    orphans: int
    undeclared: int
    unfinished: int

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/stats.json."""
        return {"schema": 1, **asdict(self)}


def stats(connection: Connection, *, per: Period = "day") -> Stats:
    """Return what is in the store; the starts of activities are counted per day or month."""
    odd = connection.read_rows("stats/oddities")[0]
    rows = connection.read_rows("stats/activities", fine=_FINE)
    return Stats(
        documents=_counts(connection, "stats/documents"),
        kinds=_counts(connection, "stats/kinds"),
        types={type_uris(r["type"])[0]: r["count"] for r in connection.read_rows("stats/types")},
        relations=_relations(connection),
        activities=tuple(ActivityStats(**row) for row in rows),
        starts={
            row["period"]: row["count"]
            for row in connection.read_rows("stats/starts", length=_LENGTHS[per])
        },
        orphans=odd["orphans"],
        undeclared=odd["undeclared"],
        unfinished=odd["unfinished"],
    )


def _counts(connection: Connection, name: str) -> dict[str, int]:
    return {row["name"]: row["count"] for row in connection.read_rows(name)}


def _relations(connection: Connection) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in connection.read_rows("stats/relations"):
        name = name_of(row["type"])
        found[name] = found.get(name, 0) + row["count"]
    return found
