"""Logging in and out: by a link, by a token, or at the OIDC issuer."""

from __future__ import annotations

import re
import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from provgraph.errors import ForbiddenError, NotFoundError, UnauthenticatedError
from provgraph.manager.access import CheckedRoute, Principal, require
from provgraph.manager.locations import root_of
from provgraph.manager.oidc_login import OidcLogin
from provgraph.manager.services import services_of
from provgraph.pages.rendering import page

router = APIRouter(route_class=CheckedRoute)
_BROWSER, _NEXT = "provgraph_login", "provgraph_next"
_SECONDS_AWAY = 600
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")


@router.get("/login")
def form(request: Request, next: str = "/", code: str = "") -> Response:
    """Show the form; a `code` of `provgraph serve` logs in at once."""
    services = services_of(request)
    if not code:
        return _form(request, next)
    name, role = services.codes.take(code)
    response = _redirect(request, next)
    services.sessions.start(response, name, role, None)
    return response


@router.post("/login")
def log_in(
    request: Request, token: Annotated[str, Form()], next: Annotated[str, Form()] = "/"
) -> Response:
    """Start a session with a token; a page of another site cannot log a person in as somebody."""
    services = services_of(request)
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForbiddenError("the login was sent by a page of another site")
    client = request.client.host if request.client else ""
    if wait := services.throttle.seconds_to_wait(client):
        return _form(request, next, f"Too many attempts: try again in {wait:.0f} s.", 429)
    try:
        principal = services.tokens.principal_of(token.strip())
    except UnauthenticatedError as error:
        services.throttle.failed(client)
        services.audit.write(None, "log in", 401, client=client)
        return _form(request, next, str(error), 401)
    services.throttle.succeeded(client)
    return _started(request, principal, next)


@router.get("/login/oidc")
def to_issuer(request: Request, next: str = "/") -> Response:
    """Send the browser to the issuer; a cookie keeps what must come back with it."""
    login = _issuer_login(request)
    browser = secrets.token_urlsafe(24)
    response = RedirectResponse(login.start(browser), 303)
    sessions = services_of(request).sessions
    for name, value in ((_BROWSER, browser), (_NEXT, _local(next))):
        response.set_cookie(
            name,
            value,
            max_age=_SECONDS_AWAY,
            path=sessions.cookie_path,
            httponly=True,
            secure=sessions.secure,
            samesite="lax",
        )
    return response


@router.get("/login/oidc/back")
def from_issuer(request: Request, state: str = "", code: str = "") -> Response:
    """Start a session for the one whom the issuer logged in."""
    browser = request.cookies.get(_BROWSER, "")
    principal = _issuer_login(request).finish(browser, state, code)
    response = _started(request, principal, request.cookies.get(_NEXT, "/"))
    for name in (_BROWSER, _NEXT):
        response.delete_cookie(name, services_of(request).sessions.cookie_path)
    return response


@router.post("/logout")
def log_out(request: Request, _: Annotated[Principal, Depends(require("reader"))]) -> Response:
    """End the session."""
    response = _redirect(request, "/login")
    services_of(request).sessions.end(request, response)
    return response


def _issuer_login(request: Request) -> OidcLogin:
    login = services_of(request).oidc_login
    if login is None:
        raise NotFoundError("this manager logs nobody in at an issuer: use a token")
    return login


def _started(request: Request, principal: Principal, path: str) -> Response:
    services = services_of(request)
    response = _redirect(request, path)
    services.sessions.start(response, principal.name, principal.role, principal.production)
    services.audit.write(principal, "log in", 303)
    return response


def _form(request: Request, path: str, problem: str = "", status: int = 200) -> Response:
    login = services_of(request).oidc_login
    issuer = urlsplit(login.settings.issuer).hostname if login else None
    return page(
        request, "login.html", status=status, next=_local(path), problem=problem, issuer=issuer
    )


def _redirect(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(root_of(request) + _local(path), 303)


def _local(path: str) -> str:
    """Return a path of this manager, and the start for all else: no link leads elsewhere."""
    return path if _LOCAL.fullmatch(path) else "/"
