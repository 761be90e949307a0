"""DIRAC's jobs: what its job monitoring answered where DIRAC is, for the list of jobs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from fastapi.responses import Response
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.manager.access import CheckedRoute, Principal, require
from provgraph.manager.answering import as_json
from provgraph.manager.services import services_of
from provgraph.results.jobs import DiracUpdate

router = APIRouter(tags=["jobs"], route_class=CheckedRoute)

Curator = Annotated[Principal, Depends(require("curator"))]
Jobs = Annotated[dict[str, dict[str, Any]], Body(description="The attributes of jobs, by id.")]
Since = Annotated[str | None, Body(description="The time from which DIRAC was asked for changes.")]


@router.post("/dirac-jobs", operation_id="put_dirac_jobs", response_model=DiracUpdate)
async def put_dirac_jobs(
    request: Request, principal: Curator, jobs: Jobs, since: Since = None
) -> Response:
    """Bring what DIRAC knows of jobs up to date; of two answers for a job, the later one counts."""
    answer = {"jobs": jobs, "since": since}
    changed = await services_of(request).running.run(
        request, principal, lambda store: store.put_dirac_jobs(answer), None
    )
    return as_json(changed)
