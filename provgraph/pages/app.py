"""The application with its pages: the manager's API, and what browsers see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import RedirectResponse, Response

from provgraph.errors import ProvgraphError, UnauthenticatedError
from provgraph.manager import problems
from provgraph.manager.app import API
from provgraph.manager.app import create_app as create_api
from provgraph.manager.locations import path_of, root_of
from provgraph.pages import (
    compare,
    descriptions,
    documents,
    elements,
    examples,
    home,
    inbox,
    job,
    job_actions,
    jobs,
    lineage,
    login,
    logs,
    questions,
    static,
    statistics,
    tokens,
)
from provgraph.pages.empty_fields import WithoutEmptyFields
from provgraph.pages.rendering import page, url_of
from provgraph.pages.security import SecurityHeaders

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

    from provgraph.manager.services import Services

_ROUTERS = (
    home,
    examples,
    job_actions,
    jobs,
    job,
    compare,
    logs,
    elements,
    lineage,
    documents,
    descriptions,
    statistics,
    questions,
    inbox,
    tokens,
    login,
    static,
)
_TITLES = {403: "You may not do this", 404: "There is none"}
_UNKNOWN = "This cannot be answered"


def create_app(services: Services) -> FastAPI:
    """Return the application of a manager, with its pages."""
    app = create_api(services)
    for room in _ROUTERS:
        app.include_router(room.router, include_in_schema=False)
    app.add_exception_handler(ProvgraphError, _problem)
    app.add_middleware(WithoutEmptyFields)
    app.add_middleware(SecurityHeaders)
    return app


def _problem(request: Request, error: Exception) -> Response:
    """Answer a page's request with a page, and one of the API with a problem."""
    assert isinstance(error, ProvgraphError)  # noqa: S101  # registered for these alone
    answer = problems.of_error(error)
    if path_of(request).startswith(API) or "text/html" not in request.headers.get("accept", ""):
        return answer
    if isinstance(error, UnauthenticatedError) and request.method == "GET":
        back = path_of(request) + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(root_of(request) + url_of("/login", {"next": back}), 303)
    return page(
        request,
        "problem.html",
        status=answer.status_code,
        title=_TITLES.get(answer.status_code, _UNKNOWN),
        detail=problems.detail_of(error),
        candidates=getattr(error, "candidates", ()),
        # A page that is asked by another name, such as the search, leads to the element.
        path=path_of(request) if "id" in request.query_params else "/element",
    )
