"""Receipts: what a Provenance Manager answers for a document that it has accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from provgraph.results.base import Answer
from provgraph.results.documents import FileResult

ReceiptStatus = Literal["waiting", "loading", "loaded", "failed", "discarded"]


@dataclass(frozen=True, slots=True)
class Receipt(Answer):
    """An accepted document, and the result of its load.

    `sha256` and `size` are of the document without compression; `format` is the one that was
    asked for, `by` who handed it in first, `others` who did after that. `received` and `finished`
    are ISO 8601 in UTC. `result` is that of the last load, `error` the reason of a failure.
    """

    SCHEMA: ClassVar[str] = "receipt"

    id: str
    name: str
    sha256: str
    size: int
    format: str | None
    production: str | None
    by: str
    others: tuple[str, ...]
    received: str
    status: ReceiptStatus
    finished: str | None
    result: FileResult | None
    error: str | None

    @property
    def is_finished(self) -> bool:
        """Whether the worker is done with it."""
        return self.status not in {"waiting", "loading"}


@dataclass(frozen=True, slots=True)
class ReceiptList(Answer):
    """A page of receipts, newest first; `next` is the cursor of the page after it."""

    SCHEMA: ClassVar[str] = "receipts"

    receipts: tuple[Receipt, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class ChangedReceipts(Answer):
    """The ids of receipts whose documents were put back into the queue, or discarded."""

    SCHEMA: ClassVar[str] = "changed-receipts"

    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InboxStatus(Answer):
    """How much is in an inbox.

    `bytes` are those of the documents that it holds, compressed; `oldest` is when the one that
    waits longest was received. `accepted` counts from the beginning.
    """

    SCHEMA: ClassVar[str] = "inbox"

    accepted: int
    waiting: int
    loading: int
    loaded: int
    failed: int
    discarded: int
    bytes: int
    oldest: str | None
