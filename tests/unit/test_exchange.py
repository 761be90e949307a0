"""The exchange of stores: whenever it is interrupted, one whole store is there afterwards."""

from __future__ import annotations

import itertools
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import exchange as exchanges
from provgraph.neo4j_local.exchange import PARTS, exchange, swap, undo_interrupted
from provgraph.neo4j_local.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable


class KilledError(BaseException):
    """The process ends here."""


def store(folder: Path, content: str) -> None:
    """Make a store of two parts."""
    for part in PARTS:
        (folder / part).mkdir(parents=True)
        (folder / part / "file").write_text(content)


def contents(folder: Path) -> list[str]:
    """Return what the parts of a store are."""
    return [
        (folder / part / "file").read_text() if (folder / part).exists() else "" for part in PARTS
    ]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home with a store, and another store beside it."""
    store(tmp_path / "data", "old")
    store(tmp_path / "loaded", "new")
    return Home(tmp_path)


def test_the_previous_store_is_kept_and_closed(home: Home) -> None:
    """The stores change places, and no other user can open the previous one."""
    previous = exchange(home, home.path / "loaded", home.path / "previous")
    assert previous == home.path / "previous"
    assert contents(home.data) == ["new", "new"]
    assert contents(previous) == ["old", "old"]
    assert previous.stat().st_mode & 0o777 == 0o700
    undo_interrupted(home)
    assert contents(home.data) == ["new", "new"]


def test_the_first_store_replaces_none(tmp_path: Path) -> None:
    """Where there is no store yet, no folder is left for it."""
    store(tmp_path / "loaded", "new")
    (tmp_path / "data").mkdir()
    assert exchange(Home(tmp_path), tmp_path / "loaded", tmp_path / "previous") is None
    assert contents(tmp_path / "data") == ["new", "new"]
    assert not (tmp_path / "previous").exists()


@pytest.mark.parametrize("moves", range(4))
@pytest.mark.parametrize("existed", [True, False])
def test_a_killed_exchange_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int, *, existed: bool
) -> None:
    """Killed after any of its moves, the next command finds the store as it was."""
    if existed:
        store(tmp_path / "data", "old")
    store(tmp_path / "loaded", "new")
    home, left, rename = Home(tmp_path), [moves], Path.rename

    def killed(source: Path, target: Path) -> Path:
        if target.name != "exchange.json":
            if not left[0]:
                raise KilledError
            left[0] -= 1
        return rename(source, target)

    def not_done(_: Home) -> None:
        """Do nothing: the process is gone."""

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        patch.setattr(exchanges, "undo_interrupted", not_done)
        if existed or moves < len(PARTS):
            with pytest.raises(KilledError):
                exchange(home, tmp_path / "loaded", tmp_path / "previous")
        else:
            exchange(home, tmp_path / "loaded", tmp_path / "previous")
            return
    undo_interrupted(home)
    assert contents(home.data) == (["old", "old"] if existed else ["", ""])
    assert not (tmp_path / "exchange.json").exists()


CHANGES = ((Path, "rename"), (Path, "mkdir"), (Path, "unlink"), (shutil, "rmtree"))


def kill_after(patch: pytest.MonkeyPatch, changes: int) -> None:
    """Let the process be killed before its next change of the disk but so many."""
    left = [changes]

    def killed(change: Callable[..., object]) -> Callable[..., object]:
        def changing(*arguments: Any, **options: Any) -> object:  # noqa: ANN401  # those of four
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return change(*arguments, **options)

        return changing

    for where, name in CHANGES:
        patch.setattr(where, name, killed(getattr(where, name)))


def killed(changes: int, work: Callable[[], object]) -> bool:
    """Whether work was killed after so many changes of the disk, or ended before."""
    with pytest.MonkeyPatch.context() as patch:
        kill_after(patch, changes)
        try:
            work()
        except KilledError:
            return True
    return False


def work_of(name: str, home: Home) -> Callable[[], object]:
    """Return a restore or its undoing, in a home."""
    previous = home.path / "previous"
    if name == "swap":
        return partial(swap, home, previous)
    return partial(exchange, home, home.path / "loaded", previous)


@pytest.mark.parametrize("work", ["swap", "restore"])
@pytest.mark.parametrize("existed", [True, False])
def test_no_store_is_lost_whenever_commands_are_killed(
    tmp_path: Path, work: str, *, existed: bool
) -> None:
    """At each change of the disk, and the next command then at each of its own."""
    before = (["old"] * 2 if existed else [""] * 2, ["older"] * 2)
    new = ["older" if work == "swap" else "new"] * 2
    nothing_replaced = [""] * 2 if work == "swap" else ["older"] * 2
    after = (new, ["old"] * 2 if existed else nothing_replaced)
    for first in itertools.count():
        for second in itertools.count():
            home = Home(tmp_path / f"{first}-{second}")
            store(home.path / "previous", "older")
            store(home.path / "loaded", "new")
            if existed:
                store(home.data, "old")
            was_killed = killed(first, work_of(work, home))
            again = killed(second, partial(undo_interrupted, home))
            undo_interrupted(home)
            stores = (contents(home.data), contents(home.path / "previous"))
            assert stores in ((before, after) if was_killed else (after,)), (first, second)
            if not again:
                break
        if not was_killed:
            return


def test_what_is_put_back_is_whole(home: Home) -> None:
    """A folder without one of the parts is no store, and nothing is moved."""
    store(home.path / "previous", "older")
    shutil.rmtree(home.path / "previous" / PARTS[1])
    message = f"previous has no {PARTS[1]} and cannot be put back; the store is unchanged"
    with pytest.raises(LocalServerError, match=message):
        swap(home, home.path / "previous")
    assert contents(home.data) == ["old", "old"]
    assert contents(home.path / "previous") == ["older", ""]


def test_a_failing_exchange_is_undone_at_once(home: Home) -> None:
    """An error in the middle leaves the store as it was."""
    (home.path / "data" / "transactions" / "neo4j" / "file").unlink()
    (home.path / "data" / "transactions" / "neo4j").rmdir()
    (home.path / "data" / "transactions").rmdir()
    (home.path / "data" / "transactions").write_text("a file where a folder must be")
    with pytest.raises(OSError, match="transactions"):
        exchange(home, home.path / "loaded", home.path / "previous")
    assert contents(home.data)[0] == "old"
    assert not (home.path / "exchange.json").exists()
