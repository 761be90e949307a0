"""Shared file systems and scratch directories: the graph is a function of records and the list."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import ConfigError, NotFoundError
from tests.support.command_line import answer, run
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

DATA = Path(__file__).parents[1] / "data" / "ctapipe"
WIPE = "MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix DETACH DELETE n"


def job(number: int, node: str, *, reads: str | None = None, writes: str) -> dict[str, Any]:
    """Return the record of a job that began `number` minutes after midnight."""
    return {
        "activity_name": f"job{number}",
        "activity_uuid": f"93fc2206-59de-4852-868d-{number:012}",
        "status": "completed",
        "start": {"time_utc": f"2026-01-01T00:{number:02}:00.000"},
        "stop": {"time_utc": f"2026-01-01T00:{number:02}:30.000"},
        "system": {"platform": {"node": node}},
        "input": [{"url": reads, "role": "DL0/Event"}] if reads else [],
        "output": [{"url": writes, "role": "DL1/Event"}],
    }


@pytest.fixture
def logs(tmp_path: Path) -> list[Path]:
    """Return the logs of jobs that pass files on from node to node, and use scratch."""
    jobs = [
        [job(1, "a", writes="/fefs/x 1.h5")],
        [job(2, "b", reads="/fefs/x 1.h5", writes="/fefs/tmp/y.h5")],
        [job(3, "c", reads="/fefs/tmp/y.h5", writes="/fefs2/z.h5")],
        [
            job(4, "a", writes="/scratch/t.h5"),
            job(5, "a", reads="/scratch/t.h5", writes="/fefs/u.h5"),
        ],
        [job(4, "a", writes="/scratch/t.h5")],
        [job(6, "a", reads="/scratch/t.h5", writes="/fefs/v.h5")],
    ]
    found = []
    for number, array in enumerate(jobs):
        found.append(tmp_path / f"{number}.log")
        found[-1].write_text(json.dumps(array))
    return found


def causes(store: Store, name: str) -> list[str]:
    """Return the names of all that a file comes from."""
    return [node.label for node in store.lineage(name).nodes[1:]]


def test_a_shared_file_system_joins_nodes(store: Store, logs: list[Path]) -> None:
    """What one node wrote and another read is one file; other prefixes stay the nodes' own."""
    store.add_filesystem("/fefs/", "lst-onsite")
    for file in logs:
        store.load(file)
    assert causes(store, "/fefs/tmp/y.h5") == ["job2", "x 1.h5", "job1"]
    assert causes(store, "/fefs2/z.h5")[1:] == ["y.h5", "job2", "x 1.h5", "job1"]
    assert store.show("/fefs2/z.h5").id.startswith("file://c/fefs2/z.h5#")
    assert store.show("/fefs/u.h5").id.startswith("file://lst-onsite/fefs/u.h5#")


def test_scratch_belongs_to_the_job(store: Store, logs: list[Path]) -> None:
    """One array's activities see each other's scratch; another job's same path is another file."""
    store.add_filesystem("/scratch")
    for file in logs:
        store.load(file)
    assert causes(store, "/fefs/u.h5") == ["job5", "t.h5", "job4"]
    assert causes(store, "/fefs/v.h5") == ["job6", "t.h5"]


STEPS: dict[str, list[tuple[str, str | None]]] = {
    "shared": [("/fefs", "lst-onsite")],
    "scratch": [("/scratch", None)],
    "both, one inside the other": [("/fefs", "x"), ("/fefs/tmp", None), ("/fefs", "lst-onsite")],
    "a prefix with a blank": [("/fefs/x 1.h5", "one-file")],
}


@pytest.mark.parametrize("steps", STEPS)
def test_it_does_not_matter_when_the_list_changes(
    store: Store, cypher: Cypher, logs: list[Path], steps: str
) -> None:
    """The list before, between or after the loads, and loads in any order: the same graph."""
    chain = sorted(DATA.glob("1*"))[:3]
    chosen = random.Random(4)  # noqa: S311  # no secret
    graphs = []
    for turn in range(4):
        cypher(WIPE)
        files: list[Path] = [*logs, *chain]
        chosen.shuffle(files)
        places = [0, len(files)] if turn < 2 else [chosen.randrange(len(files))] * 2
        for number, file in enumerate(files):
            if number == places[turn % 2]:
                change(store, steps)
            store.load(file)
        if turn == 1:
            change(store, steps)
        graphs.append(graph(cypher))
    assert graphs[1:] == graphs[:1] * 3


def change(store: Store, steps: str) -> None:
    """Take steps with the list."""
    for prefix, name in STEPS[steps]:
        store.add_filesystem(prefix, name)


@pytest.mark.parametrize("steps", STEPS)
def test_what_is_removed_leaves_no_trace(
    store: Store, cypher: Cypher, logs: list[Path], steps: str
) -> None:
    """After the list is empty again, the graph is what it would be without."""
    for file in (*logs, *sorted(DATA.glob("1*"))[:3]):
        store.load(file)
    before = graph(cypher)
    change(store, steps)
    assert graph(cypher) != before
    for filesystem in store.filesystems():
        store.remove_filesystem(filesystem.prefix)
    assert graph(cypher) == before


def test_nonsense_is_refused(store: Store) -> None:
    """No relative prefix, not the root, no name that breaks a URI, no prefix that isn't there."""
    for prefix, name in [("fefs", "x"), ("/", "x"), ("/fefs", "a/b"), ("/fefs", "a b"), ("", None)]:
        with pytest.raises(ConfigError):
            store.add_filesystem(prefix, name)
    with pytest.raises(NotFoundError):
        store.remove_filesystem("/fefs")
    assert store.filesystems() == []


@pytest.mark.usefixtures("environment")
def test_the_commands(logs: list[Path]) -> None:
    """List, add and remove, for people and programs."""
    run("load", *map(str, logs))
    assert "none" in run("config", "filesystem", "list").stdout
    assert run("config", "filesystem", "add", "/fefs").exit_code == 2
    assert run("config", "filesystem", "add", "/fefs", "x", "--scratch").exit_code == 2
    assert "5 activities" in run("config", "filesystem", "add", "/fefs", "lst-onsite").stdout
    run("config", "filesystem", "add", "--scratch", "/scratch")
    assert answer("filesystems", "config", "filesystem", "list")["filesystems"] == [
        {"prefix": "/fefs", "name": "lst-onsite", "scratch": False, "root": None},
        {"prefix": "/scratch", "name": None, "scratch": True, "root": None},
    ]
    assert "lst-onsite" in run("config", "filesystem", "list").stdout
    removed = answer("resolved-activities", "config", "filesystem", "remove", "/fefs")
    assert removed["activities"] == 5
    assert run("config", "filesystem", "remove", "/fefs").exit_code == 1
