"""The server: whether it answers, its version, the schema of the store, and its clock."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.errors import StoreError
from provgraph.graph import schema
from provgraph.graph.connection import Connection
from provgraph.results.doctor import MachineCheck
from provgraph.runtime.plural import plural
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.graph.connection import Target

_SECONDS_TO_ANSWER = 10.0
_SECONDS_OF_DIFFERENCE = 5.0


@dataclass(frozen=True, slots=True)
class _Server:
    version: str
    edition: str
    milliseconds: int


def checks(where: Target) -> Iterator[MachineCheck]:
    """Yield what there is to say about a server and the store in its database."""
    try:
        with closing(Connection(where)) as connection:
            version = connection.verify()
            yield from _of_server(connection.within(_SECONDS_TO_ANSWER), version)
    except StoreError as error:
        text, _, advice = str(error).partition(". ")
        yield MachineCheck("server", "problem", text, advice or "see the address and the user")


def _of_server(connection: Connection, version: int | None) -> Iterator[MachineCheck]:
    began = time.time()
    server = connection.fetch("doctor/fetch_server", _Server)[0]
    now = (began + time.time()) / 2
    value = f"Neo4j {server.version} ({server.edition}) at {connection.target.uri}"
    yield MachineCheck("server", "ok", value)
    yield of_schema(version, schema.missing(connection))
    yield of_clock(server.milliseconds / 1000 - now)


def of_schema(version: int | None, missing: Sequence[str]) -> MachineCheck:
    """Return the check of a store with that schema version and without these indexes."""
    if version is None:
        return MachineCheck("schema", "ok", "the store is new; the first command prepares it")
    if version > schema.VERSION:
        value = f"version {version}; provgraph {__version__} knows versions up to {schema.VERSION}"
        return MachineCheck("schema", "problem", value, "upgrade provgraph")
    if version < schema.VERSION:
        value = f"version {version}; the next command brings it to version {schema.VERSION}"
        return MachineCheck("schema", "ok", value)
    if missing:
        are = plural(len(missing), "index is", "indexes are")
        return MachineCheck("schema", "ok", f"{are} missing; the next command makes them")
    return MachineCheck("schema", "ok", f"version {version}")


def of_clock(difference: float) -> MachineCheck:
    """Return the check of a server's clock that is ahead by so many seconds."""
    value = f"the server's clock differs from this machine's by {abs(difference):.1f} s"
    if abs(difference) <= _SECONDS_OF_DIFFERENCE:
        return MachineCheck("clock", "ok", value)
    advice = "synchronise the clocks: times of documents and marks come from both machines"
    return MachineCheck("clock", "problem", value, advice)
