"""The exporter: nodes and relationships become a `ProvDocument`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prov.identifier import Namespace

from provgraph.errors import NotFoundError
from provgraph.model import records
from provgraph.model.assemble import ElementAssertion, RelationAssertion, assemble
from provgraph.model.namespaces import PROV, PROVGRAPH
from provgraph.model.relations import BY_TYPE, MENTIONED, kind_of
from provgraph.model.scopes import Scope
from provgraph.model.terms import uri_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from prov.model import ProvDocument

    from provgraph.graph.connection import Connection
    from provgraph.graph.rows import Row


def documents(connection: Connection, ids: Sequence[str]) -> ProvDocument:
    """Return the documents of those ids as one, with their authors' prefixes.

    Raises:
        NotFoundError: a document is not in the store.

    """
    scopes = _scopes(connection, ids)
    if ids and not scopes:
        raise NotFoundError(f"no document {', '.join(ids)} in the store: see provgraph documents")
    elements = _listed(connection.read_rows("export/elements", ids=list(ids)))
    relations = _listed(connection.read_rows("export/relations", ids=list(ids)))
    return assemble(
        scopes,
        [ElementAssertion(*row) for row in elements],
        [RelationAssertion(*row) for row in relations],
    )


def selection(connection: Connection, keys: Sequence[str]) -> ProvDocument:
    """Return chosen elements and their relations as a closed document.

    What their relations name outside the choice, further arguments included, is declared, too,
    as an element of the type `provgraph:Outside`; what is chosen but declared by no document,
    as one of the type `provgraph:Undeclared`.
    """
    declared, relations = _chosen(connection, keys)
    marks = _undeclared(connection, keys, declared, relations)
    return _closed(connection, declared, relations, marks)


def selection_among(
    connection: Connection, keys: Sequence[str], frontier: Collection[str]
) -> ProvDocument:
    """Return chosen elements and the relations among them as a closed document.

    Those in `frontier`, by their URIs, are declared once more, as of the type
    `provgraph:Frontier`: from there it goes on. What else is named is declared as by `selection`.
    """
    declared, relations = _chosen(connection, keys)
    chosen = {row["uri"] for row in declared}
    among = [row for row in relations if {row["start"], row["end"]} <= chosen]
    marks = _undeclared(connection, keys, declared, among)
    marks |= {row["uri"]: _mark(row) for row in declared if row["uri"] in frontier}
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
) -> ProvDocument:
    """Return the document of these rows; `marks` are records of provgraph's own, by URI."""
    ids = sorted({row["document"] for row in (*declared, *relations) if row["document"]})
    elements = [
        ElementAssertion(row["scope"], row["uri"], row["record"])
        for row in declared
        if row["record"]
    ]
    elements += [ElementAssertion("", uri, record) for uri, record in sorted(marks.items())]
    return assemble(
        [*(_scopes(connection, ids) or [_TOP]), _MARKS],
        elements,
        [
            RelationAssertion(*(row[name] for name in RelationAssertion._fields))
            for row in relations
        ],
    )


def _listed(rows: Iterable[Row]) -> list[list[Any]]:
    return [item for row in rows for item in row["rows"]]


def _undeclared(
    connection: Connection, keys: Sequence[str], declared: list[Row], relations: list[Row]
) -> dict[str, str]:
    """Return records of what relations name and no record of the choice declares, by URI."""
    chosen = {row["uri"]: bool(row["record"]) for row in declared}
    kinds = {row["uri"]: kind_of(row["labels"]) for row in declared}
    kinds |= {row["end"]: kind_of(row["endLabels"]) for row in relations if row["end"]}
    mentioned = connection.read_rows("export/mentioned", keys=list(keys))
    kinds |= {row["uri"]: kind_of(row["labels"]) for row in mentioned}
    marks: dict[str, str] = {}
    for uri, argument in (pair for row in relations for pair in _named(row)):
        if uri not in marks and not chosen.get(uri):
            kind = kinds.get(uri, "unknown")
            kind_here = _KIND_OF_ARGUMENT.get(argument, "entity") if kind == "unknown" else kind
            marks[uri] = _marked(kind_here, "Undeclared" if uri in chosen else "Outside")
    return marks


def _named(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the URIs of the elements that a relation names, each with its argument."""
    ends = BY_TYPE[row["type"]].ends
    for uri, argument in zip((row["start"], row["end"]), ends, strict=True):
        if uri is not None:
            yield uri, argument
    attributes = records.from_text(row["record"])[1] if row["record"] else {}
    for argument in sorted(MENTIONED):
        for term in attributes.get(f"{PROV}{argument}", ()):
            uri = uri_of(term)
            if uri is not None:
                yield uri, argument


def _mark(row: Row) -> str:
    kind = kind_of(row["labels"])
    return _marked("entity" if kind == "unknown" else kind, "Frontier")


def _marked(kind: str, name: str) -> str:
    return records.to_text(kind, {f"{PROV}type": [f"<{PROVGRAPH}{name}>"]}, {})


_KIND_OF_ARGUMENT = {
    **dict.fromkeys(("activity", "informed", "informant", "starter", "ender"), "activity"),
    **dict.fromkeys(("agent", "delegate", "responsible"), "agent"),
}
_TOP = Scope("")
_MARKS = Scope("", (Namespace("provgraph", PROVGRAPH),))
