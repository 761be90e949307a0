"""Documents are handed in: on the disk of the inbox before they are answered."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import Response
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.errors import ForbiddenError, TooLargeError, UnknownFormatError
from provgraph.manager.access import CheckedRoute, Principal, require
from provgraph.manager.endpoints import check_names
from provgraph.manager.inbox.delivery import Delivery, ReadingOptions
from provgraph.manager.preferences import Prefer, seconds_to_wait
from provgraph.manager.routes.receipts import answer
from provgraph.manager.services import services_of
from provgraph.readers import FORMATS
from provgraph.results.receipts import Receipt

router = APIRouter(route_class=CheckedRoute, tags=["documents"])

_AT_ONCE = 64
"""So many documents are written at once, in threads that no question waits for."""
_LONGEST_KEY = 255
_PARAMETERS = frozenset(
    {"name", "format", "production", "isolated", "salvage", "base", "strict", "redact"}
)
_limiter = CapacityLimiter(_AT_ONCE)

Writer = Annotated[Principal, Depends(require("writer"))]
Name = Annotated[str, Query(max_length=1_000, description="What the document is called.")]
Form = Annotated[
    str | None,
    Query(alias="format", description="Its format; by default it is recognised."),
]
Production = Annotated[str | None, Query(max_length=255, description="What it is a part of.")]
Salvage = Annotated[bool, Query(description="Of a log, leave out the broken records.")]
Base = Annotated[
    str | None, Query(max_length=2_000, description="Of RDF: the base of relative IRIs.")
]
Strict = Annotated[bool, Query(description="Of RDF: refuse statements that are not PROV.")]
Redact = Annotated[bool, Query(description="Put pseudonyms for names of persons and machines.")]
Isolated = Annotated[bool, Query(description="Do not merge identifiers with other documents.")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=_LONGEST_KEY,
        description="The same key means the same request, sent again.",
    ),
]
Encoding = Annotated[
    Literal["gzip", "identity"] | None,
    Header(alias="Content-Encoding", description="How the body was compressed for its way."),
]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The document, of any format that provgraph loads, compressed or not.",
        "content": {"application/octet-stream": {"schema": {"type": "string"}}},
    }
}


@router.post(
    "/documents",
    operation_id="hand_in",
    status_code=202,
    response_model=Receipt,
    responses={200: {"model": Receipt, "description": "The document has been loaded"}},
    openapi_extra=_BODY,
)
async def hand_in(  # one parameter for each option
    request: Request,
    principal: Writer,
    *,
    name: Name = "document",
    form: Form = None,
    production: Production = None,
    isolated: Isolated = False,
    salvage: Salvage = False,
    base: Base = None,
    strict: Strict = False,
    redact: Redact = False,
    key: Key = None,
    encoding: Encoding = None,
    prefer: Prefer = None,
) -> Response:
    """Hand in a document; it is on the disk when the receipt is answered, and is loaded soon.

    The same document with the same options has one receipt, however often it is handed in. With
    `Prefer: wait=N` the answer comes when the document is loaded, or after N seconds.
    """
    check_names(request, _PARAMETERS)
    if form is not None and form not in FORMATS:
        names = ", ".join(FORMATS)
        raise UnknownFormatError(name, f"unknown format {form!r}; use one of {names}")
    delivery = Delivery.of(
        name,
        by=principal.name,
        caller=principal.id,
        format=form,
        isolated=isolated,
        production=_production(principal, production),
        reading=ReadingOptions(salvage=salvage, base=base, strict=strict, redact=redact),
    )
    inbox = services_of(request).inbox
    data = await _body(request, name, inbox.limits.document)
    accept = partial(inbox.accept, data, delivery, key, encoded=encoding == "gzip")
    receipt = await to_thread.run_sync(accept, limiter=_limiter)
    if seconds := seconds_to_wait(prefer):
        receipt = await inbox.finished(receipt.id, seconds)
    return answer(request, receipt)


def _production(principal: Principal, production: str | None) -> str | None:
    """Return which production a document is of; a token of one production needs not say so."""
    chosen = production or principal.production
    if not principal.may_write_to(chosen):
        raise ForbiddenError(
            f"{principal.name} may hand in documents of the production {principal.production!r} "
            f"only, not of {production!r}"
        )
    return chosen


async def _body(request: Request, name: str, most: int) -> bytes:
    """Return the body, read as far as a document may be long."""
    too_large = TooLargeError(name, f"it is larger than {most:,} bytes")
    if int(request.headers.get("content-length", 0)) > most:
        raise too_large
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise too_large
    return bytes(body)
