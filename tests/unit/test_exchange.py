"""The exchange of stores: whenever it is interrupted, one whole store is there afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from provgraph.neo4j_local import exchange as exchanges
from provgraph.neo4j_local.exchange import PARTS, exchange, undo_interrupted
from provgraph.neo4j_local.home import Home


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
