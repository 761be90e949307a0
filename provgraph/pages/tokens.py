"""Tokens: administrators see them, make them and revoke them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from provgraph.manager.access import CheckedRoute
from provgraph.manager.app import API
from provgraph.manager.services import services_of
from provgraph.pages.asking import Admin, Visit
from provgraph.pages.rendering import page
from provgraph.results.access import ROLES, NewToken, Role  # FastAPI resolves Role at run time

router = APIRouter(route_class=CheckedRoute)
_DAYS = 365


@router.get("/tokens")
def tokens(visit: Admin) -> HTMLResponse:
    """Show all tokens; no secret is kept."""
    return _page(visit, None)


@router.post("/tokens")
def create(
    visit: Admin,
    name: Annotated[str, Form()],
    role: Annotated[Role, Form()],
    production: Annotated[str, Form()] = "",
    days: Annotated[float, Form(gt=0, le=3650)] = _DAYS,
) -> HTMLResponse:
    """Make a token, and show its secret this once."""
    new = services_of(visit.request).tokens.create(
        name.strip(), role, production=production.strip() or None, lifetime=timedelta(days=days)
    )
    answer = _page(visit, new)
    answer.headers["cache-control"] = "no-store"
    return answer


@router.post("/tokens/revoke")
def revoke(visit: Admin, id: Annotated[str, Form()]) -> Response:
    """Revoke a token, from the next request on."""
    services_of(visit.request).tokens.revoke(id)
    return visit.redirect("/tokens")


def _page(visit: Visit, new: NewToken | None) -> HTMLResponse:
    return page(
        visit.request,
        "tokens.html",
        twin=f"{API}/tokens",
        tokens=services_of(visit.request).tokens.list(),
        new=new,
        roles=ROLES,
        days=_DAYS,
    )
