"""The inbox: accept documents durably, report on them, give them to the worker."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Self

from provgraph.errors import InboxError, ReadError
from provgraph.manager.inbox import queue, receipt_rows
from provgraph.manager.inbox.content import content_of, without_encoding
from provgraph.manager.inbox.database import FILE, Reader, Writer
from provgraph.manager.inbox.items import Items
from provgraph.manager.inbox.limits import InboxLimits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from provgraph.manager.inbox.delivery import Delivery, Work
    from provgraph.results.documents import FileResult
    from provgraph.results.receipts import InboxStatus, Receipt, ReceiptList

_PAGE = 100
_HAS_WORK = "SELECT 1 FROM item WHERE status = 'waiting' LIMIT 1"
_DATA = "SELECT data FROM body WHERE number = ?"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5


class Inbox:
    """Documents that were handed in, and wait until a worker has loaded them.

    Threads and processes of one machine may share a folder. It lies on a disk of this machine:
    SQLite's log needs shared memory, which no network file system has.
    """

    def __init__(self, folder: Path, limits: InboxLimits | None = None) -> None:
        """Open the inbox in a folder, which is made if it is not there.

        Raises:
            InboxError: the folder or its database cannot be used.

        """
        self.folder = folder
        self.limits = limits or InboxLimits()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise InboxError(f"the folder {folder} cannot be made: {error.strerror}") from error
        self._reader = Reader(folder / FILE)
        self._writer = Writer(folder / FILE)

    def __enter__(self) -> Self:
        """Return the inbox itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the inbox; what was accepted is on the disk."""
        self._writer.close()
        self._reader.close()

    def accept(
        self,
        data: bytes,
        delivery: Delivery,
        key: str | None = None,
        *,
        encoded: bool = False,
    ) -> Receipt:
        """Put a document on the disk; return its receipt.

        `encoded` says that it was compressed with gzip for its way only.

        The same document with the same options has one receipt, however often it is handed in. If
        it was loaded, has failed or was discarded, it is loaded again, unless `key`, an idempotency
        key, shows that this is the same request.

        Raises:
            ReadError: it is empty, or its gzip data are damaged.
            TooLargeError: it is larger than the limits allow.
            InboxFullError: the inbox or its disk has no room.
            KeyReuseError: the key came with another document.
            InboxError: the database cannot be written.

        """
        if encoded:
            data = without_encoding(data, delivery.name, self.limits)
        content = content_of(data, delivery.name, self.limits)
        self.limits.check_disk(self.folder, len(content.packed))
        accepted = self._writer.submit(
            lambda db: Items(db, self.limits).accept(content, delivery, key)
        )
        return accepted.result()

    def receipt(self, receipt_id: str) -> Receipt:
        """Return a receipt.

        Raises:
            NotFoundError: there is none with that id.

        """
        return receipt_rows.by_id(self._reader.rows, receipt_id)

    def receipts(
        self, status: str | None = None, *, cursor: str | None = None, limit: int = _PAGE
    ) -> ReceiptList:
        """Return a page of receipts, newest first; `cursor` is the `next` of the page before.

        Raises:
            NotFoundError: there is no such status, or the cursor is none.

        """
        return receipt_rows.page(self._reader.rows, status, cursor, limit)

    def check(self) -> None:
        """Check that a document would be accepted now.

        Raises:
            InboxFullError: the disk has no room.
            InboxError: the database cannot be read.

        """
        self.limits.check_disk(self.folder, 0)
        self.status()

    def status(self) -> InboxStatus:
        """Return how many documents there are, and since when the oldest waits."""
        return receipt_rows.status(self._reader.rows)

    def wait(self, receipt_id: str, seconds: float) -> Receipt:
        """Return a receipt when the worker is done with it, or as it is after some seconds.

        Raises:
            NotFoundError: there is none with that id.

        """
        receipt = self.receipt(receipt_id)
        for pause in _pauses(seconds):
            if receipt.is_finished:
                break
            time.sleep(pause)
            receipt = self.receipt(receipt_id)
        return receipt

    async def finished(self, receipt_id: str, seconds: float) -> Receipt:
        """Do as `wait` does, and let others run meanwhile.

        Raises:
            NotFoundError: there is none with that id.

        """
        receipt = await asyncio.to_thread(self.receipt, receipt_id)
        for pause in _pauses(seconds):
            if receipt.is_finished:
                break
            await asyncio.sleep(pause)
            receipt = await asyncio.to_thread(self.receipt, receipt_id)
        return receipt

    def retry(self, receipt_id: str) -> Receipt:
        """Let a document wait again that has failed, or was loaded and is still kept.

        Raises:
            NotFoundError: there is no receipt with that id.
            ReceiptError: the document is not kept any more.

        """
        return self._writer.submit(lambda db: Items(db, self.limits).retry(receipt_id)).result()

    def retry_all(self, status: str, since: str = "") -> list[str]:
        """Let all kept documents of a status wait again that ended since a time; return their ids.

        Raises:
            NotFoundError: there is no such status.
            SelectorError: `since` is not a time.

        """
        known = receipt_rows.known_status(status)
        time = receipt_rows.utc_text(since) if since else ""
        return self._writer.submit(
            lambda db: Items(db, self.limits).retry_all(known, time)
        ).result()

    def discard(self, receipt_id: str) -> Receipt:
        """Drop a document that waits or has failed; its receipt stays.

        Raises:
            NotFoundError: there is no receipt with that id.
            ReceiptError: the document is being loaded, or was loaded.

        """
        return self._writer.submit(lambda db: Items(db, self.limits).discard(receipt_id)).result()

    def back_up(self, target: Path) -> None:
        """Copy the inbox as it is at one moment into a new file, while it is in use.

        Raises:
            InboxError: the file is there already, or cannot be written.

        """
        if target.exists():
            raise InboxError(f"{target} already exists: name a new file")
        self._reader.copy_to(target)

    def has_work(self) -> bool:
        """Return whether a document waits."""
        return bool(self._reader.rows(_HAS_WORK))

    def claim(self) -> list[Work]:
        """Take documents that wait, oldest first; they are marked as being loaded."""
        return self._writer.submit(queue.claim).result()

    def data(self, work: Work) -> bytes:
        """Return the bytes of a document, compressed.

        Raises:
            ReadError: they are not there.

        """
        rows = self._reader.rows(_DATA, work.number)
        if not rows:
            raise ReadError(work.delivery.name, "the inbox does not hold its bytes any more")
        data: bytes = rows[0]["data"]
        return data

    def finish(self, results: Sequence[tuple[Work, FileResult]]) -> None:
        """Write the results of documents that were taken."""
        self._writer.submit(lambda db: queue.finish(db, results)).result()

    def put_back(self, works: Iterable[Work], *, suspected: bool = False) -> None:
        """Let documents wait again; of `suspected` ones, one may have broken the load."""
        listed = list(works)
        self._writer.submit(lambda db: queue.put_back(db, listed, suspected=suspected)).result()

    def recover(self, *, suspected: bool = True) -> None:
        """Let documents wait again that a worker had taken when it died.

        Of `suspected` ones, one may have killed it; after several times they are set aside.
        """
        self._writer.submit(lambda db: queue.recover(db, suspected=suspected)).result()

    def tidy(self) -> None:
        """Drop what is kept beyond the limits, a part at a time."""
        nearly_full = self.limits.free_bytes(self.folder) < 2 * self.limits.free
        kept = 0 if nearly_full else self.limits.kept
        self._writer.submit(lambda db: queue.tidy(db, kept, self.limits.receipts)).result()


def _pauses(seconds: float) -> Iterator[float]:
    """Yield pauses that grow, until the time is over."""
    end, pause = time.monotonic() + seconds, _FIRST_PAUSE
    while (left := end - time.monotonic()) > 0:
        yield min(pause, left)
        pause = min(2 * pause, _LONGEST_PAUSE)
