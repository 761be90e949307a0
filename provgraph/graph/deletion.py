"""Deletion: a document goes, what others assert stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.graph import prefixes
from provgraph.graph.model import KINDS, OWN_SUBTYPES, SUBTYPES
from provgraph.graph.parts import SIZES, in_parts
from provgraph.graph.union import remaining
from provgraph.graph.voprov import CLASSES

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import PropertyNames, Row

_LABELS = sorted({*KINDS.values(), *SUBTYPES, *OWN_SUBTYPES, *CLASSES})


def delete(tx: Transaction, document_id: str) -> int:
    """Delete a document and what it alone asserts; return how many elements went."""
    deleted = 0
    while (count := _part(tx, document_id, SIZES[0])) is not None:
        deleted += count
    tx.run("documents/remove_document", id=document_id)
    return deleted


def delete_in_steps(connection: Connection, document_id: str) -> None:
    """Delete a document of any size, in several transactions.

    From the first on its status is `loading`, and whoever was loading it is told so.
    """
    connection.write(lambda tx: tx.run("documents/reopen", id=document_id))

    def by(size: int) -> None:
        while connection.write(lambda tx: _part(tx, document_id, size)) is not None:
            continue

    in_parts(by)
    connection.write(lambda tx: tx.run("documents/remove_document", id=document_id))


def _part(tx: Transaction, document_id: str, size: int) -> int | None:
    """Take a document off some of its elements; return how many went, `None` if none is left."""
    keys = tx.run("documents/part", id=document_id, limit=size)[0]["keys"]
    if not keys:
        return None
    ends = tx.run("documents/remove_relations", id=document_id, keys=keys)[0]["ends"]
    removed = tx.run("documents/remove_assertions", id=document_id, keys=keys)
    touched = {*keys, *ends}
    deleted = tx.run("documents/remove_orphans", keys=sorted(touched))[0]["deleted"]
    changed = [row["key"] for row in removed if row["changed"]]
    if changed:
        _rewrite(tx, changed)
    return int(deleted)


def _rewrite(tx: Transaction, keys: list[str]) -> None:
    names = prefixes.names(tx)
    found = tx.run("documents/remaining", keys=keys)
    rows = [_row(row, names) for row in found if row["uri"] is not None]
    tx.run("documents/rewrite", rows=rows, labels=_LABELS)


def _row(found: Row, names: PropertyNames) -> Row:
    own = found["record"]
    texts = ([own] if own else []) + found["others"]
    props, labels = remaining(found["uri"], texts, names)
    if own:
        props["record"] = own
    return {"key": found["key"], "props": props, "labels": labels}
