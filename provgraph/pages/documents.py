"""Documents: what was loaded, and what one of them says."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from provgraph.manager.app import API
from provgraph.pages.asking import Reader, two
from provgraph.pages.elements import PROV_FORMATS
from provgraph.pages.rendering import page, url_of

router = APIRouter()
_SHOWN = 200


@router.get("/documents")
async def documents(
    visit: Reader,
    production: str = "",
    shared: bool = False,  # noqa: FBT001, FBT002  # a parameter of the URL
    after: str | None = None,
) -> HTMLResponse:
    """Show a page of the documents, of one production or all, newest first."""
    name = production.strip() or None
    conditions = {"production": name, "shared": shared or None}
    answer = await visit.ask(
        lambda store: store.document_page(production=name, shared=shared, after=after, limit=_SHOWN)
    )
    return page(
        visit.request,
        "documents.html",
        twin=url_of(f"{API}/documents", {**conditions, "after": after, "limit": _SHOWN}),
        answer=answer,
        production=production,
        everything=url_of("/documents", {**conditions, "shared": True}),
        following=url_of("/documents", {**conditions, "after": answer.next})
        if answer.next
        else None,
    )


@router.get("/documents-diff")
async def documents_diff(
    visit: Reader,
    left: str = "",
    right: str = "",
    ids: Annotated[list[str] | None, Query(alias="id")] = None,
) -> HTMLResponse:
    """Show how two documents differ, given as two fields or as two ids."""
    left, right = two(ids, left, right, "documents")
    answer = await visit.ask(lambda store: store.documents_diff(left, right))
    return page(
        visit.request,
        "documents_diff.html",
        twin=url_of(f"{API}/documents-diff", {"left": left, "right": right}),
        left=left,
        right=right,
        answer=answer,
        shown=_SHOWN,
    )


@router.get("/document")
async def document(visit: Reader, id: str) -> HTMLResponse:  # the word of the API
    """Show one document."""
    found = await visit.ask(lambda store: store.documents(id))
    return page(
        visit.request,
        "document.html",
        twin=url_of(f"{API}/documents", {"id": id}),
        documents=found,
        prov_formats=PROV_FORMATS,
    )
