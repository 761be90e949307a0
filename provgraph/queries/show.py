"""Show: one element, what it is, and its relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.model import records
from provgraph.model.properties import attributes, first_text, relation_name, type_uris
from provgraph.model.relations import kind_of
from provgraph.model.terms import text_of, texts
from provgraph.queries.marks import marks
from provgraph.results.element import Declaration, ElementDetails
from provgraph.results.nodes import RelationLink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection

LIMIT = 100
"""How many relations in each direction, and how many documents, are shown at most."""


class _ElementRow(NamedTuple):
    id: str
    labels: Sequence[str]
    properties: Mapping[str, Any]


class _RelationRow(NamedTuple):
    type: str
    outgoing: bool
    properties: Mapping[str, Any]
    id: str | None

    def link(self, element: str) -> RelationLink:
        """Return the relation from or to an element."""
        other = self.id or "-"
        start, end = (element, other) if self.outgoing else (other, element)
        roles = texts(self.properties.get("role"))
        return RelationLink(relation_name(self.type), start, end, roles)


def show(connection: Connection, key: str) -> ElementDetails:
    """Return the element with that key."""
    element = connection.fetch("show/element", _ElementRow, key=key)[0]
    rows = connection.fetch("show/relations", _RelationRow, key=key, limit=LIMIT + 1)
    documents = connection.read_rows("show/documents", key=key, limit=LIMIT + 1)
    outgoing = [row for row in rows if row.outgoing]
    incoming = [row for row in rows if not row.outgoing]
    properties = dict(sorted(element.properties.items()))
    return ElementDetails(
        id=element.id,
        kind=kind_of(element.labels),
        types=type_uris(properties.get("type")),
        label=first_text(properties.get("label")) or properties.get("name") or element.id,
        properties=attributes(properties),
        relations=tuple(row.link(element.id) for row in outgoing[:LIMIT] + incoming[:LIMIT]),
        documents=tuple(row["id"] for row in documents[:LIMIT]),
        complete=all(len(each) <= LIMIT for each in (outgoing, incoming, documents)),
        mark=marks(connection, [key]).get(key),
        declarations=tuple(_declarations(documents[:LIMIT])),
    )


def _declarations(documents: Sequence[Mapping[str, Any]]) -> Iterator[Declaration]:
    """Yield what documents say, each record once."""
    ids: dict[str, list[str]] = {}
    for document in documents:
        for record in dict.fromkeys(document["records"]):
            ids.setdefault(record, []).append(document["id"])
    for record, names in ids.items():
        kind, terms, _ = records.from_text(record)
        said = {uri: tuple(map(text_of, values)) for uri, values in terms.items()}
        yield Declaration(kind, said, tuple(names))
