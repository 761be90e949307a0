"""The terms of PROV-O: classes, relations, qualified forms and attributes, as one table.

The RDF reader, the RDF exporter and docs/prov-o.md are derived from it. Names without a
namespace are local names of PROV. Sources: PROV-O (W3C Recommendation, 2013), section 3 and
appendices A and B (the names of inverses); PROV-Links, section 3; PROV-Dictionary, section 5;
PROV-DC, section 2.

A relation has two forms in PROV-O. The direct one is a single statement, like
`:run prov:used :raw`. The qualified one adds a node, which can have more to say:
`:run prov:qualifiedUsage [ a prov:Usage ; prov:entity :raw ; prov:hadRole :input ]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.model.namespaces import PROV, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ELEMENTS = ("Entity", "Activity", "Agent")


@dataclass(frozen=True, slots=True)
class OntologyClass:
    """A class of PROV-O: its superclasses, and the record that an instance is.

    `record` is the PROV-N name of an element's kind or of a relation. It is empty where
    PROV-DM has no such record, like a location.
    """

    name: str
    parents: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class RelationTerm:
    """A relation of PROV-O in its direct and in its qualified form.

    The direct property leads from the effect (an instance of one of `domain`) to the cause
    (of one of `range`). The record is one of `relation`, which is a PROV-N name, with the
    prov:type `type` where PROV-DM has the relation as a subtype only.
    `qualified` leads from the effect to a node of the class `node`, and `influencer` from
    the node to the cause; all three are empty where there is no qualified form.
    """

    name: str
    relation: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: str
    qualified: str = ""
    qualified_inverse: str = ""
    node: str = ""
    influencer: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class InfluencerTerm:
    """A property that leads from a qualified node to the cause."""

    name: str
    domain: str
    range: tuple[str, ...]
    inverse: str


@dataclass(frozen=True, slots=True)
class ArgumentTerm:
    """A property of a qualified node that is a further argument of the relation.

    `arguments` has the argument's name for each relation (PROV-N names of both).
    """

    name: str
    range: tuple[str, ...]
    inverse: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AttributeTerm:
    """A property that is an attribute of a record, under the name `attribute` of PROV-DM.

    `uri` is the property's IRI. `domain` are the classes whose instances have it, `is_time`
    says that its range is xsd:dateTime, `inverse` is the name of its inverse, if any.
    """

    uri: str
    attribute: str
    domain: tuple[str, ...] = ()
    inverse: str = ""
    is_time: bool = False


def _classes() -> Iterator[OntologyClass]:
    yield OntologyClass("Entity", (), "entity")
    yield OntologyClass("Activity", (), "activity")
    yield OntologyClass("Agent", (), "agent")
    yield OntologyClass("Bundle", ("Entity",), "entity")
    yield OntologyClass("Collection", ("Entity",), "entity")
    yield OntologyClass("EmptyCollection", ("Collection",), "entity")
    yield OntologyClass("Dictionary", ("Collection",), "entity")
    yield OntologyClass("EmptyDictionary", ("Dictionary", "EmptyCollection"), "entity")
    yield OntologyClass("Plan", ("Entity",), "entity")
    yield OntologyClass("Person", ("Agent",), "agent")
    yield OntologyClass("Organization", ("Agent",), "agent")
    yield OntologyClass("SoftwareAgent", ("Agent",), "agent")
    # PROV-AQ, section 4.1.
    yield OntologyClass("ServiceDescription", ("SoftwareAgent",), "agent")
    yield OntologyClass("DirectQueryService", ("SoftwareAgent",), "agent")
    for name in ("Accept", "Contribute", "Copyright", "Modify", "Publish", "Replace",
                 "RightsAssignment", "Submit"):  # fmt: skip
        yield OntologyClass(name, ("Activity",), "activity")
    yield OntologyClass("Create", ("Contribute",), "activity")
    yield OntologyClass("Location")
    yield OntologyClass("Role")
    for name in ("Contributor", "Publisher", "RightsHolder"):
        yield OntologyClass(name, ("Role",))
    yield OntologyClass("Creator", ("Contributor",))
    yield OntologyClass("InstantaneousEvent")
    yield OntologyClass("Influence", (), "wasInfluencedBy")
    for name in ("EntityInfluence", "ActivityInfluence", "AgentInfluence"):
        yield OntologyClass(name, ("Influence",), "wasInfluencedBy")
    entity, activity, agent = "EntityInfluence", "ActivityInfluence", "AgentInfluence"
    event = "InstantaneousEvent"
    yield OntologyClass("Generation", (activity, event), "wasGeneratedBy")
    yield OntologyClass("Usage", (entity, event), "used")
    yield OntologyClass("Communication", (activity,), "wasInformedBy")
    yield OntologyClass("Start", (entity, event), "wasStartedBy")
    yield OntologyClass("End", (entity, event), "wasEndedBy")
    yield OntologyClass("Invalidation", (activity, event), "wasInvalidatedBy")
    yield OntologyClass("Derivation", (entity,), "wasDerivedFrom")
    for name in ("Revision", "Quotation", "PrimarySource", "Insertion", "Removal"):
        yield OntologyClass(name, ("Derivation",), "wasDerivedFrom")
    yield OntologyClass("Attribution", (agent,), "wasAttributedTo")
    yield OntologyClass("Association", (agent,), "wasAssociatedWith")
    yield OntologyClass("Delegation", (agent,), "actedOnBehalfOf")
    yield OntologyClass("KeyEntityPair", (), "hadMember")


CLASSES: Mapping[str, OntologyClass] = MappingProxyType({each.name: each for each in _classes()})
"""The classes by name."""

_ENTITY, _ACTIVITY, _AGENT = (("Entity",), ("Activity",), ("Agent",))

RELATIONS: tuple[RelationTerm, ...] = (
    RelationTerm(
        "wasGeneratedBy", "wasGeneratedBy", _ENTITY, _ACTIVITY, "generated",
        "qualifiedGeneration", "qualifiedGenerationOf", "Generation", "activity",
    ),
    RelationTerm(
        "used", "used", _ACTIVITY, _ENTITY, "wasUsedBy",
        "qualifiedUsage", "qualifiedUsingActivity", "Usage", "entity",
    ),
    RelationTerm(
        "wasInformedBy", "wasInformedBy", _ACTIVITY, _ACTIVITY, "informed",
        "qualifiedCommunication", "qualifiedCommunicationOf", "Communication", "activity",
    ),
    RelationTerm(
        "wasStartedBy", "wasStartedBy", _ACTIVITY, _ENTITY, "started",
        "qualifiedStart", "qualifiedStartOf", "Start", "entity",
    ),
    RelationTerm(
        "wasEndedBy", "wasEndedBy", _ACTIVITY, _ENTITY, "ended",
        "qualifiedEnd", "qualifiedEndOf", "End", "entity",
    ),
    RelationTerm(
        "wasInvalidatedBy", "wasInvalidatedBy", _ENTITY, _ACTIVITY, "invalidated",
        "qualifiedInvalidation", "qualifiedInvalidationOf", "Invalidation", "activity",
    ),
    RelationTerm(
        "wasDerivedFrom", "wasDerivedFrom", _ENTITY, _ENTITY, "hadDerivation",
        "qualifiedDerivation", "qualifiedDerivationOf", "Derivation", "entity",
    ),
    RelationTerm(
        "wasRevisionOf", "wasDerivedFrom", _ENTITY, _ENTITY, "hadRevision",
        "qualifiedRevision", "revisedEntity", "Revision", "entity", "Revision",
    ),
    RelationTerm(
        "wasQuotedFrom", "wasDerivedFrom", _ENTITY, _ENTITY, "quotedAs",
        "qualifiedQuotation", "qualifiedQuotationOf", "Quotation", "entity", "Quotation",
    ),
    RelationTerm(
        "hadPrimarySource", "wasDerivedFrom", _ENTITY, _ENTITY, "wasPrimarySourceOf",
        "qualifiedPrimarySource", "qualifiedSourceOf", "PrimarySource", "entity", "PrimarySource",
    ),
    RelationTerm(
        "derivedByInsertionFrom", "wasDerivedFrom", ("Dictionary",), ("Dictionary",),
        "hadDerivationByInsertion",
        "qualifiedInsertion", "", "Insertion", "dictionary", "Insertion",
    ),
    RelationTerm(
        "derivedByRemovalFrom", "wasDerivedFrom", ("Dictionary",), ("Dictionary",),
        "hadDerivationByRemoval",
        "qualifiedRemoval", "", "Removal", "dictionary", "Removal",
    ),
    RelationTerm(
        "wasAttributedTo", "wasAttributedTo", _ENTITY, _AGENT, "contributed",
        "qualifiedAttribution", "qualifiedAttributionOf", "Attribution", "agent",
    ),
    RelationTerm(
        "wasAssociatedWith", "wasAssociatedWith", _ACTIVITY, _AGENT, "wasAssociateFor",
        "qualifiedAssociation", "qualifiedAssociationOf", "Association", "agent",
    ),
    RelationTerm(
        "actedOnBehalfOf", "actedOnBehalfOf", _AGENT, _AGENT, "hadDelegate",
        "qualifiedDelegation", "qualifiedDelegationOf", "Delegation", "agent",
    ),
    RelationTerm(
        "wasInfluencedBy", "wasInfluencedBy", _ELEMENTS, _ELEMENTS, "influenced",
        "qualifiedInfluence", "qualifiedInfluenceOf", "Influence", "influencer",
    ),
    RelationTerm("alternateOf", "alternateOf", _ENTITY, _ENTITY, "alternateOf"),
    RelationTerm("specializationOf", "specializationOf", _ENTITY, _ENTITY, "generalizationOf"),
    RelationTerm("mentionOf", "mentionOf", _ENTITY, _ENTITY, "hadMention"),
    # A dictionary's member and its key are a node: PROV-Dictionary, section 5.2.
    RelationTerm(
        "hadMember", "hadMember", ("Collection",), _ENTITY, "wasMemberOf",
        "hadDictionaryMember", "", "KeyEntityPair", "pairEntity",
    ),
)  # fmt: skip
"""The relations, subproperties included.

PROV-O has wasInfluencedBy as the superproperty of all that have a qualified form, alternateOf
as that of specializationOf, and that as mentionOf's. These records say less than those of the
subproperties and follow from them, so they are neither added when read nor written.
"""

INFLUENCERS: tuple[InfluencerTerm, ...] = (
    InfluencerTerm("influencer", "Influence", _ELEMENTS, "hadInfluence"),
    InfluencerTerm("entity", "EntityInfluence", _ENTITY, "entityOfInfluence"),
    InfluencerTerm("activity", "ActivityInfluence", _ACTIVITY, "activityOfInfluence"),
    InfluencerTerm("agent", "AgentInfluence", _AGENT, "agentOfInfluence"),
    InfluencerTerm("dictionary", "Derivation", ("Dictionary",), ""),
    InfluencerTerm("pairEntity", "KeyEntityPair", _ENTITY, ""),
)
"""The properties that lead from a qualified node to the cause."""

_TIMED = ("wasGeneratedBy", "used", "wasStartedBy", "wasEndedBy", "wasInvalidatedBy")

ARGUMENTS: tuple[ArgumentTerm, ...] = (
    ArgumentTerm("hadPlan", ("Plan",), "wasPlanOf", {"wasAssociatedWith": "plan"}),
    ArgumentTerm(
        "hadActivity",
        _ACTIVITY,
        "wasActivityOfInfluence",
        {
            "wasStartedBy": "starter",
            "wasEndedBy": "ender",
            "wasDerivedFrom": "activity",
            "actedOnBehalfOf": "activity",
        },
    ),
    ArgumentTerm(
        "hadGeneration", ("Generation",), "generatedAsDerivation", {"wasDerivedFrom": "generation"}
    ),
    ArgumentTerm("hadUsage", ("Usage",), "wasUsedInDerivation", {"wasDerivedFrom": "usage"}),
    ArgumentTerm("atTime", (), "", dict.fromkeys(_TIMED, "time")),
)
"""The properties of qualified nodes that are arguments of the relation."""

AS_IN_BUNDLE = "asInBundle"
"""A mentionOf's third argument, stated of the entity itself: PROV-Links, section 3.2."""

CONTEXT_OF = "contextOf"
"""The inverse of `asInBundle`."""

ATTRIBUTES: tuple[AttributeTerm, ...] = (
    AttributeTerm(f"{RDF}type", "type"),
    AttributeTerm(f"{RDFS}label", "label"),
    AttributeTerm(f"{PROV}atLocation", "location", (), "locationOf"),
    AttributeTerm(f"{PROV}hadRole", "role", ("Influence",), "wasRoleIn"),
    AttributeTerm(f"{PROV}value", "value", _ENTITY),
    AttributeTerm(f"{PROV}startedAtTime", "startTime", _ACTIVITY, is_time=True),
    AttributeTerm(f"{PROV}endedAtTime", "endTime", _ACTIVITY, is_time=True),
    AttributeTerm(f"{PROV}generatedAtTime", "generatedAtTime", _ENTITY, is_time=True),
    AttributeTerm(f"{PROV}invalidatedAtTime", "invalidatedAtTime", _ENTITY, is_time=True),
    AttributeTerm(f"{PROV}pairKey", "pairKey", ("KeyEntityPair",)),
    AttributeTerm(f"{PROV}removedKey", "removedKey", ("Removal",)),
)
"""The properties that are attributes of records.

PROV-DM has no attribute for the last four: the record keeps them under PROV-O's own name.
"""

INSERTED_PAIR = "insertedKeyEntityPair"
"""Leads from an Insertion to the pairs of key and entity that it inserted."""

INSERTED_KEY = "insertedKey"
"""The attribute of an Insertion's record that names an inserted key.

The pair itself is a hadMember of the new dictionary with the attribute `pairKey`.
"""


def superclasses(name: str) -> frozenset[str]:
    """Return the classes that an instance of the class `name` belongs to, that included."""
    parents = CLASSES[name].parents
    return frozenset({name}).union(*map(superclasses, parents))
