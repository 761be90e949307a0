"""The connection: one driver, one database, errors in words, work that is tried again."""

from __future__ import annotations

import copy
import logging
import math
import random
import re
import shutil
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import neo4j
from neo4j import exceptions
from neo4j._exceptions import SocketDeadlineExceededError

from provgraph import errors
from provgraph.graph.cancellation import Cancellation
from provgraph.graph.fetch import typed_rows
from provgraph.graph.statements import in_sequence, statement, with_counts, writes
from provgraph.graph.waiting import limit_waiting, seconds_left, until
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from provgraph.graph.fetch import RowType

Result = TypeVar("Result")

OLDEST_SERVER = (5, 26)
_ADDRESS = re.compile(r"(bolt|neo4j)(\+s|\+ssc)?://")
_SECONDS_TO_CONNECT = 2.0
_SECONDS_TO_GREET = 5.0
# A server that is back after half a minute still has to be found.
_SECONDS_TO_RETRY = 45.0
_LONGEST_WAIT = 4.0
_SECONDS_TO_ANSWER = 600.0
# After a time limit: whether the server answers anything.
_SECONDS_TO_PROBE = 1.5
_LONGEST_LIMIT = 86_400
# Of eight clients that register a prefix at once, one loses seven times.
_RACES = 20
_BYTES_TO_WRITE = 100_000_000
_OUT_OF_MEMORY = "OutOfMemory"
_SHOWN = 60
# What the driver logs comes back as an exception, too; unheard it would go to stderr.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

_OTHER_WAYS = (
    "Set NEO4J_URI to another server, unset it to use the local one, or start one with "
    "'docker run -p 7687:7687 -e NEO4J_AUTH=neo4j/<password> neo4j:5.26'."
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a store stands: address, credentials, database (`None`: the user's home).

    `folder` is where a server on this machine keeps its data, if that is known.
    """

    uri: str
    username: str
    password: str
    database: str | None = None
    folder: Path | None = None


class DeletedMeanwhileError(exceptions.DriverError):
    """What a transaction found and writes was deleted by another: it has to be done again.

    Neo4j says so itself of nodes. Of relationships it says nothing, and writes nothing.
    """

    def is_retryable(self) -> bool:
        """Return true: done again, the work finds what is there."""
        return True


class _Unlogged(list[Any]):
    """A list parameter whose content the driver's log does not show.

    The driver formats all parameters for its debug log even when it is off, which took longer
    than sending them.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"[{len(self)} items]"


def _unlogged(parameters: Mapping[str, object]) -> dict[str, object]:
    return {
        key: _Unlogged(value) if isinstance(value, list) else value
        for key, value in parameters.items()
    }


class Transaction:
    """A transaction that takes statements by name."""

    def __init__(self, transaction: neo4j.ManagedTransaction | neo4j.Transaction) -> None:
        """Wrap the driver's transaction."""
        self._transaction = transaction
        self._deferred: list[tuple[str, dict[str, object]]] = []

    def defer(self, name: str, /, **parameters: object) -> None:
        """Run the statement `name`, which returns nothing, with the next one: in one round trip."""
        self._deferred.append((name, parameters))

    def flush(self) -> None:
        """Run what was deferred, if nothing came after it."""
        if self._deferred:
            name, parameters = self._deferred.pop()
            self._send(name, parameters).consume()

    def run(self, name: str, /, **parameters: object) -> list[dict[str, Any]]:
        """Run the statement `name` and return its rows."""
        if self._deferred and not writes(name):
            self.flush()
        return self.run_behind(name, **parameters)

    def run_behind(self, name: str, /, **parameters: object) -> list[dict[str, Any]]:
        """Run the reading statement `name` with what is deferred in one statement.

        There Neo4j locks what a unique index does not have: so only where all that is missing will
        be made by this transaction, or where nothing is looked up by a unique key.
        """
        # Not `data()`: it walks through every value in Python, which is two thirds of the time
        # of a large answer.
        return [dict(row) for row in self._send(name, parameters)]

    def run_ahead(self, name: str, /, **parameters: object) -> None:
        """Run the statement `name` before what is deferred, in a round trip of its own.

        So it does not wait for other transactions with locks that it need not have yet.
        """
        self._run(statement(name).text, parameters).consume()

    def fetch(
        self, name: str, row_type: Callable[..., RowType], /, **parameters: object
    ) -> list[RowType]:
        """Run the statement `name` and return its rows as `row_type` makes them."""
        return typed_rows(self.run(name, **parameters), row_type)

    def run_with_counters(
        self, name: str, /, **parameters: object
    ) -> tuple[list[dict[str, Any]], neo4j.SummaryCounters]:
        """Run the statement `name`; return its rows and the counters."""
        self.flush()
        result = self._send(name, parameters)
        return [dict(row) for row in result], result.consume().counters

    def _send(self, name: str, parameters: dict[str, object]) -> neo4j.Result:
        """Send a statement, behind those that were deferred."""
        if not self._deferred:
            return self._run(statement(name).text, parameters)
        sequence = [*self._deferred, (name, parameters)]
        self._deferred = []
        values = {
            f"{key}_{place}": value
            for place, (_, of_one) in enumerate(sequence)
            for key, value in of_one.items()
        }
        return self._run(in_sequence(tuple(name for name, _ in sequence)), values)

    def _run(self, text: str, parameters: Mapping[str, object]) -> neo4j.Result:
        return self._transaction.run(text, _unlogged(parameters))


class Connection:
    """An open connection to the database of a store."""

    def __init__(self, target: Target, await_turn: Callable[[], object] = lambda: None) -> None:
        """Open a connection; nothing is sent before `verify`.

        `await_turn` returns when this client may register prefixes, where several load at once.
        """
        self.target = target
        self.await_turn = await_turn
        self._deadline = math.inf
        self._cancellation = Cancellation()
        if not _ADDRESS.match(target.uri):
            raise errors.UnreachableError(
                f"{target.uri!r} is not an address of a Neo4j server; "
                "addresses look like bolt://host:7687 or neo4j+s://host"
            )
        try:
            self._driver = neo4j.GraphDatabase.driver(
                target.uri,
                auth=(target.username, target.password) if target.username else None,
                connection_timeout=_SECONDS_TO_CONNECT,
                connection_acquisition_timeout=_SECONDS_TO_GREET,
                notifications_min_severity="OFF",
                user_agent="provgraph",
            )
            limit_waiting(self._driver)
        except (exceptions.ConfigurationError, ValueError) as error:
            raise errors.UnreachableError(
                f"{target.uri!r} is not an address of a Neo4j server: {error}"
            ) from error

    def close(self) -> None:
        """Close the connection."""
        self._driver.close()

    def verify(self) -> int | None:
        """Reach the server and check its version; return the schema version of the store.

        Raises:
            StoreError: the server cannot be reached or used; the subclass says why.
            SchemaError: what the store holds as its schema version is none.

        """
        answer = self._do(self._open_once)
        version = str(answer["server"])
        if _version(version) < OLDEST_SERVER:
            raise errors.UnsupportedServerError(
                f"the server at {self.target.uri} is Neo4j {version}; provgraph needs 5.26 or later"
            )
        return _schema_version(answer["schema"], self.target)

    def read(self, work: Callable[[Transaction], Result]) -> Result:
        """Run `work` in a read transaction, again after a passing failure.

        Raises:
            TimeLimitError: it takes longer than `within` allows, or than ten minutes.
            UnreachableError: the server does not answer.

        """
        once = partial(self._read_once, work)
        return self._do(lambda: self._retry(once), _SECONDS_TO_ANSWER)

    def write(self, work: Callable[[Transaction], Result]) -> Result:
        """Run `work` in a write transaction, again after a passing failure.

        `work` must have the same effect when it is run again: the answer to a commit can be lost.

        Raises:
            TimeLimitError: it takes longer than `within` allows.
            UnreachableError: the server does not answer.

        """
        self._check_disk()
        once = partial(self._write_once, work)
        return self._do(lambda: self._retry(once))

    def _check_disk(self) -> None:
        """Refuse to write where the disk is nearly full: a server whose log breaks off is lost."""
        folder = self.target.folder
        if folder and (free := shutil.disk_usage(folder).free) < _BYTES_TO_WRITE:
            raise errors.StoreError(
                f"the disk of {folder} is nearly full ({free / 1e6:.0f} MB left): free some space; "
                "nothing was written"
            )

    def run_rolled_back(self, work: Callable[[Transaction], Result]) -> Result:
        """Run `work` in a write transaction that is rolled back."""

        def run_once() -> Result:
            with self._session("WRITE") as session:
                transaction = self._begin(session)
                wrapped = Transaction(transaction)
                result = work(wrapped)
                wrapped.flush()
                transaction.rollback()
                return result

        return self._do(lambda: self._retry(run_once))

    def fetch(
        self, name: str, row_type: Callable[..., RowType], /, **parameters: object
    ) -> list[RowType]:
        """Run the reading statement `name` and return its rows as `row_type` makes them."""
        return typed_rows(self.read_rows(name, **parameters), row_type)

    def within(self, seconds: float) -> Connection:
        """Return this connection with a time limit for all that is read through it from now on.

        Raises:
            QueryError: `seconds` is not a possible time limit.

        """
        if not 0 < seconds <= _LONGEST_LIMIT:
            raise errors.QueryError(
                f"{seconds} is not a time limit: give seconds, more than 0 and at most "
                f"{_LONGEST_LIMIT}"
            )
        limited = copy.copy(self)
        deadline = time.monotonic() + seconds
        limited._deadline = min(deadline, self._deadline)  # noqa: SLF001  # a copy
        return limited

    def cancellable(self, cancellation: Cancellation) -> Connection:
        """Return this connection; what is read through it ends when that is cancelled."""
        tagged = copy.copy(self)
        tagged._cancellation = cancellation  # noqa: SLF001  # a copy
        return tagged

    def terminate(self, cancellation: Cancellation) -> None:
        """End what is read with a cancellation now, in Neo4j."""
        self.read_rows("transactions/terminate", tag=cancellation.tag)

    def bookmark(self) -> str:
        """Return a text that is another one after each change of the store, by whomever."""

        def work() -> str:
            limited = neo4j.Query(statement("transactions/last").text, timeout=_time_limit())
            with self._session("READ") as session:
                # A reading transaction, too, gets a bookmark of the last commit.
                session.run(limited).consume()
                return " ".join(sorted(session.last_bookmarks().raw_values))

        return self._do(lambda: self._retry(work), _SECONDS_TO_ANSWER)

    def read_rows(self, name: str, /, **parameters: object) -> list[dict[str, Any]]:
        """Run the reading statement `name` and return its rows.

        One statement begins and ends its transaction itself: a round trip instead of three.
        """
        return self._read_text(statement(name).text, parameters)

    def read_page(
        self, page: str, count: str, /, **parameters: object
    ) -> tuple[list[list[Any]], int | None, int | None]:
        """Run the statement of a page and that of its counts as one, see `with_counts`.

        Return the rows, and each count that was made: of all, and of what is left out.
        """
        row = self._read_text(with_counts(page, count), parameters)[0]
        return row["rows"], next(iter(row["counts"]), None), next(iter(row["leftOut"]), None)

    def _read_text(self, text: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        once = partial(self._run_alone, "READ", text, parameters)
        return self._do(lambda: self._retry(once), _SECONDS_TO_ANSWER)

    def write_rows(self, name: str, /, **parameters: object) -> list[dict[str, Any]]:
        """Run the writing statement `name` by itself, in one round trip, and return its rows.

        It must have the same effect when it is run again.
        """
        self._check_disk()
        once = partial(self._run_alone, "WRITE", statement(name).text, parameters)
        return self._do(lambda: self._retry(once))

    def read_batches(
        self, name: str, size: int, /, **parameters: object
    ) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows of the reading statement `name`, `size` at a time, as they come.

        A failure is not tried again: some rows have been yielded.
        """
        step = partial(self._do, seconds=_SECONDS_TO_ANSWER)
        with self._session("READ") as session:
            transaction = step(session.begin_transaction)
            result = step(lambda: transaction.run(statement(name).text, _unlogged(parameters)))
            while rows := step(lambda: result.fetch(size)):
                yield [dict(row) for row in rows]

    def query(
        self, text: str, parameters: Mapping[str, Any], *, write: bool
    ) -> tuple[tuple[str, ...], list[tuple[Any, ...]], list[str]]:
        """Run a user's own statement once; return its columns, rows and what Neo4j warns of.

        Raises:
            QueryError: Neo4j does not accept it, or it writes and may not.
            TimeLimitError: it takes longer than `within` allows.

        """

        def work() -> tuple[tuple[str, ...], list[tuple[Any, ...]], list[str]]:
            mode = "WRITE" if write else "READ"
            with self._session(mode, notifications_min_severity="WARNING") as session:
                self._cancellation.check()
                metadata = self._cancellation.metadata
                limited = neo4j.Query(text, timeout=_time_limit(), metadata=metadata)
                result = session.run(limited, dict(parameters))
                rows = [tuple(row.values()) for row in result]
                statuses = result.consume().gql_status_objects
                warnings = [each.status_description for each in statuses if each.is_notification]
                return tuple(result.keys()), rows, warnings

        try:
            return self._do(work)
        except errors.StoreError as error:
            if write and isinstance(error.__cause__, _LOST):
                raise type(error)(f"{error}. {_PERHAPS_DONE}") from error
            if isinstance(error.__cause__, exceptions.ClientError) and _is_of_statement(error):
                raise errors.QueryError(_statement_message(error.__cause__)) from error
            raise

    def _run_alone(
        self, mode: str, text: str, parameters: Mapping[str, object]
    ) -> list[dict[str, Any]]:
        """Run a statement in a transaction of its own, which Neo4j begins and commits."""
        metadata = self._cancellation.metadata
        with self._session(mode) as session:
            self._cancellation.check()
            limited = neo4j.Query(text, timeout=_time_limit(), metadata=metadata)
            return [dict(row) for row in session.run(limited, _unlogged(parameters))]

    def _session(self, mode: str, **config: Any) -> neo4j.Session:  # noqa: ANN401  # the driver's
        return self._driver.session(
            database=self.target.database, default_access_mode=mode, fetch_size=10_000, **config
        )

    def _retry(self, once: Callable[[], Result]) -> Result:
        """Do a transaction until it is done, or what fails does not pass, or it fails for too long.

        The driver's own way of trying again neither takes up a commit whose answer was lost
        (all that is written here may be written twice) nor a race for a node that is made or
        deleted, and tries in vain where memory is short.
        """
        end, number = math.inf, 0
        while True:
            try:
                return _unwrapped(once)
            except exceptions.ConstraintError:
                # Another client made the same node first: now it is there to be found.
                if number >= _RACES:
                    raise
                time.sleep(random.uniform(0, 0.01) * number)  # noqa: S311
            except (exceptions.Neo4jError, exceptions.DriverError) as error:
                wait = min(_LONGEST_WAIT, 2**number / 4) * random.uniform(0.7, 1.3)  # noqa: S311
                # A batch of logs may take longer than this before the server goes away.
                end = min(end, time.monotonic() + _SECONDS_TO_RETRY)
                last = min(end, time.monotonic() + seconds_left())
                if not _is_transient(error) or time.monotonic() + wait > last:
                    raise
                time.sleep(wait)
            number += 1

    def _write_once(self, work: Callable[[Transaction], Result]) -> Result:
        with self._session("WRITE") as session:
            transaction = self._begin(session)
            wrapped = Transaction(transaction)
            result = work(wrapped)
            wrapped.flush()
            transaction.commit()
            return result

    def _read_once(self, work: Callable[[Transaction], Result]) -> Result:
        with self._session("READ") as session:
            return work(Transaction(self._begin(session, tagged=True)))

    def _begin(self, session: neo4j.Session, *, tagged: bool = False) -> neo4j.Transaction:
        """Begin a transaction, which ends with its session; one that is `tagged` can be cancelled.

        It is not closed itself: after a failure the driver 6.4 would look at its connection, which
        another thread may have by then, and both would hang or read each other's answers.
        """
        if not tagged:
            return session.begin_transaction(timeout=_time_limit())
        self._cancellation.check()
        metadata = self._cancellation.metadata
        return session.begin_transaction(timeout=_time_limit(), metadata=metadata)

    def _open_once(self) -> Mapping[str, Any]:
        _time_limit()
        # Not a managed transaction: those try for half a minute before they say what is wrong.
        with self._session("READ") as session:
            return session.run(statement("schema/open").text).data()[0]

    def _do(self, work: Callable[[], Result], seconds: float = math.inf) -> Result:
        """Do `work` in the time of `within` and in so many seconds; raise our own errors."""
        end = min(time.monotonic() + seconds, self._deadline)
        try:
            with until(end):
                return work()
        except (exceptions.Neo4jError, exceptions.DriverError) as error:
            if errors.interrupted(error):
                raise KeyboardInterrupt from error
            raise self._mapped(error, end) from error
        except UnicodeEncodeError as error:
            # Words of the command line that are not UTF-8 come with such; no store holds any.
            shown = escape_line(str(error.object))[:_SHOWN]
            raise errors.QueryError(
                f"{shown}: half of a surrogate pair is not a character"
            ) from error

    def _mapped(self, error: Exception, end: float) -> errors.StoreError:
        """Return our error for what failed; after the time limit, look whether the server answers.

        A server that is frozen looks the same until then as one that works on the answer.
        """
        if isinstance(error, DeletedMeanwhileError):
            return errors.StoreError(f"{error}: run the command again")
        if isinstance(error, _LOST) and time.monotonic() >= end and self._answers():
            return errors.TimeLimitError(_too_slow(self.target))
        return map_error(error, self.target)

    def _answers(self) -> bool:
        if self.target.folder:
            return _local_fault(self.target.folder) is None
        try:
            with until(time.monotonic() + _SECONDS_TO_PROBE):
                self._open_once()
        except (exceptions.Neo4jError, exceptions.DriverError, errors.TimeLimitError):
            return False
        return True


def _schema_version(value: object, target: Target) -> int | None:
    if value is None or (type(value) is int and value > 0):
        return value
    raise errors.SchemaError(
        f"the store at {target.uri} has the schema version {escape_line(repr(value))[:_SHOWN]}, "
        "which is not a version number: another program changed its node Schema; restore a "
        "backup, or load the documents into a new database"
    )


def _time_limit() -> float | None:
    """Return the seconds that a transaction may take; `None` without a limit.

    Raises:
        TimeLimitError: none are left.

    """
    left = seconds_left()
    if left <= 0:
        raise errors.TimeLimitError("the time limit for this answer was exceeded")
    return None if left == math.inf else left


def _of_memory(error: exceptions.Neo4jError, target: Target) -> errors.MemoryLimitError:
    return errors.MemoryLimitError(
        f"the server at {target.uri} has too little memory for this: {error.message} "
        "(the local server takes more with PROVGRAPH_HEAP=2g, another by its setting "
        "dbms.memory.transaction.total.max or server.memory.heap.max_size)"
    )


def map_error(error: Exception, target: Target) -> errors.StoreError:
    """Return the error of provgraph that stands for one of the driver's."""
    code = getattr(error, "code", None) or ""
    message = getattr(error, "message", None) or str(error)
    kind, text = errors.StoreError, f"the server at {target.uri} answers: {message}"
    if "Unauthorized" in code or "AuthenticationRateLimit" in code or "TokenExpired" in code:
        kind = errors.CredentialsError
        text = (
            f"the server at {target.uri} refuses user {target.username!r} or the password; "
            "see NEO4J_USERNAME and NEO4J_PASSWORD"
        )
    elif "CredentialsExpired" in code:
        kind = errors.CredentialsError
        text = f"the password of {target.username!r} at {target.uri} must be changed first"
    elif "DatabaseNotFound" in code:
        kind = errors.DatabaseError
        text = f"the server at {target.uri} has no database {target.database!r}"
    elif "Forbidden" in code or "ReadOnly" in code or "AccessMode" in code:
        kind = errors.ReadOnlyError
        text = f"user {target.username!r} may not do this at {target.uri}: {message}"
    elif _OUT_OF_MEMORY in code and isinstance(error, exceptions.Neo4jError):
        return _of_memory(error, target)
    elif ".DatabaseError.Transaction." in code or "DatabaseUnavailable" in code:
        text += ". Its disk may be full: free some space, and restart it (the local one: "
        text += "provgraph neo4j stop)"
    elif "TransactionTimedOut" in code:
        kind, text = errors.TimeLimitError, _too_slow(target)
    elif isinstance(error, (*_LOST, OSError)):
        kind, text = errors.UnreachableError, _not_answering(error, message, target)
    elif isinstance(error, exceptions.DriverError):
        text = f"the connection to {target.uri} failed: {error}"
    return kind(text)


def _too_slow(target: Target) -> str:
    return f"the server at {target.uri} did not answer within the time limit"


def _not_answering(error: Exception, message: str, target: Target) -> str:
    reason = message.splitlines()[0].rstrip(":")
    if _timed_out(error):
        reason = "it is frozen, or the network does not reach it"
    text = f"no Neo4j server answers at {target.uri}: {reason}. {_advice(target)}"
    return f"{text}. {_PERHAPS_WRITTEN}" if isinstance(error, exceptions.IncompleteCommit) else text


def _timed_out(error: BaseException | None) -> bool:
    while error and not isinstance(error, TimeoutError | SocketDeadlineExceededError):
        error = error.__cause__ or error.__context__
    return error is not None


def _advice(target: Target) -> str:
    """Return what to do about a server that does not answer."""
    if target.folder is None:
        return _OTHER_WAYS
    fault = _local_fault(target.folder)
    return fault[0].upper() + fault[1:] if fault else "It answers again: run the command again"


def _local_fault(folder: Path) -> str | None:
    from provgraph import neo4j_local  # noqa: PLC0415  # psutil takes 30 ms

    return neo4j_local.fault(folder)


def _unwrapped(once: Callable[[], Result]) -> Result:
    """Do a transaction once; raise why it failed, not that its results are lost with it."""
    try:
        return once()
    except exceptions.ResultFailedError as error:
        raise (error.__cause__ or error) from error


_LOST = (exceptions.ServiceUnavailable, exceptions.SessionExpired)
"""Failures of a connection: the server may have done what was asked."""
_PERHAPS_WRITTEN = (
    "Whether the last change was written is not known: run the command again, which writes nothing "
    "twice"
)
_PERHAPS_DONE = "The statement may have been run: look before you run it again"
_PASSING = (exceptions.IncompleteCommit, exceptions.ConnectionAcquisitionTimeoutError)
"""Failures that pass, though the driver does not retry them; the second: a server under load."""

_MISSING_END = "Failed to create relationship"
"""What Neo4j says of an end that OPTIONAL MATCH no longer finds."""


def _is_transient(error: exceptions.Neo4jError | exceptions.DriverError) -> bool:
    """Tell whether the same may succeed in a while."""
    code = getattr(error, "code", None) or ""
    if _OUT_OF_MEMORY in code or errors.interrupted(error):
        return False
    # What was found, and was deleted before it was read, is not found again.
    gone = "EntityNotFound" in code or _MISSING_END in (getattr(error, "message", None) or "")
    return gone or error.is_retryable() or isinstance(error, _PASSING)


def _is_of_statement(error: errors.StoreError) -> bool:
    code = getattr(error.__cause__, "code", None) or ""
    return (".Statement." in code or ".Procedure." in code) and not isinstance(
        error, errors.TimeLimitError
    )


def _statement_message(error: BaseException) -> str:
    """Return what Neo4j says of a statement: what, and where in it."""
    text = getattr(error, "message", None) or str(error)
    if "AccessMode" in (getattr(error, "code", None) or ""):
        return "the statement writes, and may only read: see --write"
    return f"Neo4j does not accept the statement: {text}"


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])
