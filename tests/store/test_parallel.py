"""Several loading processes make what one makes, answer in order, and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from prov.model import ProvDocument

from provgraph.errors import LoadError
from provgraph.ingest import batch, parallel
from provgraph.ingest.discover import find_files
from tests.support import mixed_inputs
from tests.support.graphs import graph
from tests.support.scratch_store import ScratchStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from provgraph.graph.connection import Connection, Target
    from provgraph.results.documents import FileResult

    Cypher = Callable[..., list[dict[str, Any]]]

EXAMPLES = Path(__file__).parents[2] / "examples"
OPTIONS = batch.LoadOptions()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a share be a few files."""
    monkeypatch.setattr(parallel, "_FILES", 3)


def load(connection: Connection, names: Sequence[str], processes: int | None) -> list[FileResult]:
    """Load files by so many processes."""
    return list(parallel.load(connection, find_files(names), OPTIONS, processes))


def write(file: Path, namespace: str, elements: int) -> str:
    """Write a document of so many elements, of which each has an attribute of that namespace."""
    document = ProvDocument()
    document.add_namespace("ex", namespace)
    for number in range(elements):
        document.entity(f"ex:{number}", {"ex:n": number})
    document.serialize(str(file))
    return str(file)


def test_the_graph_that_one_process_makes(
    connection: Connection, cypher: Cypher, tmp_path: Path
) -> None:
    """Nothing is there twice or missing, and each file is answered in its place."""
    names = mixed_inputs.write(tmp_path)
    result = load(connection, names, 1)
    expected = graph(cypher)
    cypher("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    several = load(connection, names, 3)
    assert graph(cypher) == expected
    told = [(each.file, each.format, each.status, each.documents, each.records) for each in several]
    assert told == [(x.file, x.format, x.status, x.documents, x.records) for x in result]
    assert {each.status for each in load(connection, names, 2)} == {"unchanged"}


def test_prefixes_are_given_in_the_order_of_the_files(
    connection: Connection, cypher: Cypher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first file is read long after the others, and its prefix is its own all the same."""
    monkeypatch.setattr(parallel, "_FILES", 1)
    sizes = (4000, 1, 2000, 1)
    names = [
        write(tmp_path / f"{n}.json", f"http://example.org/{n}/", size)
        for n, size in enumerate(sizes)
    ]
    assert {each.status for each in load(connection, names, 2)} == {"loaded"}
    rows = cypher("MATCH (p:Prefix) RETURN p.namespace AS uri, p.prefix AS prefix")
    prefixes = {row["uri"]: row["prefix"] for row in rows}
    assert [prefixes[f"http://example.org/{n}/"] for n in range(4)] == [
        "ex",
        "ex_1",
        "ex_2",
        "ex_3",
    ]


def test_a_failure_is_told_in_its_place(connection: Connection, tmp_path: Path) -> None:
    """What one process cannot read does not concern the others."""
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    names = [str(bad), *map(str, sorted((EXAMPLES / "ctapipe").iterdir())), str(tmp_path / "none")]
    result = load(connection, names, 2)
    assert [each.status for each in result] == ["failed", *["loaded"] * 9, "failed"]
    assert "bad.json" in str(result[0].error)
    assert "none" in str(result[-1].error)


def test_a_process_that_is_ended_from_outside(connection: Connection, tmp_path: Path) -> None:
    """It is said in a sentence; loading again completes what is missing."""
    names = mixed_inputs.write(tmp_path)
    others = set(psutil.Process().children())
    loading = parallel.load(connection, find_files(names), OPTIONS, 2)
    next(loading)
    started = set(psutil.Process().children()) - others
    max(started, key=psutil.Process.create_time).kill()
    with pytest.raises(LoadError, match=r"ended from outside.*--processes 1"):
        list(loading)
    assert {each.status for each in load(connection, names, 1)} <= {"loaded", "unchanged"}


def test_few_files_are_loaded_by_one_process(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So are large files, and what no other process can read; unasked, that is."""
    logs = [str(file) for file in sorted((EXAMPLES / "ctapipe").iterdir())]
    names = [write(tmp_path / f"{n}.json", f"http://example.org/{n}/", 1) for n in range(4)]
    monkeypatch.setattr(parallel, "worker_pool", _started)
    monkeypatch.setattr(parallel, "available_cores", lambda: 8)
    load(connection, names, None)
    monkeypatch.setattr(parallel, "_FILES", 1)
    monkeypatch.setattr(parallel, "_LARGE", 1)
    load(connection, names, None)
    os.mkfifo(pipe := tmp_path / "pipe")
    with subprocess.Popen(["/bin/cp", EXAMPLES / "primer.provn", pipe]):  # noqa: S603  # a file here
        assert load(connection, [*names, str(pipe)], 2)[-1].status == "loaded"
    monkeypatch.setattr(parallel, "_LARGE", 10**9)
    for many in (names, logs):
        with pytest.raises(_StartedError, match=str(parallel.MAX_PROCESSES)):
            load(connection, many, None)


class _StartedError(Exception):
    """Instead of processes."""


def _started(processes: int, *_: object) -> None:
    raise _StartedError(processes)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_processes_end_with_the_command(target: Target, tmp_path: Path, by: signal.Signals) -> None:
    """Ctrl-C is one line and status 130; even a killed command leaves no process behind."""
    names = mixed_inputs.write(tmp_path)
    text = Path(write(tmp_path / "large.json", "http://example.org/", 10_000)).read_text()
    for number in range(5):
        # As many documents: a document is known by the hash of its bytes.
        (tmp_path / f"large{number}.json").write_text(text + " " * number)
        names.append(str(tmp_path / f"large{number}.json"))
    words = [sys.executable, "-m", "provgraph", "load", "--processes", "2", *names]
    command = subprocess.Popen(  # noqa: S603  # our own module
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    parent = psutil.Process(command.pid)
    with closing(ScratchStore(target)) as place:
        while command.poll() is None and not place.statuses():
            time.sleep(0.02)
    own = parent.children()
    # As a terminal does it: Ctrl-C reaches all of them.
    (os.killpg if by is signal.SIGINT else os.kill)(command.pid, by)
    _, said = command.communicate(timeout=30)
    psutil.wait_procs(own, timeout=10)
    assert len(own) > 1
    assert [each for each in own if each.is_running()] == []
    if by is signal.SIGINT:
        assert command.returncode == 130
        assert said.splitlines()[-1].startswith("provgraph: interrupted")
        assert "Traceback" not in said
