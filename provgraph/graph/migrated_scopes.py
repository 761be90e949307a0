"""Stores before schema version 4: documents with equal scopes share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.graph.batching import Page, count_rows, run_each, write_pages
from provgraph.graph.writer import shared_scope, with_shared_scopes

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction

_DOCUMENTS = 1000
"""How many documents one transaction looks at."""


def share_scopes(connection: Connection) -> None:
    """Give scopes their keys, and let documents share them."""
    run_each(connection, ("schema/indexes/scope_key",))
    total = count_rows(connection, "migrations/count_documents")
    write_pages(connection, _share_page, total, "documents")


def _share_page(after: str, tx: Transaction) -> Page | None:
    tx.run("migrations/lock")
    rows = tx.run("migrations/fetch_scopes", after=after, limit=_DOCUMENTS)
    changed = [
        {"id": row["id"], "scopes": list(map(shared_scope, row["scopes"]))}
        for row in rows
        if row["scopes"]
    ]
    if changed:
        tx.run("migrations/share_scopes", **with_shared_scopes(changed))
    return Page.of(rows, "id")
