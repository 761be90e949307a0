"""Descriptions: drafted from jobs, and put."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.manager.access import CheckedRoute, Principal, require
from provgraph.manager.answering import answered, as_json, streamed
from provgraph.manager.running import Limit
from provgraph.manager.services import services_of
from provgraph.results.documents import DescribeResult

if TYPE_CHECKING:
    from provgraph.store import Store

router = APIRouter(route_class=CheckedRoute, tags=["descriptions"])

YAML = "application/yaml"

Reader = Annotated[Principal, Depends(require("reader"))]
Curator = Annotated[Principal, Depends(require("curator"))]
Name = Annotated[str | None, Query(description="The name of the jobs; without it, all.")]
Source = Annotated[str, Query(min_length=1, max_length=1_000, description="What it replaces.")]
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Descriptions in YAML or JSON, as docs/ivoa.md has them.",
        "content": {YAML: _TEXT, "application/json": {"schema": {"type": "object"}}},
    }
}


@router.get(
    "/descriptions/draft",
    operation_id="draft",
    response_class=Response,
    responses={200: {"content": {YAML: _TEXT}}},
)
async def draft(request: Request, principal: Reader, name: Name = None) -> Response:
    """Return a draft of descriptions, as YAML, of what jobs (of one name) have done."""

    def answer(store: Store) -> Response:
        return streamed(store.draft(name), YAML)

    return await answered(request, principal, answer, Limit())


@router.post(
    "/descriptions",
    operation_id="describe",
    response_model=DescribeResult,
    openapi_extra=_BODY,
)
async def describe(request: Request, principal: Curator, source: Source) -> Response:
    """Put descriptions under the name of a source; they replace those of the same source."""
    text = await request.body()
    answer = await services_of(request).running.run(
        request, principal, lambda store: store.describe(text, source=source), None
    )
    return as_json(answer)
