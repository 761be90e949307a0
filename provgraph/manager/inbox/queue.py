"""The queue: the worker takes documents and writes their results, in a transaction each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from provgraph.manager.inbox import receipt_rows
from provgraph.manager.inbox.delivery import Delivery, ReadingOptions, Work

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from provgraph.results.documents import FileResult

_BYTES_AT_ONCE = 64_000_000
"""So many bytes of documents, without compression, are taken at once."""
_GROUPS = (500, 20)
"""So many documents are taken at once, by how often a worker died over them; then each alone."""
MOST_CRASHES = 5
"""A document is set aside when a worker has died over it so often."""
_AT_ONCE = 500
_FREE_PAGES = 2_500
"""So many pages of the file, 10 MB, stay free for the documents that come next."""
_PAGES_AT_ONCE = 1_000

_CANDIDATES = """SELECT number, name, size, format, isolated, production, submitter, others,
  options, crashes FROM item WHERE status = 'waiting' ORDER BY crashes, number LIMIT ?"""
_TAKE = "UPDATE item SET status = 'loading' WHERE number = ?"
_PUT_BACK = """UPDATE item SET status = 'waiting', crashes = crashes + ?
  WHERE number = ? AND status = 'loading'"""
_FINISH = """UPDATE item SET status = ?, finished = ?, result = ?, error = ?
  WHERE number = ? AND status = 'loading'"""
_RECOVER = "UPDATE item SET status = 'waiting', crashes = crashes + ? WHERE status = 'loading'"
_SET_ASIDE = """UPDATE item SET status = 'failed', finished = ?, error = name || ?
  WHERE status = 'waiting' AND crashes >= ?"""
_KEPT = "SELECT bytes FROM total WHERE status = 'loaded'"
_OLDEST_KEPT = """SELECT number, packed FROM item WHERE status = 'loaded' AND packed > 0
  ORDER BY finished LIMIT ?"""
_FORGET_SIZE = "UPDATE item SET packed = 0 WHERE number = ?"
_REMOVE_BODY = "DELETE FROM body WHERE number = ?"
_ENDED = "SELECT sum(items) AS items FROM total WHERE status IN ('loaded', 'discarded')"
_REMOVE_OLDEST = """DELETE FROM item WHERE number IN (SELECT number FROM item
  WHERE status IN ('loaded', 'discarded') ORDER BY number LIMIT ?)"""
_GIVE_BACK = "PRAGMA incremental_vacuum(1)"
"""One page: `sqlite3` takes only the first step of such a statement."""


def claim(db: sqlite3.Connection) -> list[Work]:
    """Mark documents that wait as being loaded, and return them, oldest first.

    Those over which a worker died come last, fewer at once: one may be what kills it.
    """
    works = list(_together(db.execute(_CANDIDATES, [_GROUPS[0]])))
    db.executemany(_TAKE, [[work.number] for work in works])
    return works


def _together(rows: Iterable[sqlite3.Row]) -> Iterator[Work]:
    room, number, crashes = _BYTES_AT_ONCE, 0, None
    for row in rows:
        crashes = row["crashes"] if crashes is None else crashes
        most = _GROUPS[crashes] if crashes < len(_GROUPS) else 1
        if number == most or row["crashes"] != crashes or (number and row["size"] > room):
            return
        room, number = room - row["size"], number + 1
        yield Work(row["number"], _delivery(row), row["size"], row["crashes"])


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        name=row["name"],
        by=row["submitter"],
        format=row["format"],
        isolated=bool(row["isolated"]),
        production=row["production"],
        reading=ReadingOptions.of_text(row["options"]),
        others=tuple(json.loads(row["others"])),
    )


def finish(db: sqlite3.Connection, results: Iterable[tuple[Work, FileResult]]) -> None:
    """Write the results of documents."""
    finished = list(results)
    db.executemany(_FINISH, [_finished(work, result) for work, result in finished])
    # What was to be loaded without names is not kept with them.
    redacted = [
        [work.number]
        for work, result in finished
        if work.delivery.reading.redact and not result.error
    ]
    db.executemany(_REMOVE_BODY, redacted)
    db.executemany(_FORGET_SIZE, redacted)


def _finished(work: Work, result: FileResult) -> list[object]:
    status = "failed" if result.error else "loaded"
    text = json.dumps(result.as_json(), ensure_ascii=False)
    return [status, receipt_rows.now(), text, result.error, work.number]


def put_back(db: sqlite3.Connection, works: Iterable[Work], *, suspected: bool) -> None:
    """Let documents wait again; of `suspected` ones, one may have broken the load."""
    db.executemany(_PUT_BACK, [[int(suspected), work.number] for work in works])


def recover(db: sqlite3.Connection, *, suspected: bool) -> None:
    """Let documents wait again that are marked as being loaded, when no worker loads them."""
    db.execute(_RECOVER, [int(suspected)])
    reason = f": the worker ended {MOST_CRASHES} times while it loaded this; see its log"
    db.execute(_SET_ASIDE, [receipt_rows.now(), reason, MOST_CRASHES])


def tidy(db: sqlite3.Connection, kept: int, receipts: int) -> None:
    """Drop what is beyond these limits, a part at a time, and give its space back to the disk."""
    surplus = db.execute(_KEPT).fetchone()["bytes"] - kept
    numbers = []
    for row in db.execute(_OLDEST_KEPT, [_AT_ONCE]) if surplus > 0 else ():
        if surplus <= 0:
            break
        numbers.append([row["number"]])
        surplus -= row["packed"]
    db.executemany(_REMOVE_BODY, numbers)
    db.executemany(_FORGET_SIZE, numbers)
    ended = db.execute(_ENDED).fetchone()["items"] - receipts
    if ended > 0:
        db.execute(_REMOVE_OLDEST, [min(ended, _AT_ONCE)])
    surplus = db.execute("PRAGMA freelist_count").fetchone()[0] - _FREE_PAGES
    for _ in range(min(surplus, _PAGES_AT_ONCE)):
        db.execute(_GIVE_BACK)
