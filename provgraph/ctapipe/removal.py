"""Removal of activities: their documents, records, and what no other activity needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.document_writer import DocumentWriter, remove_unused_documents
from provgraph.ctapipe.identity.graph_index import GraphIndex
from provgraph.ctapipe.identity.update import update
from provgraph.ctapipe.stored_records import fetch_activities, join_jobs, remove_unused_contents
from provgraph.graph import deletion, locks
from provgraph.ivoa.attach import detach

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction


def remove(connection: Connection, activity: str) -> bool:
    """Delete an activity's document and record; others are resolved again without it.

    Return whether there is such a record.
    """
    return connection.write(lambda tx: _remove(tx, activity))


def _remove(tx: Transaction, activity: str) -> bool:
    index = GraphIndex(tx)
    index.hold_records([activity])
    if not fetch_activities(tx, [activity]):
        return False
    needs = tx.run("records/needs", ids=[activity])[0]
    jobs = [row["id"] for row in tx.run("jobs/ids_of_records", ids=[activity])]
    entries = index.entries([activity]).values()
    keys = index.lock_out(entry.facts for entry in entries)
    affected = update(index, {activity: None})
    detach(tx, [activity])
    deletion.delete(tx, activity)
    DocumentWriter(tx, index).write(affected, {})
    remove_unused_documents(tx, needs["documents"])
    remove_unused_contents(tx, needs["contents"])
    locks.remove(tx, keys)
    join_jobs(tx, jobs)
    return True
