"""Problems: the errors of provgraph as RFC 9457 (`application/problem+json`).

The member `error` is the name of the class in `errors.py`, from which the client makes the
exception again; `candidates`, `file`, `place` and `reason` are what the exception keeps.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from provgraph import errors
from provgraph.manager.media import NotAcceptableError
from provgraph.manager.oidc import IssuerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)
_SECONDS_TO_RETRY = "5"
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "1"}}

_STATUSES: tuple[tuple[type[errors.ProvgraphError], int], ...] = (
    (errors.UnauthenticatedError, 401),
    (errors.TooManyRequestsError, 429),
    (errors.AccessError, 403),
    (errors.NotFoundError, 404),
    (errors.TooLargeError, 413),
    (errors.InboxFullError, 507),
    (errors.ReceiptError, 409),
    (errors.KeyReuseError, 409),
    (errors.InboxError, 503),
    (errors.AmbiguousError, 409),
    (NotAcceptableError, 406),
    (errors.TimeLimitError, 504),
    (errors.StoreError, 503),
    (errors.CatalogueError, 502),
    (errors.ProvgraphError, 422),
)
"""The status of each class and of those below it that have none before."""

_NAMES = {404: "NotFoundError", 413: "LoadError"}
"""The errors of provgraph that say what a status of HTTP says."""

_OF_THE_QUESTION = (errors.TimeLimitError, errors.MemoryLimitError)
"""What a client can do something about. Of all else that is wrong between the manager and its
database, such as addresses and users, a client learns nothing."""


def problem(  # one argument for each member
    status: int,
    detail: str,
    *,
    error: str | None = None,
    title: str | None = None,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """Return a problem as a response."""
    content = {
        "type": f"urn:provgraph:error:{error}" if error else "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **({"error": error} if error else {}),
        **members,
    }
    text = json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(text, status, headers, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Let an application answer all that fails with a problem."""
    app.add_exception_handler(errors.ProvgraphError, _of_provgraph)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_failure)


def of_error(error: errors.ProvgraphError) -> Response:
    """Return the problem that says what an exception of provgraph says."""
    status = next(status for kind, status in _STATUSES if isinstance(error, kind))
    broken = _broken_part(error)
    if broken is not None:
        _LOG.error("the %s cannot be used: %s", broken, error)
        kind = errors.InboxError if broken == "inbox" else errors.UnreachableError
        later = {"Retry-After": _SECONDS_TO_RETRY}
        return problem(status, detail_of(error), error=kind.__name__, headers=later)
    headers = _HEADERS.get(status)
    if isinstance(error, errors.InboxFullError):
        headers = {"Retry-After": str(error.retry_after)}
    name = next(kind.__name__ for kind in type(error).__mro__ if hasattr(errors, kind.__name__))
    return problem(status, str(error), error=name, headers=headers, **_members(error))


def detail_of(error: errors.ProvgraphError) -> str:
    """Return what a client learns of an exception."""
    broken = _broken_part(error)
    if broken is None:
        return str(error)
    return f"the {broken} of this manager cannot be used now; try again later"


def _broken_part(error: errors.ProvgraphError) -> str | None:
    """Return the part of the manager that fails, whose errors are for its log alone."""
    if isinstance(error, IssuerError):
        return "OIDC issuer"
    if isinstance(error, errors.StoreError) and not isinstance(error, _OF_THE_QUESTION):
        return "database"
    return "inbox" if type(error) is errors.InboxError else None


def _members(error: errors.ProvgraphError) -> dict[str, Any]:
    names = ("candidates", "file", "reason", "place")
    kept = {name: getattr(error, name, None) for name in names}
    return {name: value for name, value in kept.items() if value is not None}


def _of_provgraph(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.ProvgraphError)  # noqa: S101  # registered for these alone
    return of_error(error)


def _of_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # registered for these alone
    faults = [
        {"parameter": ".".join(map(str, fault["loc"][1:])), "reason": str(fault["msg"])}
        for fault in error.errors()
    ]
    detail = "; ".join(f"{fault['parameter']}: {fault['reason']}" for fault in faults)
    return problem(422, detail, error=errors.SelectorError.__name__, parameters=faults)


def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for these alone
    status = error.status_code
    return problem(status, error.detail, error=_NAMES.get(status), headers=error.headers)


def _of_failure(_: Request, __: Exception) -> Response:
    """Return what a client learns of a fault of ours; the server logs the rest."""
    return problem(500, "the manager failed to answer; its log says why")
