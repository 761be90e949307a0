"""The inbox: what was handed in, what failed and why; curators let it load again, or drop it."""

from __future__ import annotations

from typing import Annotated, get_args

from anyio import to_thread
from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from provgraph.manager.access import CheckedRoute
from provgraph.manager.app import API
from provgraph.manager.services import services_of
from provgraph.pages.asking import Curator, Reader
from provgraph.pages.rendering import page, url_of
from provgraph.results.receipts import ReceiptStatus  # FastAPI resolves it at run time

router = APIRouter(route_class=CheckedRoute)


@router.get("/inbox")
async def inbox(
    visit: Reader,
    status: ReceiptStatus | None = None,
    cursor: Annotated[str | None, Query()] = None,
) -> HTMLResponse:
    """Show a page of receipts, newest first."""
    box = services_of(visit.request).inbox
    listed = await to_thread.run_sync(lambda: box.receipts(status, cursor=cursor))
    return page(
        visit.request,
        "inbox.html",
        twin=url_of(f"{API}/receipts", {"status": status, "cursor": cursor}),
        here_url=url_of("/inbox", {"status": status, "cursor": cursor}),
        numbers=await to_thread.run_sync(box.status),
        receipts=listed.receipts,
        chosen=status,
        statuses=get_args(ReceiptStatus),
        following=url_of("/inbox", {"status": status, "cursor": listed.next})
        if listed.next
        else None,
        may_change=visit.principal.may("curator"),
    )


@router.post("/inbox/retry")
async def retry(visit: Curator, id: Annotated[str, Form()]) -> Response:
    """Let a document that failed wait again."""
    await to_thread.run_sync(services_of(visit.request).inbox.retry, id)
    return visit.redirect("/inbox", status="waiting")


@router.post("/inbox/discard")
async def discard(visit: Curator, id: Annotated[str, Form()]) -> Response:
    """Drop a document that waits or failed."""
    await to_thread.run_sync(services_of(visit.request).inbox.discard, id)
    return visit.redirect("/inbox", status="discarded")
