"""The table of PROV-O's terms by IRI, as the reader asks for them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.model import prov_o
from provgraph.model.namespaces import PROV, RDF, RDFS
from provgraph.model.relations import KINDS
from provgraph.model.relations import RELATIONS as DM_RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RDF_TYPE = f"{RDF}type"
RDF_FIRST = f"{RDF}first"
RDF_REST = f"{RDF}rest"
RDF_NIL = f"{RDF}nil"
SUBCLASS_OF = f"{RDFS}subClassOf"
AS_IN_BUNDLE = PROV + prov_o.AS_IN_BUNDLE
INSERTED_PAIR = PROV + prov_o.INSERTED_PAIR
INSERTED_KEY = PROV + prov_o.INSERTED_KEY
PAIR_KEY = f"{PROV}pairKey"

DIRECT: Mapping[str, prov_o.RelationTerm] = MappingProxyType(
    {PROV + term.name: term for term in prov_o.RELATIONS}
)
"""The relations by their direct property."""

_PROVEXT = "https://openprovenance.org/ns/provext#"
"""The namespace of PROV-JSONLD's context for the relations without a form in PROV-O."""

_EXTENSIONS = (
    ("specializationOf", "Specialization", "generalEntity"),
    ("alternateOf", "Alternate", "alternate"),
    ("hadMember", "Membership", "member"),
)
"""A relation, its class in that namespace, and the property that leads to the cause."""

QUALIFIED: Mapping[str, prov_o.RelationTerm] = MappingProxyType(
    {PROV + term.qualified: term for term in prov_o.RELATIONS if term.qualified}
    | {f"{_PROVEXT}qualified{name}": DIRECT[PROV + relation] for relation, name, _ in _EXTENSIONS}
)
"""The relations by the property that leads to the qualified node."""

HAD_MEMBER = DIRECT[f"{PROV}hadMember"]

ATTRIBUTES: Mapping[str, prov_o.AttributeTerm] = MappingProxyType(
    {term.uri: term for term in prov_o.ATTRIBUTES}
)

KIND_OF_CLASS: Mapping[str, str] = MappingProxyType(
    {PROV + each.name: each.record for each in prov_o.CLASSES.values() if each.record in KINDS}
)
"""The kind of element that an instance of a class is."""

THINGS = frozenset(
    PROV + each.name
    for each in prov_o.CLASSES.values()
    if prov_o.superclasses(each.name) & {"Location", "Role"}
)
"""The classes of locations and roles, of which PROV-DM has no records."""

RELATION_OF_CLASS: Mapping[str, str] = MappingProxyType(
    {
        PROV + each.name: each.record
        for each in prov_o.CLASSES.values()
        if each.record and each.record not in KINDS
    }
)
"""The relation that an instance of a class of qualified nodes is."""

TERM_OF_CLASS: Mapping[str, prov_o.RelationTerm] = MappingProxyType(
    {PROV + term.node: term for term in prov_o.RELATIONS if term.node}
    | {
        f"{PROV}{name}": DIRECT[f"{PROV}wasInfluencedBy"]
        for name in ("EntityInfluence", "ActivityInfluence", "AgentInfluence")
    }
)
"""The relation's term by the class of its qualified node."""

OWN_CLASSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {relation.name: frozenset({PROV + relation.record}) for relation in DM_RELATIONS}
    | {relation: frozenset({_PROVEXT + name}) for relation, name, _ in _EXTENSIONS}
    | {"hadMember": frozenset({f"{PROV}KeyEntityPair", f"{_PROVEXT}Membership"})}
)
"""The classes of a relation's qualified node that say no more than the record's kind."""

_NODE_PROPERTIES: tuple[prov_o.InfluencerTerm | prov_o.ArgumentTerm, ...] = (
    *prov_o.INFLUENCERS,
    *prov_o.ARGUMENTS,
)


TIMES = frozenset(
    {term.uri for term in prov_o.ATTRIBUTES if term.is_time}
    | {PROV + term.name for term in prov_o.ARGUMENTS if not term.range}
)
"""The properties whose range is xsd:dateTime."""

TO_NODES = frozenset(
    {*DIRECT, *QUALIFIED, AS_IN_BUNDLE, INSERTED_PAIR}
    | {PROV + term.name for term in _NODE_PROPERTIES if term.range}
)
"""The properties whose object is not a literal."""


def _inverses() -> Iterator[tuple[str, str]]:
    for term in prov_o.RELATIONS:
        if term.inverse != term.name:
            yield PROV + term.inverse, PROV + term.name
        if term.qualified_inverse:
            yield PROV + term.qualified_inverse, PROV + term.qualified
    for other in _NODE_PROPERTIES:
        if other.inverse:
            yield PROV + other.inverse, PROV + other.name
    for attribute in prov_o.ATTRIBUTES:
        if attribute.inverse:
            yield PROV + attribute.inverse, attribute.uri
    yield PROV + prov_o.CONTEXT_OF, AS_IN_BUNDLE


INVERSES: Mapping[str, str] = MappingProxyType(dict(_inverses()))
"""The inverse of a property → the property."""

_TIMES = {
    "wasStartedBy": "startedAtTime",
    "wasEndedBy": "endedAtTime",
    "wasGeneratedBy": "generatedAtTime",
    "wasInvalidatedBy": "invalidatedAtTime",
}
"""The element's property that some write on the qualified node instead of atTime."""

_THIRD = {"wasStartedBy": "starter", "wasEndedBy": "ender"}
"""What prov:activity means on a node whose cause is an entity."""


def _formal(relation: str) -> Iterator[tuple[str, str]]:
    dm = next(each for each in DM_RELATIONS if each.name == relation)
    cause = dm.ends[1]
    # PROV-DM's own names first: what PROV-O says overrules them.
    yield from ((PROV + name, name) for name in (cause, *dm.arguments))
    nodes = [term.node for term in prov_o.RELATIONS if term.relation == relation and term.node]
    classes = frozenset[str]().union(*map(prov_o.superclasses, nodes))
    for influencer in prov_o.INFLUENCERS:
        general = relation == "wasInfluencedBy" and influencer.domain != "KeyEntityPair"
        if influencer.domain in classes or general:
            yield PROV + influencer.name, cause
    yield from ((_PROVEXT + name, cause) for each, _, name in _EXTENSIONS if each == relation)
    for argument in prov_o.ARGUMENTS:
        if relation in argument.arguments:
            yield PROV + argument.name, argument.arguments[relation]
    if relation in _TIMES:
        yield PROV + _TIMES[relation], "time"
    if relation in _THIRD:
        yield f"{PROV}activity", _THIRD[relation]


FORMAL: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {relation.name: dict(_formal(relation.name)) for relation in DM_RELATIONS}
)
"""For each relation, the properties of its qualified node → the formal arguments."""

FIRST: Mapping[str, str] = MappingProxyType(
    {relation.name: PROV + relation.ends[0] for relation in DM_RELATIONS}
)
"""For each relation, the property that names the effect where nothing leads to the node."""


def _kinds(classes: Iterable[str]) -> frozenset[str]:
    """Return the kinds of classes; none if any kind will do."""
    kinds = frozenset(
        KIND_OF_CLASS[PROV + name] for name in classes if PROV + name in KIND_OF_CLASS
    )
    return frozenset() if len(kinds) == len(KINDS) else kinds


def _domains() -> Iterator[tuple[str, frozenset[str]]]:
    for term in prov_o.RELATIONS:
        yield PROV + term.name, _kinds(term.domain)
        if term.qualified:
            yield PROV + term.qualified, _kinds(term.domain)
    for attribute in prov_o.ATTRIBUTES:
        yield attribute.uri, _kinds(attribute.domain)
    yield AS_IN_BUNDLE, _kinds(("Entity",))


def _ranges() -> Iterator[tuple[str, frozenset[str]]]:
    for term in prov_o.RELATIONS:
        yield PROV + term.name, _kinds(term.range)
    for other in _NODE_PROPERTIES:
        yield PROV + other.name, _kinds(other.range)
    yield AS_IN_BUNDLE, _kinds(("Bundle",))


DOMAINS: Mapping[str, frozenset[str]] = MappingProxyType(
    {uri: kinds for uri, kinds in _domains() if kinds}
)
"""The kinds of element that a property's subject is of, where it tells."""

RANGES: Mapping[str, frozenset[str]] = MappingProxyType(
    {uri: kinds for uri, kinds in _ranges() if kinds}
)
"""The kinds of element that a property's object is of, where it tells."""
