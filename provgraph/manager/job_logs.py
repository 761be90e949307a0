"""Text logs of jobs: kept compressed, the oldest dropped first where room is needed.

The worker takes them out of job packages. They lie in an SQLite database of their own beside the
inbox: what is dropped leaves its row, so that the answer can say so.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from provgraph.errors import NotFoundError
from provgraph.manager import database
from provgraph.results.logs import JobLog, JobLogs, LogLine, LogLines

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

FILE = "job-logs.sqlite3"
MAX_LOG = 10 * 1024**2
"""So many bytes of a log are kept, its last ones."""
LINES, MOST_LINES = 200, 5_000
_LONGEST_LINE = 10_000
_LONGEST_NAME = 255
_PACKAGE = b'"provgraph-job"'
_COLUMNS = "id, job, name, size, kept, received, dropped"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  packed INTEGER NOT NULL,
  received TEXT NOT NULL,
  dropped TEXT,
  data BLOB,
  UNIQUE (job, name, sha256)
) STRICT;
CREATE INDEX IF NOT EXISTS log_held ON log (id, packed) WHERE dropped IS NULL;
CREATE TABLE IF NOT EXISTS log_activity (
  activity TEXT NOT NULL,
  log INTEGER NOT NULL REFERENCES log,
  PRIMARY KEY (activity, log)
) STRICT, WITHOUT ROWID;
"""
_OF_JOB = f"""SELECT {_COLUMNS} FROM log WHERE job = ?1
UNION SELECT {_COLUMNS} FROM log JOIN log_activity ON log = id WHERE activity = ?1 ORDER BY id"""  # noqa: S608  # names of columns
_BY_NUMBER = f"SELECT {_COLUMNS}, data FROM log WHERE id = ?"  # noqa: S608  # names of columns
_OLDEST = "SELECT id, packed FROM log WHERE dropped IS NULL ORDER BY id"
_HELD = "SELECT coalesce(sum(packed), 0) FROM log WHERE dropped IS NULL"


@dataclass(frozen=True, slots=True)
class LogStore:
    """The text logs of a manager, up to a number of compressed bytes."""

    path: Path
    limit: int
    _reader: database.Reader

    @classmethod
    def at(cls, folder: Path, limit: int) -> Self:
        """Open the logs in a folder; make their database if it is not there."""
        path = folder / FILE
        database.create(path, _SCHEMA)
        return cls(path, limit, database.Reader(path))

    def keep(self, document: bytes, activities: Sequence[str]) -> int:
        """Keep the text logs of a job package, compressed or not; return how many are new."""
        logs = list(_logs_in(document))
        if not logs:
            return 0
        received = datetime.now(UTC).isoformat(timespec="seconds")
        with database.transaction(self.path) as db:
            new = sum(_put(db, log, activities, received) for log in logs)
            _drop(db, self.limit, received)
        return new

    def of_job(self, job: str) -> JobLogs:
        """Return the logs of an activity, or of a job by its id in the batch system."""
        return JobLogs(tuple(map(_log, self._reader.rows(_OF_JOB, [job]))))

    def text(self, number: int) -> tuple[JobLog, bytes]:
        """Return a log and its text.

        Raises:
            NotFoundError: there is no log of that number, or it was dropped.

        """
        row = next(iter(self._reader.rows(_BY_NUMBER, [number])), None)
        if row is None:
            raise NotFoundError(f"there is no log with the number {number}")
        if row["data"] is None:
            raise NotFoundError(
                f"the log {row['name']} was dropped at {row['dropped']}: newer logs needed the room"
            )
        return _log(row), gzip.decompress(row["data"])

    def lines(self, number: int, *, first: int | None = None, count: int = LINES) -> LogLines:
        """Return lines of a log from the line `first` on, by default the last ones.

        Raises:
            NotFoundError: there is no log of that number, or it was dropped.

        """
        log, text = self.text(number)
        lines = text.decode(errors="replace").splitlines()
        begin = max(0, len(lines) - count) if first is None else first - 1
        shown = lines[begin : begin + count]
        return LogLines(
            log,
            _numbered(enumerate(shown, begin + 1)),
            len(lines),
            begin + len(shown) >= len(lines),
        )

    def search(self, number: int, text: str, *, count: int = LINES) -> LogLines:
        """Return the first lines of a log that have a text, in any case.

        Raises:
            NotFoundError: there is no log of that number, or it was dropped.

        """
        log, content = self.text(number)
        lines = content.decode(errors="replace").splitlines()
        matches = (pair for pair in enumerate(lines, 1) if text.lower() in pair[1].lower())
        shown = list(islice(matches, count + 1))
        return LogLines(log, _numbered(shown[:count]), len(lines), len(shown) <= count)


@dataclass(frozen=True, slots=True)
class _Log:
    """A log as it is kept."""

    job: str
    name: str
    size: int
    kept: int
    sha256: str
    packed: bytes


def _logs_in(document: bytes) -> Iterator[_Log]:
    """Yield the text logs of a document that is a job package; broken ones are left out."""
    data = gzip.decompress(document) if document.startswith(b"\x1f\x8b") else document
    if _PACKAGE not in data:
        return
    try:
        package = json.loads(data)
    except (ValueError, RecursionError):
        return
    members = package.get("logs") if isinstance(package, dict) else None
    for member in members if isinstance(members, list) else []:
        log = _log_of(member, _storable(str(package.get("job_id") or "")))
        if log:
            yield log


def _log_of(member: Any, job: str) -> _Log | None:  # noqa: ANN401  # any JSON
    if not isinstance(member, dict) or not isinstance(member.get("name"), str):
        return None
    try:
        packed = base64.b64decode(member.get("base64") or "", validate=True)
        # What expands to more than a log may have breaks off there.
        text = zlib.decompressobj(wbits=31).decompress(packed, MAX_LOG) if packed else b""
    except (TypeError, binascii.Error, ValueError, zlib.error):
        return None
    size = member.get("size")
    length = size if isinstance(size, int) and len(text) <= size < 2**63 else len(text)
    name = _storable(member["name"])[:_LONGEST_NAME]
    kept = gzip.compress(text, mtime=0)
    return _Log(job, name, length, len(text), hashlib.sha256(text).hexdigest(), kept)


def _storable(text: str) -> str:
    """Return a text with lone surrogates as escapes: SQLite takes none."""
    return text.encode(errors="backslashreplace").decode()


def _put(db: sqlite3.Connection, log: _Log, activities: Sequence[str], received: str) -> bool:
    cursor = db.execute(
        "INSERT OR IGNORE INTO log (job, name, size, kept, sha256, packed, received, data) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [log.job, log.name, log.size, log.kept, log.sha256, len(log.packed), received, log.packed],
    )
    row = db.execute(
        "SELECT id FROM log WHERE (job, name, sha256) = (?, ?, ?)", [log.job, log.name, log.sha256]
    ).fetchone()
    links = [(activity, row["id"]) for activity in activities]
    db.executemany("INSERT OR IGNORE INTO log_activity VALUES (?, ?)", links)
    return cursor.rowcount > 0


def _drop(db: sqlite3.Connection, limit: int, now: str) -> None:
    """Drop the oldest logs until the others have room."""
    held = db.execute(_HELD).fetchone()[0]
    dropped: list[tuple[str, int]] = []
    for row in db.execute(_OLDEST):
        if held <= limit:
            break
        held -= row["packed"]
        dropped.append((now, row["id"]))
    db.executemany("UPDATE log SET data = NULL, dropped = ? WHERE id = ?", dropped)


def _log(row: sqlite3.Row) -> JobLog:
    return JobLog(
        number=row["id"],
        job_id=row["job"] or None,
        name=row["name"],
        size=row["size"],
        kept=row["kept"],
        received=row["received"],
        dropped=row["dropped"],
    )


def _numbered(lines: Iterable[tuple[int, str]]) -> tuple[LogLine, ...]:
    return tuple(LogLine(number, text[:_LONGEST_LINE]) for number, text in lines)
