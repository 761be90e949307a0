"""Deletion: a document goes, what others assert stays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from provgraph.errors import MemoryLimitError
from provgraph.graph import batching, prefixes
from provgraph.graph.merging import remaining_properties
from provgraph.model.relations import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import PropertyNames, Row

    Progress = Callable[[Iterable[int], int], Iterable[int]]


def delete(tx: Transaction, document_id: str) -> int:
    """Delete a document and what it alone asserts; return how many elements went."""
    touched: set[str] = set()
    changed: list[str] = []
    while part := _take_off(tx, document_id, batching.ROWS_PER_TRANSACTION[0]):
        touched |= part.touched
        changed += part.changed
    # At the end: after a deletion, each look-up of a transaction walks through all that it deleted.
    deleted = _tidy(tx, touched, changed)
    tx.run("documents/remove_document", id=document_id)
    return deleted


def delete_in_steps(
    connection: Connection, document_id: str, progress: Progress | None = None, total: int = 0
) -> None:
    """Delete a document of any size, in several transactions.

    From the first on its status is `loading`, and a loader that writes it gets an error. What was
    interrupted goes on when it is deleted again. `progress` shows how many of the `total` elements
    and relations it was taken off.

    Raises:
        MemoryLimitError: the server's memory does not suffice for the smallest step.

    """
    connection.write(lambda tx: tx.run("documents/reopen", id=document_id))
    steps = _steps(connection, document_id)
    for _ in progress(steps, total) if progress else steps:
        continue
    connection.write(lambda tx: tx.run("documents/remove_document", id=document_id))


def _steps(connection: Connection, document_id: str) -> Iterator[int]:
    """Take a document off all; yield a number for each element and relation."""
    for size in batching.ROWS_PER_TRANSACTION:
        try:
            while part := connection.write(partial(_part, document_id=document_id, size=size)):
                yield from range(part)
        except MemoryLimitError:
            if size == batching.ROWS_PER_TRANSACTION[-1]:
                raise
        else:
            return


def _part(tx: Transaction, document_id: str, size: int) -> int:
    """Take a document off some elements and relations; return how many, 0 at the end."""
    part = _take_off(tx, document_id, size)
    if part is None:
        return 0
    _tidy(tx, part.touched, part.changed)
    return part.size


@dataclass(frozen=True, slots=True)
class _Part:
    """Elements that a document was taken off or whose relations it was, and those that changed.

    `size` counts relations, and elements that it was taken off.
    """

    touched: set[str]
    changed: list[str]
    size: int


def _take_off(tx: Transaction, document_id: str, size: int) -> _Part | None:
    """Take a document off some elements: of `size` relations at most, then of the elements.

    Return `None` where nothing is left.
    """
    keys = tx.run("documents/next_chunk", id=document_id, limit=size)[0]["keys"]
    if not keys:
        return None
    row = tx.run("documents/remove_relations", id=document_id, keys=keys, limit=size)[0]
    if row["relations"] == size:
        # There may be more: one element can have any number of relations.
        return _Part(set(row["ends"]), [], size)
    removed = tx.run("documents/remove_assertions", id=document_id, keys=keys)
    changed = [each["key"] for each in removed if each["changed"]]
    return _Part({*keys, *row["ends"]}, changed, row["relations"] + len(keys))


def _tidy(tx: Transaction, touched: set[str], changed: list[str]) -> int:
    """Rewrite what others assert, then delete what nobody does; return how many elements went.

    The key of an element is not set again: look-ups by it would fail in Neo4j 2026 for the rest of
    a transaction that deletes the element later.
    """
    watched = set(changed) - _rewrite(tx, changed)
    row = tx.run("documents/remove_orphans", keys=sorted(touched), watched=sorted(watched))[0]
    # What another transaction related meanwhile.
    _rewrite(tx, row["stayed"])
    return int(row["deleted"])


def _rewrite(tx: Transaction, keys: list[str]) -> set[str]:
    """Set elements to what is still asserted of them; return those that are related at all."""
    if not keys:
        return set()
    names = prefixes.names(tx)
    remaining = tx.run("documents/remaining_records", keys=keys)
    rows = [_row(row, names) for row in remaining]
    tx.run("documents/rewrite_elements", rows=rows, labels=sorted(LABELS))
    return {row["key"] for row in rows}


def _row(row: Row, names: PropertyNames) -> Row:
    record = row["record"]
    texts = ([record] if record else []) + row["records"]
    props, labels = remaining_properties(row["uri"], texts, names)
    if record:
        props["record"] = record
    return {"key": row["key"], "props": props, "labels": labels}
