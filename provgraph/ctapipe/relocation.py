"""Changes of what a site declares: the activities that they concern are resolved again.

The change is noted with the setting, and done in steps of a transaction each: a store of any size
fits, and what was interrupted goes on with the next change of the site's settings.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from provgraph.ctapipe.declared_moves import declare, paths_of, withdraw
from provgraph.ctapipe.document_writer import DocumentWriter
from provgraph.ctapipe.identity.graph_index import GraphIndex
from provgraph.ctapipe.identity.update import update
from provgraph.ctapipe.site import fetch_site, read_site
from provgraph.ctapipe.stored_records import fetch_records
from provgraph.errors import MemoryLimitError, NotFoundError
from provgraph.graph import locks
from provgraph.graph.batching import rows_within
from provgraph.model import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from provgraph.ctapipe.identity.claims import RecordFacts
    from provgraph.graph.connection import Connection, Transaction
    from provgraph.results.settings import ClockTolerance, Filesystem, MovedFiles

    Progress = Callable[[Iterable[int], int], Iterable[int]]
    """Shows how many of the records were looked at, as their numbers are taken from it."""

ACTIVITIES_PER_STEP = (200, 25, 5)
"""How many activities a step looks at: the first where the server's memory suffices."""
FACTS_PER_STEP = 300_000
"""How large their facts are together: 300 characters a file, so that one of 1,000 files is a step.

With 63 merges of 6,000 files in one step the client took 438 MB.
"""


def add_filesystem(
    connection: Connection, filesystem: Filesystem, progress: Progress | None = None
) -> int:
    """Store a file system; return how many activities changed."""

    def change(tx: Transaction) -> Iterator[str]:
        row = tx.run(
            "site/upsert_filesystem",
            prefix=filesystem.prefix,
            name=filesystem.name,
            root=filesystem.root,
        )[0]
        yield from filter(None, (filesystem.prefix, filesystem.root, row["before"]))

    return _changed(connection, change, progress)


def remove_filesystem(connection: Connection, prefix: str, progress: Progress | None = None) -> int:
    """Remove a file system; return how many activities changed.

    Raises:
        NotFoundError: there is none with that prefix.

    """
    roots = {declared.prefix: declared.root for declared in read_site(connection).filesystems}
    if prefix not in roots:
        message = f"no file system {prefix!r}: see provgraph config filesystem list"
        return _finish(connection, progress, message)

    def change(tx: Transaction) -> Iterator[str]:
        tx.run("site/remove_filesystem", prefix=prefix)
        yield from filter(None, (prefix, roots[prefix]))

    return _changed(connection, change, progress)


def add_moved_files(
    connection: Connection, move: MovedFiles, progress: Progress | None = None
) -> int:
    """Store that files were moved or copied; return how many activities changed."""

    def change(tx: Transaction) -> Iterable[str]:
        declare(tx, move)
        return [move.target]

    return _changed(connection, change, progress)


def remove_moved_files(
    connection: Connection, source: str, target: str, progress: Progress | None = None
) -> int:
    """Remove a move of files; return how many activities changed.

    Raises:
        NotFoundError: there is none between these paths.

    """
    moves = read_site(connection).moves
    if (source, target) not in {(move.source, move.target) for move in moves}:
        message = f"no files moved from {source!r} to {target!r}: see provgraph config moved list"
        return _finish(connection, progress, message)

    def change(tx: Transaction) -> Iterator[str]:
        withdraw(tx, source, target)
        yield target

    return _changed(connection, change, progress)


def remove_declaration(
    connection: Connection, document: str, progress: Progress | None = None
) -> bool:
    """Remove the move of files that a document declares; return whether it declares one."""
    paths = connection.read(lambda tx: paths_of(tx, document))
    if paths is None:
        return False
    remove_moved_files(connection, *paths, progress)
    return True


def set_clock_tolerance(
    connection: Connection, tolerance: ClockTolerance, progress: Progress | None = None
) -> int:
    """Store the tolerance of a host's clock; return how many activities changed."""
    host = tolerance.host or ""
    return _changed(
        connection,
        lambda tx: tx.run("site/upsert_clock_tolerance", host=host, seconds=tolerance.seconds),
        progress,
        hosts=[host],
    )


def remove_clock_tolerance(
    connection: Connection, host: str | None, progress: Progress | None = None
) -> int:
    """Remove the tolerance of a host's clock; return how many activities changed.

    Raises:
        NotFoundError: the host has none.

    """
    if (host or None) not in {own.host for own in read_site(connection).tolerances}:
        name = f"host {host!r}" if host else "all hosts"
        message = f"no clock tolerance of {name}: see provgraph config clock list"
        return _finish(connection, progress, message)
    return _changed(
        connection,
        lambda tx: tx.run("site/remove_clock_tolerance", host=host or ""),
        progress,
        hosts=[host or ""],
    )


def _changed(
    connection: Connection,
    change: Callable[[Transaction], Iterable[object]],
    progress: Progress | None,
    hosts: Collection[str] = (),
) -> int:
    """Make a change and resolve again what it concerns; return how many activities changed.

    `change` returns the paths below which files are concerned; `hosts` are concerned beside them.
    It may be made twice, if the answer to its commit is lost.
    """

    def begin(tx: Transaction) -> int:
        paths = [urls.quoted(path) for path in change(tx) if isinstance(path, str)]
        tx.run("site/begin_resolution", paths=paths, hosts=list(hosts))
        return int(tx.run("site/count_records")[0]["records"])

    return _resolve_all(connection, connection.write(begin), progress)


def _finish(connection: Connection, progress: Progress | None, message: str) -> int:
    """Finish an interrupted change, which may be the removal that is asked for again.

    Raises:
        NotFoundError: with the message, if no change was interrupted.

    """
    if not connection.read_rows("site/pending"):
        raise NotFoundError(message)
    total = connection.read_rows("site/count_records")[0]["records"]
    return _resolve_all(connection, total, progress)


def _resolve_all(connection: Connection, total: int, progress: Progress | None) -> int:
    """Go through the activities that a pending resolution has not seen; return how many changed."""
    changed = 0

    def looked_at() -> Iterator[int]:
        nonlocal changed
        for number, changed_now in _steps(connection):
            changed += changed_now
            yield from range(number)

    for _ in progress(looked_at(), total) if progress else looked_at():
        continue
    return changed


def _steps(connection: Connection) -> Iterator[tuple[int, int]]:
    """Go on with the pending resolution; yield how many activities a step saw and changed."""
    for limit in ACTIVITIES_PER_STEP:
        try:
            while step := connection.write(partial(_step, limit=limit)):
                yield step
        except MemoryLimitError:
            if limit == ACTIVITIES_PER_STEP[-1]:
                raise
        else:
            return


def _step(tx: Transaction, limit: int) -> tuple[int, int] | None:
    rows = tx.run("site/next_to_resolve", limit=limit)
    if not rows:
        return None
    ids = [row["id"] for row in rows_within(FACTS_PER_STEP, rows[0]["records"])]
    concerned = _Concerned(rows[0]["paths"], rows[0]["hosts"])
    changed = _resolve_again(tx, ids, concerned)
    tx.run("site/end_step", after=ids[-1] if ids else None)
    return len(ids), changed


class _Concerned:
    """Whether the files of an activity may lie elsewhere, or its clock differ."""

    def __init__(self, paths: Collection[str], hosts: Collection[str]) -> None:
        self._paths, self._hosts = paths, frozenset(hosts)

    def __call__(self, facts: RecordFacts) -> bool:
        if "" in self._hosts or facts.run.node in self._hosts:
            return True
        places = [place for file in facts.files for place in file.places]
        return any(path in place for path in self._paths for place in places)


def _resolve_again(tx: Transaction, ids: Collection[str], concerned: _Concerned) -> int:
    """Resolve activities again; return how many changed."""
    site, index = fetch_site(tx), GraphIndex(tx)
    index.hold_records(ids)
    entries = {a: entry for a, entry in index.entries(ids).items() if concerned(entry.facts)}
    records = fetch_records(tx, entries)
    moved = {}
    for activity, entry in entries.items():
        record = replace(records[activity], sessions=entry.facts.run.sessions)
        facts = site.facts_again(record, entry.facts)
        if facts != entry.facts:
            moved[activity] = facts
    if not moved:
        return 0
    keys = index.lock_out(entries[activity].facts for activity in moved)
    index.lock_facts(moved.values())
    affected = update(index, moved)
    elsewhere = {a: records[a] for a in moved if moved[a].files != entries[a].facts.files}
    DocumentWriter(tx, index).write(affected, elsewhere)
    locks.remove(tx, keys)
    return len(moved)
