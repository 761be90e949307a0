"""Answering: conditional requests (RFC 9110, section 13), and the headers of each answer.

An entity tag stands for the URL, the form that was asked for, and the last change of the store
by any process: an answer is made again only if it may be another one.
"""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import TYPE_CHECKING

from fastapi.responses import Response, StreamingResponse

from provgraph.results.json_form import as_json_bytes
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from starlette.requests import Request

    from provgraph.results.base import Result
    from provgraph.store import Store

JSON = "application/json"
_PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Cookie"}
_CUT_BY_TIME = "timeout"
"""What is cut by time is cut elsewhere the next time."""
_CHARACTERS_A_PART = 1 << 16


def conditional(request: Request, store: Store, answer: Callable[[], Response]) -> Response:
    """Return the answer to a question, or 304 where the client has it already.

    The tag is of the state before the question is asked: an answer may be newer than its tag,
    never older. It does not cover a body, so an answer to POST has none.
    """
    headers = dict(_PRIVATE)
    if request.method == "GET" and _CUT_BY_TIME not in request.query_params:
        headers["ETag"] = _tag(request, store.bookmark())
        if _matches(request, headers["ETag"]):
            return Response(None, 304, headers)
    response = answer()
    response.headers.update(headers)
    return response


def as_json(answer: Result, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer as a response."""
    return Response(as_json_bytes(answer), 200, headers, JSON)


def streamed(
    content: str | Iterable[str], media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a text, or the parts of one, as a response; a failure comes with the first part."""
    parts = _parts(content) if isinstance(content, str) else iter(content)
    first = next(parts, "")
    return StreamingResponse(chain([first], parts), 200, headers, media_type)


def _parts(text: str) -> Iterator[str]:
    """Yield a text in parts, so that it is not in memory once more as bytes."""
    for start in range(0, len(text), _CHARACTERS_A_PART):
        yield text[start : start + _CHARACTERS_A_PART]


def _tag(request: Request, bookmark: str) -> str:
    parts = (
        *(__version__, bookmark, request.url.path, request.url.query),
        request.headers.get("accept", ""),
    )
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f'W/"{digest[:32]}"'


def _matches(request: Request, tag: str) -> bool:
    """Say whether the client has this answer, by the weak comparison of `If-None-Match`."""
    known = request.headers.get("if-none-match", "")
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return not tags.isdisjoint({"*", tag.removeprefix("W/")})
