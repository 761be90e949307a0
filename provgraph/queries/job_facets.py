"""The values by which jobs can be filtered, with counts.

Counting reads an index for each column: 0.4 to 0.8 s for a million jobs. What took long is
therefore kept for a while, twenty times as long as it took.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provgraph.model.jobs import LISTED_VALUES
from provgraph.results.jobs import JobFacet, JobFacets, JobValue

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction
    from provgraph.model.jobs import JobColumn
    from provgraph.queries.jobs import JobFilter

VALUES = 100
"""How many values of a column are listed."""
_SECONDS_WORTH_KEEPING = 0.1
_KEPT_FOR = 20
"""So many times as long as they took, answers are kept."""
_KEPT = 64

_Key = tuple[str, "str | None", "JobFilter"]


@dataclass(frozen=True, slots=True)
class _KeptFacets:
    facets: JobFacets
    until: float


_kept: dict[_Key, _KeptFacets] = {}


def job_facets(connection: Connection, conditions: JobFilter) -> JobFacets:
    """Return the values of each column, counted over the jobs that meet the other conditions.

    Raises:
        SelectorError: a time is not valid.

    """
    key = (connection.target.uri, connection.target.database, conditions)
    kept = _kept.get(key)
    start = time.monotonic()
    if kept and start < kept.until:
        return kept.facets
    facets = _counted(connection, conditions)
    end = time.monotonic()
    if end - start > _SECONDS_WORTH_KEEPING:
        if len(_kept) >= _KEPT:
            _kept.clear()
        _kept[key] = _KeptFacets(facets, end + _KEPT_FOR * (end - start))
    return facets


def _counted(connection: Connection, conditions: JobFilter) -> JobFacets:
    counted = datetime.now(UTC).isoformat(timespec="seconds")
    facets = connection.read(
        lambda tx: tuple(_facet(tx, column, conditions) for column in LISTED_VALUES)
    )
    return JobFacets(counted, facets)


def _facet(tx: Transaction, column: JobColumn, conditions: JobFilter) -> JobFacet:
    given = conditions.parameters(without=column.name)
    rows = tx.run(f"jobs/values_of_{column.name}", **given, limit=VALUES + 1)
    values = [JobValue(row["value"] or None, row["count"]) for row in rows[:VALUES]]
    return JobFacet(column.name, tuple(values), len(rows) <= VALUES)
