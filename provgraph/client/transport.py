"""The transport: requests over HTTP, sent again where that is safe, problems as exceptions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2 as httpx

from provgraph import errors
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

API = "/api/v1"
_LONGEST_URL = 6_000
"""Servers and proxies refuse longer ones; a question with more selectors is sent by POST."""
_SECONDS_TO_CONNECT = 5.0
_SECONDS_TO_RETRY = 30.0
_LONGEST_WAIT = 5.0
_PASSING = frozenset({429, 502, 503, 507})
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_ERROR_OF_STATUS = {401: "UnauthenticatedError", 403: "ForbiddenError", 404: "NotFoundError"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a verb, a path below the API, parameters, and a body.

    `by_post` says that the parameters may be a JSON body where they are too many for a URL;
    `limited` that it takes the parameter `within`.
    `repeatable` says that sending it twice does no harm.
    """

    verb: str
    path: str
    query: Mapping[str, object] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    by_post: bool = False
    limited: bool = False
    repeatable: bool = False

    def built(self, client: httpx.Client | httpx.AsyncClient, base: str) -> httpx.Request:
        """Return it as httpx sends it."""
        params = httpx.QueryParams(tuple(_pairs(self.query)))
        url = httpx.URL(f"{base}{API}{self.path}")
        has_object = any(isinstance(value, _Object) for value in self.query.values())
        if self.by_post and (has_object or len(str(params)) > _LONGEST_URL):
            members, limits = _split(self.query)
            return client.build_request("POST", url, params=limits, json=members)
        body = None if self.body is None else _members(self.body)
        return client.build_request(
            self.verb, url, params=params, json=body, content=self.content, headers=self.headers
        )


class _Object(dict[str, Any]):
    """A JSON object, which no URL can hold."""


def json_object(answer: Any) -> _Object | None:  # noqa: ANN401  # an answer, or none
    """Return an answer as a parameter of a request."""
    return None if answer is None else _Object(answer.as_json())


@dataclass(frozen=True, slots=True)
class Address:
    """Where the manager is, and the token to use."""

    url: str
    token: str | None

    @property
    def options(self) -> dict[str, Any]:
        """The options of httpx's clients."""
        headers = {"User-Agent": f"provgraph/{__version__}"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        # A question may take ten minutes; the manager ends what takes longer.
        timeout = httpx.Timeout(None, connect=_SECONDS_TO_CONNECT)
        return {"headers": headers, "timeout": timeout, "follow_redirects": False}


class Transport:
    """Sends requests to one manager."""

    def __init__(self, address: Address) -> None:
        """Connect when the first request is sent."""
        self.address = address
        self._client = httpx.Client(**address.options)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, request: Request) -> httpx.Response:
        """Return the answer to a request.

        Raises:
            ProvgraphError: the manager cannot be reached or refuses; the class says why.

        """
        retries = _Retries(request)
        while True:
            built = request.built(self._client, self.address.url)
            try:
                response = self._client.send(built)
            except httpx.TransportError as error:
                time.sleep(retries.wait_after(error, self.address.url))
            else:
                wait = retries.wait_for(response)
                if wait is None:
                    return checked(response)
                time.sleep(wait)


class AsyncTransport:
    """Sends requests to one manager, asynchronously."""

    def __init__(self, address: Address) -> None:
        """Connect when the first request is sent."""
        self.address = address
        self._client = httpx.AsyncClient(**address.options)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def send(self, request: Request) -> httpx.Response:
        """Return the answer to a request.

        Raises:
            ProvgraphError: the manager cannot be reached or refuses; the class says why.

        """
        retries = _Retries(request)
        while True:
            built = request.built(self._client, self.address.url)
            try:
                response = await self._client.send(built)
            except httpx.TransportError as error:
                await asyncio.sleep(retries.wait_after(error, self.address.url))
            else:
                wait = retries.wait_for(response)
                if wait is None:
                    return checked(response)
                await asyncio.sleep(wait)


class _Retries:
    """When a request is sent again: where nothing was done, or doing it twice does no harm."""

    def __init__(self, request: Request) -> None:
        self._repeatable = request.repeatable or request.verb == "GET"
        self._number = 0
        self._end = time.monotonic() + _SECONDS_TO_RETRY

    def wait_after(self, error: httpx.TransportError, url: str) -> float:
        """Return the seconds to wait after a failure.

        Raises:
            UnreachableError: it is not tried again.

        """
        wait = self._next_wait()
        may_repeat = self._repeatable or isinstance(error, _UNSENT)
        if not may_repeat or isinstance(error, httpx.UnsupportedProtocol) or wait is None:
            reason = str(error) or type(error).__name__
            raise errors.UnreachableError(
                f"no manager answers at {url}: {reason}. See PROVGRAPH_MANAGER or --manager"
            ) from error
        return wait

    def wait_for(self, response: httpx.Response) -> float | None:
        """Return the seconds to wait before the next try, `None` if this answer is the last."""
        status = response.status_code
        passing = status == 429 or (status in _PASSING and self._repeatable)  # noqa: PLR2004
        if not passing or "Retry-After" not in response.headers:
            return None
        wait = self._next_wait()
        asked = _seconds(response.headers["Retry-After"])
        return None if wait is None or asked > _LONGEST_WAIT else max(wait, asked)

    def _next_wait(self) -> float | None:
        wait = min(_LONGEST_WAIT, 2**self._number / 4)
        self._number += 1
        return wait if time.monotonic() + wait < self._end else None


def checked(response: httpx.Response) -> httpx.Response:
    """Return a response that is an answer.

    Raises:
        ProvgraphError: it is a problem, or no manager's answer.

    """
    if response.is_success:
        return response
    raise error_of(response)


def error_of(response: httpx.Response) -> errors.ProvgraphError:
    """Return the exception that a problem stands for."""
    try:
        problem = response.json()
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return errors.UnreachableError(
            f"{response.request.url.copy_with(query=None)} does not answer as a manager of "
            f"provgraph: status {response.status_code} {response.reason_phrase}"
        )
    name = problem.get("error") or _ERROR_OF_STATUS.get(response.status_code, "StoreError")
    kind = getattr(errors, str(name), errors.ProvgraphError)
    if issubclass(kind, errors.ReadError):
        words = (problem.get(member) for member in ("file", "reason", "place"))
        return kind(*(None if word is None else str(word) for word in words))
    if issubclass(kind, errors.AmbiguousError):
        return kind(detail, tuple(map(str, problem.get("candidates", ()))))
    return kind(detail)


def _pairs(query: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        if isinstance(value, _Object) or value is None:
            continue
        for each in _several(value):
            yield name, str(each).lower() if isinstance(each, bool) else str(each)


def _several(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return [f"{name}={text}" for name, text in value.items()]
    return [value] if isinstance(value, str) or not isinstance(value, Iterable) else value


def _split(query: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Return the members of a body, and what stays in the URL."""
    body = _members({name: value for name, value in query.items() if name != "within"})
    within = query.get("within")
    return body, {} if within is None else {"within": str(within)}


def _members(values: Mapping[str, object]) -> dict[str, object]:
    given = {name: value for name, value in values.items() if value is not None}
    return {name: _member(value) for name, value in given.items()}


def _member(value: object) -> object:
    if isinstance(value, _Object | str) or not isinstance(value, Iterable):
        return value
    return list(_several(value))


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return _LONGEST_WAIT
