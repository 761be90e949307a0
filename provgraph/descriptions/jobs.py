"""The jobs of activities, page by page: a store of any number of jobs fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from provgraph.graph.connection import Connection

JOBS = 500
"""How many jobs are looked at together."""


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
        if rows:
            yield _by_id(rows)
        return
    listed = None if names is None else sorted(names)
    while rows := connection.read_rows(
        "descriptions/jobs_after", names=listed, after=after, limit=JOBS
    ):
        yield _by_id(rows)
        after = rows[-1]["id"]


def _by_id(rows: list[dict[str, str]]) -> dict[str, str]:
    return {row["id"]: row["name"] for row in rows}
