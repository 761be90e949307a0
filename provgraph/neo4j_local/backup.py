"""Backup and restore: the store of a local server as one file."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import java, neo4j_conf, process, working_folders
from provgraph.neo4j_local.exchange import (
    PARTS,
    PREVIOUS,
    exchange,
    remove_killed_restores,
    swap,
    undo_interrupted,
    was_interrupted,
)
from provgraph.neo4j_local.home import Home
from provgraph.neo4j_local.server import bytes_below, start, to_stderr
from provgraph.runtime import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# neo4j-admin only finds a dump by this name.
_DUMP = "neo4j.dump"


def backup(
    file: Path, home: Path | None = None, *, report: Callable[[str], None] = to_stderr
) -> int:
    """Write the local server's store to `file`, a Neo4j dump; return its size in bytes.

    Only the user can read the file.

    A running server is stopped while the dump is written: Neo4j Community cannot dump an open
    store.

    Raises:
        LocalServerError: `file` exists or cannot be written, or there is no store.

    """
    place = Home.at(home)
    if file.exists():
        raise LocalServerError(f"{file} already exists: choose another file, or remove it")
    with place.locked(report), stopped(place, report):
        if not (place.data / PARTS[0]).exists():
            raise LocalServerError(f"there is no store in {place.path} yet")
        try:
            _dump(place, file)
        except OSError as error:
            raise LocalServerError(f"{file} cannot be written: {error.strerror}") from error
    return file.stat().st_size


def restore(
    file: Path, home: Path | None = None, *, report: Callable[[str], None] = to_stderr
) -> Path | None:
    """Replace the local server's store with `file`, which `backup` wrote.

    Return the folder in which the previous store is kept, until the next `restore`.

    Raises:
        LocalServerError: `file` is not a backup; the store is unchanged.

    """
    place = Home.at(home)
    if not file.is_file():
        raise LocalServerError(f"{file}: no such file")
    with place.locked(report), stopped(place, report):
        remove_killed_restores(place, report)
        try:
            with working_folders.of_restore(place) as staging:
                loaded = _loaded(place, file, Path(staging))
                return exchange(place, loaded, place.path / PREVIOUS)
        except OSError as error:
            raise LocalServerError(f"{file} cannot be restored: {error.strerror}") from error


def restore_previous(
    home: Path | None = None, *, report: Callable[[str], None] = to_stderr
) -> Path | None:
    """Undo a restore: the store that it replaced comes back.

    Return the folder in which the store is kept that was there until now, for the same again.

    Raises:
        LocalServerError: there is no such store, or none that is whole; the store is unchanged.

    """
    place = Home.at(home)
    previous = place.path / PREVIOUS
    if not previous.exists() and not was_interrupted(place):
        raise LocalServerError(f"there is nothing to undo: {previous} does not exist")
    with place.locked(report), stopped(place, report):
        try:
            return swap(place, previous)
        except OSError as error:
            reason = error.strerror or str(error)
            raise LocalServerError(f"{previous} cannot be restored: {reason}") from error


@contextmanager
def stopped(home: Home, report: Callable[[str], None]) -> Iterator[None]:
    """Stop the server of `home` in the context, if it is running."""
    if process.find(home) is None:
        undo_interrupted(home)
    killed = home.record() is not None and process.find(home) is None
    if killed:
        # A start and an orderly stop apply what it had committed to the store.
        start(home, report)
    ran = process.end(home) and not killed
    try:
        yield
    finally:
        if ran:
            start(home, report)


def replace_by_copy(
    copied: Path,
    staging: Path,
    check: Callable[[], None],
    home: Path | None = None,
    *,
    report: Callable[[str], None] = to_stderr,
) -> None:
    """Replace the local server's store with that of the stopped server of the home `copied`.

    `check` raises an error if the store must not be replaced; the server is stopped then. What
    was the store until then is deleted.

    Raises:
        LocalServerError: neo4j-admin failed; the store is unchanged.

    """
    place = Home.at(home)
    with place.locked(report), stopped(place, report):
        check()
        exchange(place, copied / "data", staging / "before")


def _dump(home: Home, file: Path) -> None:
    with tempfile.TemporaryDirectory(dir=file.resolve().parent, prefix=".provgraph-") as staging:
        if shown := progress.counter():
            shown.expect(sum(bytes_below(home.data / part) for part in PARTS))
        java.admin(home, "database", "dump", "neo4j", f"--to-path={staging}")
        Path(staging, _DUMP).chmod(0o600)
        Path(staging, _DUMP).rename(file)


def _loaded(home: Home, file: Path, staging: Path) -> Path:
    """Load the dump into a data folder next to the server's own; return that folder."""
    data = staged(staging)
    _link(file.resolve(), staging / _DUMP)
    if shown := progress.counter():
        shown.expect(file.stat().st_size)
    try:
        java.admin(home, "database", "load", "neo4j", f"--from-path={staging}", conf=staging)
    except LocalServerError as error:
        reason = str(error).replace(str(staging / _DUMP), file.name)
        raise LocalServerError(f"{file} cannot be restored: {reason}") from error
    return data


def _link(file: Path, name: Path) -> None:
    try:
        name.symlink_to(file)
    except OSError:  # Windows, where only administrators may create links
        shutil.copyfile(file, name)


def staged(staging: Path) -> Path:
    """Write the settings for neo4j-admin to make a store below `staging`; return its folder."""
    # Relative to the home, in which `staging` lies: Neo4j misreads names outside of ASCII here.
    settings = f"{neo4j_conf.conf(0)}server.directories.data={staging.name}/data\n"
    (staging / working_folders.CONF).write_text(settings, encoding="utf-8")
    return staging / "data"
