"""Moved files, mount points and clocks: what a site declares, before or after the loads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest

from provgraph.ctapipe import relocation
from provgraph.errors import ConfigError, MemoryLimitError, NotFoundError
from tests.support.command_line import answer, run
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

CASES = Path(__file__).parents[1] / "data" / "cases" / "jobs"
WIPE = "MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix DETACH DELETE n"


def load(store: Store, *names: str) -> None:
    """Load some of the cases."""
    for name in names:
        store.load(CASES / f"{name}.prov.log")


def causes(store: Store, name: str) -> list[str]:
    """Return the names of all that a file comes from."""
    return [node.label for node in store.lineage(name).nodes[1:]]


def aliases(store: Store) -> None:
    """Declare two mount points of one tree."""
    store.add_filesystem("/mnt/lst", "lst", root="/fefs/aswg")
    store.add_filesystem("/fefs", "lst")


def moves(store: Store) -> None:
    """Declare that the same tree was copied, and then mounted by all hosts."""
    store.add_moved_files("/fefs/aswg/data", "/mnt/lst/data", since="2026-11-01")


@pytest.mark.parametrize("declare", [aliases, moves])
@pytest.mark.parametrize("first", [True, False])
def test_two_paths_are_one_file(
    store: Store, declare: Callable[[Store], None], *, first: bool
) -> None:
    """Mounted twice or copied, declared before the loads or after."""
    if first:
        declare(store)
    load(store, "alias_1", "alias_2")
    if not first:
        assert causes(store, "d.h5") == [causes(store, "d.h5")[0], "c.h5"]
        declare(store)
    assert causes(store, "d.h5")[1:] == ["c.h5", "ctapipe-process", "raw"]


def test_what_is_no_longer_declared_is_undone(store: Store, cypher: Cypher) -> None:
    """After a declaration is removed the graph is as without it."""
    load(store, "alias_1", "alias_2")
    before = graph(cypher)
    aliases(store)
    moves(store)
    assert graph(cypher) != before
    store.remove_filesystem("/fefs")
    store.remove_filesystem("/mnt/lst/")
    store.remove_moved_files("/fefs/aswg/data", "/mnt/lst/data")
    assert graph(cypher) == before
    assert (store.moved_files(), store.filesystems()) == ([], [])


def test_only_later_jobs_read_moved_files(store: Store) -> None:
    """A job that started before the time of the move read another file."""
    load(store, "alias_1", "alias_2")
    assert store.add_moved_files("/fefs/aswg", "/mnt/lst", since="2026-11-01T12:00:01") == 0
    assert "raw" not in causes(store, "d.h5")
    assert store.add_moved_files("/fefs/aswg", "/mnt/lst", since="2026-11-01T14:00+02:00") == 1
    assert "raw" in causes(store, "d.h5")


def test_files_that_nobody_wrote_are_the_same_after_a_move(store: Store) -> None:
    """They are named by the path where they were first."""
    store.add_moved_files("/fefs/al", "/fefs/bl")
    store.add_moved_files("/fefs/bl", "/archive")
    store.load(log(1, "/fefs/al/raw", "/out/1.h5"), name="1")
    store.load(log(2, "/archive/raw", "/out/2.h5"), name="2")
    for name in ("1.h5", "2.h5"):
        assert store.lineage(name).nodes[-1].id == "file://w01/fefs/al/raw"


def log(number: int, reads: str, writes: str) -> bytes:
    """Return the log of a job."""
    time = {"time_utc": f"2026-11-{number:02}T10:00:00.000"}
    record = {
        "activity_name": "job",
        "activity_uuid": f"00000000-0000-4000-8000-{number:012}",
        "status": "completed",
        "start": time,
        "stop": time,
        "system": {"platform": {"node": "w01"}},
        "input": [{"url": reads}],
        "output": [{"url": writes}],
    }
    return json.dumps([record]).encode()


def test_a_clock_that_is_behind(store: Store, cypher: Cypher) -> None:
    """The reader's clock is 2 s behind: by default 5 s are allowed, by declaration others."""
    store.add_filesystem("/fefs", "lst")
    load(store, "skew_2", "skew_1")
    joined = graph(cypher)
    assert causes(store, "a.DL2.h5") == ["reader", "a.simtel.zst", "writer"]
    store.set_clock_tolerance(1)
    assert causes(store, "a.DL2.h5") == ["reader", "a.simtel.zst"]
    assert store.set_clock_tolerance(3, host="w02") == 1
    assert graph(cypher) == joined
    store.set_clock_tolerance(0, host="w02")
    store.set_clock_tolerance(2, host="w01")
    assert graph(cypher) == joined
    assert [(entry.host, entry.seconds) for entry in store.clock_tolerances()] == [
        (None, 1.0),
        ("w01", 2.0),
        ("w02", 0.0),
    ]
    for host in ("w01", "w02", None):
        store.remove_clock_tolerance(host)
    assert graph(cypher) == joined


def test_check_finds_clocks_that_differ(store: Store) -> None:
    """What was read before it was written is found, with the hosts and by how much they differ."""
    store.add_filesystem("/fefs", "lst")
    load(store, "skew_1", "skew_2")
    findings = {f.rule: f for f in store.check(all=True).findings if f.severity == "warning"}
    read = findings["read-before-written"]
    assert read.id == "urn:uuid:00000302-0000-4000-8000-000000000000"
    assert "w02 read a.simtel.zst 2 s before w01 had written it" in read.message
    clocks = findings["clocks-differ"]
    assert clocks.label == "w02"
    assert "at least 2 s behind that of w01 (1 file)" in clocks.message


def test_exact_clocks_are_not_found(store: Store) -> None:
    """A file that one host wrote and another read later is not a finding."""
    store.add_filesystem("/fefs", "lst")
    load(store, "alias_1", "alias_2", "dir_1", "dir_2")
    rules = {finding.rule for finding in store.check(all=True).findings}
    assert not rules & {"read-before-written", "clocks-differ"}


def _whole(store: Store, cypher: Cypher) -> tuple[set[str], set[str], list[str]]:
    """Return the graph of jobs and a file system; leave the store with the jobs alone."""
    names = ("alias_1", "alias_2", "skew_1", "skew_2")
    load(store, *names)
    store.add_filesystem("/fefs", "lst")
    whole = graph(cypher)
    cypher(WIPE)
    load(store, *names)
    return whole


def test_a_change_goes_in_steps_and_is_resumed(
    store: Store, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps of a few activities; what an interruption left is done with the next change."""
    whole = _whole(store, cypher)
    real, steps = relocation._step, []  # noqa: SLF001  # a step fails

    def fails(tx: Any, limit: int) -> Any:  # noqa: ANN401  # passed on
        steps.append(limit)
        if len(steps) == 1:
            raise MemoryLimitError("too little memory")
        if len(steps) == 3:
            raise KeyboardInterrupt
        return real(tx, 2)

    monkeypatch.setattr(relocation, "_step", fails)
    with pytest.raises(KeyboardInterrupt):
        store.add_filesystem("/fefs", "lst")
    assert steps == [200, 25, 25]
    assert graph(cypher) != whole
    monkeypatch.setattr(relocation, "_step", real)
    seen: list[int] = []

    def progress(numbers: Any, total: int) -> Any:  # noqa: ANN401  # as the signature has it
        assert total == 4
        for number in numbers:
            seen.append(number)
            yield number

    store.set_clock_tolerance(5.0, host="nowhere", progress=progress)
    assert len(seen) == 4
    store.remove_clock_tolerance("nowhere")
    assert graph(cypher) == whole


def test_an_interrupted_removal_is_finished_by_the_next(
    store: Store, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting is gone at once, and its effects with the same command again."""
    load(store, "alias_1", "alias_2", "skew_1", "skew_2")
    alone = graph(cypher)
    store.add_filesystem("/fefs", "lst")
    with monkeypatch.context() as patched:
        patched.setattr(relocation, "_step", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.remove_filesystem("/fefs")
    assert store.remove_filesystem("/fefs") == 4
    assert graph(cypher) == alone
    with pytest.raises(NotFoundError, match="no file system '/fefs'"):
        store.remove_filesystem("/fefs")


def test_a_step_is_limited_by_the_size_of_its_activities(
    store: Store, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Activities of many files go one by one, and the graph is that of a single step."""
    whole = _whole(store, cypher)
    monkeypatch.setattr(relocation, "FACTS_PER_STEP", 1)
    real, steps = relocation._step, []  # noqa: SLF001  # each is counted

    def counted(tx: Any, limit: int) -> Any:  # noqa: ANN401  # passed on
        step = real(tx, limit)
        steps.append(step and step[0])
        return step

    monkeypatch.setattr(relocation, "_step", counted)
    store.add_filesystem("/fefs", "lst")
    assert steps == [1, 1, 1, 1, 0, None]
    assert graph(cypher) == whole


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.add_moved_files("here", "/x"), "not an absolute path"),
        (lambda s: s.add_moved_files("/x/", "/x"), "the same path"),
        (lambda s: s.add_moved_files("/x", "/y", since="last week"), "'last week' is not a time"),
        (lambda s: s.set_clock_tolerance(-1), "-1 is not a clock tolerance"),
        (lambda s: s.set_clock_tolerance(float("nan")), "nan is not a clock tolerance"),
        (lambda s: s.add_filesystem("/x", root="/y"), "scratch directories have no other path"),
        (lambda s: s.add_filesystem("/x", "lst", root="y"), "'y' is not an absolute path"),
        (lambda s: s.remove_moved_files("/x", "/y"), "see provgraph config moved list"),
        (lambda s: s.remove_clock_tolerance("w01"), "no clock tolerance of host 'w01'"),
        (lambda s: s.remove_clock_tolerance(), "no clock tolerance of all hosts"),
    ],
)
def test_what_cannot_be_declared(
    store: Store, call: Callable[[Store], object], message: str
) -> None:
    """The message names the word, and where to look."""
    with pytest.raises((ConfigError, NotFoundError), match=message):
        call(store)


@pytest.mark.usefixtures("environment")
def test_the_commands() -> None:
    """Each declaration is listed as it was given; a change says how many activities changed."""
    run("load", *(str(CASES / f"alias_{number}.prov.log") for number in (1, 2)))
    assert run("config", "moved", "list").stdout == "none\n"
    words = ["/fefs/aswg", "/mnt/lst", "--since", "2026-01-01", "--by", "Ada"]
    added = run("config", "moved", "add", *words)
    assert added.stdout == "added /fefs/aswg → /mnt/lst; updated 1 activity\n"
    (listed,) = answer("moved-files", "config", "moved", "list")["moves"]
    assert datetime.fromisoformat(listed.pop("declared")) <= datetime.now(UTC)
    time = "2026-01-01T00:00:00.000000Z"
    assert listed == {"source": "/fefs/aswg", "target": "/mnt/lst", "since": time, "by": "Ada"}
    line = f"/fefs/aswg  /mnt/lst  since {time}  by Ada\n"
    assert run("config", "moved", "list").stdout == line
    moved = run("config", "moved", "remove", "/fefs/aswg", "/mnt/lst")
    assert moved.stdout == "removed /fefs/aswg → /mnt/lst; updated 1 activity\n"
    run("config", "filesystem", "add", "/mnt/lst", "lst", "--root", "/fefs/aswg")
    assert run("config", "filesystem", "list").stdout == "/mnt/lst  lst  /fefs/aswg\n"
    assert run("config", "clock", "list").stdout == "none: all hosts have the default, 5 s\n"
    run("config", "clock", "set", "2.5")
    run("config", "clock", "set", "30", "--host", "w01")
    assert run("config", "clock", "list").stdout == "(all others)  2.5 s\nw01  30 s\n"
    removed = answer("resolved-activities", "config", "clock", "remove", "--host", "w01")
    assert removed["activities"] == 2
    (left,) = answer("clock-tolerances", "config", "clock", "list")["tolerances"]
    assert left["host"] is None


def test_a_declaration_of_moved_files_is_a_document(store: Store, cypher: Cypher) -> None:
    """It is listed with its author, and deleting it undoes the move like `config moved remove`."""
    load(store, "alias_1", "alias_2")
    expected = graph(cypher)
    before = {document.id for document in store.documents()}
    store.add_moved_files("/fefs/aswg/data", "/mnt/lst/data", by="Ada")
    assert causes(store, "d.h5")[1] == "c.h5"
    (declared,) = [each for each in store.documents() if each.id not in before]
    assert (declared.format, declared.status, declared.records) == ("moved-files", "complete", 0)
    assert declared.notes == (
        "files below /fefs/aswg/data were moved or copied to below /mnt/lst/data; declared by Ada",
    )
    assert not store.export(documents=[declared.id]).get_records()
    assert [document.id for document in store.delete(declared.id)] == [declared.id]
    assert store.moved_files() == []
    assert graph(cypher) == expected


def test_a_move_is_declared_once(store: Store) -> None:
    """The same paths again replace the declaration; a removal leaves no document."""
    store.add_moved_files("/a", "/b", by="Ada")
    store.add_moved_files("/a", "/b", since="2026-01-01", by="Grace")
    store.add_moved_files("/a", "/c", by="Ada")
    assert [(move.target, move.by) for move in store.moved_files()] == [
        ("/b", "Grace"),
        ("/c", "Ada"),
    ]
    assert len(store.documents()) == 2
    store.remove_moved_files("/a", "/b")
    store.remove_moved_files("/a", "/c")
    assert store.documents() == []


@pytest.mark.parametrize("order", [("dir_1", "dir_2"), ("dir_2", "dir_1")])
def test_a_directory_has_the_files_that_were_in_it(store: Store, order: tuple[str, str]) -> None:
    """Impact passes through a directory that a job used to what was made from its files."""
    store.add_filesystem("/fefs", "lst")
    load(store, *order)
    directory = store.show("/fefs/models/dec1")
    assert directory.id.startswith("file://lst/fefs/models/dec1/#")
    upstream = causes(store, "dl2_r1.h5")
    assert {"dec1", "reg_energy.sav", "cls_gh.sav", "train.h5"} <= set(upstream)
    downstream = [node.label for node in store.lineage("train.h5", direction="down").nodes]
    assert "dl2_r1.h5" in downstream


def test_what_is_written_later_is_not_in_the_directory(store: Store, cypher: Cypher) -> None:
    """A file of the next day is a member of what later jobs use, in every order of loading."""
    files = {
        "written before": log(1, "/raw/1", "/models/a.sav"),
        "read between": log(2, "/models", "/out/1.h5"),
        "written after": log(3, "/raw/2", "/models/b.sav"),
        "read after": log(4, "/models/", "/out/2.h5"),
    }
    graphs = []
    for names in (files, reversed(files), ["read between", "written after", *files]):
        cypher(WIPE)
        for name in names:
            store.load(files[name], name=name)
        graphs.append(graph(cypher))
    assert graphs == graphs[:1] * 3
    assert "b.sav" not in causes(store, "1.h5")
    assert {"a.sav", "b.sav"} <= set(causes(store, "2.h5"))
    store.delete("written after")
    assert "b.sav" not in causes(store, "2.h5")
