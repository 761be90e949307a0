"""Deletion: a document goes, what others assert stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.graph import prefixes
from provgraph.graph.model import KINDS, OWN_SUBTYPES, SUBTYPES
from provgraph.graph.union import remaining
from provgraph.graph.voprov import CLASSES

if TYPE_CHECKING:
    from provgraph.graph.connection import Transaction
    from provgraph.graph.rows import PropertyNames, Row

_LABELS = sorted({*KINDS.values(), *SUBTYPES, *OWN_SUBTYPES, *CLASSES})


def delete(tx: Transaction, document_id: str) -> int:
    """Delete a document and what it alone asserts; return how many elements went."""
    ends = tx.run("documents/remove_relations", id=document_id)[0]["ends"]
    removed = tx.run("documents/remove_assertions", id=document_id)
    touched = {row["key"] for row in removed} | set(ends)
    deleted = tx.run("documents/remove_orphans", keys=sorted(touched))[0]["deleted"]
    changed = [row["key"] for row in removed if row["changed"]]
    if changed:
        _rewrite(tx, changed)
    tx.run("documents/remove_document", id=document_id)
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
