"""Relocation: what changes when the store's list of file systems does.

The activities with files below the path of a file system are resolved again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provgraph.ctapipe.document_writer import DocumentWriter
from provgraph.ctapipe.filesystems import fetch_filesystems, relocated_facts
from provgraph.ctapipe.identity import urls
from provgraph.ctapipe.identity.graph_index import GraphIndex
from provgraph.ctapipe.identity.update import update
from provgraph.ctapipe.stored_records import fetch_records
from provgraph.errors import NotFoundError

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction
    from provgraph.results.settings import Filesystem


def filesystems(connection: Connection) -> list[Filesystem]:
    """Return the store's list of file systems."""
    return connection.read(fetch_filesystems)


def add_filesystem(connection: Connection, filesystem: Filesystem) -> int:
    """Store a file system; return how many activities are resolved again."""

    def work(tx: Transaction) -> int:
        tx.run("filesystems/upsert", prefix=filesystem.prefix, name=filesystem.name)
        return _relocate(tx, filesystem.prefix)

    return connection.write(work)


def remove_filesystem(connection: Connection, prefix: str) -> int:
    """Remove a file system; return how many activities are resolved again.

    Raises:
        NotFoundError: there is none with that prefix.

    """

    def work(tx: Transaction) -> int:
        if not tx.run("filesystems/remove", prefix=prefix)[0]["deleted"]:
            raise NotFoundError(f"no file system {prefix!r}: see provgraph config filesystem list")
        return _relocate(tx, prefix)

    return connection.write(work)


def _relocate(tx: Transaction, prefix: str) -> int:
    """Resolve again what has files below a path; return how many activities changed."""
    filesystems, index = fetch_filesystems(tx), GraphIndex(tx)
    rows = tx.run("filesystems/affected_activities", path=urls.quoted(prefix))
    ids = [row["id"] for row in rows]
    entries, records = index.entries(ids), fetch_records(tx, ids)
    moved = {}
    for activity, entry in entries.items():
        record = replace(records[activity], sessions=entry.facts.run.sessions)
        facts = relocated_facts(filesystems, record, entry.facts)
        if facts != entry.facts:
            moved[activity] = facts
    index.lock_facts([*moved.values(), *(entries[activity].facts for activity in moved)])
    affected = update(index, moved) if moved else set()
    changed = {activity: records[activity] for activity in moved}
    DocumentWriter(tx, index).write(affected, changed)
    return len(moved)
