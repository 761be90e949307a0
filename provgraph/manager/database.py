"""The manager's own SQLite databases: durable, closed to other users."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SECONDS_TO_WAIT = 30.0


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection to the database at `path`; what it wrote is on the disk afterwards.

    Each has a connection of its own: one that waits for another process holds up no reader.
    """
    with closing(_open(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


class Reader:
    """A connection for reading that stays open; threads use it in turn.

    Opening one took most of the time in which a token was looked up. A statement sees all that
    any process has committed before, and a database that was put in the place of this one.
    """

    def __init__(self, path: Path) -> None:
        """Take the file; it is opened when it is read."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def __del__(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return the rows of a statement."""
        with self._lock:
            return self._current().execute(statement, parameters).fetchall()

    def _current(self) -> sqlite3.Connection:
        status = self._path.stat()
        file = status.st_dev, status.st_ino
        if self._connection is None or file != self._file:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._file = _open(self._path), file
        return self._connection


def create(path: Path, schema: str) -> None:
    """Make the database at `path`, readable by its user alone, and its tables if they lack."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(_open(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(schema)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = FULL")
    return connection
