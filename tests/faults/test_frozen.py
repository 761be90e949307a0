"""Servers and networks that are silent: found within the time limit, and nothing is done twice."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from click.testing import CliRunner

import provgraph
from provgraph import neo4j_local
from provgraph.cli import main
from provgraph.errors import TimeLimitError, UnreachableError
from provgraph.graph.connection import Connection
from provgraph.ingest import batch
from provgraph.neo4j_local import process
from tests.support.graphs import graph
from tests.support.swallowing_proxy import swallowing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provgraph.graph.connection import Target
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

EXAMPLES = Path(__file__).parents[2] / "examples"
LIMIT = 0.7
SLACK = 15.0
"""Seconds beside the limit, on a machine under load; without a limit it is 75 s at least."""
QUESTIONS: dict[str, Callable[[Store], object]] = {
    "cypher": lambda store: store.cypher("MATCH (n) RETURN n", timeout=LIMIT),
    "cypher that writes": lambda store: store.cypher("CREATE (n:X)", write=True, timeout=LIMIT),
    "export": lambda store: store.within(LIMIT).export(all=True),
    "lineage": lambda store: store.lineage("any.h5", timeout=LIMIT),
    "stats": lambda store: store.within(LIMIT).stats(),
    "table": lambda store: store.within(LIMIT).table("activities"),
    "load": lambda store: store.within(LIMIT).load(str(EXAMPLES / "primer.provn")),
    "delete": lambda store: store.within(LIMIT).delete(str(EXAMPLES / "primer.provn")),
}


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_network_that_swallows(
    question: Callable[[Store], object],
    store: Store,
    target: Target,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All that has a time limit ends within it, with one message that says who is silent."""
    monkeypatch.setattr("provgraph.graph.connection._SECONDS_TO_PROBE", 0.3)
    assert store is not None
    with swallowing(target) as proxy:
        near = proxy.target
        with provgraph.connect(near.uri, username=near.username, password=near.password) as far:
            proxy.swallows.set()
            with _at_most(LIMIT + SLACK), pytest.raises(UnreachableError, match="frozen") as error:
                question(far)
    assert near.uri in str(error.value)
    assert "\n" not in str(error.value)


def test_connecting_through_a_network_that_swallows(target: Target) -> None:
    """The time limit of a connection begins with its opening."""
    with swallowing(target) as proxy:
        proxy.swallows.set()
        with _at_most(LIMIT + SLACK), pytest.raises(UnreachableError):
            provgraph.connect(proxy.target.uri, timeout=LIMIT)


def test_silence_in_the_middle_of_an_answer(store: Store, target: Target) -> None:
    """An answer of which a part has arrived is not waited for longer than the limit."""
    assert store is not None
    statement = "UNWIND range(1, 200000) AS n RETURN n, 'a text that fills the answer' AS text"
    with swallowing(target) as proxy, closing(Connection(proxy.target)) as connection:
        connection.verify()
        proxy.swallow_after(500_000)
        with _at_most(LIMIT + SLACK), pytest.raises(UnreachableError):
            connection.within(5 * LIMIT).query(statement, {}, write=False)


def test_a_slow_answer_is_not_silence(store: Store, target: Target) -> None:
    """Of a server that works on the answer it is said that the time is up, and no more."""
    assert store is not None
    statement = "UNWIND range(1, 1000000000) AS n RETURN sum(n)"
    with closing(Connection(target)) as connection, _at_most(LIMIT + SLACK):
        with pytest.raises(TimeLimitError, match="did not answer within the time limit"):
            connection.within(LIMIT).query(statement, {}, write=False)
        assert connection.read_rows("schema/open")


def test_a_server_that_is_silent_without_a_time_limit(
    store: Store, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A load, which has no limit, gives up when it has heard nothing for long enough."""
    assert store is not None
    monkeypatch.setattr("provgraph.graph.waiting._LONGEST_SILENCE", LIMIT)
    monkeypatch.setattr("provgraph.graph.connection._SECONDS_TO_RETRY", 0.5)
    with swallowing(target) as proxy, closing(Connection(proxy.target)) as connection:
        connection.verify()
        proxy.swallows.set()
        with _at_most(LIMIT + SLACK), pytest.raises(UnreachableError, match="frozen"):
            batch.load_file(connection, str(EXAMPLES / "primer.provn"), batch.LoadOptions())


PRIMER, LOG = EXAMPLES / "primer.provn", EXAMPLES / "ctapipe" / "11_chain_merge.provenance.log"
OTHER_LOG = "ctapipe/12_chain_train_energy.provenance.log"
DOCUMENT = b"""document
prefix ex <http://example.org/>
entity(ex:a)
entity(ex:b, [ex:size=3])
wasDerivedFrom(ex:b, ex:a)
endDocument"""
MUONS = EXAMPLES / "descriptions" / "ctapipe-display-muons.yaml"
CHANGES: dict[str, Callable[[Store], object]] = {
    "load a document": lambda store: store.load(DOCUMENT, name="derived.provn"),
    "load a log": lambda store: store.load(str(EXAMPLES / OTHER_LOG)),
    "delete a document": lambda store: store.delete(str(PRIMER)),
    "delete a log": lambda store: store.delete(str(LOG)),
    "describe": lambda store: store.describe(MUONS),
    "mark": lambda store: store.mark("gamma_merged6.DL2.h5", reason="x", by="y"),
    "add a file system": lambda store: store.add_filesystem("/data", "site"),
    "remove a file system": lambda store: store.remove_filesystem("/fefs"),
    "add moved files": lambda store: store.add_moved_files("/a", "/b"),
    "remove moved files": lambda store: store.remove_moved_files("/x", "/y"),
    "set a clock tolerance": lambda store: store.set_clock_tolerance(7),
    "remove a clock tolerance": lambda store: store.remove_clock_tolerance("host"),
    "table": lambda store: store.table("activities"),
}
_COUNTS = """MATCH (n) WITH count(n) AS nodes, sum(size(keys(n))) AS values
OPTIONAL MATCH ()-[r]->() WITH nodes, values, count(r) AS relations
OPTIONAL MATCH (d:Document) RETURN nodes, values, relations, d.status AS status,
d.records AS records, d.elements AS elements, d.relations AS relations_of ORDER BY d.id"""


def _prepare(store: Store, cypher: Cypher) -> None:
    cypher("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    for file in (PRIMER, LOG):
        store.load(str(file))
    store.add_filesystem("/fefs", "site")
    store.add_moved_files("/x", "/y")
    store.set_clock_tolerance(1, host="host")


@pytest.mark.parametrize(
    ("name", "in_steps"),
    [(name, False) for name in CHANGES] + [("load a document", True), ("delete a document", True)],
)
def test_the_answer_to_each_commit_is_lost(  # noqa: PLR0913  # fixtures
    name: str,
    store: Store,
    target: Target,
    cypher: Cypher,
    monkeypatch: pytest.MonkeyPatch,
    *,
    in_steps: bool,
) -> None:
    """Whoever writes tries again, and the store holds what it holds without a fault."""
    monkeypatch.setattr("provgraph.graph.connection._LONGEST_WAIT", 0.1)
    if in_steps:
        monkeypatch.setattr("provgraph.loader.ONE_TRANSACTION", 1)
    change = CHANGES[name]
    _prepare(store, cypher)
    change(store)
    counts, expected = cypher(_COUNTS), graph(cypher)
    _prepare(store, cypher)
    with swallowing(target) as proxy:
        near = proxy.target
        with provgraph.connect(near.uri, username=near.username, password=near.password) as far:
            proxy.swallow_answers_of_commits()
            change(far)
        assert proxy.commits >= 2
    assert cypher(_COUNTS) == counts
    if name != "mark":  # which has an id of its own each time
        assert graph(cypher) == expected


def test_a_statement_of_the_user_is_sent_once(store: Store, target: Target, cypher: Cypher) -> None:
    """Where the answer is lost it has been run, once, and the message says that it may have."""
    assert store is not None
    with swallowing(target) as proxy, closing(Connection(proxy.target)) as connection:
        connection.verify()
        proxy.swallow_after(0)
        with pytest.raises(UnreachableError, match="may have been run: look before"):
            connection.within(LIMIT).query("CREATE (:Once)", {}, write=True)
    assert cypher("MATCH (n:Once) RETURN count(n) AS n") == [{"n": 1}]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the home of this module's server; it is stopped in the end."""
    path = tmp_path_factory.mktemp("home")
    neo4j_local.ensure_running(path)
    yield path
    neo4j_local.stop(path)


@pytest.fixture
def suspended(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Return the process of a local server that is suspended."""
    monkeypatch.setenv("PROVGRAPH_HOME", str(home))
    monkeypatch.delenv("NEO4J_URI", raising=False)
    neo4j_local.ensure_running(home)
    pid = neo4j_local.status(home).pid
    assert pid is not None
    _suspend(pid)
    yield pid
    if psutil.pid_exists(pid):
        os.kill(pid, signal.SIGCONT)


def _suspend(pid: int) -> None:
    """Suspend a process; its many threads stop one after another."""
    os.kill(pid, signal.SIGSTOP)
    while psutil.Process(pid).status() != psutil.STATUS_STOPPED:
        time.sleep(0.01)


@pytest.mark.parametrize("words", ["neo4j start", "stats", "load -", "neo4j status"])
def test_a_suspended_server(words: str, suspended: int) -> None:
    """Each command says at once which process is suspended, and what to do."""
    with _at_most(SLACK):
        result = CliRunner().invoke(main, words.split())
    assert f"process {suspended}, is suspended (SIGSTOP)" in result.output
    assert f"kill -CONT {suspended}" in result.output
    assert "provgraph neo4j stop" in result.output
    assert result.exit_code == int(words != "neo4j status")


def test_a_server_that_is_suspended_during_a_question(home: Path, suspended: int) -> None:
    """The message names the process; after it is continued, the same connection works again."""
    os.kill(suspended, signal.SIGCONT)
    with provgraph.connect() as store:
        _suspend(suspended)
        with (
            _at_most(LIMIT + SLACK),
            pytest.raises(
                UnreachableError,
                match=rf"process {suspended}, is suspended .*kill -CONT {suspended}",
            ),
        ):
            store.within(LIMIT).stats()
        os.kill(suspended, signal.SIGCONT)
        assert store.stats().documents == {}
    assert neo4j_local.status(home).state == "running"


def test_a_process_that_does_not_answer(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not called running, and the advice is to end it."""
    neo4j_local.ensure_running(home)
    monkeypatch.setattr(process, "answers", lambda _: False)
    status = neo4j_local.status(home)
    assert (status.running, status.state) == (False, "not answering")
    assert f"process {status.pid}, does not answer" in str(neo4j_local.fault(home))
    result = CliRunner().invoke(main, ["neo4j", "start"], env={"PROVGRAPH_HOME": str(home)})
    assert result.exit_code == 1
    assert result.stderr.endswith("; the next command starts it again\n")


def test_stopping_a_suspended_server(home: Path, suspended: int) -> None:
    """It is continued so that it stops in order, in seconds; then nothing runs."""
    with _at_most(30):
        assert neo4j_local.stop(home)
    assert not psutil.pid_exists(suspended)
    assert neo4j_local.status(home).state == "not running"
