"""Watched directories: a file is due when it is complete, and until it is loaded."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

from provgraph.cli import watch as follow_command
from provgraph.ingest import watch
from provgraph.ingest.watch import WatchedFiles
from provgraph.results.documents import FileResult

if TYPE_CHECKING:
    from pathlib import Path


class Clock:
    """A clock that goes on when a test says so."""

    def __init__(self) -> None:
        """Begin at 0."""
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return the clock of a test."""
    return Clock()


@pytest.fixture
def watched(tmp_path: Path, clock: Clock) -> WatchedFiles:
    """Return the files of a directory, by the test's clock."""
    return WatchedFiles([str(tmp_path)], clock)


def due(watched: WatchedFiles) -> list[str]:
    """Return the names of the files that are due."""
    return [os.path.basename(file.name) for file in watched.due()]  # noqa: PTH119


def finish(watched: WatchedFiles, error: str | None = None) -> list[str]:
    """Let all that is due be loaded, or fail with an error; return what is reported."""
    files = watched.due()
    status = "failed" if error else "loaded"
    results = [FileResult(file.name, "provn", status, error=error) for file in files]  # type: ignore[arg-type]  # one of both
    return watched.finish(files, results)


def test_what_is_there_at_the_start_is_loaded_once(
    tmp_path: Path, watched: WatchedFiles, clock: Clock
) -> None:
    """In folders, too; when it is found to be complete; links to nothing are left out."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b").write_text("x")
    (tmp_path / "a").write_text("x")
    (tmp_path / "nothing").symlink_to("missing")
    watched.scan()
    assert due(watched) == []
    clock.now = watch.SETTLED
    assert due(watched) == ["a", "b"]
    finish(watched)
    clock.now = 1000
    watched.scan()
    assert due(watched) == []


def test_a_file_that_is_being_written_waits(
    tmp_path: Path, watched: WatchedFiles, clock: Clock
) -> None:
    """Each time that it grows the wait begins anew; an old modification time does not help."""
    file = tmp_path / "a"
    for second in range(5):
        clock.now = second * watch.SETTLED * 0.9
        file.write_text("x" * (second + 1))
        os.utime(file, (0, 0))
        watched.notice([str(file)])
        assert due(watched) == []
    assert watched.waiting() == 1
    clock.now += watch.SETTLED
    assert due(watched) == ["a"]


def test_what_changes_is_loaded_again(tmp_path: Path, watched: WatchedFiles, clock: Clock) -> None:
    """What is renamed over it, too; what has gone is forgotten; no event is needed."""
    file = tmp_path / "a"
    file.write_text("x")
    watched.scan()
    clock.now = watch.SETTLED
    finish(watched)
    (tmp_path / "a.part").write_text("y")
    (tmp_path / "a.part").rename(file)
    clock.now = 100
    watched.scan()
    clock.now += watch.SETTLED
    assert due(watched) == ["a"]
    file.unlink()
    assert due(watched) == []
    assert watched.waiting() == 0


def test_a_failed_file_is_tried_again(tmp_path: Path, watched: WatchedFiles, clock: Clock) -> None:
    """After growing times, or when it changes; the same reason is reported once."""
    file = tmp_path / "a"
    file.write_text("{")
    watched.scan()
    clock.now, times = watch.SETTLED, []
    reports = []
    for _ in range(10):
        while not due(watched):
            clock.now += 5
        times.append(clock.now)
        reports += finish(watched, "a: broken")
    assert reports == ["a: broken"]
    waits = [after - before for before, after in itertools.pairwise(times)]
    assert waits == sorted(waits)
    assert waits[-1] == 600
    assert [result.file for result in watched.failed()] == [str(file)]
    file.write_text("{}")
    assert due(watched) == []
    clock.now += watch.SETTLED
    assert finish(watched) == []
    assert watched.failed() == []


def test_files_that_wait_for_the_server_are_not_at_fault(
    tmp_path: Path, watched: WatchedFiles, clock: Clock
) -> None:
    """All wait, those that come meanwhile, too, longer each time; they are no failures."""
    (tmp_path / "a").write_text("x")
    watched.scan()
    clock.now = watch.SETTLED
    waits = []
    for number in range(6):
        watched.postpone()
        (tmp_path / f"b{number}").write_text("x")
        watched.notice([str(tmp_path / f"b{number}")])
        began = clock.now
        while not due(watched):
            clock.now += 5
        waits.append(clock.now - began)
    assert waits == [5, 10, 20, 40, 60, 60]
    assert watched.failed() == []
    watched.postpone()
    watched.resume()
    assert "a" in due(watched)
    watched.postpone()
    clock.now += 5
    assert "a" in due(watched)


def test_what_is_behind_a_linked_directory_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    """By events as by searches, unless the link itself is followed; linked files are files."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a").write_text("x")
    (tmp_path / "logs" / "folder").mkdir(parents=True)
    (tmp_path / "logs" / "folder" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "logs" / "file").symlink_to(tmp_path / "elsewhere" / "a")
    link = tmp_path / "logs" / "folder" / "link"
    watched = WatchedFiles([str(tmp_path / "logs")], clock)
    watched.notice([str(link / "a"), str(tmp_path / "logs" / "file")])
    assert list(watched._candidates) == [str(tmp_path / "logs" / "file")]  # noqa: SLF001
    watched = WatchedFiles([str(tmp_path / "logs"), str(link)], clock)
    watched.notice([str(link / "a")])
    assert watched.waiting() == 1


def test_results_are_those_of_their_files_in_order(
    tmp_path: Path, watched: WatchedFiles, clock: Clock
) -> None:
    """A name comes back changed, and only its file has failed; what has no result is due again."""
    for name in ("a", "b\udcff", "c"):
        (tmp_path / name).write_text("x")
    watched.scan()
    clock.now = watch.SETTLED
    files = watched.due()
    results = [
        FileResult(files[0].name, "provn", "loaded"),
        FileResult("b\\xff", "provn", "failed", error="b is broken"),
    ]
    assert watched.finish(files, results) == ["b is broken"]
    assert [result.file for result in watched.failed()] == [files[1].name]
    assert due(watched) == ["c"]


def test_changes_are_noticed_by_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a real file system, without a second scan, under the name that a scan has."""
    monkeypatch.setattr(watch, "_BETWEEN_SCANS", 1e9)
    (tmp_path / "logs").mkdir()
    monkeypatch.chdir(tmp_path)
    watched = WatchedFiles(["./logs"])
    looks = follow_command._looks(["./logs"], watched)  # noqa: SLF001
    next(looks)
    (tmp_path / "logs" / "a").write_text("x")
    assert any(watched.waiting() for _ in itertools.islice(looks, 600))
    assert list(watched._candidates) == [str(tmp_path / "logs" / "a")]  # noqa: SLF001
    assert capsys.readouterr().err == "provgraph: following ./logs until Ctrl-C\n"
