"""The relations of a graph: direct statements, and the qualified nodes that say more of them.

A qualified node and a direct statement with the same ends are one record. Several nodes
with the same ends are several records, and the direct statement belongs to them. Sources:
PROV-O, section 3.3 and appendix A; the terms are those of `provgraph.model.prov_o`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from provgraph.model.namespaces import PROV
from provgraph.model.relations import RELATIONS
from provgraph.readers.rdf.terms import LiteralTerm, is_blank
from provgraph.readers.rdf.values import time_of
from provgraph.readers.rdf.vocabulary import (
    AS_IN_BUNDLE,
    DIRECT,
    FIRST,
    FORMAL,
    HAD_MEMBER,
    INSERTED_KEY,
    INSERTED_PAIR,
    KIND_OF_CLASS,
    OWN_CLASSES,
    PAIR_KEY,
    QUALIFIED,
    RDF_TYPE,
    RELATION_OF_CLASS,
    TERM_OF_CLASS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provgraph.model.prov_o import RelationTerm
    from provgraph.readers.rdf.terms import Nodes, Properties, Term

_ENDS: Mapping[str, tuple[str, str]] = {relation.name: relation.ends for relation in RELATIONS}

Arguments = dict[str, "Term"]
"""The formal arguments of a record by their PROV-N names."""

Pair = tuple[str, "Term"]
"""An attribute: the property and its object."""


@dataclass(slots=True)
class RelationDraft:
    """A relation's record, in RDF's terms; `node` is its qualified node, if it has one."""

    relation: str
    arguments: Arguments
    attributes: list[Pair] = field(default_factory=list)
    node: str | None = None

    @property
    def ends(self) -> tuple[str, Term | None, Term | None]:
        """What a direct statement says: the relation, its effect and its cause."""
        effect, cause = _ENDS[self.relation]
        return self.relation, self.arguments.get(effect), self.arguments.get(cause)

    @property
    def types(self) -> set[Term]:
        """The prov:types."""
        return {value for predicate, value in self.attributes if predicate == RDF_TYPE}


@dataclass(slots=True)
class _Link:
    """A statement that leads from an effect to a qualified node."""

    effect: str | None
    term: RelationTerm


@dataclass(slots=True)
class GraphRelations:
    """The relations of a graph, and the nodes that they consist of."""

    drafts: list[RelationDraft]
    nodes: set[str]
    incomplete: list[str]
    """Nodes without a name of a relation's class to which nothing leads."""


def relations_of(nodes: Nodes) -> GraphRelations:
    """Return the relations that the statements of a graph make."""
    links, incomplete = _links(nodes)
    drafts = list(_drafts(links, nodes))
    contents = {_content(draft) for draft in drafts}
    inserted = _inserted_pairs(nodes, links)
    drafts += [draft for draft in _drafts(inserted, nodes) if _content(draft) not in contents]
    drafts += _direct(nodes, drafts)
    return GraphRelations(drafts, {*links, *inserted, *incomplete}, incomplete)


def _drafts(links: Mapping[str, list[_Link]], nodes: Nodes) -> Iterator[RelationDraft]:
    for node, leading in links.items():
        for link in leading:
            yield from _qualified(node, nodes.get(node, {}), link, nodes)


def _content(draft: RelationDraft) -> object:
    return draft.ends, frozenset(draft.attributes)


def _links(nodes: Nodes) -> tuple[dict[str, list[_Link]], list[str]]:
    """Return what leads to each qualified node, and nodes to which nothing leads."""
    links: dict[str, list[_Link]] = defaultdict(list)
    for subject, properties in nodes.items():
        for predicate in properties.keys() & QUALIFIED.keys():
            for node in properties[predicate]:
                if isinstance(node, str):
                    links[node].append(_Link(subject, QUALIFIED[predicate]))
    incomplete = []
    for node, properties in nodes.items():
        term = None if node in links else _term_of_class(properties)
        if term is None or term is HAD_MEMBER:
            continue
        effects = [
            each for each in properties.get(FIRST[term.relation], ()) if isinstance(each, str)
        ]
        if effects or not is_blank(node):
            links[node] += [_Link(effect, term) for effect in effects] or [_Link(None, term)]
        else:
            incomplete.append(node)
    return dict(links), incomplete


def _inserted_pairs(nodes: Nodes, links: Mapping[str, Iterable[_Link]]) -> dict[str, list[_Link]]:
    """Let the new dictionary lead to the pairs of an insertion: they are its members."""
    inserted: dict[str, list[_Link]] = defaultdict(list)
    for node, leading in links.items():
        for pair in nodes.get(node, {}).get(INSERTED_PAIR, ()):
            if isinstance(pair, str):
                inserted[pair] += [_Link(link.effect, HAD_MEMBER) for link in leading]
    return dict(inserted)


def _term_of_class(properties: Properties) -> RelationTerm | None:
    classes = properties.get(RDF_TYPE, {})
    return next((term for iri, term in TERM_OF_CLASS.items() if iri in classes), None)


def _qualified(
    node: str, properties: Properties, link: _Link, nodes: Nodes
) -> Iterator[RelationDraft]:
    """Yield the records of a node: several where it has several causes or arguments."""
    term = _more_specific(link.term, properties)
    formal = FORMAL[term.relation]
    effect, cause = _ENDS[term.relation]
    arguments: dict[str, dict[Term, None]] = {}
    attributes = list(_inserted_keys(properties, nodes))
    for predicate, objects in properties.items():
        argument = formal.get(predicate)
        if predicate in DIRECT or predicate in QUALIFIED or predicate == INSERTED_PAIR:
            continue
        for value in objects:
            if argument and _fits(argument, value):
                arguments.setdefault(argument, {})[value] = None
            elif not (predicate == FIRST[term.relation] and value == link.effect):
                attributes.append((predicate, value))
    attributes = _with_types(attributes, term)
    first: Arguments = {} if link.effect is None else {effect: link.effect}
    for combination in _combined(cause, arguments):
        yield RelationDraft(term.relation, first | combination, list(attributes), node)


def _combined(cause: str, arguments: Mapping[str, Mapping[Term, None]]) -> Iterator[Arguments]:
    """Yield the arguments of each record: PROV-DM has one value of each.

    Each cause is one of each effect's, by PROV-O's property chains. Of the other arguments
    no more records are made than one of them has values. These are sorted, since the order
    of statements means nothing.
    """
    others = {name: sorted(values, key=repr) for name, values in arguments.items() if name != cause}
    count = max([len(values) for values in others.values()], default=1)
    for value in arguments.get(cause, {None: None}):
        known: Arguments = {} if value is None else {cause: value}
        for number in range(count):
            yield known | {
                name: values[min(number, len(values) - 1)] for name, values in others.items()
            }


def _fits(argument: str, value: Term) -> bool:
    if argument == "time":
        return isinstance(value, LiteralTerm) and time_of(value) is not None
    return isinstance(value, str)


def _more_specific(term: RelationTerm, properties: Properties) -> RelationTerm:
    """Return the term that the node's class tells, where it is of the same relation or below."""
    of_class = _term_of_class(properties)
    if of_class is None:
        return term
    general = term.relation == "wasInfluencedBy" or (
        of_class.relation == term.relation and not term.type
    )
    return of_class if general else term


def _with_types(attributes: list[Pair], term: RelationTerm) -> list[Pair]:
    """Drop the classes that say no more than the record's kind; add the type of a subproperty.

    A class of elements belongs to the node's record as an element.
    """
    implied_classes = {(RDF_TYPE, iri) for iri in (*OWN_CLASSES[term.relation], *KIND_OF_CLASS)}
    stated = [pair for pair in attributes if pair not in implied_classes]
    implied = (RDF_TYPE, PROV + term.type)
    return stated if not term.type or implied in stated else [*stated, implied]


def _inserted_keys(properties: Properties, nodes: Nodes) -> Iterator[Pair]:
    for pair in properties.get(INSERTED_PAIR, ()):
        if isinstance(pair, str):
            yield from ((INSERTED_KEY, key) for key in nodes.get(pair, {}).get(PAIR_KEY, ()))


def _direct(nodes: Nodes, qualified: Iterable[RelationDraft]) -> Iterator[RelationDraft]:
    """Yield the direct statements that belong to no qualified node."""
    by_ends: dict[object, list[RelationDraft]] = defaultdict(list)
    for draft in qualified:
        by_ends[draft.ends].append(draft)
    statements: dict[object, list[tuple[RelationTerm, RelationDraft]]] = defaultdict(list)
    for subject, properties in nodes.items():
        for predicate, objects in properties.items():
            term = DIRECT.get(predicate)
            for value in objects if term else ():
                if term and isinstance(value, str):
                    draft = _statement(term, subject, value)
                    statements[draft.ends].append((term, draft))
    for ends, stated in statements.items():
        for draft in _unqualified(stated, by_ends.get(ends, [])):
            yield from _mentions(draft, nodes)


def _statement(term: RelationTerm, subject: str, value: Term) -> RelationDraft:
    effect, cause = _ENDS[term.relation]
    types: list[Pair] = [(RDF_TYPE, PROV + term.type)] if term.type else []
    return RelationDraft(term.relation, {effect: subject, cause: value}, types)


def _unqualified(
    stated: list[tuple[RelationTerm, RelationDraft]], qualified: list[RelationDraft]
) -> Iterator[RelationDraft]:
    """Yield the records of direct statements with the same ends that stay for themselves.

    A subproperty like wasRevisionOf implies wasDerivedFrom: that says nothing more beside it.
    """
    specific = [(term, draft) for term, draft in stated if term.type]
    if not specific:
        yield from () if qualified else (draft for _, draft in stated)
        return
    for term, draft in specific:
        type_ = PROV + term.type
        if any(type_ in each.types for each in qualified):
            continue
        if len(qualified) == 1 and len(specific) == 1 and not _is_specific(qualified[0]):
            qualified[0].attributes.append((RDF_TYPE, type_))
        else:
            yield draft


def _is_specific(draft: RelationDraft) -> bool:
    return any(RELATION_OF_CLASS.get(str(type_)) == draft.relation for type_ in draft.types)


def _mentions(draft: RelationDraft, nodes: Nodes) -> Iterator[RelationDraft]:
    """Yield a mentionOf with the bundle, which PROV-O states of the entity itself."""
    subject = draft.ends[1]
    bundles = nodes[str(subject)].get(AS_IN_BUNDLE, {}) if draft.relation == "mentionOf" else {}
    named = [bundle for bundle in bundles if isinstance(bundle, str)]
    if not named:
        yield draft
    for bundle in named:
        yield replace(draft, arguments={**draft.arguments, "bundle": bundle})
