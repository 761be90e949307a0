"""Faults of processes and servers: nothing is lost, half there, or left unsaid.

The server here gives its transactions 40 MB. `python -m tests.faults crash` does the same by the
hundred.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

import provgraph
from provgraph import neo4j_local
from provgraph.errors import MemoryLimitError
from provgraph.graph import connection as module
from provgraph.graph.connection import Connection, Target
from provgraph.ingest import batch
from provgraph.ingest.discover import find_files
from provgraph.neo4j_local import neo4j_conf
from tests.faults.campaign import concurrency, histories, kill_loader, kill_server
from tests.support import mixed_inputs, prov_documents
from tests.support.graphs import graph
from tests.support.scratch_store import ScratchStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

EXAMPLES = Path(__file__).parents[2] / "examples"
SMALL = neo4j_conf._CONF + "dbms.memory.transaction.total.max=40m\n"  # noqa: SLF001


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the home of a server with little memory for transactions."""
    path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neo4j_conf, "_CONF", SMALL)
        neo4j_local.ensure_running(path)
        yield path
        neo4j_local.stop(path)


@pytest.fixture
def small(home: Path) -> Iterator[Target]:
    """Return the server with little memory, its store emptied."""
    address = neo4j_local.ensure_running(home)
    target = Target(address.uri, address.username, address.password)
    provgraph.connect(target.uri, username=target.username, password=target.password).close()
    with closing(ScratchStore(target)) as place:
        place.empty()
        yield target


def test_where_memory_is_short_there_are_smaller_steps(small: Target, tmp_path: Path) -> None:
    """A document that is too much for one transaction is loaded and deleted all the same."""
    file = tmp_path / "many.json"
    ((_, document),) = mixed_inputs.documents(1)
    for number in range(12_000):
        document.entity(f"ex:more{number}", {"ex:n": number})
    document.serialize(str(file))
    with pytest.raises(MemoryLimitError, match=r"127\.0\.0\.1.*transaction\.total\.max"):
        _greedy(small)
    with provgraph.connect(small.uri, username=small.username, password=small.password) as store:
        assert store.load(str(file)).status == "loaded"
        assert store.documents()[0].status == "complete"
        assert len([*store.export(all=True).get_records()]) == len([*document.get_records()])
        store.delete(str(file))
        assert store.documents() == []


def _greedy(target: Target) -> None:
    """Keep more in one transaction than the server gives."""
    text = "UNWIND range(1, 400000) AS n CREATE (:Greedy:Store {n: n, text: 'abcdefgh' + n})"
    connection = Connection(target)
    try:
        connection.within(60).query(text, {}, write=True)
    finally:
        connection.close()


def test_a_server_that_comes_back(home: Path, small: Target, tmp_path: Path) -> None:
    """Killed in the middle of a load and started again: the load goes on, nothing is lost."""
    assert small.uri
    outcome = kill_server.run(home, tmp_path, cases=1)
    assert outcome.losses == []
    assert outcome.faults == 1


def test_a_server_that_does_not_come_back(
    home: Path, small: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for once; then each file says that it is not loaded."""
    monkeypatch.setattr(module, "_SECONDS_TO_RETRY", 1.0)
    with closing(Connection(small)) as connection:
        options = batch.LoadOptions()
        first = batch.load_file(connection, str(EXAMPLES / "primer.provn"), options)
        assert first.status == "loaded"
        pid = neo4j_local.status(home).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
        start = time.monotonic()
        files = find_files([str(EXAMPLES / "ctapipe")])
        answers = list(batch.load_files(connection, files, options))
    assert time.monotonic() - start < 20
    assert [result.status for result in answers] == ["failed"] * len(files)
    assert all(
        result.file in (result.error or "") and "not loaded" in (result.error or "")
        for result in answers
    )


def test_a_connection_that_is_cut(store: Store, target: Target, cypher: Cypher) -> None:
    """Cut after any number of bytes, the same load goes on over the next connection."""
    file = str(EXAMPLES / "primer.provn")
    store.load(file)
    expected = graph(cypher)
    chance = random.Random(3)  # noqa: S311  # not secret
    for _ in range(4):
        cypher("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        cuts = [chance.randrange(300, 20_000) for _ in range(2)]
        with _cutting(target, cuts) as near, closing(Connection(near)) as connection:
            loaded = batch.load_file(connection, file, batch.LoadOptions())
        assert loaded.status in {"loaded", "unchanged"}
        assert graph(cypher) == expected


@contextmanager
def _cutting(target: Target, cuts: list[int]) -> Iterator[Target]:
    """Relay to the server; cut one connection after another when a number of bytes was sent."""
    host, port = target.uri.partition("//")[2].split(":")
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.create_server(("127.0.0.1", 0)))

        def accept() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                server = socket.create_connection((host, int(port)))
                # Closed at the end: the number of a closed one would soon be that of another,
                # from which a thread that is about to read would steal.
                sockets.enter_context(client)
                sockets.enter_context(server)
                left = [cuts.pop(0) if cuts else 1 << 60]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=_copy, args=(source, sink, left), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        near = f"bolt://127.0.0.1:{listener.getsockname()[1]}"
        yield Target(near, target.username, target.password)
        listener.shutdown(socket.SHUT_RDWR)


def _copy(source: socket.socket, sink: socket.socket, left: list[int]) -> None:
    try:
        while data := source.recv(512):
            left[0] -= len(data)
            if left[0] < 0:
                break
            sink.sendall(data)
    except OSError:
        pass
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def test_eight_loaders_at_once(target: Target, store: Store, tmp_path: Path) -> None:
    """No duplicate, no lost relation, no failure: the graph that one loader makes."""
    assert store is not None
    outcome = concurrency.run(target, tmp_path, cases=1)
    assert outcome.losses == []
    assert outcome.faults == 8


def test_eight_threads_with_a_transaction_for_each_file(
    target: Target, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jobs that concern each other, and documents of which some are deleted, miss nothing."""
    assert store is not None
    monkeypatch.setattr(histories, "INPUTS", 8)
    assert histories.run(target, tmp_path, cases=1).losses == []


def test_killed_loaders(target: Target, store: Store, tmp_path: Path) -> None:
    """What is there is complete or says that it is not, and loading again completes it."""
    assert store is not None
    outcome = kill_loader.run(target, tmp_path, cases=2)
    assert outcome.losses == []
    assert outcome.faults > 0


def test_a_loss_would_be_noticed(
    target: Target, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checks above can fail: a loader that leaves a file out is found."""
    assert store is not None
    loader, calls = ScratchStore.loader, iter(range(100))

    def forgetful(place: ScratchStore, files: list[str]) -> Any:  # noqa: ANN401  # as what it stands for
        return loader(place, files[next(calls) and 1 :])

    monkeypatch.setattr(ScratchStore, "loader", forgetful)
    monkeypatch.setattr(concurrency, "LOADERS", 1)
    assert concurrency.run(target, tmp_path, cases=1).losses


def test_interrupted_by_hand(target: Target, store: Store, tmp_path: Path) -> None:
    """Ctrl-C during a load: a line, the status that shells show as 130, nothing half."""
    assert store is not None
    with closing(ScratchStore(target)) as place:
        for begun in (True, False):
            file = tmp_path / f"{begun}.json"
            prov_documents.write(file, 20_000, f"run{begun}")
            process = place.loader([str(file)])
            while process.poll() is None and not psutil.Process(process.pid).net_connections():
                time.sleep(0.02)
            while begun and process.poll() is None and not place.statuses():
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=120)
            assert process.returncode in {130, -signal.SIGINT}
            assert "interrupted" in stderr.splitlines()[-1]
            assert "Traceback" not in stderr
        assert set(place.statuses().values()) <= {"complete", "loading"}
