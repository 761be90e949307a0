"""The worker: what waits in an inbox is in the store exactly once, whatever fails meanwhile."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from provgraph.errors import (
    InboxError,
    InboxFullError,
    MemoryLimitError,
    NotFoundError,
    ReadOnlyError,
    StoreError,
    UnreachableError,
)
from provgraph.graph import connection as graph_connection
from provgraph.graph import schema
from provgraph.graph.connection import Connection, Target
from provgraph.ingest.batch import BatchLoader, LoadOptions
from provgraph.ingest.discover import InputFile
from provgraph.manager.inbox import store_link, worker
from provgraph.manager.inbox.database import FILE
from provgraph.manager.inbox.delivery import Delivery, ReadingOptions
from provgraph.manager.inbox.inbox import Inbox
from provgraph.manager.inbox.process import WorkerProcess
from provgraph.manager.inbox.store_link import StoreLink
from provgraph.manager.inbox.worker import Worker
from tests.support import mixed_inputs
from tests.support.ctapipe_logs import ACTIVITIES, JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from provgraph.manager.inbox.delivery import Work
    from provgraph.results.documents import FileResult
    from provgraph.results.receipts import Receipt
    from provgraph.store import Store

PERSON = """document
prefix ex <http://e/>
prefix foaf <http://xmlns.com/foaf/0.1/>
agent(ex:x, [prov:type='prov:Person', foaf:name="Zoe Quist"])
endDocument"""
SMALL = "document\nprefix e <http://e/>\nentity(e:{})\nendDocument"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """Return an empty inbox."""
    with Inbox(tmp_path / "inbox") as opened:
        yield opened


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker wait for nothing long."""
    monkeypatch.setattr(store_link, "_FIRST_PAUSE", 0.05)
    monkeypatch.setattr(worker, "_BROKEN", 0.05)


def hand_in(inbox: Inbox, number: int = 3, by: str = "me") -> list[Receipt]:
    """Hand in small documents."""
    return [
        inbox.accept(SMALL.format(n).encode(), Delivery.of(f"{n}.provn", by=by))
        for n in range(number)
    ]


def load(inbox: Inbox, target: Target) -> None:
    """Let a worker load what waits."""
    with Worker(inbox, lambda: target) as started:
        assert started.load_waiting()


@contextmanager
def running(inbox: Inbox, where: Callable[[], Target]) -> Iterator[Worker]:
    """Run a worker in a thread."""
    with Worker(inbox, where) as started:
        thread = threading.Thread(target=started.run)
        thread.start()
        yield started
        started.stop()
        thread.join()


def test_documents_of_all_kinds_are_loaded(
    inbox: Inbox, store: Store, target: Target, tmp_path: Path
) -> None:
    """The graph is that of `load`; each receipt has the load's result."""
    files = mixed_inputs.write(tmp_path / "files")
    receipts = []
    for file in files:
        with open(file, "rb") as stream:  # noqa: PTH123  # names are texts here
            receipts.append(inbox.accept(stream.read(), Delivery.of(file, by="me")))
    load(inbox, target)
    ended = [inbox.receipt(receipt.id) for receipt in receipts]
    assert {receipt.status for receipt in ended} == {"loaded"}
    assert all(r.result and r.result.documents and r.result.file == r.name for r in ended)
    documents = {document.id for document in store.documents()}
    assert documents >= {name for r in ended if r.result for name in r.result.documents}
    assert {result.status for result in store.load_all(files)} == {"unchanged"}


def test_the_origin_of_a_document_is_kept(inbox: Inbox, store: Store, target: Target) -> None:
    """Its productions and who handed it in, also when a later log writes it anew."""
    for name, by, production in (("1", "ann", "prod6"), ("2", "bob", "prod7"), ("3", "ann", None)):
        inbox.accept(JSON.encode(), Delivery.of(name, by=by, production=production))
    inbox.accept(SMALL.format(1).encode(), Delivery.of("4", by="ann", production="prod6"))
    inbox.accept(SMALL.format(2).encode(), Delivery.of("5", by="ann"))
    load(inbox, target)
    again = [{**activity, "status": "error"} for activity in ACTIVITIES]
    updated = store.load(json.dumps(again).encode(), name="again")
    assert updated.status == "updated"
    (job,) = store.documents(updated.documents[0])
    assert (job.productions, job.submitters) == (("prod6", "prod7"), ("ann", "bob"))
    assert job.sources[-1] == "again"
    assert len(store.documents(production="prod6")) == 2
    assert {hit.id for hit in store.find(production="prod6", kind="activity").found} == {job.id}
    assert [hit.id for hit in store.find(production="prod6", name="1").found] == ["http://e/1"]
    assert store.find(production="prod8").found == ()
    assert store.documents(production="prod7") == [job]
    assert store.documents(job.id, production="prod7") == [job]
    with pytest.raises(NotFoundError):
        store.documents(job.id, production="prod8")


def test_options_of_reading_are_used(inbox: Inbox, store: Store, target: Target) -> None:
    """Each document is read as it was asked for: with a base, strictly, redacted."""
    turtle = b"@prefix prov: <http://www.w3.org/ns/prov#> . <a> a prov:Entity ."
    foreign = b"<http://e/b> <http://e/p> <http://e/c> ."
    given = {
        "a.ttl": (turtle, ReadingOptions(base="http://base.example/")),
        "b.ttl": (foreign, ReadingOptions(strict=True)),
        "c.provn": (PERSON.encode(), ReadingOptions(redact=True)),
    }
    ids = {
        name: inbox.accept(data, Delivery.of(name, by="ann", reading=reading)).id
        for name, (data, reading) in given.items()
    }
    load(inbox, target)
    receipts = {name: inbox.receipt(receipt_id) for name, receipt_id in ids.items()}
    assert {name: receipt.status for name, receipt in receipts.items()} == {
        "a.ttl": "loaded",
        "b.ttl": "failed",
        "c.provn": "loaded",
    }
    assert store.show("http://base.example/a").kind == "entity"
    assert "Quist" not in store.export(all=True).get_provn()


def test_a_bad_document_is_set_aside(inbox: Inbox, store: Store, target: Target) -> None:
    """With its reason; the others are loaded. Mended and handed in again, it is loaded."""
    good = hand_in(inbox)
    bad = inbox.accept(b"document entity(", Delivery.of("bad.provn", by="me"))
    odd = inbox.accept(bytes(range(256)), Delivery.of("odd", by="me", format="json"))
    load(inbox, target)
    assert {inbox.receipt(receipt.id).status for receipt in good} == {"loaded"}
    assert "bad.provn: " in str(inbox.receipt(bad.id).error)
    assert inbox.receipt(odd.id).status == "failed"
    assert len(store.documents()) == len(good)


@pytest.mark.usefixtures("at_once")
def test_without_the_store_everything_waits(inbox: Inbox, store: Store, target: Target) -> None:
    """Nothing fails while no server answers; when it is back, all is loaded."""
    receipts = hand_in(inbox)
    where = [Target("bolt://127.0.0.1:9", "neo4j", "password")]
    with running(inbox, lambda: where[-1]):
        time.sleep(1)
        assert inbox.status().waiting == 3
        where.append(target)
        assert [inbox.wait(receipt.id, 30).status for receipt in receipts] == ["loaded"] * 3
    assert len(store.documents()) == 3


@pytest.mark.usefixtures("at_once")
def test_a_store_that_goes_away_during_a_load(
    inbox: Inbox, store: Store, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is loaded by then has its result; the others wait, and count no failure."""
    receipts = hand_in(inbox, 4)
    loading = BatchLoader.load
    failures = [ReadOnlyError("the user may not write"), UnreachableError("gone")]

    def breaks_off(self: BatchLoader, files: Sequence[InputFile]) -> Iterator[object]:
        results = loading(self, files)
        yield next(results)
        if failures:
            raise failures.pop()
        yield from results

    monkeypatch.setattr(BatchLoader, "load", breaks_off)
    for loaded in (1, 2, 4):
        load(inbox, target)
        status = inbox.status()
        assert (status.loaded, status.waiting, status.failed) == (loaded, 4 - loaded, 0)
    assert {inbox.receipt(receipt.id).status for receipt in receipts} == {"loaded"}
    assert len(store.documents()) == 4


def test_killed_between_load_and_bookkeeping(
    inbox: Inbox, store: Store, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in the store, but not yet in the receipts, is loaded again and there once."""
    receipts = hand_in(inbox)
    with monkeypatch.context() as patched:
        patched.setattr(Inbox, "finish", _killed)
        with pytest.raises(KeyboardInterrupt):
            load(inbox, target)
    assert len(store.documents()) == 3
    inbox.recover()
    load(inbox, target)
    assert {inbox.receipt(receipt.id).status for receipt in receipts} == {"loaded"}
    assert len(store.documents()) == 3


def test_no_document_fails_because_no_server_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The loader raises that the store is away, also for files after the one that showed it."""
    monkeypatch.setattr(graph_connection, "_SECONDS_TO_RETRY", 0.0)
    away = Connection(Target("bolt://127.0.0.1:9", "neo4j", "password"))
    files = [InputFile(f"{n}.provn", content=SMALL.format(n).encode()) for n in range(3)]
    with pytest.raises(UnreachableError):
        list(BatchLoader(away, LoadOptions(), raised=(StoreError,)).load(files))
    results = list(BatchLoader(away, LoadOptions()).load(files))
    assert [result.status for result in results] == ["failed"] * 3
    away.close()


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("fault", [TypeError("bug"), MemoryError(), MemoryLimitError("too large")])
def test_a_document_that_breaks_the_loader_is_set_aside_alone(
    inbox: Inbox,
    store: Store,
    target: Target,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
) -> None:
    """Of thirty, the one that raises what no reader should raise; the others are loaded."""
    receipts = hand_in(inbox, 30)
    loading = BatchLoader.load

    def breaks_off(self: BatchLoader, files: Sequence[InputFile]) -> Iterator[object]:
        if any(file.name == "17.provn" for file in files):
            raise fault
        yield from loading(self, files)

    monkeypatch.setattr(BatchLoader, "load", breaks_off)
    while inbox.has_work():
        load(inbox, target)
    statuses = {receipt.name: inbox.receipt(receipt.id).status for receipt in receipts}
    assert [name for name, status in statuses.items() if status != "loaded"] == ["17.provn"]
    error = str(inbox.receipt(receipts[17].id).error)
    assert error == str(fault) if isinstance(fault, StoreError) else "its log says why" in error
    assert len(store.documents()) == 29


def test_a_document_whose_origin_cannot_be_kept_is_set_aside_alone(
    inbox: Inbox, store: Store, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the store refuses what is kept with one document, the others do not wait for ever."""
    receipts = hand_in(inbox, 30)
    keep = worker._keep_origins  # noqa: SLF001  # what the store may refuse

    def refused(connection: Connection, results: Sequence[tuple[Work, FileResult]]) -> None:
        if any(work.delivery.name == "17.provn" for work, _ in results):
            raise MemoryLimitError("too large")
        keep(connection, results)

    monkeypatch.setattr(worker, "_keep_origins", refused)
    while inbox.has_work():
        load(inbox, target)
    statuses = {receipt.name: inbox.receipt(receipt.id).status for receipt in receipts}
    assert [name for name, status in statuses.items() if status != "loaded"] == ["17.provn"]
    assert inbox.receipt(receipts[17].id).error == "too large"
    assert len(store.documents()) == 30


def test_a_document_whose_bytes_are_gone_is_set_aside_alone(
    inbox: Inbox, store: Store, target: Target
) -> None:
    """A damaged inbox does not hold up what it still has."""
    receipts = hand_in(inbox, 3)
    with closing(sqlite3.connect(inbox.folder / FILE)) as database:
        database.execute("DELETE FROM body WHERE number = 2")
        database.commit()
    while inbox.has_work():
        load(inbox, target)
    assert [inbox.receipt(each.id).status for each in receipts] == ["loaded", "failed", "loaded"]
    assert "does not hold its bytes" in str(inbox.receipt(receipts[1].id).error)
    assert len(store.documents()) == 2


def test_whose_fault_an_error_is(
    connection: Connection, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that the server gives is the document's if the server takes other work."""
    assert connection is not None
    link = StoreLink(lambda: target, threading.Event())
    assert link.connection()
    assert link.is_to_blame(UnreachableError("gone"))
    assert not link.is_to_blame(MemoryLimitError("too large"))
    assert not link.is_to_blame(StoreError("the server answers: what is this?"))

    def refuse(_: object) -> None:
        raise StoreError("the server's disk is full")

    monkeypatch.setattr(schema, "write_version", refuse)
    assert link.is_to_blame(StoreError("the server's disk is full"))
    link.close()


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("fault", [InboxFullError("full"), InboxError("disk I/O error")])
def test_a_broken_disk_of_the_inbox_only_delays(
    inbox: Inbox,
    store: Store,
    target: Target,
    monkeypatch: pytest.MonkeyPatch,
    fault: InboxError,
) -> None:
    """What was loaded and could not be noted is loaded again; no document is blamed."""
    receipts = hand_in(inbox)
    finish, times = Inbox.finish, iter(range(8))

    def full(self: Inbox, results: Sequence[object]) -> None:
        if next(times, None) is not None:
            raise fault
        finish(self, results)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(Inbox, "finish", full)
    with running(inbox, lambda: target):
        assert [inbox.wait(receipt.id, 30).status for receipt in receipts] == ["loaded"] * 3
    assert len(store.documents()) == 3


def test_one_worker_at_a_time(inbox: Inbox, store: Store, target: Target) -> None:
    """A second one waits until the first ends, and then goes on."""
    loaded: list[int] = []
    with running(inbox, lambda: loaded.append(1) or target) as first:  # type: ignore[func-returns-value]
        time.sleep(0.2)
        with running(inbox, lambda: loaded.append(2) or target):  # type: ignore[func-returns-value]
            receipts = hand_in(inbox)
            assert [inbox.wait(receipt.id, 30).status for receipt in receipts] == ["loaded"] * 3
            assert loaded == [1]
            first.stop()
            last = inbox.accept(b"document endDocument", Delivery.of("last", by="me"))
            assert inbox.wait(last.id, 30).status == "loaded"
    assert loaded == [1, 2]
    assert len(store.documents()) == 4


@pytest.fixture
def _server(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", target.password)


@pytest.mark.usefixtures("_server")
def test_a_killed_worker_is_started_again(inbox: Inbox, store: Store, target: Target) -> None:
    """It is killed several times while it loads: each document is in the store once."""
    told: list[int] = []
    process = WorkerProcess(
        inbox.folder,
        inbox.limits,
        uri=target.uri,
        username=target.username,
        restarted=lambda: told.append(1),
    )
    process.start()
    receipts: list[Receipt] = []
    for _ in range(3):
        receipts += hand_in(inbox, len(receipts) + 20)
        assert inbox.wait(receipts[-20].id, 30).status == "loaded"
        pid = process.pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        _until(lambda killed=pid: process.pid not in {None, killed})  # type: ignore[misc]
    assert {inbox.wait(receipt.id, 60).status for receipt in receipts} == {"loaded"}
    assert process.restarts == len(told) == 3
    process.stop()
    assert process.pid is None
    assert len(store.documents()) == len({receipt.sha256 for receipt in receipts})


_MANAGER = """
import sys
from pathlib import Path
from provgraph.manager.inbox.limits import InboxLimits
from provgraph.manager.inbox.process import WorkerProcess

process = WorkerProcess(Path(sys.argv[1]), InboxLimits(), uri=sys.argv[2], username=sys.argv[3])
process.start()
print(process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.usefixtures("_server")
def test_a_worker_ends_with_its_manager(inbox: Inbox, store: Store, target: Target) -> None:
    """Even when that is killed: the next manager's worker finds the inbox free."""
    assert store
    command = [sys.executable, "-c", _MANAGER, str(inbox.folder), target.uri, target.username]
    with subprocess.Popen(  # noqa: S603  # ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as manager:
        assert manager.stdout
        pid = int(manager.stdout.readline())
        receipts = hand_in(inbox)
        assert inbox.wait(receipts[-1].id, 30).status == "loaded"
        manager.kill()
    _until(lambda: not _exists(pid))


def test_a_worker_that_cannot_begin_says_why(tmp_path: Path) -> None:
    """One line that names the file, and status 1."""
    (tmp_path / "inbox.sqlite3").write_text("nothing of the kind" * 100)
    ended = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-m", "provgraph.manager.inbox", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "inbox.sqlite3 cannot be used: file is not a database" in ended.stderr
    assert "Traceback" not in ended.stderr


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
