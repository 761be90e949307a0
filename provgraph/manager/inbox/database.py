"""The database of an inbox: one SQLite file, in which each commit is on the disk.

Bodies are rows beside their items, so that one file is the whole inbox, and one transaction moves
both. `docs/inbox.md` has the measurements against files beside a database.
"""

from __future__ import annotations

import os
import queue
import sqlite3
import threading
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from provgraph.errors import InboxError, InboxFullError, ProvgraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

Value = TypeVar("Value")

FILE = "inbox.sqlite3"
VERSION = 2
_APPLICATION = 0x50474958
"""SQLite's application id: a restored file must be an inbox."""
_SECONDS_TO_WAIT = 30.0
"""So long one process may write while another waits."""
_TOGETHER = 64
"""So many writes are committed together at most."""

_SETTINGS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
"""

_SCHEMA = """
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS item (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  format TEXT,
  isolated INTEGER NOT NULL,
  production TEXT,
  submitter TEXT NOT NULL,
  others TEXT NOT NULL DEFAULT '[]',
  options TEXT NOT NULL DEFAULT '',
  received TEXT NOT NULL,
  status TEXT NOT NULL,
  crashes INTEGER NOT NULL DEFAULT 0,
  packed INTEGER NOT NULL,
  finished TEXT,
  result TEXT,
  error TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS item_status ON item (status, crashes, number);
CREATE INDEX IF NOT EXISTS item_kept ON item (finished) WHERE status = 'loaded' AND packed > 0;
CREATE TABLE IF NOT EXISTS body (
  number INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  data BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS request (
  submitter TEXT NOT NULL,
  key TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  PRIMARY KEY (submitter, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS request_number ON request (number);
CREATE TABLE IF NOT EXISTS total (
  status TEXT PRIMARY KEY,
  items INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO total (status)
  VALUES ('waiting'), ('loading'), ('loaded'), ('failed'), ('discarded');
CREATE TRIGGER IF NOT EXISTS item_added AFTER INSERT ON item BEGIN
  UPDATE total SET items = items + 1, bytes = bytes + new.packed WHERE status = new.status;
END;
CREATE TRIGGER IF NOT EXISTS item_removed AFTER DELETE ON item BEGIN
  UPDATE total SET items = items - 1, bytes = bytes - old.packed WHERE status = old.status;
END;
CREATE TRIGGER IF NOT EXISTS item_changed AFTER UPDATE OF status, packed ON item BEGIN
  UPDATE total SET items = items - 1, bytes = bytes - old.packed WHERE status = old.status;
  UPDATE total SET items = items + 1, bytes = bytes + new.packed WHERE status = new.status;
END;
"""
"""`total` follows `item` by triggers: a count of 100,000 rows at each acceptance takes 5 ms."""


_TO_2 = (
    "ALTER TABLE item ADD COLUMN others TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE item ADD COLUMN options TEXT NOT NULL DEFAULT ''",
    "PRAGMA user_version = 2",
)
"""What makes version 2 of version 1."""


def connect(file: Path) -> sqlite3.Connection:
    """Open the database; make it if it is not there.

    Raises:
        InboxError: it cannot be opened, or is not an inbox of this version.

    """
    with mapped(file):
        db = _connected(file)
        try:
            _check(db, file)
        except BaseException:
            db.close()
            raise
        return db


def _connected(file: Path) -> sqlite3.Connection:
    with suppress(FileExistsError):
        # For its user alone, wherever the folder is.
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    db = sqlite3.connect(
        file, timeout=_SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
    )
    db.row_factory = sqlite3.Row
    return db


def _check(db: sqlite3.Connection, file: Path) -> None:
    """Make the tables of a new database; check the version of another."""
    version, application = _pragma(db, "user_version"), _pragma(db, "application_id")
    if (version, application) == (0, 0) and not _has_tables(db):
        db.executescript(
            f"{_SCHEMA} PRAGMA user_version = {VERSION};"
            f"PRAGMA application_id = {_APPLICATION}; COMMIT;"
        )
    elif application != _APPLICATION:
        raise InboxError(f"{file} is not the database of an inbox")
    elif version > VERSION:
        raise InboxError(f"{file} was written by a newer provgraph: upgrade provgraph")
    elif version < VERSION:
        _upgrade(db)
    db.executescript(_SETTINGS)


def _upgrade(db: sqlite3.Connection) -> None:
    """Bring a database of an earlier version to this one, once among several processes."""
    db.execute("BEGIN IMMEDIATE")
    if _pragma(db, "user_version") < VERSION:
        for statement in _TO_2:
            db.execute(statement)
    db.execute("COMMIT")


def _has_tables(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is not None


def _pragma(db: sqlite3.Connection, name: str) -> int:
    value: int = db.execute(f"PRAGMA {name}").fetchone()[0]
    return value


@contextmanager
def mapped(file: Path) -> Iterator[None]:
    """Map the errors of SQLite.

    Raises:
        InboxFullError: the disk is full.
        InboxError: the database cannot be read or written.

    """
    try:
        yield
    except OSError as error:
        raise InboxError(f"the inbox {file} cannot be used: {error.strerror}") from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise InboxFullError(
                "the disk of the inbox is full: nothing was accepted; try again later"
            ) from error
        raise InboxError(f"the inbox {file} cannot be used: {error}") from error


class Reader:
    """A connection that several threads read with, in turn."""

    def __init__(self, file: Path) -> None:
        """Open a connection."""
        self._file = file
        self._lock = threading.Lock()
        self._db = connect(file)

    def rows(self, statement: str, *parameters: object) -> list[sqlite3.Row]:
        """Return the rows of a statement.

        Raises:
            InboxError: the database cannot be read.

        """
        with self._lock, mapped(self._file):
            return self._db.execute(statement, parameters).fetchall()

    def copy_to(self, target: Path) -> None:
        """Copy the database as it is at one moment into a new file, while others write.

        The file is whole or not there, and for its user alone.

        Raises:
            InboxError: it is there, or the database cannot be read, or the copy not be written.

        """
        with self._lock, mapped(target):
            os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            try:
                with closing(sqlite3.connect(target)) as copy:
                    self._db.backup(copy)
            except BaseException:
                target.unlink(missing_ok=True)
                raise

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()


class _Write(Generic[Value]):
    """A write that a thread has handed in."""

    __slots__ = ("future", "work")

    def __init__(self, work: Callable[[sqlite3.Connection], Value]) -> None:
        self.work = work
        self.future: Future[Value] = Future()

    def run(self, db: sqlite3.Connection) -> Callable[[], None]:
        """Do it; return what tells its thread, once it is committed."""
        try:
            value = self.work(db)
        except ProvgraphError as error:
            refused = error
            return lambda: self.future.set_exception(refused)
        return lambda: self.future.set_result(value)


class Writer:
    """One thread that writes: what several threads hand in is committed together.

    With 50 clients, each commit on its own comes to 1,300 documents a second, together to 3,900.
    """

    def __init__(self, file: Path) -> None:
        """Open a connection, and start the thread."""
        self._file = file
        self._closed = False
        self._db = connect(file)
        self._queue: queue.SimpleQueue[_Write[object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], Value]) -> Future[Value]:
        """Hand in a write; its future is done when it is on the disk.

        `work` writes after its last check: what it has written before it raises is committed.

        Raises:
            InboxError: the inbox is closed.

        """
        if self._closed:
            raise InboxError(f"the inbox {self._file} is closed")
        write = _Write(work)
        self._queue.put(write)  # type: ignore[arg-type]  # a queue of all kinds of writes
        return write.future

    def close(self) -> None:
        """Commit what was handed in, and close the connection."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()
        self._db.close()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            writes, ends = self._waiting(first)
            self._commit(writes)
            if ends:
                return

    def _waiting(self, first: _Write[object]) -> tuple[list[_Write[object]], bool]:
        """Return what was handed in by now, and whether no more comes."""
        writes = [first]
        while len(writes) < _TOGETHER:
            try:
                write = self._queue.get_nowait()
            except queue.Empty:
                break
            if write is None:
                return writes, True
            writes.append(write)
        return writes, False

    def _commit(self, writes: Sequence[_Write[object]]) -> None:
        """Commit writes together; where that fails, each alone."""
        try:
            with mapped(self._file):
                answers = self._committed(writes)
        except Exception as error:  # noqa: BLE001  # the thread of each is told
            if len(writes) == 1:
                writes[0].future.set_exception(error)
                return
            for write in writes:
                self._commit([write])
            return
        for answer in answers:
            answer()

    def _committed(self, writes: Sequence[_Write[object]]) -> list[Callable[[], None]]:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            answers = [write.run(db) for write in writes]
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # SQLite itself rolls back when the disk is full
                db.execute("ROLLBACK")
            raise
        return answers
