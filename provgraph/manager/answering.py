"""Answering: conditional requests (RFC 9110, section 13), and the headers of each answer.

An entity tag stands for the URL, the form that was asked for, and the last change of the store
by any process: an answer is made again only if it may be another one.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from itertools import chain
from typing import TYPE_CHECKING

from fastapi.responses import Response, StreamingResponse

from provgraph.manager.running import Limit
from provgraph.manager.services import services_of
from provgraph.results.json_form import as_json_bytes
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from starlette.requests import Request

    from provgraph.manager.access import Principal
    from provgraph.results.base import Result
    from provgraph.store import Store

JSON = "application/json"
_PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Cookie"}
_CUT_BY_TIME = "timeout"
"""What is cut by time is cut elsewhere the next time."""
_SHORTEST = 0.001
_CHARACTERS_A_PART = _BYTES_A_PART = 1 << 16
_BYTES_IN_MEMORY = 1 << 20


async def answered(
    request: Request,
    principal: Principal,
    answer: Callable[[Store], Response],
    limit: Limit,
    *,
    has_state: bool = True,
) -> Response:
    """Return the answer to a question: 304 where the client has it, from the cache, or asked now.

    The state is asked for before the question: an answer may be newer than its tag, never older.
    No answer depends on who asks, only on what is asked, how, and at which address. A tag does
    not cover a body, so an answer to POST has none; neither has one without `has_state`, which
    may be older than the state.

    Raises:
        ProvgraphError: the store cannot answer.

    """
    services = services_of(request)
    running = services.running
    if not has_state or request.method != "GET" or _CUT_BY_TIME in request.query_params:
        return _private(await running.run(request, principal, answer, limit))
    end = time.monotonic() + running.seconds_of(limit)
    state = await services.state.now(running.seconds_of(limit))
    left = Limit(max(_SHORTEST, end - time.monotonic()))
    if state is None:
        return _private(await running.run(request, principal, answer, left))
    tag = _tag(request, state)
    if _matches(request, tag):
        return Response(None, 304, {**_PRIVATE, "ETag": tag})
    key = (tag, str(request.base_url))
    if kept := services.answers.get(state, key):
        return kept
    response = _private(await running.run(request, principal, answer, left))
    response.headers["ETag"] = tag
    services.answers.put(state, key, response)
    return response


def _private(response: Response) -> Response:
    response.headers.update(_PRIVATE)
    return response


def as_json(answer: Result, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer as a response."""
    return Response(as_json_bytes(answer), 200, headers, JSON)


def streamed(
    content: str | Iterable[str | bytes],
    media_type: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a text, or the parts of one, as a response; a failure comes with the first part."""
    whole = spooled(_parts(content)) if isinstance(content, str) else content
    parts: Iterator[str | bytes] = iter(whole)
    first = next(parts, b"")
    return StreamingResponse(chain([first], parts), 200, headers, media_type)


def spooled(parts: Iterable[str]) -> Iterator[bytes]:
    """Yield the parts of a text that lies in a temporary file, where it is long.

    What it is made of is then not in memory as long as a slow client takes.
    """
    with tempfile.SpooledTemporaryFile(_BYTES_IN_MEMORY) as file:
        for part in parts:
            file.write(part.encode())
        del parts
        file.seek(0)
        while block := file.read(_BYTES_A_PART):
            yield block


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
