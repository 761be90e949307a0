"""Connecting: every server that cannot be used is a clear error, soon."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import provgraph
from provgraph import errors
from provgraph.graph import schema
from provgraph.graph.connection import Connection, Target, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import neo4j

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]


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


@pytest.mark.parametrize("version", ["two", "2", -1, 0, 2.5, True, ["2"]])
def test_a_schema_version_that_is_none(
    version: object, store: Store, target: Target, cypher: Cypher
) -> None:
    """A value that another program wrote is refused in words, and stays as it is."""
    assert store is not None
    cypher("MATCH (s:Schema) SET s.version = $v", v=version)
    try:
        with pytest.raises(errors.SchemaError, match=r"not a version number.*restore a backup"):
            provgraph.connect(target.uri, username=target.username, password=target.password)
        assert cypher("MATCH (s:Schema) RETURN s.version AS v") == [{"v": version}]
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
        with pytest.raises(errors.StoreError, match=r"nearly full.*free some space"):
            connection.write(lambda tx: tx.run("load/prefixes"))
        assert connection.read_rows("load/prefixes") is not None


def test_a_failed_transaction_leaves_its_connection_to_other_threads(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody reads from a connection that was given back: another thread may be using it."""
    connection.read_rows("schema/open")
    pool: Any = connection._driver._pool  # noqa: SLF001  # the driver does not show it
    bolt = type(next(iter(pool.connections.values()))[0])
    looked_at, original = [], bolt.defunct

    def defunct(held: Any) -> bool:  # noqa: ANN401  # the driver's
        looked_at.append(held.in_use)
        return bool(original(held))

    def fail(transaction: Transaction) -> None:
        transaction.run_behind("documents/exists")

    monkeypatch.setattr(bolt, "defunct", defunct)
    for run in (connection.read, connection.write, connection.run_rolled_back):
        with pytest.raises(errors.StoreError, match="parameter"):
            run(fail)
    with pytest.raises(errors.StoreError, match="parameter"):
        list(connection.read_batches("documents/exists", 1))
    assert looked_at
    assert all(looked_at)


class _Loud(str):
    """A text that must not be written into a log."""

    __slots__ = ()

    def __repr__(self) -> str:
        raise AssertionError


def test_the_driver_writes_no_list_of_parameters_for_its_log(connection: Connection) -> None:
    """It formats parameters even when the log is off, which took longer than sending them."""

    def work(tx: Transaction) -> list[dict[str, Any]]:
        tx.defer("claims/create", keys=[_Loud("b")])
        return tx.run("documents/exists", ids=[_Loud("a")])

    assert connection.write(work) == []
