"""The elements of a graph: which nodes are entities, activities and agents, with what attributes.

A node's kind is that of its classes; without any, what the domains and ranges of its
properties tell. A node of several kinds is a record of each.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from provgraph.model.namespaces import PROV
from provgraph.model.relations import KINDS
from provgraph.readers.rdf.terms import LiteralTerm, is_blank
from provgraph.readers.rdf.values import time_of
from provgraph.readers.rdf.vocabulary import (
    AS_IN_BUNDLE,
    ATTRIBUTES,
    DIRECT,
    DOMAINS,
    INSERTED_PAIR,
    KIND_OF_CLASS,
    QUALIFIED,
    RANGES,
    RDF_TYPE,
    SUBCLASS_OF,
    THINGS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from provgraph.readers.rdf.terms import Nodes, Properties, Term

Pair = tuple[str, "Term"]
"""An attribute: the property and its object."""

_TIMES = {
    f"{PROV}startedAtTime": "start",
    f"{PROV}startTime": "start",
    f"{PROV}endedAtTime": "end",
    f"{PROV}endTime": "end",
}
"""The properties that are an activity's times; some write PROV-DM's names for PROV-O's."""
_MENTION = f"{PROV}mentionOf"

Kinds = dict[str, None]
"""The kinds of a node, in the order of `KINDS`."""


@dataclass(slots=True)
class ElementDraft:
    """An element's record, in RDF's terms."""

    kind: str
    node: str
    times: tuple[LiteralTerm | None, ...] = ()
    attributes: list[Pair] = field(default_factory=list)


class KindsOfNodes:
    """The kinds of the nodes of a document: what one graph does not tell, another may."""

    def __init__(self, graphs: Collection[Nodes]) -> None:
        """Take the nodes of all graphs."""
        self._classes = _subclasses(graphs)
        self._stated: dict[str, set[str]] = defaultdict(set)
        self._implied: dict[str, set[str]] = defaultdict(set)
        for nodes in graphs:
            for node, properties in nodes.items():
                if kinds := self._of_types(properties):
                    self._stated[node] |= kinds
        for nodes in graphs:
            self._infer(nodes)

    def stated(self, properties: Properties) -> Kinds:
        """Return the kinds that a graph states by a node's classes."""
        return _ordered(self._of_types(properties))

    def implied(self, node: str) -> Kinds:
        """Return the kinds that other graphs state, or that the use of properties implies."""
        return _ordered(self._stated.get(node) or self._implied.get(node, set()))

    def _of_types(self, properties: Properties) -> set[str]:
        types = (str(each) for each in properties.get(RDF_TYPE, ()))
        return {kind for each in types for kind in self._of_class(each)}

    def _of_class(self, iri: str) -> Iterable[str]:
        kind = KIND_OF_CLASS.get(iri)
        return (kind,) if kind else self._classes.get(iri, ())

    def _infer(self, nodes: Nodes) -> None:
        for node, properties in nodes.items():
            for predicate, objects in properties.items():
                if domain := DOMAINS.get(predicate):
                    self._implied[node] |= domain
                if kinds := RANGES.get(predicate):
                    for each in objects:
                        if isinstance(each, str):
                            self._implied[each] |= kinds


def _ordered(kinds: Collection[str]) -> Kinds:
    return {kind: None for kind in KINDS if kind in kinds}


def _subclasses(graphs: Iterable[Nodes]) -> Mapping[str, set[str]]:
    """Return the kinds of classes that the document itself puts below those of PROV-O."""
    parents: dict[str, set[str]] = defaultdict(set)
    for nodes in graphs:
        for node, properties in nodes.items():
            parents[node].update(str(each) for each in properties.get(SUBCLASS_OF, ()))
    kinds: dict[str, set[str]] = {}
    for name in [name for name, above in parents.items() if above]:
        reached, waiting = {name}, [name]
        while waiting:
            new = parents.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        kinds[name] = {KIND_OF_CLASS[each] for each in reached if each in KIND_OF_CLASS}
    return kinds


@dataclass(slots=True)
class GraphElements:
    """The elements of a graph; `unknown` are those of which no kind is known."""

    drafts: list[ElementDraft]
    unknown: list[str]


def elements_of(nodes: Nodes, relation_nodes: set[str], kinds: KindsOfNodes) -> GraphElements:
    """Return the elements that a graph describes."""
    elements = GraphElements([], [])
    for node, properties in nodes.items():
        stated = kinds.stated(properties)
        if node in relation_nodes:
            # What is said of it belongs to the relation, but for the elements' own classes.
            classes = [(RDF_TYPE, each) for each in properties.get(RDF_TYPE, ())]
            own_classes = [pair for pair in classes if str(pair[1]) in KIND_OF_CLASS]
            elements.drafts += _drafts(node, stated, own_classes)
            continue
        attributes = list(_attributes(properties))
        if stated:
            elements.drafts += _drafts(node, stated, attributes)
        elif attributes:
            implied = kinds.implied(node)
            if not implied and not is_blank(node) and _is_prov(properties):
                elements.unknown.append(node)
                implied = {"entity": None}
            elements.drafts += _drafts(node, implied, attributes)
    return elements


def _is_prov(properties: Properties) -> bool:
    """Tell whether a property of PROV is used, or a class without a record, such as a location.

    A label alone says nothing of provenance.
    """
    is_of_class = not THINGS.isdisjoint(properties.get(RDF_TYPE, ()))
    return is_of_class or any(predicate.startswith(PROV) for predicate in properties)


def _attributes(properties: Properties) -> Iterator[Pair]:
    for predicate, objects in properties.items():
        is_structure = predicate in DIRECT or predicate in QUALIFIED or predicate == INSERTED_PAIR
        is_structure |= predicate == AS_IN_BUNDLE and _MENTION in properties
        for value in objects:
            # A literal cannot be the end of a relation; it is kept as it is.
            if not is_structure or isinstance(value, LiteralTerm):
                yield predicate, value


def _drafts(node: str, kinds: Kinds, attributes: Iterable[Pair]) -> Iterator[ElementDraft]:
    by_kind: dict[str, list[Pair]] = {kind: [] for kind in kinds}
    for pair in attributes:
        for kind in _kinds_with(pair, kinds):
            by_kind[kind].append(pair)
    for kind, pairs in by_kind.items():
        if kind == "activity":
            yield from _activities(node, pairs)
        else:
            yield ElementDraft(kind, node, (), pairs)


def _kinds_with(pair: Pair, kinds: Kinds) -> Iterable[str]:
    """Return the kinds whose record has the attribute: those of the property's domain."""
    predicate, value = pair
    if predicate == RDF_TYPE and (kind := KIND_OF_CLASS.get(str(value))):
        # The class that says no more than the record's kind is not repeated.
        return () if value == PROV + KINDS[kind] else (kind,)
    term = ATTRIBUTES.get(predicate)
    domain = DOMAINS.get(predicate, frozenset()) if term else frozenset()
    return [kind for kind in kinds if kind in domain] or kinds


def _activities(node: str, pairs: Iterable[Pair]) -> Iterator[ElementDraft]:
    """Yield an activity; one of several times is several records, as PROV-DM has one each."""
    times: dict[str, list[LiteralTerm]] = {"start": [], "end": []}
    attributes = []
    for predicate, value in pairs:
        if predicate in _TIMES and isinstance(value, LiteralTerm) and time_of(value):
            times[_TIMES[predicate]].append(value)
        else:
            attributes.append((predicate, value))
    # The order of statements means nothing.
    several = list(zip_longest(*(sorted(each, key=repr) for each in times.values()))) or [()]
    for number, pair in enumerate(several):
        yield ElementDraft("activity", node, pair, [] if number else attributes)
