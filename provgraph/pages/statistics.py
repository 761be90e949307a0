"""Statistics: how much there is, and how executions went."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from provgraph.manager.app import API
from provgraph.pages.asking import Reader
from provgraph.pages.rendering import page, url_of
from provgraph.results.stats import Period  # FastAPI resolves it at run time

router = APIRouter()


@router.get("/stats")
async def stats(visit: Reader, per: Period = "day") -> HTMLResponse:
    """Show the numbers of the store."""
    answer = await visit.ask(lambda store: store.stats(per=per))
    return page(
        visit.request,
        "stats.html",
        twin=url_of(f"{API}/stats", {"per": per}),
        answer=answer,
        per=per,
    )
