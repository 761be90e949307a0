"""Stores of schema version 1: a job's association with ctapipe gets the role of software."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.graph.batching import Page, count_rows, write_pages
from provgraph.graph.rows import relation_digest
from provgraph.model import records
from provgraph.model.namespaces import PROV

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction

_ACTIVITIES = 5000
"""How many activities one transaction looks at."""
_RECORD = records.to_text("wasAssociatedWith", {f"{PROV}role": ["software"]}, {})


def migrate_software(connection: Connection) -> None:
    """Give the associations their role."""
    total = count_rows(connection, "migrations/count_activities")
    write_pages(connection, _migrate_page, total, "activities")


def _migrate_page(after: str, tx: Transaction) -> Page | None:
    rows = tx.run("migrations/fetch_software_associations", after=after, limit=_ACTIVITIES)
    changes = [
        {"from": row["key"], "to": key, "old": old, "new": _key(row["uri"], uri)}
        for row in rows
        for key, uri, old in row["associations"]
    ]
    if changes:
        tx.run("migrations/set_software_roles", rows=changes, record=_RECORD)
    return Page.of(rows, "key")


def _key(activity: str, software: str) -> str:
    return relation_digest("", "WAS_ASSOCIATED_WITH", "", None, [activity, software], _RECORD)
