"""The loader: a `ProvDocument` becomes nodes and relationships.

A document of up to `ONE_TRANSACTION` rows is one transaction. A larger one is written in
steps; its node says `loading` until the last, and loading it again starts it anew.
"""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from provgraph.errors import LoadError, MemoryLimitError
from provgraph.graph import deletion, prefixes, writer
from provgraph.graph.batching import with_smaller_batches
from provgraph.graph.rows import PropertyNames, Row, Rows, namespaces_of, rows_of
from provgraph.graph.writer import NO_COUNTS, Counts, DocumentInfo, DocumentRows, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from prov.model import ProvDocument

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.results.documents import LoadStatus

__all__ = [
    "NO_COUNTS",
    "Counts",
    "DocumentInfo",
    "Outcome",
    "absent",
    "delete",
    "dry_run",
    "known_outcome",
    "load",
    "load_all",
    "remember_source",
    "write_documents",
]

ONE_TRANSACTION = 50_000

_PATIENCE = 20.0
"""So many seconds another load may take for one step."""


class _TakenOverError(Exception):
    """Another load of the same document began it anew."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of loading one document."""

    id: str
    status: LoadStatus
    records: int
    counts: Counts


def known_outcome(connection: Connection, described: DocumentInfo) -> Outcome | None:
    """Return the outcome for a document that is in the store already, else `None`.

    Raises:
        LoadError: it is there with another choice of `isolated`.

    """
    found = stored_document(connection.read_rows("documents/get", id=described.id))
    return _unchanged(found, described) if found else None


def absent(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Return those of the documents' ids that are not in the store."""
    return frozenset(ids) - {
        row["id"] for row in connection.read_rows("documents/exists", ids=[*ids])
    }


def load(connection: Connection, document: ProvDocument, described: DocumentInfo) -> Outcome:
    """Load one document: completely, or not at all.

    Raises:
        LoadError: the document holds what the store cannot keep, or it is there with
            another choice of `isolated`.
        StoreError: the server fails.

    """
    names = prefixes.register(connection, namespaces_of(document))
    rows = _rows(document, described, names)
    if rows.record_count <= ONE_TRANSACTION:
        # Where the server's memory does not suffice for one, there are several.
        with suppress(MemoryLimitError):
            return connection.write(lambda tx: _load_in(tx, rows, described, names))
    return _write_in_steps(connection, rows, described, names)


def load_all(
    connection: Connection, documents: Sequence[tuple[ProvDocument, DocumentInfo]]
) -> list[Outcome]:
    """Load small documents in one transaction: all of them, or none.

    Raises:
        LoadError: one holds what the store cannot keep, or is there with another choice of
            `isolated`.
        StoreError: the server fails.

    """
    names = prefixes.register(connection, _namespaces(documents))
    parts = [DocumentRows(_rows(document, info, names), info) for document, info in documents]
    return connection.write(lambda tx: _load_all_in(tx, parts, names))


def write_documents(
    tx: Transaction, documents: Sequence[tuple[ProvDocument, DocumentInfo]]
) -> dict[str, Counts]:
    """Write documents that are not in the store, in the caller's transaction; return id → counts.

    Raises:
        LoadError: one holds what the store cannot keep.

    """
    names = prefixes.register_in(tx, _namespaces(documents))
    parts = [DocumentRows(_rows(document, info, names), info) for document, info in documents]
    return writer.write(tx, parts, names)


def _namespaces(documents: Iterable[tuple[ProvDocument, DocumentInfo]]) -> dict[str, str]:
    """Return namespace → preferred prefix; the first document's preference counts."""
    namespaces: dict[str, str] = {}
    for document, _ in documents:
        for namespace, prefix in namespaces_of(document).items():
            namespaces.setdefault(namespace, prefix)
    return namespaces


def _load_all_in(
    tx: Transaction, parts: Sequence[DocumentRows], names: PropertyNames
) -> list[Outcome]:
    there = {row["id"] for row in tx.run("documents/exists", ids=[p.described.id for p in parts])}
    known = {name: p for p in parts if (name := p.described.id) in there}
    unchanged = {name: _unchanged_in(tx, part.described) for name, part in known.items()}
    new = [part for part in parts if unchanged.get(part.described.id) is None]
    counts = writer.write(tx, new, names) if new else {}
    return [unchanged.get(p.described.id) or _written(p, counts[p.described.id]) for p in parts]


def _written(part: DocumentRows, counts: Counts) -> Outcome:
    return Outcome(part.described.id, "loaded", part.rows.record_count, counts)


def dry_run(connection: Connection, document: ProvDocument, described: DocumentInfo) -> Outcome:
    """Return what `load` would do, and leave the store as it is."""

    def work(tx: Transaction) -> Outcome:
        names = prefixes.register_in(tx, namespaces_of(document))
        return _load_in(tx, _rows(document, described, names), described, names)

    return connection.run_rolled_back(work)


def delete(connection: Connection, document_id: str) -> None:
    """Delete a document: at once, or in steps if it is large; what others assert stays."""
    found = stored_document(connection.read_rows("documents/get", id=document_id))
    if found and found["records"] <= ONE_TRANSACTION:
        with suppress(MemoryLimitError):
            connection.write(lambda tx: deletion.delete(tx, document_id))
            return
    deletion.delete_in_steps(connection, document_id)


def remember_source(connection: Connection, described: DocumentInfo) -> None:
    """Add a file to those that a loaded document came from."""
    connection.write(lambda tx: _add_source(tx, described))


def _add_source(tx: Transaction, described: DocumentInfo) -> None:
    tx.run("documents/add_source", id=described.id, source=described.source)


def _rows(document: ProvDocument, described: DocumentInfo, names: PropertyNames) -> Rows:
    return rows_of(document, names, isolated_as=described.id if described.isolated else None)


def stored_document(rows: Sequence[Row]) -> Row | None:
    """Return a document that was asked for; one that is just being deleted has nothing left."""
    found: Row = rows[0]["document"] if rows else {}
    return found if "status" in found else None


def _unchanged(document: Row, described: DocumentInfo) -> Outcome | None:
    if document["status"] == "loading":
        return None
    if document["isolated"] != described.isolated:
        raise LoadError(
            f"{described.source}: the document already exists in the store, loaded "
            f"{'with' if document['isolated'] else 'without'} --isolated; "
            f"delete it first: provgraph documents delete {described.id}"
        )
    counts = Counts(document["elements"], document["relations"])
    return Outcome(described.id, "unchanged", document["records"], counts)


def _unchanged_in(tx: Transaction, described: DocumentInfo) -> Outcome | None:
    """Return the outcome for a document that is there; take an interrupted load away."""
    found = stored_document(tx.run("documents/get", id=described.id))
    if not found:
        return None
    outcome = _unchanged(found, described)
    if outcome:
        _add_source(tx, described)
    else:
        deletion.delete(tx, described.id)
    return outcome


def _load_in(tx: Transaction, rows: Rows, described: DocumentInfo, names: PropertyNames) -> Outcome:
    found = _unchanged_in(tx, described)
    if found:
        return found
    part = DocumentRows(rows, described)
    return _written(part, writer.write(tx, [part], names)[described.id])


def _write_in_steps(
    connection: Connection, rows: Rows, described: DocumentInfo, names: PropertyNames
) -> Outcome:
    outcome = known_outcome(connection, described)
    part = DocumentRows(rows, described)
    while outcome is None:
        try:
            return with_smaller_batches(lambda size: _write_anew(connection, part, names, size))
        except _TakenOverError:
            outcome = _awaited(connection, described)
    remember_source(connection, described)
    return outcome


def _awaited(connection: Connection, described: DocumentInfo) -> Outcome | None:
    """Return what another load of the document made of it; `None` if that does not go on."""
    seen, since = None, time.monotonic()
    while time.monotonic() - since < _PATIENCE:
        found = stored_document(connection.read_rows("documents/get", id=described.id))
        outcome = _unchanged(found, described) if found else None
        if outcome:
            return outcome
        if found != seen:
            seen, since = found, time.monotonic()
        time.sleep(_PATIENCE / 60)
    return None


def _write_anew(
    connection: Connection, part: DocumentRows, names: PropertyNames, size: int
) -> Outcome:
    """Write a document by steps of so many rows; what is there of it goes first."""
    loader, described = secrets.token_hex(8), part.described
    while (outcome := connection.write(lambda tx: _begin(tx, part, loader))) is None:
        deletion.delete_in_steps(connection, described.id)
    if outcome.status == "unchanged":
        return outcome
    counts, number = outcome.counts, 0
    for number, step in enumerate(writer.write_steps([part], names, size=size), 1):
        counts += connection.write(_once(step, described, loader, number))
    finish = partial(writer.complete_documents, counts={described.id: counts})
    connection.write(_once(finish, described, loader, number + 1))
    return replace(outcome, counts=counts)


def _begin(tx: Transaction, part: DocumentRows, loader: str) -> Outcome | None:
    """Make a document's node; return its outcome, `None` where it is there incomplete."""
    found = stored_document(tx.run("documents/get", id=part.described.id))
    if found:
        if outcome := _unchanged(found, part.described):
            _add_source(tx, part.described)
        return outcome
    writer.create_documents(tx, [part], loader)
    rows = part.rows
    counts = Counts(rows.element_count, rows.relation_count)
    return Outcome(part.described.id, "loaded", rows.record_count, counts)


def _once(step: Step, described: DocumentInfo, loader: str, number: int) -> Step:
    """Return a step that is not taken again when only the answer to its commit was lost."""

    def work(tx: Transaction) -> Counts:
        if tx.run("load/step", id=described.id, loader=loader, step=number):
            return step(tx)
        if tx.run("load/owned", id=described.id, loader=loader):
            return NO_COUNTS
        raise _TakenOverError(described.source)

    return work
