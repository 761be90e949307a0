"""Items: documents are added, put back and discarded, in the transaction of the caller."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from provgraph.errors import KeyReuseError, ReceiptError
from provgraph.manager.inbox import receipt_rows

if TYPE_CHECKING:
    import sqlite3

    from provgraph.manager.inbox.content import Content
    from provgraph.manager.inbox.delivery import Delivery
    from provgraph.manager.inbox.limits import InboxLimits
    from provgraph.results.receipts import Receipt, ReceiptStatus

_BY_ID = "SELECT number, name, status, packed FROM item WHERE id = ?"
_BY_FINGERPRINT = "SELECT number, status, packed, submitter, others FROM item WHERE fingerprint = ?"
_BY_KEY = """SELECT number, fingerprint FROM request JOIN item USING (number)
  WHERE request.submitter = ? AND key = ?"""
_INSERT = """INSERT INTO item (id, fingerprint, name, sha256, size, format, isolated, production,
  submitter, options, received, packed, status)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')"""
_OTHERS = "UPDATE item SET others = ? WHERE number = ?"
_BODY = "INSERT OR REPLACE INTO body (number, data) VALUES (?, ?)"
_KEY = "INSERT INTO request (submitter, key, number) VALUES (?, ?, ?)"
_AGAIN = """UPDATE item SET status = 'waiting', packed = ?, crashes = 0, finished = NULL,
  result = NULL, error = NULL WHERE number = ?"""
_ALL_AGAIN = """UPDATE item SET status = 'waiting', crashes = 0, finished = NULL,
  result = NULL, error = NULL
  WHERE status = ? AND packed > 0 AND finished >= ? RETURNING id"""
_DISCARD = "UPDATE item SET status = 'discarded', packed = 0, finished = ? WHERE number = ?"
_REMOVE_BODY = "DELETE FROM body WHERE number = ?"
_TOTALS = "SELECT status, items, bytes FROM total"
_MOST_OTHERS = 100
_OPEN = frozenset({"waiting", "loading"})


class Items:
    """The items of an inbox, within a transaction."""

    def __init__(self, db: sqlite3.Connection, limits: InboxLimits) -> None:
        """Take the connection on which the transaction has begun."""
        self._db = db
        self._limits = limits

    def accept(self, content: Content, delivery: Delivery, key: str | None) -> Receipt:
        """Add a document, unless it is there; see `Inbox.accept`."""
        fingerprint = delivery.fingerprint(content.sha256)
        number = self._requested(delivery, key, fingerprint)
        if number is None:
            number = self._put(content, delivery, fingerprint)
            if key is not None:
                self._db.execute(_KEY, [delivery.caller, key, number])
        return self._receipt(number)

    def retry(self, receipt_id: str) -> Receipt:
        """Let a document wait again; see `Inbox.retry`."""
        item = self._item(receipt_id)
        if item["status"] not in _OPEN:
            if not item["packed"]:
                raise ReceiptError(
                    f"{item['name']}: the inbox does not keep it any more: hand it in again"
                )
            self._db.execute(_AGAIN, [item["packed"], item["number"]])
        return self._receipt(item["number"])

    def retry_all(self, status: ReceiptStatus, since: str) -> list[str]:
        """Let all kept documents of a status wait again; see `Inbox.retry_all`."""
        return [row["id"] for row in self._db.execute(_ALL_AGAIN, [status, since]).fetchall()]

    def discard(self, receipt_id: str) -> Receipt:
        """Drop a document that waits or has failed; see `Inbox.discard`."""
        item = self._item(receipt_id)
        if item["status"] in {"loading", "loaded"}:
            what = "is being loaded" if item["status"] == "loading" else "was loaded"
            raise ReceiptError(f"{item['name']} {what}: it cannot be discarded")
        if item["status"] != "discarded":
            self._db.execute(_DISCARD, [receipt_rows.now(), item["number"]])
            self._db.execute(_REMOVE_BODY, [item["number"]])
        return self._receipt(item["number"])

    def _requested(self, delivery: Delivery, key: str | None, fingerprint: str) -> int | None:
        """Return the number of the item that the same request has made."""
        row = None if key is None else self._db.execute(_BY_KEY, [delivery.caller, key]).fetchone()
        if row is None:
            return None
        if row["fingerprint"] != fingerprint:
            raise KeyReuseError(
                f"{delivery.name}: the idempotency key {key!r} came with another document before"
            )
        number: int = row["number"]
        return number

    def _put(self, content: Content, delivery: Delivery, fingerprint: str) -> int:
        """Let a document wait, unless it does already; return its number."""
        item = self._db.execute(_BY_FINGERPRINT, [fingerprint]).fetchone()
        if item is not None:
            self._note_submitter(item, delivery.by)
        if item is not None and item["status"] in _OPEN:
            number: int = item["number"]
            return number
        self._check_room(content)
        size = len(content.packed)
        if item is None:
            number = self._insert(content, delivery, fingerprint)
        else:
            number = item["number"]
            self._db.execute(_AGAIN, [size, number])
        self._db.execute(_BODY, [number, content.packed])
        return number

    def _note_submitter(self, item: sqlite3.Row, name: str) -> None:
        """Keep who else has handed in a document, as far as a receipt has room."""
        others = json.loads(item["others"])
        if name != item["submitter"] and name not in others and len(others) < _MOST_OTHERS:
            self._db.execute(_OTHERS, [json.dumps([*others, name]), item["number"]])

    def _check_room(self, content: Content) -> None:
        totals = {row["status"]: row for row in self._db.execute(_TOTALS)}
        waiting = sum(totals[status]["items"] for status in _OPEN)
        # What is kept of loaded documents goes when there is no room.
        held = sum(row["bytes"] for status, row in totals.items() if status != "loaded")
        self._limits.check_room(waiting, held, len(content.packed))

    def _insert(self, content: Content, delivery: Delivery, fingerprint: str) -> int:
        values = [
            secrets.token_hex(12),
            fingerprint,
            delivery.name,
            content.sha256,
            content.size,
            delivery.format,
            delivery.isolated,
            delivery.production,
            delivery.by,
            delivery.reading.text(),
            receipt_rows.now(),
            len(content.packed),
        ]
        number = self._db.execute(_INSERT, values).lastrowid
        assert number is not None  # noqa: S101  # an insert gives one
        return number

    def _item(self, receipt_id: str) -> sqlite3.Row:
        row: sqlite3.Row | None = self._db.execute(_BY_ID, [receipt_id]).fetchone()
        if row is None:
            raise receipt_rows.unknown(receipt_id)
        return row

    def _receipt(self, number: int) -> Receipt:
        return receipt_rows.by_number(
            lambda statement, *parameters: self._db.execute(statement, parameters).fetchall(),
            number,
        )
