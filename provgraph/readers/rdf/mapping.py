"""PROV-O's statements become PROV's records.

The rules are those of docs/prov-o.md. A graph with a name is a bundle. What a document says
beyond PROV is counted in one note; what is changed on the way is said in others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prov.constants import PROV as PROV_NAMESPACE
from prov.constants import PROV_ATTRIBUTES
from prov.model import Literal, ProvDocument

from provgraph.errors import ReadError
from provgraph.model.relations import KINDS, RELATIONS
from provgraph.readers import namespaces
from provgraph.readers.notes import add_note, leave_out
from provgraph.readers.rdf import nested, voprov
from provgraph.readers.rdf.blank import skolem_iris
from provgraph.readers.rdf.elements import ElementDraft, GraphElements, KindsOfNodes, elements_of
from provgraph.readers.rdf.names import Names
from provgraph.readers.rdf.relations import GraphRelations, RelationDraft, relations_of
from provgraph.readers.rdf.terms import (
    DEFAULT_GRAPH,
    LiteralTerm,
    Nodes,
    Properties,
    Statement,
    Statements,
    Term,
    is_blank,
)
from provgraph.readers.rdf.values import Time, Value, time_of, value_of
from provgraph.readers.rdf.vocabulary import (
    ATTRIBUTES,
    DIRECT,
    INVERSES,
    QUALIFIED,
    RDF_NIL,
    RDF_TYPE,
    TIMES,
    TO_NODES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from prov.identifier import QualifiedName
    from prov.model import ProvBundle

    from provgraph.readers.source import Source

_RECORDS = {kind: PROV_NAMESPACE[label] for kind, label in KINDS.items()} | {
    relation.name: PROV_NAMESPACE[relation.record] for relation in RELATIONS
}
_TIMES = (PROV_NAMESPACE["startTime"], PROV_NAMESPACE["endTime"])
_SHOWN = 5
"""So many properties are named of those that are left out."""

_Place = tuple[str, str]
"""What a note is about: a record, and its property."""

Attribute = tuple["QualifiedName", "Value | QualifiedName"]


def document_of(source: Source, statements: Statements) -> ProvDocument:
    """Return the records of a document's statements.

    Raises:
        ReadError: there are statements, but none of them is PROV.

    """
    statements.statements = [_forward(each) for each in statements.statements]
    graphs = [_Graph(name, nodes) for name, nodes in statements.by_graph().items()]
    kinds = KindsOfNodes([graph.nodes for graph in graphs])
    for graph in graphs:
        graph.relations = relations_of(graph.nodes)
    voprov.complete((graph.nodes, graph.relations) for graph in graphs)
    for graph in graphs:
        graph.elements = elements_of(graph.nodes, graph.relations.nodes, kinds)
    iris = skolem_iris(statements, list(dict.fromkeys(_blanks(graphs))))
    document = _Writer(source, iris, statements.prefixes, graphs).write()
    if statements.statements and not document.get_records() and not document.has_bundles():
        raise ReadError(source.name, "it is RDF, but contains no PROV")
    return document


def _forward(statement: Statement) -> Statement:
    """Turn the inverse of a property round: PROV-O, appendix B."""
    subject, predicate, value, graph = statement
    forward = INVERSES.get(predicate)
    if forward is None or not isinstance(value, str):
        return statement
    return Statement(value, forward, subject, graph)


@dataclass(slots=True)
class _Graph:
    """A graph, and the records that were found in it."""

    name: str
    nodes: Nodes
    relations: GraphRelations = field(default_factory=lambda: GraphRelations([], set(), []))
    elements: GraphElements = field(default_factory=lambda: GraphElements([], []))


def _blanks(graphs: Iterable[_Graph]) -> Iterator[str]:
    """Yield the blank nodes that need a name: elements, ends and arguments, graphs."""
    for graph in graphs:
        terms: list[Term] = [graph.name]
        terms += [draft.node for draft in graph.elements.drafts]
        for draft in graph.relations.drafts:
            terms += draft.arguments.values()
        yield from (str(term) for term in terms if is_blank(term))


class _Writer:
    """Writes drafts as records of a document."""

    def __init__(
        self, source: Source, iris: dict[str, str], prefixes: dict[str, str], graphs: list[_Graph]
    ) -> None:
        self._source = source
        self._graphs = graphs
        self._iris = iris
        self._document = ProvDocument()
        namespaces.index(self._document)
        self._names = Names(self._document, prefixes)
        self._notes: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._foreign: list[Statement] = []

    def write(self) -> ProvDocument:
        """Write all graphs; say what was changed or left out."""
        for graph in self._graphs:
            self._write_graph(graph)
        self._say()
        return self._document

    def _write_graph(self, graph: _Graph) -> None:
        values = nested.NestedValues(graph.nodes, self._iris)
        drafts = (graph.elements.drafts, graph.relations.drafts)
        if any(drafts) or not graph.nodes:
            bundle = self._bundle(graph.name)
            for element in graph.elements.drafts:
                self._element(bundle, element, values)
            for relation in graph.relations.drafts:
                self._relation(bundle, relation, values)
        self._note_elements(graph)
        described = {draft.node for draft in graph.elements.drafts} | graph.relations.nodes
        self._foreign += _foreign(graph, described | values.consumed)

    def _bundle(self, name: str) -> ProvBundle:
        if name == DEFAULT_GRAPH:
            return self._document
        bundle = self._document.bundle(self._name(name))
        namespaces.index(bundle)
        return bundle

    def _name(self, node: str) -> QualifiedName:
        return self._names.name(self._iris.get(node, node))

    def _element(
        self, bundle: ProvBundle, draft: ElementDraft, values: nested.NestedValues
    ) -> None:
        times = [
            (name, self._time((draft.node, str(name)), literal))
            for name, literal in zip(_TIMES, draft.times, strict=False)
            if literal
        ]
        attributes = self._attributes(draft.node, draft.attributes, values)
        bundle.new_record(_RECORDS[draft.kind], self._name(draft.node), times, attributes)

    def _relation(
        self, bundle: ProvBundle, draft: RelationDraft, values: nested.NestedValues
    ) -> None:
        node = draft.node
        is_named = node is not None and (not is_blank(node) or node in self._iris)
        formal = [
            (PROV_NAMESPACE[argument], self._argument(draft, argument, value))
            for argument, value in draft.arguments.items()
        ]
        attributes = self._attributes(_about(draft), draft.attributes, values)
        identifier = self._name(node) if node is not None and is_named else None
        bundle.new_record(_RECORDS[draft.relation], identifier, formal, attributes)

    def _argument(
        self, draft: RelationDraft, argument: str, value: Term
    ) -> QualifiedName | datetime | None:
        if isinstance(value, LiteralTerm):
            return self._time((_about(draft), f"prov:{argument}"), value)
        return self._name(value)

    def _time(self, place: _Place, literal: LiteralTerm) -> datetime | None:
        time = time_of(literal)
        return None if time is None else self._changed(time, place, literal)

    def _changed(self, time: Time, place: _Place, literal: LiteralTerm) -> datetime:
        if time.change:
            self._note(f"a time {time.change}", place, literal)
        return time.time

    def _attributes(
        self, about: str, pairs: Iterable[tuple[str, Term]], values: nested.NestedValues
    ) -> list[Attribute]:
        return [
            attribute
            for predicate, value in pairs
            if (attribute := self._attribute(about, predicate, value, values))
        ]

    def _attribute(
        self, about: str, predicate: str, value: Term, values: nested.NestedValues
    ) -> Attribute | None:
        term = ATTRIBUTES.get(predicate)
        name = PROV_NAMESPACE[term.attribute] if term else self._names.name(predicate)
        if name in PROV_ATTRIBUTES:
            # Such a name is an argument's, which a record has once, or not at all.
            name = self._names.name(predicate)
        place = (about, predicate)
        if name in PROV_ATTRIBUTES:
            self._note("an argument that this record does not have is left out", place)
            return None
        if isinstance(value, LiteralTerm):
            return name, self._literal(place, value)
        if value == RDF_NIL or (is_blank(value) and value not in self._iris):
            self._note(f"a nested value is kept as text, of type provgraph:{nested.NAME}", place)
            return name, Literal(values.text(value), self._names.name(nested.DATATYPE))
        return name, self._name(value)

    def _literal(self, place: _Place, literal: LiteralTerm) -> Value:
        _, predicate = place
        if predicate in TIMES:
            if time := time_of(literal):
                return self._changed(time, place, literal)
            self._note("a value is not a time, and is kept as an attribute", place, literal)
        if predicate in TO_NODES:
            self._note("a relation's object is a literal, and is kept as an attribute", place)
        return value_of(literal, self._names)

    def _note_elements(self, graph: _Graph) -> None:
        for node in graph.elements.unknown:
            self._note("an element of no stated kind is taken for an entity", (node, ""))
        for node in graph.relations.incomplete:
            types = ", ".join(self._names.shown(str(each)) for each in graph.nodes[node][RDF_TYPE])
            self._note("a relation that nothing leads to has no ends, and is left out", (types, ""))

    def _note(self, text: str, place: _Place, literal: LiteralTerm | None = None) -> None:
        self._notes[text] += 1
        if self._notes[text] == 1:
            about, predicate = place
            parts = (about, self._shown(predicate), repr(literal.text) if literal else "")
            self._examples[text] = " ".join(part for part in parts if part)

    def _shown(self, predicate: str) -> str:
        return self._names.shown(predicate) if "://" in predicate else predicate

    def _say(self) -> None:
        for text, count in self._notes.items():
            times = f" ({count} times)" if count > 1 else ""
            add_note(f"{self._examples[text]}: {text}{times}")
        if self._foreign:
            leave_out(self._source, self._foreign_note())

    def _foreign_note(self) -> str:
        counts = Counter(statement.predicate for statement in self._foreign)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        shown = [f"{self._names.shown(iri)} {count}" for iri, count in ordered[:_SHOWN]]
        more = [f"{len(ordered) - _SHOWN} others"] if len(ordered) > _SHOWN else []
        subject, predicate = min(self._foreign)[:2]
        return (
            f"{len(self._foreign)} statements are about no PROV record and left out: "
            f"{', '.join([*shown, *more])}; such as <{subject}> <{predicate}>"
        )


def _about(draft: RelationDraft) -> str:
    return f"{draft.relation} of {draft.ends[1]}"


def _foreign(graph: _Graph, described: set[str]) -> Iterator[Statement]:
    for node, properties in graph.nodes.items():
        if node not in described:
            yield from _beside_relations(node, properties, graph.name)


def _beside_relations(node: str, properties: Properties, graph: str) -> Iterator[Statement]:
    for predicate, objects in properties.items():
        is_relation = predicate in DIRECT or predicate in QUALIFIED
        for value in objects:
            if not is_relation or isinstance(value, LiteralTerm):
                yield Statement(node, predicate, value, graph)
