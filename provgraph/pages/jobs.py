"""The list of jobs, with its selectors; its URL holds all that was chosen."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from provgraph.errors import SelectorError
from provgraph.manager.app import API
from provgraph.pages.asking import Reader, Visit
from provgraph.pages.job_conditions import SELECTORS, Asked, Conditions
from provgraph.pages.rendering import page, url_of
from provgraph.results.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.results.jobs import JobFacets, JobPage
    from provgraph.store import Store

router = APIRouter()
COLUMNS = tuple(each.name for each in fields(Job) if each.name != "id")
_SHOWN_AT_FIRST = (
    "job_id",
    "name",
    "status",
    "job_status",
    "minor_status",
    "site",
    "host",
    "owner",
    "start",
    "duration",
    "inputs",
    "outputs",
)
_PAGE_SIZES = (25, 50, 100, 500)
_SECONDS_TO_REFRESH = 30
_USED_OFTEN = 6
"""So many selectors are always shown."""
_COUNTED = 50_000
"""Of more jobs, values are counted without the other conditions: one count serves all choices.

A count for a new choice of conditions took 12 to 32 s with a million jobs on a busy machine.
"""
_MOST_CHOSEN = 200
"""More jobs would not fit in a URL."""


@dataclass(frozen=True, slots=True)
class View:
    """How the list is shown: its order, its columns, its place, and which jobs are chosen."""

    sort: str
    ascending: bool
    after: str
    limit: int
    columns: tuple[str, ...]
    chosen: tuple[str, ...]

    def parameters(self) -> dict[str, object]:
        """Return those that differ from what the list is at first, for the URL."""
        return {
            "sort": None if self.sort == "start" else self.sort,
            "ascending": "true" if self.ascending else None,
            "after": self.after,
            "limit": None if self.limit == _PAGE_SIZES[1] else self.limit,
            "column": None if self.columns == _SHOWN_AT_FIRST else self.columns,
            "id": self.chosen,
        }


@router.get("/jobs")
async def jobs(
    visit: Reader,
    asked: Annotated[Asked, Depends()],
    sort: str = "start",
    ascending: bool = False,  # noqa: FBT001, FBT002  # a parameter of the URL
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = _PAGE_SIZES[1],
    column: Annotated[list[str] | None, Query()] = None,
    ids: Annotated[list[str] | None, Query(alias="id")] = None,
) -> Response:
    """Show a page of the jobs that meet all conditions."""
    columns = tuple(dict.fromkeys(name for name in column or () if name in COLUMNS))
    view = View(sort, ascending, after, limit, columns or _SHOWN_AT_FIRST, _chosen(ids or ()))
    return await visit.kept(partial(_page_of_jobs, visit, asked, view, all_columns=bool(columns)))


async def _page_of_jobs(
    visit: Visit, asked: Asked, view: View, *, all_columns: bool
) -> HTMLResponse:
    """Return the page, with all columns of the view, or those in which some job has a value."""
    conditions = asked.conditions()
    answer, facets, every = await visit.ask(lambda store: _ask(store, conditions, view))
    shown_columns = view.columns if all_columns else _with_values(view.columns, facets)
    shown = view.parameters()
    here = {job.id for job in answer.jobs}
    return page(
        visit.request,
        "jobs.html",
        twin=url_of(f"{API}/jobs", {**conditions, **shown, "column": None, "id": None}),
        asked=asked,
        view=view,
        answer=answer,
        facets={facet.column: facet for facet in facets.facets},
        counted_over_all=every,
        selectors=SELECTORS,
        often=_USED_OFTEN,
        columns=COLUMNS,
        shown_columns=shown_columns,
        sizes=_PAGE_SIZES,
        seconds=_SECONDS_TO_REFRESH,
        elsewhere=[name for name in view.chosen if name not in here],
        here_url=url_of("/jobs", {**conditions, **shown}),
        without_choice=url_of("/jobs", {**conditions, **shown, "id": None}),
        first=url_of("/jobs", {**conditions, **shown, "after": None}) if view.after else None,
        following=url_of("/jobs", {**conditions, **shown, "after": answer.next})
        if answer.next
        else None,
        heads=[(name, _sorted(conditions, view, name)) for name in shown_columns],
        earlier=[_earlier(conditions, view, shown_columns, n) for n in range(len(shown_columns))],
        all_of_them={
            name: url_of(f"/jobs{name}", {**conditions, "sort": shown["sort"]})
            for name in ("/files", "/impact", "/prov")
        },
        csv=url_of(
            "/jobs.csv",
            {**conditions, "sort": shown["sort"], "ascending": shown["ascending"]},
        ),
    )


def _chosen(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the jobs that were chosen.

    Raises:
        SelectorError: these are too many.

    """
    chosen = tuple(dict.fromkeys(ids))
    if len(chosen) > _MOST_CHOSEN:
        raise SelectorError(
            f"at most {_MOST_CHOSEN} jobs can be chosen one by one: narrow the list instead, "
            "and use what is offered for all that match"
        )
    return chosen


def _earlier(
    conditions: Conditions, view: View, columns: Sequence[str], place: int
) -> tuple[str, str | None]:
    """Return a column, and the URL of the list where it stands one place earlier."""
    name, before = columns[place], columns[place - 1] if place else None
    if before is None:
        return name, None
    moved = [*columns[: place - 1], name, before, *columns[place + 1 :]]
    return name, url_of("/jobs", {**conditions, **view.parameters(), "column": moved})


def _ask(store: Store, conditions: Conditions, view: View) -> tuple[JobPage, JobFacets, bool]:
    """Return the page, the values to choose from, and whether these are counted over all jobs."""
    wanted: dict[str, Any] = dict(conditions)
    answer = store.jobs(
        **wanted,
        sort=view.sort,
        ascending=view.ascending,
        after=view.after or None,
        limit=view.limit,
    )
    every = bool(wanted) and store.jobs(limit=1).count > _COUNTED
    return answer, store.job_facets(**({} if every else wanted)), every


def _with_values(columns: Sequence[str], facets: JobFacets) -> tuple[str, ...]:
    """Return the columns without those in which no job has a value, as of a store without DIRAC."""
    empty = {
        facet.column
        for facet in facets.facets
        if all(each.value is None for each in facet.values) and facet.column != "name"
    }
    if {"site", "job_status"} <= empty:
        empty.add("job_id")
    return tuple(name for name in columns if name not in empty)


def _sorted(conditions: Conditions, view: View, column: str) -> str:
    """Return the URL of the list sorted by a column; a second click turns the order round."""
    ascending = column == view.sort and not view.ascending
    order = {"sort": column, "ascending": "true" if ascending else None, "after": None}
    return url_of("/jobs", {**conditions, **view.parameters(), **order})
