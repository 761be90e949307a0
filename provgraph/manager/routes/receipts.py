"""Receipts: what was handed in, its result, and what failed: again, or no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.manager.access import CheckedRoute, Principal, require
from provgraph.manager.locations import location
from provgraph.manager.preferences import Prefer, seconds_to_wait
from provgraph.manager.services import services_of
from provgraph.results.json_form import as_json_bytes
from provgraph.results.receipts import (
    ChangedReceipts,
    InboxStatus,
    Receipt,
    ReceiptList,
    ReceiptStatus,
)

if TYPE_CHECKING:
    from provgraph.manager.inbox.inbox import Inbox
    from provgraph.results.base import Answer

router = APIRouter(route_class=CheckedRoute, tags=["receipts"])

Reader = Annotated[Principal, Depends(require("reader"))]
Curator = Annotated[Principal, Depends(require("curator"))]
Status = Annotated[ReceiptStatus | None, Query(description="Only those with this status.")]
Kept = Annotated[Literal["failed", "loaded"], Query(description="Those with this status.")]
Since = Annotated[str | None, Query(description="Of these, those that ended then or later.")]
Cursor = Annotated[str | None, Query(description="The `next` of the page before.")]
Limit = Annotated[int, Query(gt=0, le=1_000, description="How many a page has.")]

_NO_STORE = {"Cache-Control": "no-store"}


@router.get("/receipts", operation_id="receipts", response_model=ReceiptList)
def receipts(
    request: Request,
    _: Reader,
    *,
    status: Status = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Return a page of receipts, newest first."""
    return _json(_inbox(request).receipts(status, cursor=cursor, limit=limit))


@router.get("/receipts/{receipt_id}", operation_id="receipt", response_model=Receipt)
async def receipt(request: Request, _: Reader, receipt_id: str, prefer: Prefer = None) -> Response:
    """Return a receipt; with `Prefer: wait=N` when its document is loaded, or after N seconds."""
    return _json(await _inbox(request).finished(receipt_id, seconds_to_wait(prefer)))


@router.post("/receipts/{receipt_id}/retry", operation_id="retry", response_model=Receipt)
async def retry(request: Request, principal: Curator, receipt_id: str) -> Response:
    """Let a document wait again that has failed, or was loaded and is still kept."""
    changed = await to_thread.run_sync(_inbox(request).retry, receipt_id)
    _note(request, principal, "retry", changed)
    return _json(changed)


@router.delete("/receipts/{receipt_id}", operation_id="discard", response_model=Receipt)
async def discard(request: Request, principal: Curator, receipt_id: str) -> Response:
    """Drop a document that waits or has failed; its receipt stays."""
    changed = await to_thread.run_sync(_inbox(request).discard, receipt_id)
    _note(request, principal, "discard", changed)
    return _json(changed)


@router.post("/inbox/retry", operation_id="retry_all", response_model=ChangedReceipts)
async def retry_all(
    request: Request, principal: Curator, status: Kept, since: Since = None
) -> Response:
    """Let all documents wait again that failed, or were loaded and are still kept."""
    changed = await to_thread.run_sync(_inbox(request).retry_all, status, since or "")
    services_of(request).audit.write(
        principal, "retry", 200, status_of_receipts=status, since=since, receipts=len(changed)
    )
    return _json(ChangedReceipts(tuple(changed)))


@router.get("/inbox", operation_id="inbox", response_model=InboxStatus)
def inbox(request: Request, _: Reader) -> Response:
    """Return how many documents wait, are loaded or have failed."""
    return _json(_inbox(request).status())


def answer(request: Request, accepted: Receipt) -> Response:
    """Return the receipt of a document that was handed in: 200 if it is loaded, else 202."""
    place = location(request, "receipt", receipt_id=accepted.id)
    status = 200 if accepted.is_finished else 202
    headers = {"Location": place, **_NO_STORE}
    return Response(as_json_bytes(accepted), status, headers, "application/json")


def _json(value: Answer) -> Response:
    return Response(as_json_bytes(value), 200, _NO_STORE, "application/json")


def _inbox(request: Request) -> Inbox:
    return services_of(request).inbox


def _note(request: Request, principal: Principal, action: str, changed: Receipt) -> None:
    services_of(request).audit.write(
        principal, action, 200, receipt=changed.id, document=changed.name
    )
