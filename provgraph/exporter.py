"""The exporter: nodes and relationships become a `ProvDocument`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from prov.identifier import Namespace

from provgraph.errors import NotFoundError
from provgraph.model import records
from provgraph.model.assemble import ElementAssertion, RelationAssertion, assemble
from provgraph.model.namespaces import PROV, PROVGRAPH
from provgraph.model.relations import BY_TYPE, kind_of
from provgraph.model.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from prov.model import ProvDocument

    from provgraph.graph.connection import Connection
    from provgraph.graph.rows import Row

Redact = Callable[[Any], Any]
"""What is done to each value of an export before it becomes part of a record."""


def documents(
    connection: Connection, ids: Sequence[str], redact: Redact | None = None
) -> ProvDocument:
    """Return the documents of those ids as one, with their authors' prefixes.

    Raises:
        NotFoundError: a document is not in the store.

    """
    scopes = _scopes(connection, ids)
    if ids and not scopes:
        raise NotFoundError(f"no document {', '.join(ids)} in the store: see provgraph documents")
    elements = _listed(connection.read_rows("export/elements", ids=list(ids)))
    relations = _listed(connection.read_rows("export/relations", ids=list(ids)))
    return _assembled(
        scopes,
        [ElementAssertion(*row) for row in elements],
        [RelationAssertion(*row) for row in relations],
        redact,
    )


def selection(
    connection: Connection, keys: Sequence[str], redact: Redact | None = None
) -> ProvDocument:
    """Return chosen elements and their relations as a closed document.

    What their relations refer to outside the choice is declared, too, as an element of the
    type `provgraph:Outside`.
    """
    declared, relations = _chosen(connection, keys)
    chosen = {row["uri"] for row in declared}
    outside = {
        end: _outside(row, position)
        for row in relations
        for position, end in enumerate((row["start"], row["end"]))
        if end is not None and end not in chosen
    }
    return _closed(connection, declared, relations, outside, redact)


def selection_among(
    connection: Connection, keys: Sequence[str], frontier: Collection[str]
) -> ProvDocument:
    """Return chosen elements and the relations among them as a closed document.

    Those in `frontier`, by their URIs, are declared once more, as of the type
    `provgraph:Frontier`: from there it goes on.
    """
    declared, relations = _chosen(connection, keys)
    chosen = {row["uri"] for row in declared}
    among = [row for row in relations if row["end"] in chosen]
    marks = {row["uri"]: _mark(row) for row in declared if row["uri"] in frontier}
    return _closed(connection, declared, among, marks)


def _scopes(connection: Connection, ids: Sequence[str]) -> list[Scope]:
    rows = connection.read_rows("export/scopes", ids=list(ids))
    return [Scope.from_row(row["scope"]) for row in rows]


def _chosen(connection: Connection, keys: Sequence[str]) -> tuple[list[Row], list[Row]]:
    declared = connection.read_rows("export/records_of_elements", keys=list(keys))
    return declared, connection.read_rows("export/relations_of_elements", keys=list(keys))


def _closed(
    connection: Connection,
    declared: list[Row],
    relations: list[Row],
    marks: Mapping[str, str],
    redact: Redact | None = None,
) -> ProvDocument:
    """Return the document of these rows; `marks` are records of provgraph's own, by URI."""
    ids = sorted({row["document"] for row in (*declared, *relations) if row["document"]})
    elements = [
        ElementAssertion(row["scope"], row["uri"], row["record"])
        for row in declared
        if row["record"]
    ]
    elements += [ElementAssertion("", uri, record) for uri, record in sorted(marks.items())]
    return _assembled(
        [*(_scopes(connection, ids) or [_TOP]), _MARKS],
        elements,
        [
            RelationAssertion(*(row[name] for name in RelationAssertion._fields))
            for row in relations
        ],
        redact,
    )


def _assembled(
    scopes: Iterable[Scope],
    elements: Iterable[ElementAssertion],
    relations: Iterable[RelationAssertion],
    redact: Redact | None,
) -> ProvDocument:
    if redact is None:
        return assemble(scopes, elements, relations)
    return assemble(
        [Scope.from_row(redact(scope.row())) for scope in scopes],
        [ElementAssertion(*_redacted(element, redact)) for element in elements],
        [RelationAssertion(*_redacted(relation, redact)) for relation in relations],
    )


def _redacted(assertion: ElementAssertion | RelationAssertion, redact: Redact) -> list[Any]:
    """Return the values of an assertion redacted; its record is JSON in text."""
    *names, record = assertion
    return [*map(redact, names), json.dumps(redact(json.loads(record))) if record else record]


def _listed(rows: Iterable[Row]) -> list[list[Any]]:
    return [item for row in rows for item in row["rows"]]


def _outside(row: Row, position: int) -> str:
    end = BY_TYPE[row["type"]].ends[position]
    kind = kind_of(row["endLabels"]) if position else "unknown"
    return _marked(_KIND_OF_END.get(end, "entity") if kind == "unknown" else kind, "Outside")


def _mark(row: Row) -> str:
    kind = kind_of(row["labels"])
    return _marked("entity" if kind == "unknown" else kind, "Frontier")


def _marked(kind: str, name: str) -> str:
    return records.to_text(kind, {f"{PROV}type": [f"<{PROVGRAPH}{name}>"]}, {})


_KIND_OF_END = {
    **dict.fromkeys(("activity", "informed", "informant"), "activity"),
    **dict.fromkeys(("agent", "delegate", "responsible"), "agent"),
}
_TOP = Scope("")
_MARKS = Scope("", (Namespace("provgraph", PROVGRAPH),))
