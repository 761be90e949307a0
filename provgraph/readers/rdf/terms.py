"""The terms and statements of an RDF document, as plain and fast as they can be.

rdflib's own terms compute their hashes in Python: an IRI is a `str` here, a blank node one
that begins with `_:`. Blank nodes are numbered in the document's order, so that the same
bytes give the same terms in every process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import BNode, Literal

if TYPE_CHECKING:
    from rdflib.term import Node

DEFAULT_GRAPH = ""
"""The name of the default graph."""


class LiteralTerm(NamedTuple):
    """A literal: its lexical form, and its datatype or its language, if it has one."""

    text: str
    datatype: str | None = None
    language: str | None = None


Term = str | LiteralTerm

Properties = dict[str, dict[Term, None]]
"""What is said of a node: the objects of each property, in the document's order."""

Nodes = dict[str, Properties]
"""The nodes of a graph of which something is said."""


class Statement(NamedTuple):
    """One statement, with the name of its graph."""

    subject: str
    predicate: str
    object: Term
    graph: str


@dataclass(slots=True)
class Statements:
    """All statements of a document, the names of its graphs, and its prefixes."""

    statements: list[Statement] = field(default_factory=list)
    graphs: dict[str, None] = field(default_factory=lambda: {DEFAULT_GRAPH: None})
    prefixes: dict[str, str] = field(default_factory=dict)
    _blanks: dict[str, str] = field(default_factory=dict)

    def add(self, subject: Node, predicate: Node, value: Node, graph: Node | None) -> None:
        """Add a statement of rdflib's terms; a graph without a name is the default one."""
        name = self.add_graph(graph)
        statement = Statement(self._node(subject), str(predicate), self._term(value), name)
        self.statements.append(statement)

    def add_graph(self, graph: Node | None) -> str:
        """Add a graph, which can be empty; return its name."""
        default = graph is None or graph == DATASET_DEFAULT_GRAPH_ID
        name = DEFAULT_GRAPH if default or graph is None else self._node(graph)
        self.graphs[name] = None
        return name

    def by_graph(self) -> dict[str, Nodes]:
        """Return the nodes of each graph with their properties."""
        graphs: dict[str, Nodes] = {name: {} for name in self.graphs}
        for subject, predicate, value, graph in self.statements:
            nodes = graphs[graph]
            nodes.setdefault(subject, {}).setdefault(predicate, {})[value] = None
        return graphs

    def _node(self, node: Node) -> str:
        if isinstance(node, BNode):
            return self._blanks.setdefault(str(node), f"_:b{len(self._blanks)}")
        return str(node)

    def _term(self, node: Node) -> Term:
        if isinstance(node, Literal):
            datatype = None if node.datatype is None else str(node.datatype)
            return LiteralTerm(str(node), datatype, node.language)
        return self._node(node)


def is_blank(term: Term) -> bool:
    """Tell whether a term is a blank node."""
    return isinstance(term, str) and term.startswith("_:")
