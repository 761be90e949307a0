"""Connecting to what cannot be used is a clear error, soon."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from unittest.mock import Mock

import pytest
from neo4j import exceptions

import provgraph
from provgraph import errors
from provgraph.graph import connection as connection_module
from provgraph.graph.connection import Connection, Target, map_error


def test_nobody_answers() -> None:
    """A closed port is an error within two seconds, which lists the other ways to get a server."""
    begin = time.monotonic()
    with pytest.raises(errors.UnreachableError, match="no Neo4j server answers") as caught:
        provgraph.connect("bolt://127.0.0.1:1", username="neo4j", password="x")  # noqa: S106
    assert time.monotonic() - begin < 2
    assert "docker run" in str(caught.value)
    assert "NEO4J_URI" in str(caught.value)


def test_a_name_that_does_not_resolve() -> None:
    """The name is in the message."""
    with pytest.raises(errors.UnreachableError, match=r"no\.such\.host\.invalid"):
        provgraph.connect("bolt://no.such.host.invalid:7687")


def test_a_server_that_accepts_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port where somebody listens who is no Neo4j is given up after some seconds."""
    monkeypatch.setattr(connection_module, "_SECONDS_TO_GREET", 0.5)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        begin = time.monotonic()
        with pytest.raises(errors.UnreachableError):
            provgraph.connect(f"bolt://127.0.0.1:{listener.getsockname()[1]}")
        assert time.monotonic() - begin < 10


@pytest.mark.parametrize("uri", ["localhost:7687", "http://localhost", "nonsense", "bolt:/x"])
def test_what_is_no_address(uri: str) -> None:
    """An address that cannot be one is named with an example of one that can."""
    with pytest.raises(errors.UnreachableError, match="bolt://host:7687"):
        Connection(Target(uri, "", ""))


def test_a_user_without_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a user without a password names the variable to set."""
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    with pytest.raises(errors.CredentialsError, match="NEO4J_PASSWORD"):
        provgraph.connect("bolt://127.0.0.1:1", username="neo4j")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Neo.ClientError.Security.Unauthorized", errors.CredentialsError),
        ("Neo.ClientError.Security.AuthenticationRateLimit", errors.CredentialsError),
        ("Neo.ClientError.Security.CredentialsExpired", errors.CredentialsError),
        ("Neo.ClientError.Database.DatabaseNotFound", errors.DatabaseError),
        ("Neo.ClientError.Security.Forbidden", errors.ReadOnlyError),
        ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", errors.ReadOnlyError),
        ("Neo.ClientError.Statement.AccessMode", errors.ReadOnlyError),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", errors.MemoryLimitError),
    ],
)
def test_what_a_server_answers_becomes_our_error(code: str, kind: type[Exception]) -> None:
    """Each refusal has its class; the server's words are kept."""
    answer = exceptions.Neo4jError._hydrate_neo4j(code=code, message="because")  # noqa: SLF001
    error = map_error(answer, Target("bolt://host", "me", "x", "db"))
    assert type(error) is kind
    assert "bolt://host" in str(error)


def test_no_exception_of_the_driver_is_forgotten() -> None:
    """Every exception class of the driver is one that the connection catches."""
    classes = [
        item
        for item in vars(exceptions).values()
        if isinstance(item, type) and issubclass(item, Exception) and "neo4j" in item.__module__
    ]
    caught = (exceptions.Neo4jError, exceptions.DriverError)
    assert classes
    assert [item for item in classes if not issubclass(item, caught)] in (
        [],
        [getattr(exceptions, "GqlError", None)],
    )


def test_waits_for_a_server_under_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection within the driver's limit is tried again; the message says what happened."""
    monkeypatch.setattr("time.sleep", Mock())
    opening = Mock(
        side_effect=[
            exceptions.ConnectionAcquisitionTimeoutError("no connection within 5.0s"),
            exceptions.ResultError(None, "the second failure"),
        ]
    )
    monkeypatch.setattr(Connection, "_session", opening)
    connection = Connection(Target("bolt://127.0.0.1:1", "", ""))
    with pytest.raises(errors.StoreError, match=r"bolt://127\.0\.0\.1:1 failed: the second"):
        connection.read(lambda tx: tx.run("schema/open"))
    connection.close()
    assert opening.call_count == 2


def test_a_long_transaction_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time to try again counts from the first failure, not from the transaction's start."""
    monkeypatch.setattr(connection_module, "_SECONDS_TO_RETRY", 0.5)
    failures = [exceptions.ServiceUnavailable("gone")]

    def write_once(_: Connection, __: object) -> str:
        time.sleep(0.6)
        if failures:
            raise failures.pop()
        return "written"

    monkeypatch.setattr(Connection, "_write_once", write_once)
    with closing(Connection(Target("bolt://127.0.0.1:1", "", ""))) as connection:
        assert connection.write(lambda _: "never called") == "written"
