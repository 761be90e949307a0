"""The loader: a `ProvDocument` becomes nodes and relationships.

A document of up to `ONE_TRANSACTION` rows is one transaction. A larger one is written in
steps; its node says `loading` until the last, and loading it again starts it anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from functools import partial
from itertools import groupby
from operator import add
from typing import TYPE_CHECKING, Any, Literal

import provgraph
from provgraph.errors import LoadError
from provgraph.graph import deletion, prefixes
from provgraph.graph.keys import number_of
from provgraph.graph.rows import PropertyNames, Row, Rows, namespaces_of, rows_of
from provgraph.graph.union import added

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from prov.model import ProvDocument

    from provgraph.graph.connection import Connection, Transaction

Status = Literal["loaded", "updated", "unchanged"]

ONE_TRANSACTION = 50_000
BATCH = 8_000


@dataclass(frozen=True, slots=True)
class Description:
    """What a document's node says of it, beside its counts."""

    id: str
    source: str
    sha256: str
    format: str
    isolated: bool = False
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
        return Counts(*map(add, astuple(self), astuple(other)))


NOTHING = Counts()

Step = Callable[["Transaction"], Counts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document."""

    id: str
    status: Status
    records: int
    counts: Counts


def known(connection: Connection, described: Description) -> Outcome | None:
    """Return the outcome for a document that is in the store already, else `None`.

    Raises:
        LoadError: it is there with another choice of `isolated`.

    """
    found = connection.ask("documents/get", id=described.id)
    return _unchanged(found[0]["document"], described) if found else None


def load(connection: Connection, document: ProvDocument, described: Description) -> Outcome:
    """Load one document: completely, or not at all.

    Raises:
        LoadError: the document holds what the store cannot keep, or it is there with
            another choice of `isolated`.
        StoreError: the server fails.

    """
    names = prefixes.register(connection, namespaces_of(document))
    rows = _rows(document, described, names)
    write = _write_at_once if rows.record_count <= ONE_TRANSACTION else _write_in_steps
    return write(connection, rows, described, names)


def rehearse(connection: Connection, document: ProvDocument, described: Description) -> Outcome:
    """Return what `load` would do, and leave the store as it is."""

    def work(tx: Transaction) -> Outcome:
        names = prefixes.register_in(tx, namespaces_of(document))
        return _load_in(tx, _rows(document, described, names), described, names)

    return connection.rehearse(work)


def remember_source(connection: Connection, described: Description) -> None:
    """Add a file to those that a loaded document came from."""
    connection.write(
        lambda tx: tx.run("documents/add_source", id=described.id, source=described.source)
    )


def write(tx: Transaction, rows: Rows, described: Description, names: PropertyNames) -> Counts:
    """Write a new document inside a transaction of the caller's."""
    _begin(tx, rows, described, loader=None)
    counts = sum((step(tx) for step in _steps(rows, described, names)), Counts(rows.element_count))
    return _finish(tx, described, counts)


def _rows(document: ProvDocument, described: Description, names: PropertyNames) -> Rows:
    return rows_of(document, names, isolated_as=described.id if described.isolated else None)


def _unchanged(document: Row, described: Description) -> Outcome | None:
    if document["status"] == "loading":
        return None
    if document["isolated"] != described.isolated:
        raise LoadError(
            f"{described.source}: the document is in the store already, loaded "
            f"{'with' if document['isolated'] else 'without'} --isolated; "
            f"delete it first: provgraph documents delete {described.id}"
        )
    counts = Counts(document["elements"], document["relations"])
    return Outcome(described.id, "unchanged", document["records"], counts)


def _unchanged_in(tx: Transaction, described: Description) -> Outcome | None:
    """Return the outcome for a document that is there; take an interrupted load away."""
    found = tx.run("documents/get", id=described.id)
    if not found:
        return None
    outcome = _unchanged(found[0]["document"], described)
    if outcome is None:
        deletion.delete(tx, described.id)
    return outcome


def _load_in(tx: Transaction, rows: Rows, described: Description, names: PropertyNames) -> Outcome:
    found = _unchanged_in(tx, described)
    if found:
        return found
    counts = write(tx, rows, described, names)
    return Outcome(described.id, "loaded", rows.record_count, counts)


def _write_at_once(
    connection: Connection, rows: Rows, described: Description, names: PropertyNames
) -> Outcome:
    return connection.write(lambda tx: _load_in(tx, rows, described, names))


def _write_in_steps(
    connection: Connection, rows: Rows, described: Description, names: PropertyNames
) -> Outcome:
    loader = secrets.token_hex(8)

    def begin(tx: Transaction) -> Outcome | None:
        found = _unchanged_in(tx, described)
        if not found:
            _begin(tx, rows, described, loader)
        return found

    found = connection.write(begin)
    if found:
        return found
    counts = Counts(rows.element_count)
    number = 0
    for number, step in enumerate(_steps(rows, described, names), 1):
        counts += connection.write(_once(step, described, loader, number))
    finish = partial(_finish, described=described, counts=counts)
    connection.write(_once(finish, described, loader, number + 1))
    return Outcome(described.id, "loaded", rows.record_count, counts)


def _once(step: Step, described: Description, loader: str, number: int) -> Step:
    """Return a step that is not taken again when only the answer to its commit was lost."""

    def work(tx: Transaction) -> Counts:
        if tx.run("load/step", id=described.id, loader=loader, step=number):
            return step(tx)
        if tx.run("load/owned", id=described.id, loader=loader):
            return NOTHING
        raise LoadError(f"{described.source}: another load of the same document took over")

    return work


def _begin(tx: Transaction, rows: Rows, described: Description, loader: str | None) -> None:
    document = {
        "id": described.id,
        "number": described.number,
        "sources": [described.source],
        "sha256": described.sha256,
        "format": described.format,
        "isolated": described.isolated,
        "notes": list(described.notes),
        "provgraph": provgraph.__version__,
        "records": rows.record_count,
        "status": "loading",
        "loader": loader,
        "step": 0,
        **described.extra,
    }
    tx.run("load/begin", document=document)
    scopes = [{**row, "position": position} for position, row in enumerate(rows.scopes)]
    tx.run("load/scopes", id=described.id, rows=scopes)


def _steps(rows: Rows, described: Description, names: PropertyNames) -> Iterator[Step]:
    for batch in _batches(rows.elements):
        yield partial(_write_elements, rows=batch, described=described, names=names)
    for batch in _batches(rows.ends):
        yield partial(_write_ends, rows=batch)
    for batch in _batches(rows.missing):
        yield partial(_write_missing, keys=batch)
    for batch in _batches(rows.references):
        yield partial(_write_references, keys=batch, described=described)
    for reltype, found in rows.relations.items():
        for batch in _batches(found):
            yield partial(_write_relations, reltype=reltype, rows=batch, described=described)


def _write_elements(
    tx: Transaction, rows: list[Row], described: Description, names: PropertyNames
) -> Counts:
    numbered = [{**row, "index": index} for index, row in enumerate(rows)]
    found, counters = tx.counted("load/elements", id=described.id, rows=numbered)
    if found is not None and found["differing"]:
        _write_differing(tx, [rows[index] for index in found["differing"]], described, names)
    return Counts(new_elements=counters.nodes_created)


def _write_differing(
    tx: Transaction, rows: list[Row], described: Description, names: PropertyNames
) -> None:
    """Declare elements that others declared differently or only referred to."""
    by_key = {key: list(group) for key, group in groupby(rows, key=lambda row: str(row["key"]))}
    changed, assertions = [], []
    for node in tx.run("load/lock", keys=list(by_key)):
        found = by_key[node["key"]]
        texts = [row["props"]["record"] for row in found]
        change = added(node["props"], node["labels"], texts, names)
        if change:
            changed.append(
                {"key": node["key"], "props": change.props, "labels": sorted(change.labels)}
            )
        assertions += [_assertion(row, change.record) for row in found]
    tx.run("load/update", rows=changed)
    tx.run("load/assert", id=described.id, rows=assertions)


def _assertion(row: Row, own: str) -> Row:
    record = row["props"]["record"]
    kept = {key: row[key] for key in ("key", "scope", "kind")}
    return {**kept, "record": None if record == own else record}


def _write_ends(tx: Transaction, rows: list[Row]) -> Counts:
    _, counters = tx.counted("load/ends", rows=rows)
    return Counts(new_elements=counters.nodes_created)


def _write_missing(tx: Transaction, keys: list[str]) -> Counts:
    tx.run("load/missing", keys=keys)
    return NOTHING


def _write_references(tx: Transaction, keys: list[str], described: Description) -> Counts:
    tx.run("load/references", id=described.id, keys=keys)
    return NOTHING


def _write_relations(
    tx: Transaction, reltype: str, rows: list[Row], described: Description
) -> Counts:
    name = f"load/relations/{reltype.lower()}"
    _, counters = tx.counted(name, rows=rows, document=described.number)
    return Counts(relations=len(rows), new_relations=counters.relationships_created)


def _finish(tx: Transaction, described: Description, counts: Counts) -> Counts:
    written = {
        "elements": counts.elements,
        "relations": counts.relations,
        "newElements": counts.new_elements,
        "newRelations": counts.new_relations,
    }
    tx.run("load/finish", id=described.id, counts=written)
    return counts


def _batches(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), BATCH):
        yield list(rows[start : start + BATCH])
