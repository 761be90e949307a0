"""The start: a search for everything, what is new, what failed, and whether all is well."""

from __future__ import annotations

import glob
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from provgraph.errors import NotFoundError, StoreError
from provgraph.graph.schema import VERSION
from provgraph.manager.services import services_of
from provgraph.pages.asking import Reader
from provgraph.pages.rendering import page, status_class
from provgraph.results.nodes import is_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provgraph.results.element import ElementDetails
    from provgraph.results.jobs import Job, JobPage
    from provgraph.results.nodes import GraphElement
    from provgraph.store import Store

router = APIRouter()
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Failures:
    """Jobs that failed since a day: by which statuses, how many, the newest of them."""

    conditions: Mapping[str, Any]
    page: JobPage | None = None

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The newest of them."""
        return self.page.jobs if self.page else ()


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file, and when it was written, as far as that is known."""

    element: GraphElement
    time: str | None


@dataclass(frozen=True, slots=True)
class _News:
    """What is new in the store, how much it holds, and in how many seconds it said so."""

    sizes: Mapping[str, int]
    seconds: float
    files: tuple[NewFile, ...] = ()
    executions: tuple[Job, ...] = ()
    failures: tuple[_Failures, ...] = ()


def _news(store: Store) -> _News:
    start = time.monotonic()
    sizes = store.query("sizes").rows[0]
    seconds = time.monotonic() - start
    if not any(sizes.values()):
        return _News(sizes, seconds)
    jobs = store.jobs(limit=_SHOWN).jobs
    return _News(
        sizes,
        seconds,
        files=tuple(_outputs(store, jobs) or _entities(store))[:_SHOWN],
        executions=jobs,
        failures=tuple(_failures(store)),
    )


def _outputs(store: Store, jobs: Sequence[Job]) -> list[NewFile]:
    """Return what jobs wrote: of many files, the newest are found by an index of jobs alone."""
    ends = {job.id: job.end for job in jobs if job.id}
    if not ends:
        return []
    answer = store.lineage(*ends, direction="down", follow="wasGeneratedBy", depth=1)
    makers = {link.start: link.end for link in answer.relations}
    files = [
        NewFile(node, ends.get(makers[node.id]))
        for node in answer.nodes
        if node.id in makers and is_file(node)
    ]
    return sorted(files, key=lambda file: file.time or "", reverse=True)


def _entities(store: Store) -> list[NewFile]:
    """Return the newest entities, for a store that lists no jobs."""
    listed = store.find(kind="entity", limit=4 * _SHOWN).found
    return [NewFile(each, each.time) for each in listed if is_file(each)]


def _failures(store: Store) -> list[_Failures]:
    """Return what failed since yesterday, by ctapipe's statuses and by DIRAC's."""
    since = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    facets = {facet.column: facet for facet in store.job_facets(since=since).facets}
    answers = []
    for column in ("status", "job_status"):
        values = (each.value for each in facets[column].values)
        failed = [value for value in values if value and status_class(value) == "bad"]
        if failed:
            conditions: dict[str, Any] = {column: failed, "since": since}
            answers.append(_Failures(conditions, store.jobs(**conditions, limit=_SHOWN)))
    return answers


@router.get("/")
async def home(visit: Reader) -> HTMLResponse:
    """Show the start page; without a database, too, it says what waits."""
    services = services_of(visit.request)
    problem, news = "", None
    try:
        news = await visit.ask(_news)
    except StoreError as error:
        problem = str(error)
    disk = await to_thread.run_sync(shutil.disk_usage, services.inbox.folder)
    return page(
        visit.request,
        "home.html",
        problem=problem,
        news=news,
        schema=VERSION,
        inbox=await to_thread.run_sync(services.inbox.status),
        disk=disk,
        may_write=visit.principal.may("writer"),
    )


@router.get("/search")
async def search(visit: Reader, q: str) -> RedirectResponse:
    """Lead to what a selector names, or to all whose names have the text in them.

    An ambiguous selector is explained.
    """
    text = q.strip()
    pattern = f"*{glob.escape(text)}*"

    def work(store: Store) -> ElementDetails | None:
        try:
            return store.show(text)
        except NotFoundError:
            if not store.find(name=pattern, limit=1).found:
                raise
            return None

    shown = await visit.ask(work)
    if shown is None:
        return visit.redirect("/find", name=pattern)
    return visit.redirect("/job" if shown.kind == "activity" else "/element", id=shown.id)
