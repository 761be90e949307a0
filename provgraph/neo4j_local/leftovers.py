"""Leftovers: stores that nothing uses any more, and that still hold what was deleted since."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import psutil

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import process
from provgraph.neo4j_local.exchange import (
    ASIDE,
    FILLING,
    PREVIOUS,
    killed_restores,
    undo_interrupted,
)
from provgraph.neo4j_local.home import Home
from provgraph.neo4j_local.server import bytes_below, to_stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COPYING = "compacting-"
"""The beginning of the name of a folder in which a compaction works; then comes its process."""

BULK = "bulk-"
"""The beginning of the name of a folder in which a bulk load works; then comes its process."""

SERVER = "server"
"""The home of the compaction's own server in there."""


def remove_leftovers(
    home: Path | None = None, *, report: Callable[[str], None] = to_stderr
) -> tuple[int, int]:
    """Delete the store that a restore replaced, and what killed commands left.

    Return how many folders were deleted, and their bytes.

    Raises:
        LocalServerError: a folder cannot be deleted.

    """
    place = Home.at(home)
    with place.locked(report):
        if process.find(place) is None:
            undo_interrupted(place)
        replaced = (place.path / name for name in (PREVIOUS, f"{PREVIOUS}{ASIDE}"))
        present = [each for each in replaced if each.exists()]
        return _removed([*present, *killed_restores(place), *abandoned(place)])


def before_restore(home: Path | None = None) -> Path | None:
    """Return the folder of the store that a restore replaced, if it is there."""
    folder = Home.at(home).path / PREVIOUS
    return folder if folder.exists() else None


def remove_abandoned(home: Path | None = None) -> None:
    """Delete what killed compactions left; the home may be in use."""
    _removed(abandoned(Home.at(home)))


def abandoned(home: Home) -> Iterator[Path]:
    """Yield the folders that commands left which do not run any more."""
    names = (COPYING, BULK, FILLING)
    for folder in sorted(each for name in names for each in home.path.glob(f"{name}*")):
        number = folder.name.split("-")[1]
        if number.isdecimal() and not psutil.pid_exists(int(number)):
            yield folder


def _removed(folders: list[Path] | Iterator[Path]) -> tuple[int, int]:
    count = size = 0
    for folder in folders:
        size += bytes_below(folder)
        process.end(Home(folder / SERVER))
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise LocalServerError(f"{folder} cannot be deleted: {error.strerror}") from error
        count += 1
    return count, size
