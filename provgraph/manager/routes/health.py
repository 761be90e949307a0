"""Health: whether the manager lives, and whether it can answer."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.manager.services import services_of

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", operation_id="live")
def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}


@router.get("/ready", operation_id="ready")
async def ready(request: Request) -> dict[str, str]:
    """Say that the inbox and the database answer; a problem says which of them does not."""
    await to_thread.run_sync(services_of(request).inbox.check)
    await to_thread.run_sync(services_of(request).store.within(5).is_empty)
    return {"status": "ready"}
