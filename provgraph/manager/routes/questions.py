"""Named questions: the list, and the rows of one. No other Cypher is taken over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.manager.access import Principal, require
from provgraph.manager.answering import answered, as_json
from provgraph.manager.running import Limit
from provgraph.results.tables import StatementRows

if TYPE_CHECKING:
    from provgraph.store import Store

router = APIRouter(tags=["questions"])

Reader = Annotated[Principal, Depends(require("reader"))]


@router.get("/questions/{name}", operation_id="query", response_model=StatementRows)
async def query(request: Request, principal: Reader, name: str) -> Response:
    """Return the rows of a named question; its parameters are those of the query.

    `/questions` lists the questions and their parameters.
    """
    arguments = dict(request.query_params)

    def answer(store: Store) -> Response:
        return as_json(store.query(name, arguments))

    return await answered(request, principal, answer, Limit())
