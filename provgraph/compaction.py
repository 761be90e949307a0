"""Compaction: a store is copied into a fresh one, without what was deleted from it.

Neo4j frees the place of a deleted text and keeps its bytes, in the store's files, in indexes and in
transaction logs; "neo4j-admin database copy", which would leave them out, is not part of the
Community edition. A second server therefore gets all nodes and relationships through Bolt, every
value as the driver read it, and its store takes the place of the first.
"""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provgraph import neo4j_local
from provgraph.errors import LocalServerError, StoreError
from provgraph.graph.connection import Connection, Target
from provgraph.neo4j_local import working_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from provgraph.graph.connection import Transaction
    from provgraph.neo4j_local import Address

Row = dict[str, Any]

_ROWS = 1000
_CHARACTERS = 4_000_000
"""What one transaction creates at most, except for one larger node."""
_ATTEMPTS = 3
_TRANSACTION_LOGS = Path("data", "transactions", "neo4j")


@dataclass(frozen=True, slots=True)
class Compaction:
    """What was copied, and the bytes of the store before and after."""

    nodes: int
    relationships: int
    before: int
    after: int


class _ChangedError(Exception):
    """The store was written to after it was copied."""


def compact(report: Callable[[str], None]) -> Compaction:
    """Replace the local server's store by a copy of what is in it.

    The store can be used meanwhile. If it is written to, the copy is made again.

    Raises:
        LocalServerError: the store was written to during each of three copies, the disk is full, or
            a server cannot be started; the store is unchanged.
        StoreError: a server fails; the store is unchanged.

    """
    ran = neo4j_local.status().running
    home = neo4j_local.ensure_running().folder
    neo4j_local.remove_abandoned()
    try:
        for _ in range(_ATTEMPTS):
            try:
                return _compact(home, report)
            except _ChangedError:
                report("the store was written to meanwhile: copying it again")
    except OSError as error:
        raise LocalServerError(f"{home} cannot be written: {error.strerror}") from error
    finally:
        if not ran:
            neo4j_local.stop()
    raise LocalServerError(
        f"the store was written to during {_ATTEMPTS} copies: end what loads into it, and run "
        "'provgraph neo4j compact' again"
    )


def _compact(home: Path, report: Callable[[str], None]) -> Compaction:
    before = neo4j_local.status().bytes
    with working_folders.of_process(home, working_folders.COPYING) as folder:
        copied, state = Path(folder, neo4j_local.SERVER), _last_log(home)
        nodes, relationships = _copy(copied, report)

        def check() -> None:
            if _last_log(home) != state:
                raise _ChangedError

        report("exchanging the stores")
        neo4j_local.replace_by_copy(copied, Path(folder), check)
    return Compaction(nodes, relationships, before, neo4j_local.status().bytes)


def _last_log(home: Path) -> tuple[str, int]:
    """Return the last transaction log and its size: both grow with each commit, and no other way.

    Checkpoints have files of their own.
    """
    logs = (home / _TRANSACTION_LOGS).glob("neostore.transaction.db.*")
    last = max(logs, key=lambda log: int(log.name.rpartition(".")[2]))
    return last.name, last.stat().st_size


def _copy(copied: Path, report: Callable[[str], None]) -> tuple[int, int]:
    """Copy the local server's store into that of a server with the home `copied`."""
    with (
        _connection(neo4j_local.ensure_running()) as source,
        _second_server(copied) as address,
        _connection(address) as target,
    ):
        counts = source.read_rows("compaction/counts")[0]
        report(f"copying {counts['nodes']:,} nodes, {counts['relationships']:,} relationships")
        _copy_relationships(source, target, _copy_nodes(source, target))
        _copy_definitions(source, target)
        arrived = target.read_rows("compaction/counts")[0]
        if arrived != source.read_rows("compaction/counts")[0]:
            raise _ChangedError
    return arrived["nodes"], arrived["relationships"]


@dataclass(slots=True)
class _Ids:
    """The ids of copied nodes, by those that they had.

    An element id of Neo4j 5 is `4:<database>:<number>`. Of ten million nodes, the numbers alone
    take 80 MB, the texts 2 GB.
    """

    numbers: array[int] = field(default_factory=lambda: array("q"))
    beginning: str = ""

    def add(self, before: str, after: str) -> None:
        number, (self.beginning, _, new) = _number(before), after.rpartition(":")
        self.numbers.extend([-1] * (1 + number - len(self.numbers)))
        self.numbers[number] = int(new)

    def __getitem__(self, before: str) -> str:
        number = _number(before)
        if number >= len(self.numbers) or self.numbers[number] < 0:
            raise _ChangedError
        return f"{self.beginning}:{self.numbers[number]}"


def _number(element: str) -> int:
    return int(element.rpartition(":")[2])


def _copy_nodes(source: Connection, target: Connection) -> _Ids:
    """Copy the nodes; return their new ids."""
    ids = _Ids()
    for rows in _batches(source.read_batches("compaction/nodes", _ROWS)):
        for row in target.write(_creating("compaction/create_nodes", rows)):
            ids.add(row["before"], row["after"])
    return ids


def _copy_relationships(source: Connection, target: Connection, ids: _Ids) -> None:
    for rows in _batches(source.read_batches("compaction/relationships", _ROWS)):
        moved = [{**row, "start": ids[row["start"]], "end": ids[row["end"]]} for row in rows]
        target.write(_creating("compaction/create_relationships", moved))


def _copy_definitions(source: Connection, target: Connection) -> None:
    """Make the constraints and indexes of the one store in the other."""
    for name in ("compaction/constraints", "compaction/indexes"):
        for row in source.read_rows(name):
            target.query(row["text"], {}, write=True)
    target.read_rows("schema/await")


def _creating(name: str, rows: list[Row]) -> Callable[[Transaction], list[Row]]:
    return lambda tx: tx.run(name, rows=rows)


def _batches(pages: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Yield rows in batches of so many characters as one transaction takes."""
    batch: list[Row] = []
    size = 0
    for row in (row for page in pages for row in page):
        batch.append(row)
        size += sum(len(str(value)) for value in row["properties"].values())
        if size > _CHARACTERS or len(batch) == _ROWS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@contextmanager
def _second_server(home: Path) -> Iterator[Address]:
    try:
        yield neo4j_local.ensure_running(home, report=lambda _: None)
    finally:
        neo4j_local.stop(home, report=lambda _: None)


@contextmanager
def _connection(address: Address) -> Iterator[Connection]:
    connection = Connection(
        Target(address.uri, address.username, address.password, folder=address.folder)
    )
    try:
        yield connection
    except StoreError as error:
        raise type(error)(f"{error}; the store is unchanged") from error
    finally:
        connection.close()
