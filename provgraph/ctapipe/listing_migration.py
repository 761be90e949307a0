"""Migration: the activities of stores before schema version 3 are listed as jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.job_list import listed
from provgraph.ctapipe.stored_records import fetch_records
from provgraph.graph.batching import write_pages

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction

_RECORDS = 1000
"""How many activities one transaction lists."""


def list_jobs(connection: Connection) -> None:
    """List all activities of logs; this can be interrupted and run again."""
    write_pages(connection, _list_page)


def _list_page(after: str, tx: Transaction) -> str | None:
    """List the activities that follow an id; return the last one's id, `None` at the end."""
    ids = [row["id"] for row in tx.run("jobs/records_after", after=after, limit=_RECORDS)]
    records = fetch_records(tx, ids)
    rows = [{"id": name, "listed": listed(record)} for name, record in records.items()]
    tx.run("jobs/list_records", rows=rows)
    return str(ids[-1]) if ids else None
