"""Text logs of jobs, as a manager keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from provgraph.results.base import Answer, Result


@dataclass(frozen=True, slots=True)
class JobLog(Result):
    """A text log of a job.

    `size` is its length in bytes on the worker, `kept` how many of them are kept, the last ones.
    `received` and `dropped` are times (ISO 8601): a log that was dropped, because newer ones
    needed the room, has no content any more.
    """

    number: int
    job_id: str | None
    name: str
    size: int
    kept: int
    received: str
    dropped: str | None


@dataclass(frozen=True, slots=True)
class JobLogs(Answer):
    """The text logs of a job, in the order in which they came."""

    SCHEMA: ClassVar[str] = "job-logs"

    logs: tuple[JobLog, ...]


@dataclass(frozen=True, slots=True)
class LogLine(Result):
    """A line of a log, by its number from 1 on; a very long one is cut."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class LogLines(Answer):
    """Some lines of a log.

    `total` is the number of its lines, `complete` says whether the answer has all that were asked
    for.
    """

    SCHEMA: ClassVar[str] = "log-lines"

    log: JobLog
    lines: tuple[LogLine, ...]
    total: int
    complete: bool
