"""The client: a manager, asked as a store is."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from provgraph.client.questions import AnswerType, AsyncQuestions, Questions
from provgraph.client.transport import Address, AsyncTransport, Request, Transport

if TYPE_CHECKING:
    from types import TracebackType


class ProvClient(Questions):
    """A Provenance Manager at a URL: the methods and results of `Store`."""

    def __init__(self, url: str, *, token: str | None = None) -> None:
        """Take the manager's URL and a token; nothing is sent before the first question."""
        self._transport = Transport(Address(url.rstrip("/"), token))
        self._seconds: float | None = None

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def within(self, seconds: float) -> Self:
        """Return this client with a time limit for each question, in seconds."""
        limited = copy.copy(self)
        limited._seconds = seconds  # noqa: SLF001  # a copy
        return limited

    def _ask(self, request: Request, answer: type[AnswerType]) -> AnswerType:
        response = self._transport.send(_limited(request, self._seconds))
        return answer.from_json(response.json())


class AsyncProvClient(AsyncQuestions):
    """A Provenance Manager at a URL, asked asynchronously."""

    def __init__(self, url: str, *, token: str | None = None) -> None:
        """Take the manager's URL and a token; nothing is sent before the first question."""
        self._transport = AsyncTransport(Address(url.rstrip("/"), token))
        self._seconds: float | None = None

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    def within(self, seconds: float) -> Self:
        """Return this client with a time limit for each question, in seconds."""
        limited = copy.copy(self)
        limited._seconds = seconds  # noqa: SLF001  # a copy
        return limited

    async def _ask(self, request: Request, answer: type[AnswerType]) -> AnswerType:
        response = await self._transport.send(_limited(request, self._seconds))
        return answer.from_json(response.json())


def _limited(request: Request, seconds: float | None) -> Request:
    """Return a question with its time limit; changes have none."""
    if seconds is None or request.verb != "GET":
        return request
    return replace(request, query={**request.query, "within": seconds})
