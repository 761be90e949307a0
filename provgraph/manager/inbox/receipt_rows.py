"""Receipts as the rows of the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, get_args

from provgraph.errors import NotFoundError, SelectorError
from provgraph.results.documents import FileResult
from provgraph.results.receipts import InboxStatus, Receipt, ReceiptList, ReceiptStatus

if TYPE_CHECKING:
    import sqlite3

    class Rows(Protocol):
        """What gives the rows of a statement."""

        def __call__(self, statement: str, *parameters: object) -> list[sqlite3.Row]:
            """Return the rows."""


_COLUMNS = """SELECT number, id, name, sha256, size, format, production, submitter, others,
  received, status, finished, result, error FROM item"""
_BY_ID = f"{_COLUMNS} WHERE id = ?"
_BY_NUMBER = f"{_COLUMNS} WHERE number = ?"
_PAGE = f"{_COLUMNS} WHERE number < ? ORDER BY number DESC LIMIT ?"
_PAGE_OF_STATUS = f"{_COLUMNS} WHERE number < ? AND status = ? ORDER BY number DESC LIMIT ?"
_TOTALS = "SELECT status, items, bytes FROM total"
_ENDS = """SELECT
  coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'item'), 0) AS accepted,
  (SELECT min(received) FROM item WHERE status = 'waiting') AS oldest"""
_AFTER_ALL = 2**62


def by_id(rows: Rows, receipt_id: str) -> Receipt:
    """Return a receipt.

    Raises:
        NotFoundError: there is none with that id.

    """
    listed = rows(_BY_ID, receipt_id)
    if not listed:
        raise unknown(receipt_id)
    return _receipt(listed[0])


def by_number(rows: Rows, number: int) -> Receipt:
    """Return the receipt of an item that is there."""
    return _receipt(rows(_BY_NUMBER, number)[0])


def unknown(receipt_id: str) -> NotFoundError:
    """Return the error for an id that no receipt has."""
    return NotFoundError(f"there is no receipt {receipt_id!r}: see provgraph inbox list")


def page(rows: Rows, status: str | None, cursor: str | None, limit: int) -> ReceiptList:
    """Return a page of receipts, newest first.

    Raises:
        NotFoundError: there is no such status, or the cursor is none.

    """
    before = _number_of(cursor)
    if status is None:
        listed = rows(_PAGE, before, limit + 1)
    else:
        listed = rows(_PAGE_OF_STATUS, before, known_status(status), limit + 1)
    shown = listed[:limit]
    following = str(shown[-1]["number"]) if len(listed) > limit else None
    return ReceiptList(tuple(map(_receipt, shown)), following)


def known_status(text: str) -> ReceiptStatus:
    """Return a status.

    Raises:
        NotFoundError: there is no such status.

    """
    for status in get_args(ReceiptStatus):
        if status == text:
            return status  # type: ignore[no-any-return]  # one of the literal's words
    known = ", ".join(get_args(ReceiptStatus))
    raise NotFoundError(f"there is no status {text!r}; a receipt is {known}")


def status(rows: Rows) -> InboxStatus:
    """Return how much is in the inbox."""
    totals = rows(_TOTALS)
    ends = rows(_ENDS)[0]
    return InboxStatus(
        **{row["status"]: row["items"] for row in totals},
        accepted=ends["accepted"],
        bytes=sum(row["bytes"] for row in totals),
        oldest=ends["oldest"],
    )


def now() -> str:
    """Return the time as receipts give it."""
    return _text(datetime.now(UTC))


def utc_text(text: str) -> str:
    """Return a time that a user wrote as receipts give it; without an offset it is UTC.

    Raises:
        SelectorError: it is not a time.

    """
    try:
        time = datetime.fromisoformat(text)
        return _text((time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise SelectorError(
            f"{text!r} is not a time: write it as 2026-11-28 or 2026-11-28T09:30:00Z"
        ) from error


def _text(time: datetime) -> str:
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _number_of(cursor: str | None) -> int:
    if cursor is None:
        return _AFTER_ALL
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < len(str(_AFTER_ALL))):
        raise NotFoundError(f"{cursor!r} is not a cursor: take it from the page before")
    return int(cursor)


def _receipt(row: sqlite3.Row) -> Receipt:
    result = row["result"]
    return Receipt(
        id=row["id"],
        name=row["name"],
        sha256=row["sha256"],
        size=row["size"],
        format=row["format"],
        production=row["production"],
        by=row["submitter"],
        others=tuple(json.loads(row["others"])),
        received=row["received"],
        status=row["status"],
        finished=row["finished"],
        result=FileResult.from_json(json.loads(result)) if result else None,
        error=row["error"],
    )
