"""Exchange: another store takes the place of the server's, also when it is interrupted.

A journal says what is being exchanged. The next start, backup or restore that finds it moves the
stores back: no store is lost, whenever the process is killed. All moves are renames; only what the
exchange replaces for good is deleted, after its end.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError
from provgraph.neo4j_local.working_folders import killed_restores

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.neo4j_local.home import Home

PARTS = (Path("databases", "neo4j"), Path("transactions", "neo4j"))
"""The folders of a store, below the folder of the server's data."""

PREVIOUS = "before-restore"
"""The folder in which a restore keeps the store that it replaced."""

ASIDE = "-older"
"""The end of the name of the folder that holds, meanwhile, what was in the folder before."""


def exchange(home: Home, loaded: Path, previous: Path) -> Path | None:
    """Replace the store of the server, which is stopped; move the previous store to `previous`.

    Raises:
        LocalServerError: there is no store in `loaded`; the server's own is unchanged.

    """
    if missing := _missing(loaded):
        raise LocalServerError(f"neo4j-admin wrote no {missing}; the store is unchanged")
    return _exchanged(home, _Exchange(previous, _existing(home.data), loaded))


def swap(home: Home, previous: Path) -> Path | None:
    """Exchange the store of the server, which is stopped, and that in `previous`.

    Raises:
        LocalServerError: there is no whole store in `previous`; the server's own is unchanged.

    """
    if missing := _missing(previous):
        raise LocalServerError(
            f"{previous} has no {missing} and cannot be put back; the store is unchanged. "
            "'provgraph neo4j clean' deletes the folder"
        )
    return _exchanged(home, _Exchange(previous, _existing(home.data)))


@dataclass(frozen=True, slots=True)
class _Exchange:
    """What is exchanged: the parts that there are of the server's store go to `previous`.

    The new store is in `loaded`, or else it is what was in `previous` before.
    """

    previous: Path
    existing: tuple[Path, ...]
    loaded: Path | None = None

    @property
    def aside(self) -> Path:
        return self.previous.with_name(f"{self.previous.name}{ASIDE}")

    def begin(self, home: Home) -> None:
        """Write the journal; from there on, `undo_interrupted` finds what was done."""
        if self.aside.exists():  # left by one that was killed at its end
            shutil.rmtree(self.aside)
        journal = {
            "previous": str(self.previous),
            "existing": [str(part) for part in self.existing],
            "loaded": self.loaded and str(self.loaded),
            "aside": self.previous.exists(),
        }
        home.write(_journal(home), json.dumps(journal))

    def move(self, home: Home) -> None:
        if self.previous.exists():
            self.previous.rename(self.aside)
        self.previous.mkdir(mode=0o700)
        for part in PARTS:
            _move(home.data / part, self.previous / part)
            _move(self._new / part, home.data / part)
        if not self.existing:
            shutil.rmtree(self.previous)
            if self.loaded and self.aside.exists():
                self.aside.rename(self.previous)

    def move_back(self, home: Home) -> None:
        for part in PARTS:
            if (self.previous / part).exists() or part not in self.existing:
                if self._new.exists():
                    _move(home.data / part, self._new / part)
                shutil.rmtree(home.data / part, ignore_errors=True)
            if part in self.existing:
                _move(self.previous / part, home.data / part)
        shutil.rmtree(self.previous, ignore_errors=True)
        if self.aside.exists():
            self.aside.rename(self.previous)

    def end(self) -> Path | None:
        """Delete what is not needed any more; return the folder of the previous store."""
        shutil.rmtree(self.aside, ignore_errors=True)
        return self.previous if self.existing else None

    @property
    def _new(self) -> Path:
        return self.loaded or self.aside


def _exchanged(home: Home, stores: _Exchange) -> Path | None:
    stores.begin(home)
    try:
        stores.move(home)
    except BaseException:
        undo_interrupted(home)
        raise
    _journal(home).unlink()
    return stores.end()


def was_interrupted(home: Home) -> bool:
    """Say whether an exchange was interrupted, which the next command undoes."""
    return _journal(home).exists()


def remove_killed_restores(home: Home, report: Callable[[str], None]) -> None:
    """Delete what killed restores left; the caller has the lock, and does not restore yet."""
    for folder in killed_restores(home):
        report(f"deleting {folder}, which a killed restore left")
        shutil.rmtree(folder, ignore_errors=True)


def undo_interrupted(home: Home) -> None:
    """Move the stores back if an exchange was interrupted; the home is locked."""
    try:
        journal = json.loads(_journal(home).read_text("utf-8"))
    except FileNotFoundError:
        return
    existing = tuple(map(Path, journal["existing"]))
    loaded = Path(journal["loaded"]) if journal.get("loaded") else None
    stores = _Exchange(Path(journal["previous"]), existing, loaded)
    # Where the folder aside is to be and is not, nothing has been moved, or all is back.
    if stores.aside.exists() or not journal.get("aside"):
        stores.move_back(home)
    _journal(home).unlink()


def _missing(folder: Path) -> Path | None:
    return next((part for part in PARTS if not (folder / part).is_dir()), None)


def _existing(data: Path) -> tuple[Path, ...]:
    return tuple(part for part in PARTS if (data / part).exists())


def _move(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.rename(target)


def _journal(home: Home) -> Path:
    return home.path / "exchange.json"
