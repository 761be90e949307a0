"""Deletion: a document goes, what others assert stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.graph import prefixes
from provgraph.graph.batching import ROWS_PER_TRANSACTION, with_smaller_batches
from provgraph.graph.merging import remaining_properties
from provgraph.model.relations import LABELS

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import PropertyNames, Row


def delete(tx: Transaction, document_id: str) -> int:
    """Delete a document and what it alone asserts; return how many elements went."""
    touched: set[str] = set()
    changed: list[str] = []
    while batch := _take_off(tx, document_id, ROWS_PER_TRANSACTION[0]):
        touched |= batch[0]
        changed += batch[1]
    # At the end: after a deletion, each look-up of a transaction walks through all that it deleted.
    deleted = _tidy(tx, touched, changed)
    tx.run("documents/remove_document", id=document_id)
    return deleted


def delete_in_steps(connection: Connection, document_id: str) -> None:
    """Delete a document of any size, in several transactions.

    From the first on its status is `loading`, and a loader that writes it gets an error.
    """
    connection.write(lambda tx: tx.run("documents/reopen", id=document_id))

    def by(size: int) -> None:
        while connection.write(lambda tx: _part(tx, document_id, size)):
            continue

    with_smaller_batches(by)
    connection.write(lambda tx: tx.run("documents/remove_document", id=document_id))


def _part(tx: Transaction, document_id: str, size: int) -> bool:
    """Take a document off some of its elements; return whether any was left."""
    batch = _take_off(tx, document_id, size)
    if batch:
        _tidy(tx, *batch)
    return batch is not None


def _take_off(tx: Transaction, document_id: str, size: int) -> tuple[set[str], list[str]] | None:
    """Take a document off some elements: of a number of relations, then of the elements.

    Return the elements concerned, and those that changed; `None` where nothing is left.
    """
    keys = tx.run("documents/next_chunk", id=document_id, limit=size)[0]["keys"]
    if not keys:
        return None
    row = tx.run("documents/remove_relations", id=document_id, keys=keys, limit=size)[0]
    if row["relations"] == size:
        # There may be more: one element can have any number of relations.
        return set(row["ends"]), []
    removed = tx.run("documents/remove_assertions", id=document_id, keys=keys)
    return {*keys, *row["ends"]}, [row["key"] for row in removed if row["changed"]]


def _tidy(tx: Transaction, touched: set[str], changed: list[str]) -> int:
    """Rewrite what others assert, then delete what nobody does; return how many elements went.

    Elements keep their key untouched: if a transaction sets the key of an element and deletes the
    element later, look-ups by this key fail in Neo4j 2026 for the rest of the transaction.
    """
    if changed:
        _rewrite(tx, changed)
    return int(tx.run("documents/remove_orphans", keys=sorted(touched))[0]["deleted"])


def _rewrite(tx: Transaction, keys: list[str]) -> None:
    names = prefixes.names(tx)
    remaining = tx.run("documents/remaining_records", keys=keys)
    rows = [_row(row, names) for row in remaining]
    tx.run("documents/rewrite_elements", rows=rows, labels=sorted(LABELS))


def _row(row: Row, names: PropertyNames) -> Row:
    record = row["record"]
    texts = ([record] if record else []) + row["records"]
    props, labels = remaining_properties(row["uri"], texts, names)
    if record:
        props["record"] = record
    return {"key": row["key"], "props": props, "labels": labels}
