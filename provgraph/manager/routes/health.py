"""Health: whether the manager lives, whether it can answer, and what it did so far."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.manager.access import Principal, require
from provgraph.manager.services import services_of

router = APIRouter(tags=["health"])


@router.get("/health/live", operation_id="live")
def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}


@router.get("/health/ready", operation_id="ready")
async def ready(request: Request) -> dict[str, str]:
    """Say that the inbox and the database answer; a problem says which of them does not."""
    await services_of(request).readiness.check()
    return {"status": "ready"}


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(request: Request, _: Annotated[Principal, Depends(require("reader"))]) -> Response:
    """Return what is counted, as Prometheus reads it."""
    text = services_of(request).metrics.text()
    return Response(text, headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE_LATEST)
