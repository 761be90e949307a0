"""The list of jobs as text."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from provgraph.render.text import of_all, table
from provgraph.render.times import to_the_second
from provgraph.results.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.results.jobs import JobFacets, JobPage

COLUMNS = tuple(field.name for field in fields(Job))
_TIMES = {"start", "end", "submitted", "last_update", "heartbeat"}
_SHOWN = ("start", "name", "status", "job_status", "duration", "job_id", "site", "host", "id")


def jobs(page: JobPage, columns: Sequence[str] = ()) -> Iterator[str]:
    """Yield a line for each job: the given columns, or those of the usual ones that have values."""
    shown = columns or [
        name for name in _SHOWN if any(getattr(job, name) is not None for job in page.jobs)
    ]
    head = [name.upper().replace("_", " ") for name in shown]
    rows = [[cell(job, name) for name in shown] for job in page.jobs]
    yield from table([head, *rows]) if rows else ["no jobs"]
    if rows:
        yield of_all(len(rows), page.count, complete=page.count_complete)
    if page.next:
        yield f"more: --after {page.next}"


def cell(job: Job, column: str) -> str:
    """Return the text of a job's value."""
    value = getattr(job, column)
    if value is None:
        return "-"
    return to_the_second(value) if column in _TIMES else str(value)


def job_facets(answer: JobFacets) -> Iterator[str]:
    """Yield each value of the columns by which jobs can be chosen, with its number of jobs."""
    rows = [
        (facet.column, "-" if item.value is None else item.value, f"{item.count:,}")
        for facet in answer.facets
        for item in facet.values
        if item.value is not None or len(facet.values) > 1
    ]
    yield from table([("COLUMN", "VALUE", "JOBS"), *rows]) if rows else ["no jobs"]
    for facet in answer.facets:
        if not facet.complete:
            yield f"{facet.column}: only its {len(facet.values)} most frequent values are listed"
