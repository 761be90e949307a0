"""Migrations of what job logs have given; each can be interrupted and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.configuration_settings import store_settings
from provgraph.ctapipe.document import configuration_uri
from provgraph.ctapipe.job_list import listed
from provgraph.ctapipe.stored_records import (
    fetch_records,
    remove_unused_contents,
    store_contents,
)
from provgraph.graph.batching import write_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Connection, Transaction

_LISTED, _STORED = 1000, 200
"""How many activities one transaction lists, or stores again."""


def list_jobs(connection: Connection) -> None:
    """Make schema version 3: all activities of logs are listed as jobs."""
    write_pages(connection, _list_page)


def share_parts(connection: Connection) -> None:
    """Make schema version 4: records have parts in common that differ in individual values only.

    The settings of configurations are in groups.
    """
    write_pages(connection, _share_page)


def _list_page(after: str, tx: Transaction) -> str | None:
    """List the activities that follow an id; return the last one's id, `None` at the end."""
    ids = _records_after(after, tx, _LISTED)
    records = fetch_records(tx, ids)
    rows = [{"id": name, "listed": listed(record)} for name, record in records.items()]
    tx.run("jobs/list_records", rows=rows)
    return ids[-1] if ids else None


def _share_page(after: str, tx: Transaction) -> str | None:
    """Store the records that follow an id again; return the last one's id, `None` at the end."""
    ids = _records_after(after, tx, _STORED)
    if not ids:
        return None
    records = fetch_records(tx, ids)
    contents = tx.run("records/needs", ids=sorted(records))[0]["contents"]
    rows = store_contents(tx, records.values())
    tx.run("migrations/set_skeletons", rows=rows)
    remove_unused_contents(tx, contents)
    configurations = _configurations(records)
    tx.run("migrations/remove_settings", ids=sorted(configurations))
    store_settings(tx, configurations)
    return ids[-1]


def _configurations(
    records: Mapping[str, ActivityRecord],
) -> dict[str, Mapping[str, object]]:
    """Return the configurations of records, by the ids of their documents."""
    configs = (record.config for record in records.values())
    return {configuration_uri(config): config for config in configs if config}


def _records_after(after: str, tx: Transaction, limit: int) -> list[str]:
    return [row["id"] for row in tx.run("jobs/records_after", after=after, limit=limit)]
