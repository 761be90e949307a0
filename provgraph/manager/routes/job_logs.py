"""Text logs of jobs: listed, looked into, searched, downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.manager.access import Principal, require
from provgraph.manager.job_logs import LINES, MOST_LINES
from provgraph.manager.services import services_of
from provgraph.results.json_form import as_json_bytes
from provgraph.results.logs import JobLogs, LogLines

if TYPE_CHECKING:
    from provgraph.results.base import Answer

router = APIRouter(tags=["jobs"])

Reader = Annotated[Principal, Depends(require("reader"))]
Job = Annotated[
    str,
    Query(min_length=1, max_length=2_000, description="The activity, or its job's id in DIRAC."),
]
Count = Annotated[int, Query(gt=0, le=MOST_LINES, description="How many lines are returned.")]
First = Annotated[int | None, Query(gt=0, description="The first line; by default the last ones.")]
Text = Annotated[str, Query(min_length=1, max_length=1_000, description="A part of a line.")]
_SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


@router.get("/job-logs", operation_id="job_logs", response_model=JobLogs)
def job_logs(request: Request, _: Reader, job: Job) -> Response:
    """Return the text logs that a job handed in; those that were dropped say when."""
    return _json(services_of(request).logs.of_job(job))


@router.get("/job-logs/{number}", operation_id="job_log", response_model=LogLines)
def job_log(
    request: Request, _: Reader, number: int, *, first: First = None, count: Count = LINES
) -> Response:
    """Return lines of a log, by default its last ones."""
    return _json(services_of(request).logs.lines(number, first=first, count=count))


@router.get("/job-logs/{number}/search", operation_id="search_job_log", response_model=LogLines)
def search_job_log(
    request: Request, _: Reader, number: int, text: Text, *, count: Count = LINES
) -> Response:
    """Return the first lines of a log that have a text, in any case."""
    return _json(services_of(request).logs.search(number, text, count=count))


@router.get(
    "/job-logs/{number}/content",
    operation_id="job_log_content",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def job_log_content(request: Request, _: Reader, number: int) -> Response:
    """Download a log."""
    log, text = services_of(request).logs.text(number)
    disposition = f"attachment; filename*=UTF-8''{quote(log.name, safe='')}"
    headers = {"Content-Disposition": disposition, **_SAFE}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


def _json(answer: Answer) -> Response:
    return Response(as_json_bytes(answer), media_type="application/json", headers=_SAFE)
