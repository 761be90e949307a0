"""The writer: rows of documents go into an open transaction, many documents at once.

A statement costs a round trip and its planning whatever it brings: a hundred small documents
together take the time of a few alone.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from provgraph.graph.batching import ROWS_PER_TRANSACTION
from provgraph.graph.connection import DeletedMeanwhileError
from provgraph.graph.merging import merged_change
from provgraph.model.keys import number_of
from provgraph.model.relations import IMPLIED
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Transaction
    from provgraph.graph.rows import PropertyNames, Row, Rows


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a document's node says of it, beside its counts."""

    id: str
    source: str
    sha256: str
    format: str
    isolated: bool = False
    redacted: bool = False
    notes: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The 63-bit integer by which relations name the document."""
        return number_of(self.id)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load wrote: all that the document asserts, and what of it is new."""

    elements: int = 0
    relations: int = 0
    new_elements: int = 0
    new_relations: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of both."""
        return Counts(
            self.elements + other.elements,
            self.relations + other.relations,
            self.new_elements + other.new_elements,
            self.new_relations + other.new_relations,
        )


NO_COUNTS = Counts()

Step: TypeAlias = "Callable[[Transaction], Counts]"
"""One statement's work; it returns what was new by it."""


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """A document to write."""

    rows: Rows
    info: DocumentInfo


def write(
    tx: Transaction, parts: Sequence[DocumentRows], names: PropertyNames
) -> dict[str, Counts]:
    """Write new documents completely; return id → counts."""
    counts = {part.info.id: _counts(part) for part in parts}
    new_elements = _new_elements(tx, parts)
    for name, keys in new_elements.items():
        counts[name] += Counts(new_elements=len(keys))
    create_documents(tx, parts)
    for step in write_steps(parts, names, counts, frozenset().union(*new_elements.values())):
        step(tx)
    complete_documents(tx, counts)
    return counts


def create_documents(
    tx: Transaction, parts: Iterable[DocumentRows], loader: str | None = None
) -> None:
    """Make the nodes of the documents; `loader` is who writes them in several transactions."""
    listed = list(parts)
    nodes = [_loading_node(part, loader) for part in listed]
    # In one order everywhere, or two loaders could wait for each other's new ones.
    prefixes = sorted({pair for part in listed for pair in declared_prefixes(part.rows)})
    rows = [{"prefix": prefix, "namespace": namespace} for prefix, namespace in prefixes]
    tx.defer("load/begin", **with_shared_scopes(nodes), prefixes=rows)


def with_shared_scopes(documents: Iterable[Row]) -> dict[str, list[Row]]:
    """Return documents with the keys of their scopes, and these scopes, each once, in order."""
    listed = list(documents)
    scopes = {scope["key"]: scope for document in listed for scope in document["scopes"]}
    keyed = [{**each, "scopes": [scope["key"] for scope in each["scopes"]]} for each in listed]
    return {"documents": keyed, "scopes": [scopes[key] for key in sorted(scopes)]}


def declared_prefixes(rows: Rows) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that a document and its bundles declare, with their namespaces."""
    return (pair for scope in rows.scopes for pair in scope.declared)


def write_steps(
    parts: Sequence[DocumentRows],
    names: PropertyNames,
    counts: dict[str, Counts] | None = None,
    new_elements: frozenset[str] = frozenset(),
    size: int = ROWS_PER_TRANSACTION[0],
) -> Iterator[Step]:
    """Yield the steps that write all rows of the documents, each at most `size` of them.

    `counts` takes new relations; no relation of `new_elements`, by their keys, is in the store.
    """
    for batch in _batches(((part, part.rows.elements) for part in parts), size):
        yield partial(_write_elements, batch=batch, names=names, counted=counts is None)
    for batch in _batches(((part, part.rows.ends) for part in parts), size):
        rows = [row for _, ends in batch for row in ends]
        yield partial(_write_ends, rows=rows, counted=counts is None)
    for batch in _batches(((part, part.rows.missing) for part in parts), size):
        yield partial(_write_missing, keys=[key for _, rows in batch for key in rows])
    for batch in _batches(((part, part.rows.references) for part in parts), size):
        yield partial(_write_references, batch=batch)
    new = _relations_of_new(parts, new_elements) if new_elements else {}
    created = list(new.values())
    for start in range(0, len(created), size):
        yield partial(_create_relations, relations=created[start : start + size], counts=counts)
    for reltype in sorted({reltype for part in parts for reltype in part.rows.relations}):
        others = (
            (part, [row for row in part.rows.relations.get(reltype, ()) if row["key"] not in new])
            for part in parts
        )
        for batch in _batches(others, size):
            yield partial(_write_relations, reltype=reltype, batch=batch, counts=counts)


def complete_documents(tx: Transaction, counts: Mapping[str, Counts]) -> Counts:
    """Mark the documents as complete."""
    documents = [_written_counts(name, each) for name, each in counts.items()]
    tx.defer("load/finish", documents=documents)
    return NO_COUNTS


_Batch: TypeAlias = list[tuple[DocumentRows, list[Any]]]


def _batches(
    documents: Iterable[tuple[DocumentRows, Sequence[Any]]], size: int
) -> Iterator[_Batch]:
    """Yield documents with their rows, `size` rows at a time."""
    batch: _Batch = []
    room = size
    for part, rows in documents:
        start = 0
        while start < len(rows):
            chunk = list(rows[start : start + room])
            batch.append((part, chunk))
            start += len(chunk)
            room -= len(chunk)
            if not room:
                yield batch
                batch, room = [], size
    if batch:
        yield batch


def _counts(part: DocumentRows) -> Counts:
    return Counts(part.rows.element_count, part.rows.relation_count)


@dataclass(frozen=True, slots=True)
class _NewRelation:
    """A relation that is not in the store, and who asserts it, the first of them first."""

    reltype: str
    row: Row
    documents: list[DocumentInfo]

    @property
    def counts(self) -> bool:
        """Whether a record of the first document says it."""
        return self.reltype not in IMPLIED and "implied" not in self.row["props"]


def _relations_of_new(
    parts: Iterable[DocumentRows], new_elements: frozenset[str]
) -> dict[str, _NewRelation]:
    """Return the relations that end at new elements, by their keys."""
    relations: dict[str, _NewRelation] = {}
    for part in parts:
        for reltype, rows in part.rows.relations.items():
            for row in rows:
                if not new_elements.isdisjoint((row["from"], row["to"])):
                    new = relations.setdefault(row["key"], _NewRelation(reltype, row, []))
                    if part.info not in new.documents:
                        new.documents.append(part.info)
    return relations


def _new_elements(tx: Transaction, parts: Iterable[DocumentRows]) -> dict[str, set[str]]:
    """Return the keys of the elements that each document is the first to name."""
    named = {
        part.info.id: {row["key"] for row in (*part.rows.elements, *part.rows.ends)}
        | set(part.rows.missing)
        for part in parts
    }
    keys = sorted(set().union(*named.values()))
    existing = set(tx.run_behind("load/exists", keys=keys)[0]["keys"])
    new = {}
    for name, element_keys in named.items():
        new[name] = element_keys - existing
        existing |= element_keys
    return new


def document_node(rows: Rows, info: DocumentInfo) -> Row:
    """Return what a document's node and its scopes hold from the beginning.

    Without empty lists, which neo4j-admin cannot import.
    """
    properties = {
        "id": info.id,
        "number": info.number,
        "sources": [info.source],
        "sha256": info.sha256,
        "format": info.format,
        "isolated": info.isolated,
        "redacted": info.redacted or None,
        "notes": list(info.notes),
        "provgraph": __version__,
        "records": rows.record_count,
        **info.extra,
    }
    scopes = [
        shared_scope(_filled({**scope.row(), "position": position}))
        for position, scope in enumerate(rows.scopes)
    ]
    return {"properties": _filled(properties), "scopes": scopes}


def shared_scope(properties: Row) -> Row:
    """Return the key and properties of a scope's node; documents with equal ones share it."""
    text = json.dumps(properties, sort_keys=True)
    return {"key": hashlib.sha256(text.encode()).hexdigest(), "properties": properties}


def _filled(properties: Row) -> Row:
    return {key: value for key, value in properties.items() if value not in (None, [])}


def _loading_node(part: DocumentRows, loader: str | None) -> Row:
    node = document_node(part.rows, part.info)
    loading = {"status": "loading", "loader": loader, "step": 0}
    return {**node, "properties": {**node["properties"], **loading}}


def _written_counts(name: str, counts: Counts) -> Row:
    written = {
        "elements": counts.elements,
        "relations": counts.relations,
        "newElements": counts.new_elements,
        "newRelations": counts.new_relations,
    }
    return {"id": name, "counts": written}


def _write_elements(
    tx: Transaction, batch: _Batch, names: PropertyNames, *, counted: bool
) -> Counts:
    rows = [{**row, "document": part.info.id} for part, part_rows in batch for row in part_rows]
    numbered = iter([{**row, "index": index} for index, row in enumerate(rows)])
    documents = [
        {"id": part.info.id, "rows": [next(numbered) for _ in part_rows]}
        for part, part_rows in batch
    ]
    answer, created = _run_counted(tx, "load/upsert_elements", counted=counted, documents=documents)
    if differing := answer[0]["differing"]:
        _write_differing(tx, [rows[index] for index in differing], names)
    return Counts(new_elements=created)


def _run_counted(
    tx: Transaction, name: str, *, counted: bool, **parameters: object
) -> tuple[list[Row], int]:
    """Run a statement; return its rows and, if they are to be counted, how many nodes it made."""
    if not counted:
        return tx.run(name, **parameters), 0
    rows, counters = tx.run_with_counters(name, **parameters)
    return rows, int(counters.nodes_created)


def _write_differing(tx: Transaction, rows: list[Row], names: PropertyNames) -> None:
    """Declare elements that others declared differently or only referred to."""
    rows = sorted(rows, key=lambda row: str(row["key"]))
    by_key = {key: list(group) for key, group in groupby(rows, key=lambda row: str(row["key"]))}
    changed, assertions = [], []
    for node in tx.run("load/lock_elements", keys=list(by_key)):
        same_key = by_key[node["key"]]
        texts = [row["props"]["record"] for row in same_key]
        change = merged_change(node["props"], node["labels"], texts, names)
        if change:
            changed.append(
                {"key": node["key"], "props": change.props, "labels": sorted(change.labels)}
            )
        assertions += [_assertion(row, change.record) for row in same_key]
    tx.defer("load/update_elements", rows=changed)
    tx.defer("load/assert_elements", rows=assertions)


def _assertion(row: Row, own_record: str) -> Row:
    record = row["props"]["record"]
    columns = {key: row[key] for key in ("document", "key", "scope", "kind")}
    return {**columns, "record": None if record == own_record else record}


def _write_ends(tx: Transaction, rows: list[Row], *, counted: bool) -> Counts:
    if not counted:
        tx.defer("load/upsert_ends", rows=rows)
        return NO_COUNTS
    _, created = _run_counted(tx, "load/upsert_ends", counted=True, rows=rows)
    return Counts(new_elements=created)


def _write_missing(tx: Transaction, keys: list[str]) -> Counts:
    tx.defer("load/upsert_unknown", keys=keys)
    return NO_COUNTS


def _write_references(tx: Transaction, batch: _Batch) -> Counts:
    documents = [{"id": part.info.id, "rows": keys} for part, keys in batch]
    tx.defer("load/add_references", documents=documents)
    return NO_COUNTS


def _create_relations(
    tx: Transaction, relations: Sequence[_NewRelation], counts: dict[str, Counts] | None
) -> Counts:
    """Write relations that are not in the store, of all types."""
    rows = [
        {**new.row, "type": new.reltype, "documents": [info.number for info in new.documents]}
        for new in relations
    ]
    tx.defer("load/create_relations", rows=rows)
    first = Counter(new.documents[0].id for new in relations if new.counts)
    return _counted(first, counts)


def _write_relations(
    tx: Transaction, reltype: str, batch: _Batch, counts: dict[str, Counts] | None
) -> Counts:
    documents = [{"number": part.info.number, "rows": rows} for part, rows in batch]
    answer = tx.run(f"load/relations/{reltype.lower()}", documents=documents)
    if any(row["gone"] for row in answer):
        raise DeletedMeanwhileError(f"{reltype} relations were deleted by another transaction")
    if reltype in IMPLIED:
        return NO_COUNTS
    new = {row["number"]: row["new"] for row in answer}
    ids = {part.info.id: part.info.number for part, _ in batch}
    return _counted(Counter({name: new.get(number, 0) for name, number in ids.items()}), counts)


def _counted(new: Counter[str], counts: dict[str, Counts] | None) -> Counts:
    """Add the new relations of each document to its counts; return those of all."""
    if counts is not None:
        for name, number in new.items():
            counts[name] += Counts(new_relations=number)
    return Counts(new_relations=new.total())
