"""Two transactions at once: they wait for each other only if one concerns the other."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDoneError
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from provgraph import loader
from provgraph.ctapipe.identity.claims import facts_of
from provgraph.ctapipe.identity.locks import locks_of
from provgraph.ctapipe.log.record import record_of
from provgraph.ctapipe.stored_records import remove_unused_contents
from provgraph.errors import StoreError
from provgraph.graph.connection import Connection
from provgraph.graph.locks import lock
from provgraph.ingest import batch
from tests.support.bookkeeping import WIPE, bookkeeping
from tests.support.ctapipe_logs import completed, with_product_id
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provgraph.graph.connection import Target, Transaction
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

Result = TypeVar("Result")
PRODUCT = "5a0611a0-b057-4594-a73c-97c520de5bd4"


def job(number: int, reads: list[Any], writes: list[Any]) -> bytes:
    """Return the log of a job that ran in the hour of its number, on the one host."""
    return json.dumps([_record(number, reads, writes)]).encode()


def _record(number: int, reads: list[Any], writes: list[Any]) -> dict[str, Any]:
    identity = f"0000000{number}-0000-4000-8000-000000000000"
    start, stop = (f"2026-01-01T0{number}:{minute}:00" for minute in ("00", "50"))
    return completed(identity, start, stop, reads, writes)


def product(url: str, *, nested: bool = False) -> dict[str, Any]:
    """Return a file with a product id, as older logs have it or as newer ones do."""
    if not nested:
        return with_product_id(url, PRODUCT)
    meta = {"instance": {"id": PRODUCT}, "activity": {"id": PRODUCT}}
    return {"url": url, "reference_meta": meta}


class PausedConnection(Connection):
    """A connection whose writing transactions are done, but not ended before they may be."""

    def __init__(self, target: Target) -> None:
        """Connect; `working` is set once a transaction waits for `may_end`."""
        super().__init__(target)
        self.working, self.may_end = threading.Event(), threading.Event()

    def write(self, work: Callable[[Transaction], Result]) -> Result:
        """Run `work`, then wait."""

        def paused(tx: Transaction) -> Result:
            result = work(tx)
            self.working.set()
            self.may_end.wait(60)
            return result

        return super().write(paused)


@pytest.fixture
def paused(store: Store, target: Target) -> Iterator[PausedConnection]:
    """Return such a connection to the emptied store."""
    assert store is not None
    with closing(PausedConnection(target)) as connected:
        yield connected
        connected.may_end.set()


SHARED = ["/cfg/tool.json", product("/data/shared.h5"), "/models/energy.pkl"]
DONE = job(1, SHARED, ["/out/1.h5"])
"""A job loaded before: what it shares with the others is in the store."""

PAIRS: dict[str, tuple[bytes, bytes, bool]] = {
    "two readers of the same files": (
        job(3, SHARED, ["/out/3.h5"]),
        job(4, SHARED, ["/out/4.h5"]),
        False,
    ),
    "writer and reader of a path": (
        job(3, [], ["/out/3.h5"]),
        job(4, ["/out/3.h5"], ["/out/4.h5"]),
        True,
    ),
    "writer and reader of a product": (
        job(3, [], [product("/out/3.h5")]),
        job(4, [product("/copied/3.h5")], []),
        True,
    ),
    "two readers that prove a product id": (
        job(3, [product("/x/3.h5", nested=True)], []),
        job(4, [product("/y/3.h5", nested=True)], []),
        True,
    ),
    "writer and reader of a directory": (
        job(3, [], ["/out/run7/3.h5"]),
        job(4, ["/out/run7"], []),
        True,
    ),
    "writer and reader of a directory with an ending": (
        job(3, [], ["/out/run7.zarr/0/3.h5"]),
        job(4, ["/out/run7.zarr"], []),
        True,
    ),
    "two writers in a directory": (
        job(3, SHARED, ["/out/3.h5"]),
        job(4, [], ["/out/4.h5"]),
        False,
    ),
    "two writers of what a job before them reads": (
        job(3, [], ["/out/3.h5"]),
        job(4, [], ["/out/4.h5"]),
        True,
    ),
}
READER = job(5, ["/out/3.h5", "/out/4.h5"], ["/out/5.h5"])
"""A job loaded before its inputs are known to be outputs: each writer gives it one."""


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("pair", PAIRS)
def test_two_transactions_wait_only_for_what_concerns_them(
    store: Store, cypher: Cypher, paused: PausedConnection, pair: str, *, swapped: bool
) -> None:
    """The second waits for the first, or not at all; the graph is that of one after the other."""
    *logs, waits = PAIRS[pair]
    first, second = reversed(logs) if swapped else logs
    before = [DONE, READER] if "job before" in pair else [DONE]
    for number, log in enumerate((first, second, *before)):
        store.load(log, name=f"{number}.prov.log")
    expected = graph(cypher), bookkeeping(cypher)
    cypher(WIPE)
    for number, log in enumerate(before, 2):
        store.load(log, name=f"{number}.prov.log")
    with ThreadPoolExecutor(2) as pool:
        options = batch.LoadOptions()
        one = pool.submit(batch.load_file, paused, first, options, name="0.prov.log")
        assert paused.working.wait(30)
        other = pool.submit(store.load, second, name="1.prov.log")
        if waits:
            with pytest.raises(NotDoneError):
                other.result(1)
        else:
            assert other.result(30).status == "loaded"
            assert not one.done()
        paused.may_end.set()
        assert (one.result(30).status, other.result(30).status) == ("loaded", "loaded")
    assert (graph(cypher), bookkeeping(cypher)) == expected


def _store_content(tx: Transaction, name: str, *held: str) -> None:
    rows = [{"sha256": name, "text": "[]", "contents": [*held]}]
    tx.run("contents/upsert", rows=rows)
    tx.run("contents/link", rows=rows)


def _store_group(tx: Transaction, name: str, *sections: str) -> None:
    groups = [{"key": name, "sections": [*sections]}]
    tx.run("settings/upsert", settings=[], sections=[], groups=groups, documents=[])


@pytest.mark.parametrize(
    ("put", "remove"),
    [
        (_store_content, lambda tx: remove_unused_contents(tx, ["part"])),
        (_store_group, lambda tx: tx.run("settings/remove_unused", settings=[], groups=["part"])),
    ],
)
def test_what_is_shared_stays_if_it_is_used_again(
    connection: Connection,
    cypher: Cypher,
    paused: PausedConnection,
    put: Callable[..., None],
    remove: Callable[[Transaction], object],
) -> None:
    """Its removal waits for a load that begins to use it, and takes none of its links away."""
    connection.write(lambda tx: put(tx, "piece"))
    connection.write(lambda tx: put(tx, "part", "piece"))
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(paused.write, lambda tx: put(tx, "whole", "part"))
        assert paused.working.wait(30)
        other = pool.submit(connection.write, remove)
        with pytest.raises(NotDoneError):
            other.result(0.5)
        paused.may_end.set()
        one.result(30)
        other.result(30)
    rows = cypher(
        "MATCH (a:Content|SettingGroup)-[:HOLDS|SETS]->(b)"
        " RETURN coalesce(a.sha256, a.key) AS start, coalesce(b.sha256, b.key) AS end"
    )
    assert {(row["start"], row["end"]) for row in rows} == {("whole", "part"), ("part", "piece")}


def test_a_part_that_is_gone_is_an_error(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another transaction deleted in between is tried again, and never left out."""
    tries = []

    def store_one_more(tx: Transaction) -> None:
        tries.append(1)
        if len(tries) > 1:
            monkeypatch.setattr("provgraph.graph.connection._SECONDS_TO_RETRY", 0.0)
        _store_content(tx, "whole", "gone")

    with pytest.raises(StoreError, match="node `part` is missing"):
        connection.write(store_one_more)
    assert len(tries) > 1


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        ([[], ["a"]], [[], ["a"]], False),
        ([[], ["a"]], [["a"], []], True),
        ([["a"], []], [[], ["a"]], True),
        ([["a"], []], [["a"], []], True),
        ([["a"], ["b"]], [["c"], ["b"]], False),
    ],
)
def test_locks_are_shared_or_exclusive(
    connection: Connection,
    paused: PausedConnection,
    first: list[list[str]],
    second: list[list[str]],
    *,
    waits: bool,
) -> None:
    """Those who share a key do not wait for each other, all others do."""
    connection.write(lambda tx: lock(tx, (), ["a", "b", "c"]))
    with ThreadPoolExecutor(2) as pool:
        pool.submit(paused.write, lambda tx: lock(tx, *first))
        assert paused.working.wait(30)
        other = pool.submit(connection.write, lambda tx: lock(tx, *second))
        if waits:
            with pytest.raises(NotDoneError):
                other.result(0.5)
        else:
            other.result(30)
        paused.may_end.set()
        other.result(30)


def _document(records: str, name: str) -> bytes:
    prefix = "prefix ex <http://example.org/>"
    return f"document\n{prefix}\n{records}\nentity(ex:{name})\nendDocument".encode()


@pytest.mark.parametrize(
    ("said", "by_others"),
    [
        ("entity(ex:a, [ex:n=1])", "entity(ex:a, [ex:n=2])"),
        ("wasDerivedFrom(ex:a, ex:b)", "entity(ex:a)\nentity(ex:b)"),
    ],
)
def test_a_deletion_takes_nothing_from_a_load_at_the_same_time(
    store: Store, cypher: Cypher, paused: PausedConnection, said: str, by_others: str
) -> None:
    """Neither the record of an element nor a relation goes with the document that had it first."""
    first, second, third = (
        _document(records, name)
        for records, name in ((said, "a1"), (by_others, "a2"), (said, "a3"))
    )
    store.load(second, name="2.provn")
    store.load(third, name="3.provn")
    expected = graph(cypher)
    cypher(WIPE)
    [deleted] = store.load(first, name="1.provn").documents
    store.load(second, name="2.provn")
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(loader.delete, paused, deleted)
        assert paused.working.wait(30)
        other = pool.submit(store.load, third, name="3.provn")
        with pytest.raises(NotDoneError):
            other.result(1)
        paused.may_end.set()
        one.result(30)
        assert other.result(30).status == "loaded"
    assert graph(cypher) == expected


def test_no_lock_is_left_when_the_last_record_goes(store: Store, cypher: Cypher) -> None:
    """Locks are nodes: those of a record go with it."""
    before = cypher("MATCH (n) RETURN count(n) AS n")
    for number in (1, 2):
        store.load(job(number, SHARED, [f"/out/{number}.h5"]), name=f"{number}.prov.log")
    for number in (1, 2):
        store.delete(f"urn:uuid:0000000{number}-0000-4000-8000-000000000000")
    assert cypher("MATCH (n) WHERE NOT n:Prefix|DeclaredPrefix RETURN count(n) AS n") == before


def test_what_a_record_locks() -> None:
    """Outputs, and a place without a file's ending that is read, are locked exclusively."""
    record = record_of(_record(1, ["/a/b.json", "/a/run7"], ["/a/run7.d/out.h5"]), "x", "y")
    locks = locks_of([facts_of(record)])
    host = "file://w01"
    assert locks.exclusive == {f"{host}/a/run7", f"{host}/a/run7.d", f"{host}/a/run7.d/out.h5"}
    assert locks.shared == {f"{host}/a/b.json", f"{host}/a"}
