"""Stores before schema version 4: documents with equal scopes share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.graph.batching import run_each, write_pages
from provgraph.graph.writer import shared_scope

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import Row

_DOCUMENTS = 1000
"""How many documents one transaction looks at."""


def share_scopes(connection: Connection) -> None:
    """Give scopes their keys, and let documents share them."""
    run_each(connection, ("schema/indexes/scope_key",))
    write_pages(connection, _share_page)


def _share_page(after: str, tx: Transaction) -> str | None:
    tx.run("migrations/lock")
    rows = tx.run("migrations/fetch_scopes", after=after, limit=_DOCUMENTS)
    scopes: dict[str, Row] = {}
    documents = []
    for row in rows:
        shared = [shared_scope(scope) for scope in row["scopes"]]
        scopes |= {scope["key"]: scope for scope in shared}
        documents.append({"id": row["id"], "scopes": [scope["key"] for scope in shared]})
    changed = [document for document in documents if document["scopes"]]
    if changed:
        ordered = [scopes[key] for key in sorted(scopes)]
        tx.run("migrations/share_scopes", documents=changed, scopes=ordered)
    return str(rows[-1]["id"]) if rows else None
