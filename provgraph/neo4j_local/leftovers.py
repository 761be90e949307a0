"""Leftovers: stores that nothing uses any more, and that still hold what was deleted since."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import process
from provgraph.neo4j_local.exchange import ASIDE, PREVIOUS, undo_interrupted
from provgraph.neo4j_local.home import Home
from provgraph.neo4j_local.server import bytes_below, to_stderr
from provgraph.neo4j_local.working_folders import abandoned, killed_restores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SERVER = "server"
"""The home of a compaction's own server, in its working folder."""


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
    """Delete what killed compactions and bulk loads left; the home may be in use."""
    _removed(abandoned(Home.at(home)))


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
