"""Tokens over HTTP, for administrators; and who the manager takes a caller for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from provgraph.manager.access import CheckedRoute, Principal, require
from provgraph.manager.answering import as_json
from provgraph.manager.services import services_of
from provgraph.results.access import AccessToken, Caller, NewToken, Role, TokenList

router = APIRouter(route_class=CheckedRoute, tags=["access"])
Admin = Annotated[Principal, Depends(require("admin"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """The token that is asked for; `days` is how long it lives, `None` without end."""

    name: str
    role: Role
    production: str | None = None
    days: Annotated[float | None, Field(gt=0, le=3650)] = 365


@router.get("/me", operation_id="me", response_model=Caller)
def me(caller: Annotated[Principal, Depends(require("reader"))]) -> Response:
    """Return who the manager takes the caller for."""
    return as_json(
        Caller(id=caller.id, name=caller.name, role=caller.role, production=caller.production)
    )


@router.get("/tokens", operation_id="tokens", response_model=TokenList)
def tokens(request: Request, _: Admin) -> Response:
    """Return all tokens, newest first; no secret is kept."""
    return as_json(TokenList(tokens=services_of(request).tokens.list()))


@router.post("/tokens", operation_id="create_token", response_model=NewToken, status_code=201)
def create_token(request: Request, _: Admin, asked: Annotated[TokenRequest, Body()]) -> Response:
    """Make a token; its secret is in this answer and nowhere else."""
    lifetime = timedelta(days=asked.days) if asked.days else None
    new = services_of(request).tokens.create(
        asked.name, asked.role, production=asked.production, lifetime=lifetime
    )
    response = as_json(new, {"Cache-Control": "no-store"})
    response.status_code = 201
    return response


@router.delete("/tokens/{token_id}", operation_id="revoke_token", response_model=AccessToken)
def revoke_token(request: Request, _: Admin, token_id: str) -> Response:
    """Revoke a token, from the next request on."""
    return as_json(services_of(request).tokens.revoke(token_id))
