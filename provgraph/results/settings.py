"""Settings of the store, its named questions, and the local server's status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from provgraph.results.base import Answer, Result


@dataclass(frozen=True, slots=True)
class Filesystem(Result):
    """A shared file system below a prefix; one without a name is each job's own scratch.

    `root` is the path under which the file system has the same files, if another than the prefix.
    """

    prefix: str
    name: str | None
    scratch: bool
    root: str | None = None


@dataclass(frozen=True, slots=True)
class FilesystemList(Answer):
    """The shared file systems and scratch directories."""

    SCHEMA: ClassVar[str] = "filesystems"

    filesystems: tuple[Filesystem, ...]


@dataclass(frozen=True, slots=True)
class MovedFiles(Result):
    """Files below `source` that were moved or copied to below `target`.

    Activities that started at `since` or later read the moved files; all if it is `None`. `by` is
    who declared it, `declared` when, ISO 8601.
    """

    source: str
    target: str
    since: str | None
    by: str | None = None
    declared: str | None = None


@dataclass(frozen=True, slots=True)
class MovedFilesList(Answer):
    """The declared moves of files."""

    SCHEMA: ClassVar[str] = "moved-files"

    moves: tuple[MovedFiles, ...]


@dataclass(frozen=True, slots=True)
class ClockTolerance(Result):
    """By how many seconds a host's clock may differ from others; `None` is any other host."""

    host: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class ClockToleranceList(Answer):
    """The tolerances of clocks."""

    SCHEMA: ClassVar[str] = "clock-tolerances"

    tolerances: tuple[ClockTolerance, ...]


@dataclass(frozen=True, slots=True)
class ResolvedActivities(Answer):
    """How many activities were resolved again."""

    SCHEMA: ClassVar[str] = "resolved-activities"

    activities: int


@dataclass(frozen=True, slots=True)
class QueryParameter(Result):
    """A parameter of a named question; one without a default has to be given."""

    name: str
    type: str
    meaning: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class NamedQuery(Result):
    """A named question and its parameters."""

    name: str
    purpose: str
    parameters: tuple[QueryParameter, ...]


@dataclass(frozen=True, slots=True)
class QueryList(Answer):
    """The named questions."""

    SCHEMA: ClassVar[str] = "queries"

    queries: tuple[NamedQuery, ...]


ServerState = Literal["running", "starting", "suspended", "not answering", "not running"]
"""The state of the local server's process: `running` means that it answers."""


@dataclass(frozen=True, slots=True)
class ServerStatus(Answer):
    """The status of the local server.

    It is `running` if it answers; a process that does not has another `state`. `uri` and `pid`
    are `None` where there is no process; `bytes` is the disk space of its home. `browser` is the
    address of Neo4j Browser, if the server serves it, `password_file` holds the password.
    """

    SCHEMA: ClassVar[str] = "server"

    running: bool
    state: ServerState
    uri: str | None
    pid: int | None
    neo4j: str
    home: str
    bytes: int
    browser: str | None = None
    password_file: str | None = None
