"""Text logs that jobs handed in: which there are, their last lines, a search, and all of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from anyio import to_thread
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from provgraph.manager.app import API
from provgraph.manager.job_logs import LINES
from provgraph.manager.services import services_of
from provgraph.pages.asking import Reader
from provgraph.pages.rendering import page, url_of

if TYPE_CHECKING:
    from provgraph.results.logs import LogLines

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _Views:
    """The URLs of other parts of a log; `None` where there is nothing more."""

    earlier: str | None
    later: str | None
    start: str
    end: str


@router.get("/logs")
async def logs(
    visit: Reader, job: Annotated[str, Query(min_length=1, max_length=2_000)]
) -> HTMLResponse:
    """Show the logs of an activity, or of a job by its id in the batch system."""
    listed = await to_thread.run_sync(services_of(visit.request).logs.of_job, job.strip())
    return page(
        visit.request,
        "logs.html",
        twin=url_of(f"{API}/job-logs", {"job": job}),
        job=job,
        logs=listed.logs,
    )


@router.get("/log")
async def log(
    visit: Reader,
    number: int,
    first: Annotated[int | None, Query(gt=0)] = None,
    text: Annotated[str, Query(max_length=1_000)] = "",
) -> HTMLResponse:
    """Show lines of a log: those that have a text, else from a line on, by default the last."""
    kept = services_of(visit.request).logs

    def work() -> LogLines:
        return kept.search(number, text) if text else kept.lines(number, first=first)

    answer = await to_thread.run_sync(work)
    return page(
        visit.request,
        "log.html",
        twin=_twin(number, first, text),
        answer=answer,
        text=text,
        views=_views(number, answer),
        content=f"{API}/job-logs/{number}/content",
    )


def _twin(number: int, first: int | None, text: str) -> str:
    path = f"{API}/job-logs/{number}"
    return url_of(f"{path}/search", {"text": text}) if text else url_of(path, {"first": first})


def _views(number: int, answer: LogLines) -> _Views:
    begin = answer.lines[0].number if answer.lines else 1
    end = answer.lines[-1].number if answer.lines else 0

    def at(first: int | None) -> str:
        return url_of("/log", {"number": number, "first": first})

    return _Views(
        earlier=at(max(1, begin - LINES)) if begin > 1 else None,
        later=at(end + 1) if end < answer.total else None,
        start=at(1),
        end=at(None),
    )
