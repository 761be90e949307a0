"""A local server of a run's own, in a temporary folder: never the user's."""

from __future__ import annotations

import itertools
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import neo4j

import provgraph
from provgraph import neo4j_local
from provgraph.graph.connection import Connection, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Item = TypeVar("Item")
_BATCH = 10_000


class Server:
    """A running server: its target for provgraph, a driver for the floors."""

    def __init__(self, target: Target, home: Path) -> None:
        """Connect to the server at `target`, a local one of that home."""
        self.target = target
        self.home = home
        self.driver = neo4j.GraphDatabase.driver(
            target.uri, auth=(target.username, target.password) if target.username else None
        )
        self.connection = Connection(target)

    def run(self, text: str, **parameters: object) -> list[neo4j.Record]:
        """Run a statement of a floor."""
        return self.driver.execute_query(text, parameters).records

    def write(self, text: str, rows: Iterable[Any]) -> None:
        """Run a statement with `$rows`, 10,000 of them at a time."""
        for batch in batches(rows):
            self.run(text, rows=batch)

    def empty(self) -> None:
        """Delete everything but the schema."""
        empty(self.run, 50_000)

    def bytes(self) -> int:
        """Return what the store takes on the disk, transaction logs left out.

        The server is stopped meanwhile: only then all of it has been written.
        """
        neo4j_local.stop(self.home)
        folder = self.home / "data" / "databases" / "neo4j"
        used = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        neo4j_local.ensure_running(self.home)
        return used

    def reopen(self) -> None:
        """Make the schema of a store that was exchanged."""
        target = self.target
        provgraph.connect(target.uri, username=target.username, password=target.password).close()

    def close(self) -> None:
        """Close driver and connection."""
        self.driver.close()
        self.connection.close()


@contextmanager
def server(heap: str = "2g", pagecache: str = "1g") -> Iterator[Server]:
    """Start a server in a temporary folder, with the schema made, and stop it in the end."""
    os.environ.setdefault("PROVGRAPH_HEAP", heap)
    os.environ.setdefault("PROVGRAPH_PAGECACHE", pagecache)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        address = neo4j_local.ensure_running(Path(folder))
        target = Target(address.uri, address.username, address.password)
        running = Server(target, Path(folder))
        running.reopen()
        try:
            yield running
        finally:
            running.close()
            neo4j_local.stop(Path(folder))


def empty(run: Callable[[str], Sequence[Any]], at_once: int) -> None:
    """Delete everything but the schema, a number of items per statement."""
    for each in ("MATCH ()-[x]->()", "MATCH (x) WHERE NOT x:Schema"):
        # Relations first: one document may have a million.
        while run(f"{each} WITH x LIMIT {at_once} DELETE x RETURN count(*) AS n")[0]["n"]:
            pass


def batches(items: Iterable[Item], size: int = _BATCH) -> Iterator[list[Item]]:
    """Yield lists of `size` items."""
    left = iter(items)
    while batch := list(itertools.islice(left, size)):
        yield batch
