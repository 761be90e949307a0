"""The local server as the target of a bulk load: its store must be empty."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph import neo4j_local
from provgraph.bulk import import_layout
from provgraph.errors import LoadError, LocalServerError
from provgraph.graph import schema
from provgraph.graph.connection import Connection, Target
from provgraph.neo4j_local import working_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def folder(report: Callable[[str], None]) -> Iterator[Path]:
    """Return a folder whose content, on leaving it, becomes the local server's store.

    Raises:
        LoadError: the store is not empty.
        LocalServerError: the server cannot be started, its disk is full, or neo4j-admin
            failed; the store is as it was.

    """
    ran = neo4j_local.status().running
    neo4j_local.ensure_running()
    home = Path(neo4j_local.status().home)
    try:
        refuse_filled()
        with working_folders.of_process(home, working_folders.BULK) as staging:
            yield Path(staging)
            report("importing")
            neo4j_local.fill(Path(staging), import_layout.ARGUMENTS, refuse_filled)
        report("creating indexes")
        with _connection() as connection:
            schema.prepare(connection, connection.verify())
    except OSError as error:
        raise LocalServerError(f"{home} cannot be written: {error.strerror}") from error
    finally:
        if not ran:
            neo4j_local.stop()


def refuse_filled() -> None:
    """Refuse a store that holds anything.

    Raises:
        LoadError: it does.

    """
    with _connection() as connection:
        if not connection.read_rows("bulk/is_empty")[0]["empty"]:
            raise LoadError(
                "the local server's store is not empty, and 'bulk' only fills an empty one: "
                "use 'provgraph load', or set PROVGRAPH_HOME to a new folder"
            )


@contextmanager
def _connection() -> Iterator[Connection]:
    address = neo4j_local.ensure_running()
    connection = Connection(Target(address.uri, address.username, address.password))
    try:
        yield connection
    finally:
        connection.close()
