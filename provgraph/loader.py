"""The loader: a `ProvDocument` becomes nodes and relationships.

A document of up to `ONE_TRANSACTION` rows is one transaction. A larger one is written in
steps; its node says `loading` until the last, and loading it again starts it anew.
"""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from provgraph.errors import LoadError, MemoryLimitError
from provgraph.graph import deletion, prefixes, writer
from provgraph.graph.batching import with_smaller_batches
from provgraph.graph.rows import PropertyNames, Row, Rows, namespaces_of, rows_of
from provgraph.graph.writer import NO_COUNTS, Counts, DocumentInfo, DocumentRows, Step
from provgraph.results.documents import FileResult

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from prov.model import ProvDocument

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.results.documents import FileStatus, LoadStatus

    _Described: TypeAlias = tuple[ProvDocument, DocumentInfo]

__all__ = [
    "NO_COUNTS",
    "Counts",
    "DocumentInfo",
    "Outcome",
    "absent",
    "delete",
    "dry_run",
    "file_result",
    "known_outcome",
    "load",
    "load_all",
    "remember_source",
    "together",
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


def known_outcome(connection: Connection, info: DocumentInfo) -> Outcome | None:
    """Return the outcome for a document that is in the store already, else `None`.

    Raises:
        LoadError: it is there with another choice of `isolated` or `redacted`.

    """
    document = stored_document(connection.read_rows("documents/fetch", id=info.id))
    return _unchanged(document, info) if document else None


def absent(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Return those of the documents' ids that are not in the store."""
    return frozenset(ids) - {
        row["id"] for row in connection.read_rows("documents/exists", ids=[*ids])
    }


def load(connection: Connection, document: ProvDocument, info: DocumentInfo) -> Outcome:
    """Load one document: completely, or not at all.

    Raises:
        LoadError: the document holds what the store cannot keep, or it is there with
            another choice of `isolated`.
        StoreError: the server fails.

    """
    parts, names = _prepared([(document, info)], partial(prefixes.register, connection))
    if parts[0].rows.record_count <= ONE_TRANSACTION:
        # Where the server's memory does not suffice for one, there are several.
        with suppress(MemoryLimitError):
            return connection.write(lambda tx: _load_in(tx, parts, names))[0]
    return _write_in_steps(connection, parts[0], names)


def load_all(connection: Connection, documents: Sequence[_Described]) -> list[Outcome]:
    """Load small documents in one transaction: all of them, or none.

    Raises:
        LoadError: one holds what the store cannot keep, or is there with another choice of
            `isolated`.
        StoreError: the server fails.

    """
    parts, names = _prepared(documents, partial(prefixes.register, connection))
    return connection.write(lambda tx: _load_in(tx, parts, names))


def write_documents(tx: Transaction, documents: Sequence[_Described]) -> dict[str, Counts]:
    """Write documents that are not in the store, in the caller's transaction; return id → counts.

    Raises:
        LoadError: one holds what the store cannot keep.

    """
    return writer.write(tx, *_prepared(documents, partial(prefixes.register_in, tx)))


def dry_run(connection: Connection, document: ProvDocument, info: DocumentInfo) -> Outcome:
    """Return what `load` would do, and leave the store as it is."""

    def work(tx: Transaction) -> list[Outcome]:
        return _load_in(tx, *_prepared([(document, info)], partial(prefixes.register_in, tx)))

    return connection.run_rolled_back(work)[0]


def _prepared(
    documents: Sequence[_Described], register: Callable[[Mapping[str, str]], PropertyNames]
) -> tuple[list[DocumentRows], PropertyNames]:
    """Register the prefixes of documents; return the rows to write, and the names in them."""
    names = register(_namespaces(documents))
    return [DocumentRows(_rows(document, info, names), info) for document, info in documents], names


def _namespaces(documents: Iterable[_Described]) -> dict[str, str]:
    """Return namespace → preferred prefix; the first document's preference counts."""
    namespaces: dict[str, str] = {}
    for document, _ in documents:
        for namespace, prefix in namespaces_of(document).items():
            namespaces.setdefault(namespace, prefix)
    return namespaces


def _load_in(tx: Transaction, parts: Sequence[DocumentRows], names: PropertyNames) -> list[Outcome]:
    existing_ids = {row["id"] for row in tx.run("documents/exists", ids=[p.info.id for p in parts])}
    existing = {name: p for p in parts if (name := p.info.id) in existing_ids}
    unchanged = {name: _unchanged_in(tx, part.info) for name, part in existing.items()}
    new = [part for part in parts if unchanged.get(part.info.id) is None]
    counts = writer.write(tx, new, names) if new else {}
    return [unchanged.get(p.info.id) or _written(p, counts[p.info.id]) for p in parts]


def _written(part: DocumentRows, counts: Counts) -> Outcome:
    return Outcome(part.info.id, "loaded", part.rows.record_count, counts)


def delete(
    connection: Connection, document_id: str, progress: deletion.Progress | None = None
) -> None:
    """Delete a document: at once, or in steps if it is large; what others assert stays."""
    document = stored_document(connection.read_rows("documents/fetch", id=document_id))
    if document and document["records"] <= ONE_TRANSACTION:
        with suppress(MemoryLimitError):
            at_once = _deleted_at_once(connection, document_id)
            for _ in progress(at_once, 1) if progress else at_once:
                continue
            return
    total = sum(document.get(name) or 0 for name in ("elements", "relations")) if document else 0
    deletion.delete_in_steps(connection, document_id, progress, total)


def _deleted_at_once(connection: Connection, document_id: str) -> Iterator[int]:
    connection.write(lambda tx: deletion.delete(tx, document_id))
    yield 0


def remember_source(connection: Connection, info: DocumentInfo) -> None:
    """Add a file to those that a loaded document came from."""
    connection.write(lambda tx: _add_source(tx, info))


def _add_source(tx: Transaction, info: DocumentInfo) -> None:
    tx.run("documents/add_source", id=info.id, source=info.source)


def _rows(document: ProvDocument, info: DocumentInfo, names: PropertyNames) -> Rows:
    return rows_of(document, names, isolated_as=info.id if info.isolated else None)


def stored_document(rows: Sequence[Row]) -> Row | None:
    """Return a document that was asked for; one that is just being deleted has nothing left."""
    document: Row = rows[0]["document"] if rows else {}
    return document if "status" in document else None


def _unchanged(document: Row, info: DocumentInfo) -> Outcome | None:
    if document["status"] == "loading":
        return None
    _refuse_other_option(info, "--isolated", stored=document["isolated"], given=info.isolated)
    is_redacted = bool(document.get("redacted"))
    _refuse_other_option(info, "--redact", stored=is_redacted, given=info.redacted)
    counts = Counts(document["elements"], document["relations"])
    return Outcome(info.id, "unchanged", document["records"], counts)


def _refuse_other_option(info: DocumentInfo, option: str, *, stored: bool, given: bool) -> None:
    if stored != given:
        raise LoadError(
            f"{info.source}: the document already exists in the store, loaded "
            f"{'with' if stored else 'without'} {option}; "
            f"delete it first: provgraph documents delete {info.id}"
        )


def _unchanged_in(tx: Transaction, info: DocumentInfo) -> Outcome | None:
    """Return the outcome for a document that is there; take an interrupted load away."""
    document = stored_document(tx.run("documents/fetch", id=info.id))
    if not document:
        return None
    outcome = _unchanged(document, info)
    if outcome:
        _add_source(tx, info)
    else:
        deletion.delete(tx, info.id)
    return outcome


def _write_in_steps(connection: Connection, part: DocumentRows, names: PropertyNames) -> Outcome:
    info = part.info
    outcome = known_outcome(connection, info)
    while outcome is None:
        try:
            return with_smaller_batches(lambda size: _write_anew(connection, part, names, size))
        except _TakenOverError:
            outcome = _awaited(connection, info)
    remember_source(connection, info)
    return outcome


def _awaited(connection: Connection, info: DocumentInfo) -> Outcome | None:
    """Return what another load of the document made of it; `None` if that does not go on."""
    newest, since = None, time.monotonic()
    while time.monotonic() - since < _PATIENCE:
        document = stored_document(connection.read_rows("documents/fetch", id=info.id))
        outcome = _unchanged(document, info) if document else None
        if outcome:
            return outcome
        if document != newest:
            newest, since = document, time.monotonic()
        time.sleep(_PATIENCE / 60)
    return None


def _write_anew(
    connection: Connection, part: DocumentRows, names: PropertyNames, size: int
) -> Outcome:
    """Write a document in steps of `size` rows, after deleting what an earlier load left."""
    loader, info = secrets.token_hex(8), part.info
    while (outcome := connection.write(lambda tx: _begin(tx, part, loader))) is None:
        deletion.delete_in_steps(connection, info.id)
    if outcome.status == "unchanged":
        return outcome
    counts, number = outcome.counts, 0
    for number, step in enumerate(writer.write_steps([part], names, size=size), 1):
        counts += connection.write(_once(step, info, loader, number))
    finish = partial(writer.complete_documents, counts={info.id: counts})
    connection.write(_once(finish, info, loader, number + 1))
    return replace(outcome, counts=counts)


def _begin(tx: Transaction, part: DocumentRows, loader: str) -> Outcome | None:
    """Make a document's node; return its outcome, `None` where it is there incomplete."""
    document = stored_document(tx.run("documents/fetch", id=part.info.id))
    # If only the answer to the commit was lost, the node is this loader's own.
    if document and document.get("loader") != loader:
        if outcome := _unchanged(document, part.info):
            _add_source(tx, part.info)
        return outcome
    if not document:
        writer.create_documents(tx, [part], loader)
    rows = part.rows
    counts = Counts(rows.element_count, rows.relation_count)
    return Outcome(part.info.id, "loaded", rows.record_count, counts)


def _once(step: Step, info: DocumentInfo, loader: str, number: int) -> Step:
    """Return a step that is not taken again when only the answer to its commit was lost."""
    counts = NO_COUNTS

    def work(tx: Transaction) -> Counts:
        nonlocal counts
        if tx.run("load/next_step", id=info.id, loader=loader, step=number):
            counts = step(tx)
        elif not tx.run("load/owned_step", id=info.id, loader=loader):
            raise _TakenOverError(info.source)
        return counts

    return work


def file_result(
    name: str, form: str, outcomes: Sequence[Outcome], notes: tuple[str, ...]
) -> FileResult:
    """Return the result of a file from those of its documents."""
    return FileResult(
        file=name,
        format=form,
        status=_status(outcome.status for outcome in outcomes),
        documents=tuple(outcome.id for outcome in outcomes),
        records=sum(outcome.records for outcome in outcomes),
        **asdict(sum((outcome.counts for outcome in outcomes), NO_COUNTS)),
        notes=notes,
    )


def together(name: str, parts: Sequence[FileResult], notes: Sequence[str]) -> FileResult:
    """Return the result of several files that were loaded as one."""
    return FileResult(
        file=name,
        format=", ".join(sorted({str(part.format) for part in parts})),
        status=_status(part.status for part in parts),
        documents=tuple(dict.fromkeys(id_ for part in parts for id_ in part.documents)),
        records=sum(part.records for part in parts),
        elements=sum(part.elements for part in parts),
        relations=sum(part.relations for part in parts),
        new_elements=sum(part.new_elements for part in parts),
        new_relations=sum(part.new_relations for part in parts),
        notes=(*notes, *(note for part in parts for note in part.notes)),
    )


def _status(parts: Iterable[FileStatus]) -> FileStatus:
    statuses = set(parts)
    return "updated" if "updated" in statuses else "loaded" if "loaded" in statuses else "unchanged"
