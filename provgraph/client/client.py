"""The client: a manager, asked as a store is."""

from __future__ import annotations

import copy
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from provgraph.client import requests
from provgraph.client.delivery import (
    SECONDS_TO_WAIT,
    Delivery,
    Source,
    failed,
    loaded,
    receipt_request,
    result_of,
)
from provgraph.client.questions import AnswerType, AsyncQuestions, Questions
from provgraph.client.requests import Describing, ExportedText
from provgraph.client.transport import Address, AsyncTransport, Request, Transport
from provgraph.errors import ReadError
from provgraph.results.access import Caller
from provgraph.results.documents import DescribeResult, FileResult
from provgraph.results.receipts import Receipt
from provgraph.results.tables import StatementRows, TableRows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
    from types import TracebackType

    from provgraph.results.lineage import Lineage

_AT_ONCE = 32
"""So many documents are handed in before the receipt of the first is waited for."""


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

    def me(self) -> Caller:
        """Return who the manager takes the caller for."""
        return self._ask(Request("GET", "/me"), Caller)

    def query(self, name: str, arguments: Mapping[str, str] | None = None) -> StatementRows:
        """Return the rows of a named question; `arguments` are texts, by parameter.

        Raises:
            QueryError: there is no such question, or an argument is missing, unknown or not valid.

        """
        return self._ask(requests.query(name, arguments), StatementRows)

    def table(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table of the CTADIRAC store, by column.

        Raises:
            NotFoundError: there is no such table.

        """
        return [dict(row) for row in self._ask(requests.table(name), TableRows).rows]

    def draft(self, name: str | None = None) -> str:
        """Return a draft of descriptions, as YAML, of what jobs (of one name) have done.

        Raises:
            NotFoundError: there are no such jobs.

        """
        return self._transport.send(requests.draft(name)).text

    def describe(self, what: str | bytes | Describing, *, source: str = "python") -> DescribeResult:
        """Put descriptions, as YAML, JSON or objects, under the name of a `source`.

        Raises:
            ReadError: they do not match the schema; the store is as it was.
            IvoaError: something is described in two ways; the store is as it was.

        """
        return self._ask(requests.describe(what, source), DescribeResult)

    def export(
        self,
        *selectors: str,
        documents: Iterable[str] = (),
        all: bool = False,  # noqa: A002  # as Store has it
        redact: bool = False,
        format: str = "json",  # noqa: A002  # the word users know
    ) -> ExportedText:
        """Return elements, documents or the whole store as PROV in a format.

        Raises:
            SelectorError: a selector matches nothing, or several things.
            ExportError: there is no such format, or it cannot express the document.

        """
        request = requests.export(selectors, documents, everything=all, redact=redact, form=format)
        return ExportedText.of(self._transport.send(request))

    def export_lineage(self, answer: Lineage, *, format: str = "json") -> ExportedText:  # noqa: A002
        """Return a lineage as PROV in a format, its records as they were loaded.

        Raises:
            ExportError: there is no such format, or it cannot express the document.

        """
        return ExportedText.of(self._transport.send(requests.export_lineage(answer, format)))

    def load(
        self,
        source: Source,
        *,
        name: str | None = None,
        format: str | None = None,  # noqa: A002  # the word users know
        isolated: bool = False,
        production: str | None = None,
    ) -> FileResult:
        """Hand in a document, and wait until it is loaded.

        Raises:
            ReadError: the file cannot be read.
            LoadError: the manager could not load it.

        """
        delivery = Delivery.of(
            source, name, format=format, isolated=isolated, production=production
        )
        return loaded(self._finished(self.hand_in(delivery, seconds=SECONDS_TO_WAIT)))

    def load_all(
        self,
        sources: Iterable[Source | Delivery | FileResult],
        format: str | None = None,  # noqa: A002  # the word users know
        *,
        isolated: bool = False,
        production: str | None = None,
    ) -> Iterator[FileResult]:
        """Hand in documents; yield the results, failures included, in order.

        Some are handed in before the first one is waited for. A result among them stays one.
        """
        waiting: deque[Receipt | FileResult] = deque()
        for source in sources:
            waiting.append(self._handed_in(source, format, isolated, production))
            if len(waiting) >= _AT_ONCE:
                yield self._result(waiting.popleft())
        while waiting:
            yield self._result(waiting.popleft())

    def hand_in(self, delivery: Delivery, *, seconds: int = 0) -> Receipt:
        """Hand in a document; return its receipt, finished if it is loaded in time."""
        return self._ask(delivery.request(seconds), Receipt)

    def receipt(self, receipt_id: str, *, seconds: int = 0) -> Receipt:
        """Return a receipt, as soon as it is finished or after some seconds.

        Raises:
            NotFoundError: there is no such receipt.

        """
        return self._ask(receipt_request(receipt_id, seconds), Receipt)

    def _handed_in(
        self,
        source: Source | Delivery | FileResult,
        form: str | None,
        isolated: bool,  # noqa: FBT001  # within the class
        production: str | None,
    ) -> Receipt | FileResult:
        if isinstance(source, FileResult):
            return source
        try:
            if not isinstance(source, Delivery):
                source = Delivery.of(source, format=form, isolated=isolated, production=production)
            return self.hand_in(source)
        except ReadError as error:
            return failed(error, form)

    def _result(self, handed_in: Receipt | FileResult) -> FileResult:
        if isinstance(handed_in, FileResult):
            return handed_in
        return result_of(self._finished(handed_in))

    def _finished(self, receipt: Receipt) -> Receipt:
        while not receipt.is_finished:
            receipt = self.receipt(receipt.id, seconds=SECONDS_TO_WAIT)
        return receipt

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

    async def me(self) -> Caller:
        """Return who the manager takes the caller for."""
        return await self._ask(Request("GET", "/me"), Caller)

    async def query(self, name: str, arguments: Mapping[str, str] | None = None) -> StatementRows:
        """Return the rows of a named question; `arguments` are texts, by parameter.

        Raises:
            QueryError: there is no such question, or an argument is missing, unknown or not valid.

        """
        return await self._ask(requests.query(name, arguments), StatementRows)

    async def table(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table of the CTADIRAC store, by column.

        Raises:
            NotFoundError: there is no such table.

        """
        return [dict(row) for row in (await self._ask(requests.table(name), TableRows)).rows]

    async def draft(self, name: str | None = None) -> str:
        """Return a draft of descriptions, as YAML, of what jobs (of one name) have done.

        Raises:
            NotFoundError: there are no such jobs.

        """
        return (await self._transport.send(requests.draft(name))).text

    async def describe(
        self, what: str | bytes | Describing, *, source: str = "python"
    ) -> DescribeResult:
        """Put descriptions, as YAML, JSON or objects, under the name of a `source`.

        Raises:
            ReadError: they do not match the schema; the store is as it was.
            IvoaError: something is described in two ways; the store is as it was.

        """
        return await self._ask(requests.describe(what, source), DescribeResult)

    async def export(
        self,
        *selectors: str,
        documents: Iterable[str] = (),
        all: bool = False,  # noqa: A002  # as Store has it
        redact: bool = False,
        format: str = "json",  # noqa: A002  # the word users know
    ) -> ExportedText:
        """Return elements, documents or the whole store as PROV in a format.

        Raises:
            SelectorError: a selector matches nothing, or several things.
            ExportError: there is no such format, or it cannot express the document.

        """
        request = requests.export(selectors, documents, everything=all, redact=redact, form=format)
        return ExportedText.of(await self._transport.send(request))

    async def export_lineage(self, answer: Lineage, *, format: str = "json") -> ExportedText:  # noqa: A002
        """Return a lineage as PROV in a format, its records as they were loaded.

        Raises:
            ExportError: there is no such format, or it cannot express the document.

        """
        return ExportedText.of(await self._transport.send(requests.export_lineage(answer, format)))

    async def load(
        self,
        source: Source,
        *,
        name: str | None = None,
        format: str | None = None,  # noqa: A002  # the word users know
        isolated: bool = False,
        production: str | None = None,
    ) -> FileResult:
        """Hand in a document, and wait until it is loaded.

        Raises:
            ReadError: the file cannot be read.
            LoadError: the manager could not load it.

        """
        delivery = Delivery.of(
            source, name, format=format, isolated=isolated, production=production
        )
        receipt = await self.hand_in(delivery, seconds=SECONDS_TO_WAIT)
        return loaded(await self._finished(receipt))

    async def load_all(
        self,
        sources: Iterable[Source | Delivery | FileResult],
        format: str | None = None,  # noqa: A002  # the word users know
        *,
        isolated: bool = False,
        production: str | None = None,
    ) -> AsyncIterator[FileResult]:
        """Hand in documents; yield the results, failures included, in order.

        Some are handed in before the first one is waited for. A result among them stays one.
        """
        waiting: deque[Receipt | FileResult] = deque()
        for source in sources:
            waiting.append(await self._handed_in(source, format, isolated, production))
            if len(waiting) >= _AT_ONCE:
                yield await self._result(waiting.popleft())
        while waiting:
            yield await self._result(waiting.popleft())

    async def hand_in(self, delivery: Delivery, *, seconds: int = 0) -> Receipt:
        """Hand in a document; return its receipt, finished if it is loaded in time."""
        return await self._ask(delivery.request(seconds), Receipt)

    async def receipt(self, receipt_id: str, *, seconds: int = 0) -> Receipt:
        """Return a receipt, as soon as it is finished or after some seconds.

        Raises:
            NotFoundError: there is no such receipt.

        """
        return await self._ask(receipt_request(receipt_id, seconds), Receipt)

    async def _handed_in(
        self,
        source: Source | Delivery | FileResult,
        form: str | None,
        isolated: bool,  # noqa: FBT001  # within the class
        production: str | None,
    ) -> Receipt | FileResult:
        if isinstance(source, FileResult):
            return source
        try:
            if not isinstance(source, Delivery):
                source = Delivery.of(source, format=form, isolated=isolated, production=production)
            return await self.hand_in(source)
        except ReadError as error:
            return failed(error, form)

    async def _result(self, handed_in: Receipt | FileResult) -> FileResult:
        if isinstance(handed_in, FileResult):
            return handed_in
        return result_of(await self._finished(handed_in))

    async def _finished(self, receipt: Receipt) -> Receipt:
        while not receipt.is_finished:
            receipt = await self.receipt(receipt.id, seconds=SECONDS_TO_WAIT)
        return receipt

    async def _ask(self, request: Request, answer: type[AnswerType]) -> AnswerType:
        response = await self._transport.send(_limited(request, self._seconds))
        return answer.from_json(response.json())


def _limited(request: Request, seconds: float | None) -> Request:
    """Return a question with its time limit; changes have none."""
    if seconds is None or request.verb != "GET" or not request.limited:
        return request
    return replace(request, query={**request.query, "within": seconds})
