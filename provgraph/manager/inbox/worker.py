"""The worker: a process of its own that loads what waits in an inbox, many documents at once.

One worker at a time loads from an inbox: others wait for its lock. It may be killed at any moment:
what it had taken waits again, and a document that is loaded twice is there once.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from contextlib import contextmanager
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from provgraph.errors import InboxError, ProvgraphError, StoreError
from provgraph.ingest.batch import BatchLoader, LoadOptions
from provgraph.ingest.discover import InputFile
from provgraph.ingest.redacted import store_key
from provgraph.manager.inbox.store_link import StoreLink
from provgraph.manager.job_logs import LogStore
from provgraph.results.documents import FileResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from provgraph.graph.connection import Connection, Target
    from provgraph.manager.inbox.delivery import Delivery, Work
    from provgraph.manager.inbox.inbox import Inbox

LOCK = "worker.lock"
_LOG = logging.getLogger(__name__)
_PACKAGE = "job-package"
_LOOK = 0.05
"""Seconds between two looks for documents, which take 20 µs each."""
_TIDY = 30.0
_BROKEN = 5.0
"""Seconds between two tries while the inbox cannot be written, as on a full disk."""


class Worker:
    """Loads what waits in an inbox."""

    def __init__(self, inbox: Inbox, where: Callable[[], Target]) -> None:
        """Take the inbox, and what finds the server of the store."""
        self._inbox = inbox
        self._stop = threading.Event()
        self._logs = LogStore.at(inbox.folder, inbox.limits.logs)
        self._link = StoreLink(where, self._stop)
        self._tidied = 0.0
        self._unwritten = False

    def __enter__(self) -> Self:
        """Return the worker itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection to the store."""
        self._link.close()

    def stop(self) -> None:
        """Let `run` return when the documents that were taken are loaded."""
        self._stop.set()

    def run(self) -> None:
        """Load documents as they come, until `stop` is called.

        Raises:
            InboxError: the inbox cannot be used when the worker begins.

        """
        with self._alone():
            if not self._stop.is_set():
                self._inbox.recover()
            while not self._stop.is_set():
                self._go_on()

    def _go_on(self) -> None:
        try:
            if self._unwritten:
                self._inbox.recover(suspected=False)
                self._unwritten = False
            if not self.load_waiting():
                self._rest()
        except InboxError as error:
            # No document is to blame: a worker that ended now would count it as a crash of all.
            _LOG.warning("documents wait: %s", error)
            self._unwritten = True
            self._stop.wait(_BROKEN)

    def load_waiting(self) -> bool:
        """Load some of the documents that wait; return whether there were any.

        Raises:
            InboxError: the inbox cannot be read or written.

        """
        if not self._inbox.has_work():
            return False
        connection = self._link.connection()
        if connection is not None:
            self._load(connection)
            self._tidy()
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other worker loads from this inbox, or `stop` is called."""
        lock = FileLock(self._inbox.folder / LOCK)
        while not self._stop.is_set():
            try:
                lock.acquire(timeout=1)
                break
            except Timeout:
                _LOG.debug("another worker loads from this inbox")
        try:
            yield
        finally:
            lock.release()

    def _rest(self) -> None:
        if time.monotonic() - self._tidied > _TIDY:
            self._tidy()
        self._stop.wait(_LOOK)

    def _tidy(self) -> None:
        self._inbox.tidy()
        self._tidied = time.monotonic()

    def _load(self, connection: Connection) -> None:
        """Load documents, those with the same options together; put back what has to wait."""
        waiting = sorted(self._inbox.claim(), key=_order)
        for _, group in groupby(list(waiting), key=_options):
            works = list(group)
            waiting = waiting[len(works) :]
            if not self._load_together(connection, works):
                break
        self._inbox.put_back(waiting)

    def _load_together(self, connection: Connection, works: Sequence[Work]) -> bool:
        """Load documents with the same options; return whether the store works."""
        results: list[tuple[Work, FileResult]] = []
        failure: Exception | None = None
        try:
            for work, result in zip(works, self._results(connection, works), strict=True):
                results.append((work, result))
        except InboxError:
            raise
        except Exception as error:  # noqa: BLE001  # no document may stop the others
            failure = error
        try:
            _keep_origins(connection, results)
        except StoreError as error:
            return self._broken_off(works, error)
        self._keep_logs(results)
        self._inbox.finish(results)
        if failure is not None:
            return self._broken_off(works[len(results) :], failure)
        self._link.works()
        return True

    def _keep_logs(self, results: Iterable[tuple[Work, FileResult]]) -> None:
        """Keep the text logs of job packages, as far as there is room: they hold up nothing."""
        for work, result in results:
            is_package = result.format == _PACKAGE or result.status == "failed"
            if not is_package or work.delivery.reading.redact:
                continue
            try:
                self._logs.keep(self._inbox.data(work), result.documents)
            except (OSError, sqlite3.Error) as error:
                _LOG.warning("text logs of %s are not kept: %s", work.delivery.name, error)

    def _results(self, connection: Connection, works: Sequence[Work]) -> Iterator[FileResult]:
        first = works[0].delivery
        reading = first.reading
        options = LoadOptions(
            format=first.format,
            isolated=first.isolated,
            production=first.production,
            salvage=reading.salvage,
            base=reading.base,
            strict=reading.strict,
            redact=store_key(connection) if reading.redact else None,
        )
        files = [InputFile(work.delivery.name, content=self._inbox.data(work)) for work in works]
        return BatchLoader(connection, options, raised=(StoreError,)).load(files)

    def _broken_off(self, works: Sequence[Work], error: Exception) -> bool:
        """Deal with documents that have no result; return whether the store works."""
        if isinstance(error, StoreError) and self._link.is_to_blame(error):
            self._inbox.put_back(works)
            self._link.wait(error)
            return False
        if not isinstance(error, ProvgraphError):
            _LOG.error("a document cannot be loaded", exc_info=error)
        if len(works) == 1:
            self._inbox.finish([(works[0], _failed(works[0], error))])
        else:
            # Which of them it was shows when fewer are taken.
            self._inbox.put_back(works, suspected=True)
        return True


def _keep_origins(connection: Connection, results: Iterable[tuple[Work, FileResult]]) -> None:
    """Keep with loaded documents which productions they are of, and who handed them in."""
    deliveries: dict[str, list[Delivery]] = {}
    for work, result in results:
        for name in result.documents:
            deliveries.setdefault(name, []).append(work.delivery)
    rows = [_origins(name, handed_in) for name, handed_in in deliveries.items()]
    if rows:
        connection.write(lambda tx: tx.run("documents/add_origins", rows=rows))


def _origins(name: str, deliveries: Sequence[Delivery]) -> dict[str, object]:
    productions = dict.fromkeys(each.production for each in deliveries if each.production)
    submitters = dict.fromkeys(name for each in deliveries for name in (each.by, *each.others))
    return {"id": name, "productions": list(productions), "submitters": list(submitters)}


def _order(work: Work) -> tuple[str | bool, ...]:
    """Return what keeps documents of a kind together: those of a kind share a transaction."""
    return *_options(work), PurePosixPath(work.delivery.name).suffix


def _options(work: Work) -> tuple[str | bool, ...]:
    delivery = work.delivery
    return (
        delivery.format or "",
        delivery.isolated,
        delivery.production or "",
        delivery.reading.text(),
    )


def _failed(work: Work, error: Exception) -> FileResult:
    delivery = work.delivery
    reason = str(error)
    if not isinstance(error, ProvgraphError):
        reason = f"{delivery.name}: provgraph failed, its log says why: {type(error).__name__}"
    return FileResult(delivery.name, delivery.format, "failed", error=reason)
