"""PROV's records become PROV-O's statements.

A relation of which no more is known than its ends is a direct statement. One with an
identifier, a further argument or an attribute has a qualified node beside that. Where
several records have the same ends, each has its node, even if that says nothing more: a
statement that stands twice would be one. Source: PROV-O, section 3.3, by the table
`provgraph.model.prov_o`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from prov.constants import PROV_TYPE

from provgraph.model import prov_o, records
from provgraph.model.dictionaries import INSERTION, PAIR_KEY, Members, derivation
from provgraph.model.namespaces import PROV
from provgraph.model.relations import KINDS, RELATIONS
from provgraph.serialisers.rdf.graph import BlankNode, Graph
from provgraph.serialisers.rdf.losses import Losses, shown
from provgraph.serialisers.rdf.terms import (
    ARGUMENTS,
    AS_IN_BUNDLE,
    BASE,
    CLASS_OF_KIND,
    FOREIGN_PROPERTIES,
    INSERTED_PAIR,
    KIND_OF_CLASS,
    PROPERTIES,
    RDF_TYPE,
    STRUCTURE,
    SUBTYPE,
    TIMES,
)
from provgraph.serialisers.rdf.values import term_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from prov.identifier import QualifiedName
    from prov.model import ProvBundle, ProvDocument, ProvRecord

    from provgraph.model.dictionaries import Pair
    from provgraph.model.prov_o import RelationTerm
    from provgraph.serialisers.rdf.graph import Object

_ENDS = {relation.name: relation.end_uris for relation in RELATIONS}


def graphs_of(document: ProvDocument, losses: Losses) -> list[Graph]:
    """Return the graph of the document, and one of each bundle."""
    scopes = [(None, document), *((bundle.identifier, bundle) for bundle in document.bundles)]
    return [_Writer(name.uri if name else None, losses).write(scope) for name, scope in scopes]


class _Writer:
    """Writes the graph of a document or bundle."""

    def __init__(self, name: str | None, losses: Losses) -> None:
        self._graph = Graph(name)
        self._losses = losses
        self._declared: dict[str, set[str]] = defaultdict(set)
        self._nodes: set[str] = set()
        self._members = Members(())
        self._inserted: dict[int, tuple[Pair, ...]] = {}
        self._keys: set[object] = set()
        self._keyed_ends: set[object] = set()
        self._mentioned: dict[str, str] = {}

    def write(self, scope: ProvBundle) -> Graph:
        """Return the graph of all records."""
        relations: dict[object, list[ProvRecord]] = defaultdict(list)
        everything = list(scope.get_records())
        self._find_insertions(everything)
        for record in everything:
            if record.is_element():
                self._element(record)
            elif not self._members.is_taken(record):
                relations[_ends(record)].append(record)
        for parallel in relations.values():
            self._parallel(parallel)
        return self._graph

    def _find_insertions(self, everything: Sequence[ProvRecord]) -> None:
        """Let insertions take the members that they made: they stand inside of their nodes."""
        self._members = Members(everything)
        for record in everything:
            statement = derivation(record, self._members)
            if statement is not None and statement.name == INSERTION:
                self._inserted[id(record)] = statement.pairs
        for record in everything:
            if _has_key(record):
                self._keyed_ends.add(_ends(record))
            if self._members.is_taken(record):
                others = ((name.uri, term_of(value)) for name, value in _others(record))
                self._keys.add((_ends(record), *others))

    def _element(self, record: ProvRecord) -> None:
        kind, name = records.kind_of(record), record.identifier
        if name is None:
            return
        if kind in self._declared[name.uri]:
            self._losses.add("an element that is declared several times is one in RDF", name)
        elif self._declared[name.uri]:
            self._losses.add("attributes of an element of several kinds belong to all in RDF", name)
        self._declared[name.uri].add(kind)
        node = self._graph.of(name.uri)
        node.append((RDF_TYPE, CLASS_OF_KIND[kind]))
        self._attributes(node, record, record.attributes)

    def _parallel(self, parallel: Sequence[ProvRecord]) -> None:
        """Write the relations of one kind with the same ends."""
        relation = records.kind_of(parallel[0])
        if not BASE[relation].qualified or relation == "hadMember":
            self._unqualified(relation, parallel)
            return
        for record in parallel:
            term, _ = _term(relation, record)
            if len(parallel) == 1 and _is_bare(record, term) and None not in _ends(record):
                self._direct(record, term)
            else:
                self._qualified(record, term)

    def _unqualified(self, relation: str, parallel: Sequence[ProvRecord]) -> None:
        """Write relations that PROV-O has as direct statements only; a key needs a node."""
        term = BASE[relation]
        for number, record in enumerate(parallel):
            if _has_key(record):
                self._keyed(record, term)
                continue
            if None in _ends(record):
                self._losses.add(f"a {relation} without one of its ends is left out", record)
                continue
            self._direct(record, term)
            if number or _ends(record) in self._keyed_ends:
                self._losses.add(f"a {relation} that is stated several times is one in RDF", record)
            if record.identifier or record.extra_attributes:
                self._losses.add(
                    f"PROV-O has no node for a {relation}: its id and attributes are left out",
                    record,
                )

    def _keyed(self, record: ProvRecord, term: RelationTerm) -> None:
        """Write a member with its key, for which PROV-Dictionary has a node."""
        what = (_ends(record), *((name.uri, term_of(value)) for name, value in _others(record)))
        if what in self._keys and record.identifier is None:
            self._losses.add(
                "a hadMember with one key that is stated several times is one in RDF", record
            )
        self._keys.add(what)
        self._qualified(record, term)

    def _direct(self, record: ProvRecord, term: RelationTerm) -> None:
        _, effect, cause = _ends(record)
        if effect is None or cause is None:
            return
        _add(self._graph.of(effect), PROV + term.name, cause)
        if term.relation == "mentionOf":
            self._mention(record, effect)

    def _mention(self, record: ProvRecord, effect: str) -> None:
        bundle = dict(records.values_of(record.attributes)).get(f"{PROV}bundle")
        before = self._mentioned.setdefault(effect, shown(record))
        if before != shown(record):
            self._losses.add("an entity with several mentionOf mixes their bundles in RDF", record)
        if bundle:
            _add(self._graph.of(effect), AS_IN_BUNDLE, bundle[0].uri)

    def _qualified(self, record: ProvRecord, term: RelationTerm) -> None:
        relation, effect, cause = _ends(record)
        self._direct(record, term)
        node: list[tuple[str, Object]]
        target: str | BlankNode
        if record.identifier:
            target = record.identifier.uri
            node = self._graph.of(target)
            if target in self._nodes or target in self._declared:
                self._losses.add(
                    "an id of several records makes one node of them in RDF", record.identifier
                )
            self._nodes.add(target)
        else:
            target = BlankNode()
            node = target.properties
        if effect is not None:
            self._graph.of(effect).append((PROV + term.qualified, target))
        elif isinstance(target, BlankNode):
            self._graph.unreferenced.append(target)
            self._losses.add(
                f"a {relation} without its first argument leads from nothing in RDF",
                record,
            )
        node.append((RDF_TYPE, PROV + term.node))
        if cause is not None:
            node.append((PROV + term.influencer, cause))
        pairs = self._inserted.get(id(record), ())
        node += [(INSERTED_PAIR, _pair(key, entity)) for key, entity in pairs]
        hidden = f"{PROV}{prov_o.INSERTED_KEY}" if pairs else ""
        others = [(name, value) for name, value in _others(record) if name.uri != hidden]
        self._attributes(node, record, others)

    def _attributes(
        self,
        node: list[tuple[str, Object]],
        record: ProvRecord,
        attributes: Iterable[tuple[QualifiedName, object]],
    ) -> None:
        kind = records.kind_of(record)
        for name, value in attributes:
            argument = ARGUMENTS.get((kind, name.uri))
            uri = argument or PROPERTIES.get(name.uri, name.uri)
            is_foreign = name.uri in FOREIGN_PROPERTIES or (uri in TIMES and kind not in KINDS)
            if is_foreign or (uri in STRUCTURE and uri != RDF_TYPE):
                self._losses.add(f"the attribute {name} has a meaning of its own in RDF", record)
            term = term_of(value)
            if uri in TIMES and not isinstance(value, datetime):
                self._losses.add(f"the text of {name} is read as a time from RDF", record)
            if uri == RDF_TYPE:
                self._check_type(kind, str(term), record)
            _add(node, uri, term)

    def _check_type(self, kind: str, type_: str, record: ProvRecord) -> None:
        """Say which types make another record in RDF, where a class tells the kind."""
        class_kind = KIND_OF_CLASS.get(type_)
        own_class = CLASS_OF_KIND.get(kind) or PROV + BASE[kind].node
        if type_ == own_class:
            self._losses.add("the type that its kind implies is not repeated in RDF", record)
        elif class_kind not in {None, kind} and (
            kind in KINDS or class_kind in KINDS or kind == "wasInfluencedBy"
        ):
            short = type_.removeprefix(PROV)
            self._losses.add(
                f"the type prov:{short} also makes it of the kind {class_kind} in RDF", record
            )


def _term(relation: str, record: ProvRecord) -> tuple[RelationTerm, int]:
    """Return the term that a record's types select, and how many would do."""
    statements = [
        term
        for name, value in record.extra_attributes
        if name == PROV_TYPE and (term := SUBTYPE.get((relation, getattr(value, "uri", ""))))
    ]
    return (statements[0] if len(statements) == 1 else BASE[relation]), len(statements)


def _is_bare(record: ProvRecord, term: RelationTerm) -> bool:
    others = _others(record)
    of_type = [(PROV_TYPE.uri, PROV + term.type)] if term.type else []
    return record.identifier is None and of_type == [
        (name.uri, getattr(value, "uri", value)) for name, value in others
    ]


def _ends(record: ProvRecord) -> tuple[str, str | None, str | None]:
    """Return the relation, and the IRIs of its effect and its cause."""
    relation = records.kind_of(record)
    values = {name.uri: value for name, value in record.attributes}
    effect, cause = (values.get(uri) for uri in _ENDS[relation])
    return relation, effect and effect.uri, cause and cause.uri


def _others(record: ProvRecord) -> list[tuple[QualifiedName, object]]:
    """Return the attributes of a relation without its ends."""
    ends = _ENDS[records.kind_of(record)]
    return [(name, value) for name, value in record.attributes if name.uri not in ends]


def _has_key(record: ProvRecord) -> bool:
    is_member = records.kind_of(record) == "hadMember"
    return is_member and any(name == PAIR_KEY for name, _ in record.extra_attributes)


def _pair(key: object, entity: QualifiedName) -> BlankNode:
    term = BASE["hadMember"]
    return BlankNode(
        [
            (RDF_TYPE, PROV + term.node),
            (PAIR_KEY.uri, term_of(key)),
            (PROV + term.influencer, entity.uri),
        ]
    )


def _add(node: list[tuple[str, Object]], uri: str, term: Object) -> None:
    if (uri, term) not in node:
        node.append((uri, term))
