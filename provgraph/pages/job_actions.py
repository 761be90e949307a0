"""What can be done with several jobs: those that were chosen, or all that meet conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import astuple, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from provgraph.errors import SelectorError
from provgraph.manager.answering import streamed
from provgraph.manager.media import MEDIA_TYPES, SUFFIXES
from provgraph.pages.asking import Reader
from provgraph.pages.elements import impact_page
from provgraph.pages.job_conditions import AT_ONCE, Asked, Selection, selected
from provgraph.pages.rendering import page, url_of
from provgraph.render.grid import csv_rows
from provgraph.results.jobs import Job
from provgraph.results.nodes import is_file
from provgraph.serialisers import serialise

if TYPE_CHECKING:
    from provgraph.results.impact import Impact
    from provgraph.results.jobs import JobPage
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node
    from provgraph.store import Store

router = APIRouter()
_FOLLOWED, _EXPORTED = 5_000, 1_000
_SHOWN = 500
Chosen = Annotated[list[str] | None, Query(alias="id")]
Conditions = Annotated[Asked, Depends()]


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

    first = await visit.ask(partial(_part, conditions, order, None))

    async def lines() -> AsyncIterator[str]:
        yield "".join(csv_rows([[each.name for each in fields(Job)]]))
        answer = first
        while True:
            yield "".join(csv_rows(map(astuple, answer.jobs)))
            if answer.next is None:
                return
            answer = await visit.ask(partial(_part, conditions, order, answer.next))

    names = {"Content-Disposition": 'attachment; filename="jobs.csv"'}
    return StreamingResponse(lines(), headers=names, media_type="text/csv; charset=utf-8")


def _part(
    conditions: dict[str, Any], order: dict[str, Any], after: str | None, store: Store
) -> JobPage:
    return store.jobs(**conditions, **order, after=after, limit=AT_ONCE)


@dataclass(frozen=True, slots=True)
class _File:
    """A file, and by how many of the jobs it was read and written."""

    node: Node
    read: int
    written: int


@router.get("/jobs/files")
async def files(visit: Reader, asked: Conditions, ids: Chosen = None) -> HTMLResponse:
    """Show the files that jobs read and wrote."""
    conditions = asked.conditions()

    def work(store: Store) -> tuple[Selection, list[_File]]:
        selection = selected(store, ids or [], conditions, _FOLLOWED)
        return selection, _touched(store, selection)

    selection, touched = await visit.ask(work)
    return page(
        visit.request,
        "job_files.html",
        jobs=url_of("/jobs", {**conditions, "id": ids}),
        selection=selection,
        files=touched[:_SHOWN],
        number=len(touched),
    )


def _touched(store: Store, selection: Selection) -> list[_File]:
    """Return the files of jobs, those that most jobs touched first."""
    if not selection.ids:
        return []
    answer = store.lineage(*selection.ids, direction="both", follow="used,wasGeneratedBy", depth=1)
    jobs, read, written = frozenset(selection.ids), Counter[str](), Counter[str]()
    for relation in answer.relations:
        if relation.type == "used" and relation.start in jobs:
            read[relation.end] += 1
        elif relation.type == "wasGeneratedBy" and relation.end in jobs:
            written[relation.start] += 1
    rows = (_File(node, read[node.id], written[node.id]) for node in _files(answer))
    return sorted(rows, key=lambda row: (-row.read - row.written, row.node.label, row.node.id))


def _files(answer: Lineage) -> list[Node]:
    return [node for node in answer.nodes if node.depth and is_file(node)]


@router.get("/jobs/impact")
async def impact(visit: Reader, asked: Conditions, ids: Chosen = None) -> HTMLResponse:
    """Show what is affected if jobs are bad."""
    conditions = asked.conditions()

    def work(store: Store) -> tuple[Selection, Impact]:
        selection = selected(store, ids or [], conditions, _FOLLOWED)
        if not selection.ids:
            raise SelectorError("no job meets these conditions, or none has its log in the store")
        return selection, store.impact(*selection.ids)

    selection, answer = await visit.ask(work)
    return impact_page(visit, answer, complete=selection.complete)


@router.get("/jobs/prov")
async def prov(
    visit: Reader, asked: Conditions, ids: Chosen = None, format: str = "provn"
) -> Response:
    """Return what is recorded of jobs as one PROV document."""
    conditions = asked.conditions()
    if format not in MEDIA_TYPES or format == "ctapipe":
        raise SelectorError(f"there is no PROV format {format!r}")

    def work(store: Store) -> str:
        selection = selected(store, ids or [], conditions, _EXPORTED)
        if not selection.ids or not selection.complete:
            raise SelectorError(
                f"at most {_EXPORTED:,} jobs, and at least one, are exported as one document: "
                "choose others, or narrow the conditions"
            )
        return serialise(store.export(*selection.ids), format).text

    text = await visit.ask(work)
    name = {"Content-Disposition": f'attachment; filename="jobs.{SUFFIXES[format]}"'}
    return streamed(text, MEDIA_TYPES[format], name)
