"""Jobs: the list with its selectors, and one job with what it read, wrote and ran with."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import astuple, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from provgraph.errors import NotFoundError, SelectorError
from provgraph.manager.app import API
from provgraph.pages.asking import Reader, Visit
from provgraph.pages.elements import PROV_FORMATS
from provgraph.pages.neighbours import Neighbours, neighbours
from provgraph.pages.rendering import page, url_of
from provgraph.results.jobs import Job
from provgraph.runtime.escape import csv_safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.results.configuration import ConfigurationParameter, SoftwareVersion
    from provgraph.results.element import ElementDetails
    from provgraph.results.jobs import JobFacets, JobPage
    from provgraph.results.why import Why
    from provgraph.store import Store

router = APIRouter()
SELECTORS = (
    "site",
    "status",
    "job_status",
    "minor_status",
    "application_status",
    "name",
    "owner",
    "owner_group",
    "job_group",
    "job_type",
    "production",
    "host",
    "software",
)
"""The columns whose values the form offers, in the order of DIRAC's job monitor."""

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
_ROWS_AT_ONCE = 1000
_PARAMETERS_SHOWN = 500


Conditions = dict[str, str | list[str]]
Values = Annotated[list[str] | None, Query()]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form and the table's head ask for; empty fields are not conditions."""

    site: Values = None
    status: Values = None
    job_status: Values = None
    minor_status: Values = None
    application_status: Values = None
    name: Values = None
    owner: Values = None
    owner_group: Values = None
    job_group: Values = None
    job_type: Values = None
    production: Values = None
    host: Values = None
    software: Values = None
    job_id: str = ""
    job_name: str = ""
    text: str = ""
    since: str = ""
    until: str = ""

    def conditions(self) -> Conditions:
        """Return those that were given."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class View:
    """How the list is shown: its order, its columns, its place."""

    sort: str
    ascending: bool
    after: str
    limit: int
    columns: tuple[str, ...]

    def parameters(self) -> dict[str, object]:
        """Return those that differ from what the list is at first, for the URL."""
        return {
            "sort": None if self.sort == "start" else self.sort,
            "ascending": "true" if self.ascending else None,
            "after": self.after,
            "limit": None if self.limit == _PAGE_SIZES[1] else self.limit,
            "column": None if self.columns == _SHOWN_AT_FIRST else self.columns,
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
) -> Response:
    """Show a page of the jobs that meet all conditions."""
    chosen = tuple(name for name in column or _SHOWN_AT_FIRST if name in COLUMNS)
    view = View(sort, ascending, after, limit, chosen)
    return await visit.kept(partial(_page_of_jobs, visit, asked, view, all_columns=bool(column)))


async def _page_of_jobs(
    visit: Visit, asked: Asked, view: View, *, all_columns: bool
) -> HTMLResponse:
    """Return the page, with all columns of the view, or those in which some job has a value."""
    conditions = asked.conditions()
    answer, facets = await visit.ask(lambda store: _ask(store, conditions, view))
    shown_columns = view.columns if all_columns else _with_values(view.columns, facets)
    shown = view.parameters()
    place = {"sort": view.sort, "after": view.after, "limit": view.limit}
    return page(
        visit.request,
        "jobs.html",
        twin=url_of(f"{API}/jobs", {**conditions, **place}),
        asked=asked,
        view=view,
        answer=answer,
        facets={facet.column: facet for facet in facets.facets},
        selectors=SELECTORS,
        columns=COLUMNS,
        shown_columns=shown_columns,
        sizes=_PAGE_SIZES,
        seconds=_SECONDS_TO_REFRESH,
        here_url=url_of("/jobs", {**conditions, **shown}),
        first=url_of("/jobs", {**conditions, **shown, "after": None}) if view.after else None,
        following=url_of("/jobs", {**conditions, **shown, "after": answer.next})
        if answer.next
        else None,
        heads=[(name, _sorted(conditions, view, name)) for name in shown_columns],
        csv=url_of("/jobs.csv", {**conditions, "sort": view.sort, "ascending": shown["ascending"]}),
    )


def _ask(store: Store, conditions: Conditions, view: View) -> tuple[JobPage, JobFacets]:
    wanted: dict[str, Any] = dict(conditions)
    answer = store.jobs(
        **wanted,
        sort=view.sort,
        ascending=view.ascending,
        after=view.after or None,
        limit=view.limit,
    )
    return answer, store.job_facets(**wanted)


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


@router.get("/jobs.csv")
async def csv_of_jobs(
    visit: Reader,
    asked: Annotated[Asked, Depends()],
    sort: str = "start",
    ascending: bool = False,  # noqa: FBT001, FBT002  # a parameter of the URL
) -> StreamingResponse:
    """Return all jobs that meet the conditions as CSV, page by page."""
    conditions: dict[str, Any] = asked.conditions()
    order = {"sort": sort, "ascending": ascending}

    async def lines() -> AsyncIterator[str]:
        yield _csv_line([each.name for each in fields(Job)])
        after: str | None = None
        while True:
            answer = await visit.ask(partial(_part, conditions, order, after))
            yield "".join(_csv_line([*astuple(job)]) for job in answer.jobs)
            after = answer.next
            if after is None:
                return

    names = {"Content-Disposition": 'attachment; filename="jobs.csv"'}
    return StreamingResponse(lines(), headers=names, media_type="text/csv; charset=utf-8")


def _part(
    conditions: dict[str, Any], order: dict[str, Any], after: str | None, store: Store
) -> JobPage:
    return store.jobs(**conditions, **order, after=after, limit=_ROWS_AT_ONCE)


def _csv_line(values: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([csv_safe(value) for value in values])
    return text.getvalue()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the store knows of one execution."""

    shown: ElementDetails
    made: Why
    neighbours: Neighbours
    parameters: tuple[ConfigurationParameter, ...]
    software: tuple[SoftwareVersion, ...]


@router.get("/job")
async def job(visit: Reader, id: str, text: str = "") -> HTMLResponse:
    """Show one execution; `text` chooses among its parameters."""
    facts = await visit.ask(lambda store: _facts(store, id))
    wanted = text.strip().lower()
    parameters = [
        parameter
        for parameter in facts.parameters
        if wanted in f"{parameter.path}={parameter.value}".lower()
    ]
    return page(
        visit.request,
        "job.html",
        twin=url_of(f"{API}/why", {"id": facts.shown.id}),
        facts=facts,
        inputs=facts.neighbours.files("used"),
        outputs=facts.neighbours.files("wasGeneratedBy"),
        step=next((step for step in facts.made.makers if step.id == facts.shown.id), None),
        parameters=parameters[:_PARAMETERS_SHOWN],
        number_of_parameters=len(parameters),
        text=text,
        prov_formats=PROV_FORMATS,
    )


def _facts(store: Store, selector: str) -> _Facts:
    shown = store.show(selector)
    if shown.kind != "activity":
        raise NotFoundError(f"{shown.id} is not an execution, its kind is {shown.kind}")
    return _Facts(
        shown=shown,
        made=store.why(shown.id),
        neighbours=neighbours(store, shown.id),
        parameters=tuple(store.parameters(shown.id)),
        software=tuple(store.software(shown.id)),
    )


@router.get("/compare")
async def compare(
    visit: Reader,
    left: str = "",
    right: str = "",
    ids: Annotated[list[str] | None, Query(alias="id")] = None,
) -> HTMLResponse:
    """Show the parameters that differ between two executions, as two fields or as two ids."""
    try:
        left, right = ids or (left, right)
    except ValueError:
        raise SelectorError(f"choose two jobs to compare; {len(ids or ())} are chosen") from None
    differences = await visit.ask(lambda store: store.differing_parameters(left, right))
    return page(
        visit.request,
        "compare.html",
        twin=url_of(f"{API}/differing-parameters", {"first": left, "second": right}),
        left=left,
        right=right,
        differences=differences,
    )
