"""The schema: constraints and indexes, made when missing, and its version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.errors import SchemaError
from provgraph.graph import statements
from provgraph.graph.migrations import MIGRATIONS
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from provgraph.graph.connection import Connection, Transaction

VERSION = 4

NO_MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {}

# A store that 'bulk' filled gets its indexes when millions of elements are there.
_SECONDS_TO_INDEX = 7200.0


def prepare(
    connection: Connection,
    before: int | None,
    further: Mapping[int, Callable[[Connection], None]] = NO_MIGRATIONS,
) -> None:
    """Bring a store with schema version `before` (`None`: a new store) to this version.

    `further` are the migrations that need more than the graph: those of job logs.

    Raises:
        SchemaError: the store was written by a newer provgraph.

    """
    if before is not None and before > VERSION:
        raise SchemaError(
            f"the store at {connection.target.uri} has schema version {before}, this provgraph "
            f"{__version__} knows versions up to {VERSION}: upgrade provgraph"
        )
    if before == VERSION and not missing(connection):
        return
    for version in range(before or VERSION, VERSION):
        if version in MIGRATIONS:
            MIGRATIONS[version](connection)
    _make(connection)
    for version in range(before or VERSION, VERSION):
        if version in further:
            further[version](connection)
    write_version(connection)


def write_version(connection: Connection) -> None:
    """Write which version the schema has; an error shows that the store takes nothing."""
    connection.write(
        lambda tx: tx.run("schema/write_version", version=VERSION, provgraph=__version__)
    )


def missing(connection: Connection) -> list[str]:
    """Return the names of constraints and indexes that the store lacks or that do not serve."""
    online = {
        row["name"] for row in connection.read_rows("schema/names") if row["state"] == "ONLINE"
    }
    return sorted(_expected() - online)


def _make(connection: Connection) -> None:
    def make(tx: Transaction) -> None:
        for name in definitions():
            tx.run(name)

    connection.write(lambda tx: tx.run("schema/remove_copies"))
    connection.write(make)
    connection.within(_SECONDS_TO_INDEX).read_rows("schema/await")


def definitions() -> list[str]:
    """Return the names of the statements that make the constraints and indexes."""
    folders = ("schema/indexes/", "schema/relations/")
    return [name for name in statements.names() if name.startswith(folders)]


def _expected() -> set[str]:
    texts = (statements.statement(name).text for name in definitions())
    return {next(word for word in text.split() if word.startswith("provgraph_")) for text in texts}
