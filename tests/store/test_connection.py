"""Connecting: every server that cannot be used is a clear error, soon."""

from __future__ import annotations

import shutil
import socket
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import neo4j
import pytest
from neo4j import exceptions

import provgraph
from provgraph import errors
from provgraph.graph import schema
from provgraph.graph.connection import Connection, Target, map_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]


def test_nobody_answers() -> None:
    """A closed port is said within two seconds, with the other ways to get a server."""
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


def test_a_server_that_accepts_and_says_nothing() -> None:
    """A port where somebody listens who is no Neo4j is given up after some seconds."""
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
    """A user without a password is told which variable to set."""
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    with pytest.raises(errors.CredentialsError, match="NEO4J_PASSWORD"):
        provgraph.connect("bolt://127.0.0.1:1", username="neo4j")


def test_a_wrong_password(target: Target) -> None:
    """The server's refusal names user and variables."""
    if not target.username:
        pytest.skip("the server at PROVGRAPH_TEST_URI asks for no password")
    with pytest.raises(errors.CredentialsError, match="refuses user 'neo4j'"):
        provgraph.connect(target.uri, username="neo4j", password="wrong")  # noqa: S106


def test_a_database_that_is_not_there(target: Target) -> None:
    """The database is named."""
    with pytest.raises(errors.DatabaseError, match="no database 'nowhere'"):
        provgraph.connect(
            target.uri, username=target.username, password=target.password, database="nowhere"
        )


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
    found = map_error(answer, Target("bolt://host", "me", "x", "db"))
    assert type(found) is kind
    assert "bolt://host" in str(found)


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


def test_writing_in_a_reading_session_is_refused(connection: Connection) -> None:
    """What a reading user gets when a statement writes is our error."""
    with pytest.raises(errors.ReadOnlyError):
        connection.read_rows("schema/write_version", version=1, provgraph="x")


def test_an_older_server_is_refused(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version that is needed is in the message."""
    monkeypatch.setattr("provgraph.graph.connection.OLDEST_SERVER", (9999, 0))
    with pytest.raises(errors.UnsupportedServerError, match=r"5\.26 or later"):
        connection.verify()


def test_a_newer_store_is_refused(store: Store, target: Target, cypher: Cypher) -> None:
    """A store of a newer provgraph is left alone, with the advice to upgrade."""
    assert store is not None
    cypher("MATCH (s:Schema) SET s.version = 99")
    try:
        with pytest.raises(errors.SchemaError, match="upgrade provgraph"):
            provgraph.connect(target.uri, username=target.username, password=target.password)
    finally:
        cypher("MATCH (s:Schema) SET s.version = $v", v=schema.VERSION)


def test_an_older_store_is_migrated(
    connection: Connection, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step from the store's version to this one is taken, once."""
    taken: list[int] = []
    first = schema.VERSION
    steps = {first: lambda _: taken.append(first)}
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    monkeypatch.setattr(schema, "VERSION", first + 1)
    try:
        schema.prepare(connection, connection.verify())
        schema.prepare(connection, connection.verify())
        assert taken == [first]
        assert connection.verify() == first + 1
    finally:
        cypher("MATCH (s:Schema) SET s.version = $v", v=first)


def test_constraints_and_indexes_are_made_when_missing(
    connection: Connection, driver: neo4j.Driver
) -> None:
    """A store without its schema gets it when it is opened."""
    driver.execute_query("DROP CONSTRAINT provgraph_used_key IF EXISTS")
    assert schema.missing(connection) == ["provgraph_used_key"]
    schema.prepare(connection, connection.verify())
    assert schema.missing(connection) == []


def test_a_disk_that_is_nearly_full(
    target: Target, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written to a server whose log would break off; what is there is still read."""
    assert store is not None
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))  # noqa: SLF001
    with closing(Connection(replace(target, folder=tmp_path))) as connection:
        with pytest.raises(errors.StoreError, match=r"nearly full.*make room"):
            connection.write(lambda tx: tx.run("load/prefixes"))
        assert connection.read_rows("load/prefixes") is not None
