"""The client: a manager, asked as a store is, asynchronously.

`client.py` is made of this module: run `python -m tools.generate_client` after a change.
"""

from __future__ import annotations

import copy
from asyncio import to_thread
from collections import deque
from typing import TYPE_CHECKING, Any, Self

from provgraph.client import requests
from provgraph.client.delivery import (
    SECONDS_TO_WAIT,
    Delivery,
    DeliveryOptions,
    Source,
    failed,
    loaded,
    receipt_request,
    result_of,
)
from provgraph.client.questions import AnswerType, AsyncQuestions
from provgraph.client.requests import Describing, ExportedText
from provgraph.client.transport import Address, AsyncTransport, Request
from provgraph.errors import ReadError
from provgraph.results.access import AccessToken, Caller, NewToken, TokenList
from provgraph.results.documents import DescribeResult, FileResult
from provgraph.results.jobs import DiracUpdate
from provgraph.results.logs import JobLogs, LogLines
from provgraph.results.receipts import ChangedReceipts, InboxStatus, Receipt, ReceiptList
from provgraph.results.tables import StatementRows, TableRows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from provgraph.results.access import Role
    from provgraph.results.documents import Document
    from provgraph.results.lineage import Lineage

_AT_ONCE = 32
"""So many documents are handed in before the receipt of the first is waited for."""
_DOCUMENTS_A_PAGE = 1_000
_LINES = 200
"""So many lines of a text log are returned, unless others are asked for."""


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

    async def documents(
        self, selector: str | None = None, *, production: str | None = None
    ) -> list[Document]:
        """Return the documents, newest first, or those of that id or file; see `document_page`.

        Raises:
            SelectorError: no document has that id or came from that file.

        """
        bounds: dict[str, Any] = {
            "production": production,
            "shared": True,
            "limit": _DOCUMENTS_A_PAGE,
        }
        page = await self.document_page(selector, **bounds)
        documents = list(page.documents)
        while page.next is not None:
            page = await self.document_page(selector, **bounds, after=page.next)
            documents += page.documents
        return documents

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
        related: bool = False,
        format: str = "json",  # noqa: A002  # the word users know
    ) -> ExportedText:
        """Return elements, documents or the whole store as PROV in a format.

        `redact` puts pseudonyms for names of persons and machines. Of the format `ctapipe`,
        `related` adds the activities that read or wrote the elements.

        Raises:
            SelectorError: a selector matches nothing, or several things.
            ExportError: there is no such format, or it cannot express the document.

        """
        request = requests.export(
            selectors,
            documents,
            everything=all,
            redact=redact,
            related=related,
            form=format,
        )
        return ExportedText.of(await self._transport.send(request))

    async def export_lineage(self, answer: Lineage, *, format: str = "json") -> ExportedText:  # noqa: A002
        """Return a lineage as PROV in a format, its records as they were loaded.

        Raises:
            ExportError: there is no such format, or it cannot express the document.

        """
        return ExportedText.of(await self._transport.send(requests.export_lineage(answer, format)))

    async def load(  # noqa: PLR0913  # one argument for each option
        self,
        source: Source,
        *,
        name: str | None = None,
        format: str | None = None,  # noqa: A002  # the word users know
        isolated: bool = False,
        production: str | None = None,
        salvage: bool = False,
        base: str | None = None,
        strict: bool = False,
        redact: bool = False,
    ) -> FileResult:
        """Hand in a document, and wait until it is loaded.

        `production` is what it is a part of; the other options are those of `Store.load`.

        Raises:
            ReadError: the file cannot be read.
            LoadError: the manager could not load it.

        """
        options = DeliveryOptions(
            format=format,
            isolated=isolated,
            production=production,
            salvage=salvage,
            base=base,
            strict=strict,
            redact=redact,
        )
        delivery = Delivery.of(source, options, name)
        receipt = await self.hand_in(delivery, seconds=SECONDS_TO_WAIT)
        return loaded(await self._finished(receipt))

    async def load_all(  # noqa: PLR0913  # one argument for each option
        self,
        sources: Iterable[Source | Delivery | FileResult],
        format: str | None = None,  # noqa: A002  # the word users know
        *,
        isolated: bool = False,
        production: str | None = None,
        salvage: bool = False,
        base: str | None = None,
        strict: bool = False,
        redact: bool = False,
    ) -> AsyncIterator[FileResult]:
        """Hand in documents; yield the results, failures included, in order.

        Some are handed in before the first one is waited for. A result among them stays one.
        """
        options = DeliveryOptions(
            format=format,
            isolated=isolated,
            production=production,
            salvage=salvage,
            base=base,
            strict=strict,
            redact=redact,
        )
        waiting: deque[Receipt | FileResult] = deque()
        for source in sources:
            waiting.append(await self._handed_in(source, options))
            if len(waiting) >= _AT_ONCE:
                yield await self._result(waiting.popleft())
        while waiting:
            yield await self._result(waiting.popleft())

    async def add_job(  # noqa: PLR0913  # one argument for each option
        self,
        log: str | Path,
        *logs: str | Path,
        inputs: Iterable[str] = (),
        outputs: Iterable[str] = (),
        catalogue: str,
        dirac_python: str | None = None,
        job_id: str | None = None,
        site: str | None = None,
        production: str | None = None,
    ) -> FileResult:
        """Hand in the provenance of a CTADIRAC job as one package; wait until it is loaded.

        The options are those of `Store.add_job`; files are read, and DIRAC is asked, here.

        Raises:
            ReadError: a log, or a list of LFNs, cannot be understood.
            CatalogueError: the catalogue does not answer.
            LoadError: the manager could not load it.

        """
        from provgraph.ctadirac import add, packing  # noqa: PLC0415  # ctapipe's logs: 130 ms

        step = add.JobOutputs((str(log), *map(str, logs)), tuple(inputs), tuple(outputs))
        packed = await to_thread(
            packing.packed,
            step,
            catalogue,
            dirac_python,
            job_id=job_id,
            site=site,
            production=production,
        )
        return await self.load(packed.data, name=packed.name, production=production)

    async def update_dirac_jobs(
        self,
        *,
        since: str | None = None,
        answers: str | None = None,
        dirac_python: str | None = None,
    ) -> DiracUpdate:
        """Bring what DIRAC's job monitoring knows of jobs up to date, for the list of jobs.

        The options are those of `Store.update_dirac_jobs`; DIRAC is asked here.

        Raises:
            ConfigError: `since` is not a time.
            CatalogueError: DIRAC does not answer, or its answer is not understood.

        """
        from provgraph.ctadirac import monitoring  # noqa: PLC0415  # DIRAC's answers

        begin = since or (None if answers else await self._last_update())
        answer = await to_thread(monitoring.answer, begin, answers, dirac_python, overlap=not since)
        return await self._ask(requests.dirac_jobs(answer), DiracUpdate)

    async def _last_update(self) -> str | None:
        """Return when DIRAC last changed a job, as far as the store knows."""
        page = await self.jobs(sort="last_update", limit=1)
        return page.jobs[0].last_update if page.jobs else None

    async def hand_in(self, delivery: Delivery, *, seconds: int = 0) -> Receipt:
        """Hand in a document; return its receipt, finished if it is loaded in time."""
        return await self._ask(delivery.request(seconds), Receipt)

    async def receipt(self, receipt_id: str, *, seconds: int = 0) -> Receipt:
        """Return a receipt, as soon as it is finished or after some seconds.

        Raises:
            NotFoundError: there is no such receipt.

        """
        return await self._ask(receipt_request(receipt_id, seconds), Receipt)

    async def receipts(
        self, status: str | None = None, *, cursor: str | None = None, limit: int = 100
    ) -> ReceiptList:
        """Return a page of receipts, newest first; `cursor` is the `next` of the page before.

        Raises:
            SelectorError: there is no such status.
            NotFoundError: the cursor is none.

        """
        return await self._ask(requests.receipts(status, cursor, limit), ReceiptList)

    async def inbox(self) -> InboxStatus:
        """Return how many documents wait, are loaded or have failed."""
        return await self._ask(Request("GET", "/inbox"), InboxStatus)

    async def retry(self, receipt_id: str) -> Receipt:
        """Let a document wait again that has failed, or was loaded and is still kept.

        Raises:
            NotFoundError: there is no such receipt.
            ReceiptError: the document is not kept any more.

        """
        return await self._ask(requests.retry(receipt_id), Receipt)

    async def retry_all(self, status: str, since: str | None = None) -> ChangedReceipts:
        """Let all documents wait again that failed, or were loaded and are still kept.

        `since` restricts them to those that ended at this time or later (ISO 8601).

        Raises:
            SelectorError: there is no such status, or `since` is not a time.

        """
        return await self._ask(requests.retry_all(status, since), ChangedReceipts)

    async def discard(self, receipt_id: str) -> Receipt:
        """Drop a document that waits or has failed; its receipt stays.

        Raises:
            NotFoundError: there is no such receipt.
            ReceiptError: the document is being loaded, or was loaded.

        """
        return await self._ask(requests.discard(receipt_id), Receipt)

    async def job_logs(self, job: str) -> JobLogs:
        """Return the text logs of an activity, or of a job by its id in the batch system."""
        return await self._ask(Request("GET", "/job-logs", query={"job": job}), JobLogs)

    async def job_log(
        self, number: int, *, first: int | None = None, count: int = _LINES
    ) -> LogLines:
        """Return lines of a text log from the line `first` on, by default the last ones.

        Raises:
            NotFoundError: there is no log of that number, or it was dropped.

        """
        return await self._ask(requests.log_lines(number, first, count), LogLines)

    async def search_job_log(self, number: int, text: str, *, count: int = _LINES) -> LogLines:
        """Return the first lines of a text log that have a text, in any case.

        Raises:
            NotFoundError: there is no log of that number, or it was dropped.

        """
        return await self._ask(requests.log_search(number, text, count), LogLines)

    async def download_job_log(self, number: int) -> bytes:
        """Return a whole text log.

        Raises:
            NotFoundError: there is no log of that number, or it was dropped.

        """
        return (await self._transport.send(requests.log_content(number))).content

    async def tokens(self) -> tuple[AccessToken, ...]:
        """Return all tokens of the manager, newest first; no secret is kept."""
        return (await self._ask(Request("GET", "/tokens"), TokenList)).tokens

    async def create_token(
        self,
        name: str,
        role: Role,
        *,
        production: str | None = None,
        days: float | None = 365,
    ) -> NewToken:
        """Make a token that lives so many days, or without end; its secret is shown this once.

        Raises:
            ConfigError: the name is empty, or the lifetime or production makes no sense.

        """
        return await self._ask(requests.create_token(name, role, production, days), NewToken)

    async def revoke_token(self, token_id: str) -> AccessToken:
        """Revoke a token, from the next request on.

        Raises:
            NotFoundError: there is no such token.

        """
        return await self._ask(requests.revoke_token(token_id), AccessToken)

    async def _handed_in(
        self, source: Source | Delivery | FileResult, options: DeliveryOptions
    ) -> Receipt | FileResult:
        if isinstance(source, FileResult):
            return source
        try:
            given = source if isinstance(source, Delivery) else Delivery.of(source, options)
            return await self.hand_in(given)
        except ReadError as error:
            return failed(error, options.format)

    async def _result(self, handed_in: Receipt | FileResult) -> FileResult:
        if isinstance(handed_in, FileResult):
            return handed_in
        return result_of(await self._finished(handed_in))

    async def _finished(self, receipt: Receipt) -> Receipt:
        while not receipt.is_finished:
            receipt = await self.receipt(receipt.id, seconds=SECONDS_TO_WAIT)
        return receipt

    async def _ask(self, request: Request, answer: type[AnswerType]) -> AnswerType:
        response = await self._transport.send(requests.limited(request, self._seconds))
        return answer.from_json(response.json())
