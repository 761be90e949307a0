"""Show: one element, what it is, and its relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.model import records
from provgraph.model.properties import attributes, first_text, relation_name, type_uris
from provgraph.model.relations import kind_of
from provgraph.model.terms import text_of, texts
from provgraph.queries.marks import marks
from provgraph.queries.select import LATEST, select, whole_parameters
from provgraph.results.element import Declaration, ElementDetails
from provgraph.results.nodes import RelationLink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection

LIMIT = 100
"""How many relations in each direction, and how many documents, are shown at most."""


class _RelationRow(NamedTuple):
    type: str
    outgoing: bool
    role: object
    id: str | None

    def link(self, element: str) -> RelationLink:
        """Return the relation from or to an element."""
        other = self.id or "-"
        start, end = (element, other) if self.outgoing else (other, element)
        return RelationLink(relation_name(self.type), start, end, texts(self.role))


class _DocumentRow(NamedTuple):
    id: str
    records: Sequence[str]


class _ElementRow(NamedTuple):
    """An element with all that is shown of it; `marked` says whether any element is marked."""

    key: str
    id: str
    labels: Sequence[str]
    properties: Mapping[str, Any]
    relations: Sequence[Sequence[Any]]
    documents: Sequence[Sequence[Any]]
    marked: bool


def show(connection: Connection, key: str) -> ElementDetails:
    """Return the element with that key."""
    rows = connection.fetch("show/element", _ElementRow, key=key, limit=LIMIT + 1)
    return _details(connection, rows[0])


def show_selected(connection: Connection, text: str) -> ElementDetails:
    """Return the one element that `text` names; a whole URI or name takes one statement.

    Raises:
        NotFoundError: nothing has that name.
        AmbiguousError: several elements have it.

    """
    if not text.startswith(LATEST):
        parameters = whole_parameters(text)
        rows = connection.fetch("show/selected", _ElementRow, limit=LIMIT + 1, **parameters)
        if rows:
            return _details(connection, rows[0])
    return show(connection, select(connection, text).key)


def _details(connection: Connection, element: _ElementRow) -> ElementDetails:
    rows = [_RelationRow(*row) for row in element.relations]
    documents = [_DocumentRow(*row) for row in element.documents]
    outgoing = [row for row in rows if row.outgoing]
    incoming = [row for row in rows if not row.outgoing]
    properties = dict(sorted(element.properties.items()))
    mark = marks(connection, [element.key]).get(element.key) if element.marked else None
    return ElementDetails(
        id=element.id,
        kind=kind_of(element.labels),
        types=type_uris(properties.get("type")),
        label=first_text(properties.get("label")) or properties.get("name") or element.id,
        properties=attributes(properties),
        relations=tuple(row.link(element.id) for row in outgoing[:LIMIT] + incoming[:LIMIT]),
        documents=tuple(row.id for row in documents[:LIMIT]),
        complete=all(len(each) <= LIMIT for each in (outgoing, incoming, documents)),
        mark=mark,
        declarations=tuple(_declarations(documents[:LIMIT])),
    )


def _declarations(documents: Sequence[_DocumentRow]) -> Iterator[Declaration]:
    """Yield what documents say, each record once."""
    ids: dict[str, list[str]] = {}
    for document in documents:
        for record in dict.fromkeys(document.records):
            ids.setdefault(record, []).append(document.id)
    for record, names in ids.items():
        kind, terms, _ = records.from_text(record)
        said = {uri: tuple(map(text_of, values)) for uri, values in terms.items()}
        yield Declaration(kind, said, tuple(names))
