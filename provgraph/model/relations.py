"""PROV in the graph: which record becomes which label or relationship type.

This table is the one definition of the PROV relations. The codec, the schema, the
statements under `cypher/generated`, the lineage sets and the documentation are
derived from it. Terms and argument order: PROV-DM (W3C Recommendation, 2013), section 5;
mentionOf: PROV-Links, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

from provgraph.model import voprov
from provgraph.model.namespaces import PROV, PROVGRAPH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Follow = Literal["data", "responsibility", "ivoa", "all", "never"]
"""The smallest set of followed relations that a relation belongs to."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One kind of PROV relation.

    `ends` are the first two formal arguments, effect before cause; `arguments` the
    further ones, kept as properties of the relationship.
    """

    name: str
    record: str
    type: str
    ends: tuple[str, str]
    arguments: tuple[str, ...] = ()
    follow: Follow = "all"
    both_ways: bool = False

    @property
    def end_uris(self) -> tuple[str, str]:
        """The full URIs of `ends`."""
        start, end = self.ends
        return PROV + start, PROV + end


RELATIONS: tuple[Relation, ...] = (
    Relation(
        "wasGeneratedBy",
        "Generation",
        "WAS_GENERATED_BY",
        ("entity", "activity"),
        ("time",),
        "data",
    ),
    Relation("used", "Usage", "USED", ("activity", "entity"), ("time",), "data"),
    Relation(
        "wasInformedBy", "Communication", "WAS_INFORMED_BY", ("informed", "informant"), (), "data"
    ),
    Relation(
        "wasStartedBy",
        "Start",
        "WAS_STARTED_BY",
        ("activity", "trigger"),
        ("starter", "time"),
        "data",
    ),
    Relation("wasEndedBy", "End", "WAS_ENDED_BY", ("activity", "trigger"), ("ender", "time")),
    Relation(
        "wasInvalidatedBy", "Invalidation", "WAS_INVALIDATED_BY", ("entity", "activity"), ("time",)
    ),
    Relation(
        "wasDerivedFrom",
        "Derivation",
        "WAS_DERIVED_FROM",
        ("generatedEntity", "usedEntity"),
        ("activity", "generation", "usage"),
        "data",
    ),
    Relation(
        "wasAttributedTo",
        "Attribution",
        "WAS_ATTRIBUTED_TO",
        ("entity", "agent"),
        (),
        "responsibility",
    ),
    Relation(
        "wasAssociatedWith",
        "Association",
        "WAS_ASSOCIATED_WITH",
        ("activity", "agent"),
        ("plan",),
        "responsibility",
    ),
    Relation(
        "actedOnBehalfOf",
        "Delegation",
        "ACTED_ON_BEHALF_OF",
        ("delegate", "responsible"),
        ("activity",),
        "responsibility",
    ),
    Relation("wasInfluencedBy", "Influence", "WAS_INFLUENCED_BY", ("influencee", "influencer")),
    Relation(
        "alternateOf", "Alternate", "ALTERNATE_OF", ("alternate1", "alternate2"), both_ways=True
    ),
    Relation(
        "specializationOf",
        "Specialization",
        "SPECIALIZATION_OF",
        ("specificEntity", "generalEntity"),
        (),
        "data",
    ),
    Relation(
        "mentionOf",
        "Mention",
        "MENTION_OF",
        ("specificEntity", "generalEntity"),
        ("bundle",),
        "data",
    ),
    Relation("hadMember", "Membership", "HAD_MEMBER", ("collection", "entity"), (), "data"),
)

IVOA_RELATIONS: tuple[Relation, ...] = tuple(
    Relation("wasInfluencedBy", "Influence", kind.type, ("influencee", "influencer"), (), "ivoa")
    for kind in voprov.RELATIONS
)
"""IVOA's relations: a wasInfluencedBy with a prov:type of the voprov namespace."""

IMPLIED_RELATIONS: tuple[Relation, ...] = (
    Relation(
        "wasGeneratedBy", "Generation", "IMPLIED_GENERATION", ("entity", "activity"), (), "data"
    ),
    Relation("used", "Usage", "IMPLIED_USAGE", ("activity", "entity"), (), "data"),
    Relation(
        "wasAssociatedWith",
        "Association",
        "IMPLIED_ASSOCIATION",
        ("activity", "agent"),
        (),
        "responsibility",
    ),
)
"""What further arguments imply (PROV-CONSTRAINTS, inferences 9, 10, 11 and 14)."""

MENTION = Relation(
    "wasInfluencedBy", "Influence", "IMPLIED_MENTION", ("influencee", "influencer"), (), "never"
)
"""That a relation names an element as a further argument; no relation of PROV."""

IMPLIED = frozenset({MENTION.type, *(relation.type for relation in IMPLIED_RELATIONS)})
"""The types of relationships that no document states."""

MENTIONED = frozenset({"plan", "starter", "ender", "activity", "bundle"})
"""The further arguments that name an element."""

IVOA_NAMES: Mapping[str, str] = MappingProxyType(
    {kind.type: kind.name[0].lower() + kind.name[1:] for kind in voprov.RELATIONS}
)
"""How people know IVOA's relations, by their relationship types."""

Kind = Literal["entity", "activity", "agent", "unknown"]
"""What an element is; `unknown` where no document declares it."""

KINDS: Mapping[str, str] = MappingProxyType(
    {"entity": "Entity", "activity": "Activity", "agent": "Agent"}
)
"""An element's kind, its PROV-N name, and its label (which is PROV-DM's name of it)."""

SUBTYPES = frozenset(
    {"Collection", "EmptyCollection", "Bundle", "Plan", "Person", "Organization", "SoftwareAgent"}
)
"""The types of PROV-DM's own namespace that become a label."""

OWN_SUBTYPES = frozenset({"QualityAnnotation"})
"""The types of provgraph's own namespace that become a label.

A QualityAnnotation says that what it wasInfluencedBy is bad.
"""

LABELS = frozenset({*KINDS.values(), *SUBTYPES, *OWN_SUBTYPES, *voprov.CLASSES})
"""The labels that declarations give an element."""

OF_RELATIONS = frozenset(
    {"role", "time"} | {argument for relation in RELATIONS for argument in relation.arguments}
)
"""PROV-DM's attributes and arguments that only relations have."""

ATTRIBUTES = OF_RELATIONS | {"label", "type", "value", "location", "startTime", "endTime"}
"""PROV-DM's attributes that are properties under their plain local name."""

OWN_ATTRIBUTES = frozenset({"name", "path", "lfn"})
"""Attributes of provgraph's namespace that are properties under their plain local name."""

RESERVED = (
    frozenset({"key", "uri", "names", "record", "lock", "scope", "id", "documents"})
    | {"reversed", "implied"}
    | OWN_ATTRIBUTES
)
"""The properties of elements and relationships that belong to the store."""

BY_RECORD: Mapping[str, Relation] = MappingProxyType({r.record: r for r in RELATIONS})
BY_TYPE: Mapping[str, Relation] = MappingProxyType(
    {r.type: r for r in (*RELATIONS, *IVOA_RELATIONS, *IMPLIED_RELATIONS, MENTION)}
)


def label_of_type(uri: str) -> str | None:
    """Return the label that a prov:type gives its element, if it is a known class."""
    for namespace, subtypes in ((PROV, SUBTYPES), (PROVGRAPH, OWN_SUBTYPES)):
        local = uri.removeprefix(namespace)
        if local != uri and local in subtypes:
            return local
    return voprov.label_of(uri)


def type_uris_of_label(label: str) -> set[str]:
    """Return the URIs of the types that give an element this label."""
    candidates = {PROV + label, PROVGRAPH + label, *(n + label for n in voprov.NAMESPACES)}
    return {uri for uri in candidates if label_of_type(uri) == label}


def kind_of(labels: Sequence[str]) -> Kind:
    """Return the kind that labels say: `entity`, `activity`, `agent` or `unknown`."""
    return _kind_of(tuple(labels))


@cache
def _kind_of(labels: tuple[str, ...]) -> Kind:
    kind = next((kind for kind, label in KINDS.items() if label in labels), "unknown")
    return cast("Kind", kind)


def type_of_relation(relation: Relation, type_uris: frozenset[str]) -> str:
    """Return the relationship type of a record of `relation` with these prov:types."""
    if relation.name == "wasInfluencedBy":
        for uri in sorted(type_uris):
            reltype = voprov.relationship_type_of(uri)
            if reltype:
                return reltype
    return relation.type


def followed(follow: Follow) -> tuple[str, ...]:
    """Return the relationship types that belong to a set of followed relations."""
    sets = _SETS[: _SETS.index(follow) + 1]
    relations = (*RELATIONS, *IMPLIED_RELATIONS, *IVOA_RELATIONS)
    return tuple(r.type for r in relations if r.follow in sets)


_SETS: tuple[Follow, ...] = ("data", "responsibility", "ivoa", "all")
"""Each includes those before it."""
