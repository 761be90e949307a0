"""The tables of the CTADIRAC store, as JSON or CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.ivoa.tables.read import table_of
from provgraph.manager.access import Principal, require
from provgraph.manager.answering import answered, as_json, spooled, streamed
from provgraph.manager.running import Limit
from provgraph.render import grid
from provgraph.results.tables import TableRows

if TYPE_CHECKING:
    from provgraph.store import Store

router = APIRouter(tags=["tables"])

CSV = "text/csv"

Reader = Annotated[Principal, Depends(require("reader"))]
Form = Annotated[
    Literal["json", "csv"] | None, Query(alias="format", description="Default: by Accept, JSON.")
]


@router.get(
    "/tables/{name}",
    operation_id="table",
    response_model=TableRows,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
async def table(request: Request, principal: Reader, name: str, form: Form = None) -> Response:
    """Return the rows of a table, in the order of their internal keys.

    Rows that were never shown before get their internal keys now. CSV is as RFC 4180 has it; a
    cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    as_csv = form == "csv" or (form is None and CSV in request.headers.get("accept", ""))

    def answer(store: Store) -> Response:
        return (_csv if as_csv else _json)(store, name)

    return await answered(request, principal, answer, Limit())


def _json(store: Store, name: str) -> Response:
    return as_json(TableRows(table_of(name).name, tuple(store.table(name))))


def _csv(store: Store, name: str) -> Response:
    head = list(table_of(name).head)
    rows = ([row[column] for column in head] for row in store.table(name))
    headers = {"Content-Disposition": f'attachment; filename="{table_of(name).name}.csv"'}
    return streamed(
        spooled(grid.csv_parts(head, rows)), f"{CSV}; charset=utf-8; header=present", headers
    )
