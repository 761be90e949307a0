"""IRIs that RDF can hold: other characters are percent-encoded, which a note says.

Source: RDF 1.1 Concepts, section 3.2; Turtle, section 6.5, production IRIREF.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provgraph.serialisers.rdf.graph import BlankNode, Graph, LiteralTerm

if TYPE_CHECKING:
    from provgraph.serialisers.rdf.graph import Object
    from provgraph.serialisers.rdf.losses import Losses

_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def is_valid(iri: str) -> bool:
    """Whether RDF can hold an IRI as it is."""
    return _FORBIDDEN.search(iri) is None


def with_valid_iris(graph: Graph, losses: Losses) -> Graph:
    """Return a graph of which the IRIs have no character that RDF does not allow."""
    encoder = _Encoder(losses)
    name = None if graph.name is None else encoder.iri(graph.name)
    valid = Graph(name)
    for subject, properties in graph.subjects.items():
        valid.of(encoder.iri(subject)).extend(encoder.properties(properties))
    valid.unreferenced = [
        BlankNode(encoder.properties(blank.properties)) for blank in graph.unreferenced
    ]
    return valid


class _Encoder:
    """Encodes the IRIs of a graph, and says which."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._seen: set[str] = set()

    def iri(self, iri: str) -> str:
        if is_valid(iri):
            return iri
        if iri not in self._seen:
            self._seen.add(iri)
            self._losses.add("RDF does not allow some characters: they are percent-encoded", iri)
        return _FORBIDDEN.sub(lambda match: f"%{ord(match[0]):02X}", iri)

    def properties(self, properties: list[tuple[str, Object]]) -> list[tuple[str, Object]]:
        return [(self.iri(predicate), self._object(term)) for predicate, term in properties]

    def _object(self, term: Object) -> Object:
        if isinstance(term, BlankNode):
            return BlankNode(self.properties(term.properties))
        if isinstance(term, LiteralTerm):
            return term._replace(datatype=self.iri(term.datatype)) if term.datatype else term
        return self.iri(term)
