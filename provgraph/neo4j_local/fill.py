"""Fill the empty store of the local server with neo4j-admin's import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import java, working_folders
from provgraph.neo4j_local.backup import staged, stopped
from provgraph.neo4j_local.exchange import exchange
from provgraph.neo4j_local.home import Home
from provgraph.neo4j_local.server import to_stderr

if TYPE_CHECKING:
    from collections.abc import Callable


def fill(
    folder: Path,
    arguments: str,
    check: Callable[[], None],
    home: Path | None = None,
    *,
    report: Callable[[str], None] = to_stderr,
) -> None:
    """Import `folder` as the local server's store, with neo4j-admin's arguments in `arguments`.

    `check` raises an error if the store must not be replaced. The server is only stopped while
    the stores are exchanged, and started again if it was running.

    Raises:
        LocalServerError: neo4j-admin failed, or the disk is full; the store is unchanged.

    """
    place = Home.at(home)
    try:
        with working_folders.of_process(place.path, working_folders.FILLING) as staging:
            data = staged(Path(staging))
            _import(place, folder, arguments, Path(staging))
            with place.locked(report):
                check()
                with stopped(place, report):
                    exchange(place, data, Path(staging, "before"))
    except OSError as error:
        raise LocalServerError(f"{place.path} cannot be written: {error.strerror}") from error


def _import(home: Home, folder: Path, arguments: str, staging: Path) -> None:
    command = ("database", "import", "full", "neo4j", "--overwrite-destination", f"@{arguments}")
    java.admin(home, *command, conf=staging, cwd=folder)
