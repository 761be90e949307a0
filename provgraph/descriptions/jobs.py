"""The jobs of activities, page by page: a store of any number of jobs fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.stored_records import FACTS_PER_PAGE
from provgraph.graph.batching import rows_within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.graph.rows import Row

JOBS = 500
"""How many jobs are looked at together, at most."""


def count_jobs(connection: Connection, names: Collection[str] | None, after: str = "") -> int:
    """Return how many jobs activities of these names have, or all; those that follow an id."""
    listed = None if names is None else sorted(names)
    if listed is None:
        rows = connection.read_rows("descriptions/count_all_jobs", after=after)
    else:
        rows = connection.read_rows("descriptions/count_jobs", names=listed, after=after)
    return int(rows[0]["jobs"])


def job_pages(
    connection: Connection, names: Collection[str] | None, total: int, after: str = ""
) -> Iterator[dict[str, str]]:
    """Yield names of activities by the ids of their jobs, in the order of ids, page by page.

    `total` is what `count_jobs` returned for the same: few jobs are looked up by name, many are
    found on the way through all jobs, since names have no order by which to go on.
    """
    if names is not None and total <= JOBS:
        rows = connection.read_rows("descriptions/jobs_by_name", names=sorted(names), after=after)
        yield from _pages(rows)
        return
    listed = None if names is None else sorted(names)
    while rows := connection.read_rows(
        "descriptions/jobs_after", names=listed, after=after, limit=JOBS
    ):
        yield from _pages(rows)
        after = rows[-1]["id"]


def _pages(rows: Sequence[Row]) -> Iterator[dict[str, str]]:
    """Yield the names of rows by their ids, those of a limited size together."""
    while rows:
        page = rows_within(FACTS_PER_PAGE, rows)
        yield {row["id"]: row["name"] for row in page}
        rows = rows[len(page) :]
