"""Exchange: another store takes the place of the server's, also when it is interrupted.

A journal says what is being exchanged. The next start, backup or restore that finds it moves the
previous store back: no store is lost, whenever the process is killed.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError

if TYPE_CHECKING:
    from provgraph.neo4j_local.home import Home

PARTS = (Path("databases", "neo4j"), Path("transactions", "neo4j"))
"""The folders of a store, below the folder of the server's data."""

PREVIOUS = "before-restore"
"""The folder in which a restore keeps the store that it replaced."""


def exchange(home: Home, loaded: Path, previous: Path) -> Path | None:
    """Replace the store of the server, which is stopped; move the previous store to `previous`.

    Raises:
        LocalServerError: there is no store in `loaded`; the server's own is unchanged.

    """
    if missing := [part for part in PARTS if not (loaded / part).is_dir()]:
        raise LocalServerError(f"neo4j-admin wrote no {missing[0]}; the store is unchanged")
    shutil.rmtree(previous, ignore_errors=True)
    previous.mkdir(mode=0o700)
    existing = [str(part) for part in PARTS if (home.data / part).exists()]
    home.write(_journal(home), json.dumps({"previous": str(previous), "existing": existing}))
    try:
        for part in PARTS:
            _move(home.data / part, previous / part)
            _move(loaded / part, home.data / part)
    except BaseException:
        undo_interrupted(home)
        raise
    _journal(home).unlink()
    if existing:
        return previous
    shutil.rmtree(previous)
    return None


def undo_interrupted(home: Home) -> None:
    """Move the previous store back if an exchange was interrupted; the home is locked."""
    try:
        journal = json.loads(_journal(home).read_text("utf-8"))
    except FileNotFoundError:
        return
    previous = Path(journal["previous"])
    for part in PARTS:
        if (previous / part).exists() or str(part) not in journal["existing"]:
            shutil.rmtree(home.data / part, ignore_errors=True)
        _move(previous / part, home.data / part)
    shutil.rmtree(previous, ignore_errors=True)
    _journal(home).unlink()


def _move(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.rename(target)


def _journal(home: Home) -> Path:
    return home.path / "exchange.json"
