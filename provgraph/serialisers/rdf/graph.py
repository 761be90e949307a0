"""Graphs of RDF as the serialisers write them: blank nodes stand inside of what refers to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class LiteralTerm(NamedTuple):
    """A literal of RDF 1.1 Concepts, section 3.3: its lexical form, and datatype or language."""

    text: str
    datatype: str | None = None
    language: str | None = None


@dataclass(eq=False, slots=True)
class BlankNode:
    """A node without a name, and its statements."""

    properties: list[tuple[str, Object]] = field(default_factory=list)


Object = str | LiteralTerm | BlankNode
"""What a statement leads to: an IRI, a literal or a blank node."""


@dataclass(slots=True)
class Graph:
    """The statements of a document, or of a bundle of that name."""

    name: str | None
    subjects: dict[str, list[tuple[str, Object]]] = field(default_factory=dict)
    unreferenced: list[BlankNode] = field(default_factory=list)

    def of(self, subject: str) -> list[tuple[str, Object]]:
        """Return the statements about a node, to which more can be added."""
        return self.subjects.setdefault(subject, [])
