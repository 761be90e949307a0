"""PROV-O (W3C Recommendation, 2013), counted from rdflib's triples.

A direct statement and a qualified node with the same ends are one record; several nodes with
the same ends are several. Subproperties and inverses count as what they are of (PROV-O,
sections 3.2 to 3.4 and appendix B).
"""

from __future__ import annotations

import logging
import warnings
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rdflib import BNode, Dataset
from rdflib.namespace import RDF, RDFS

from tests.support.counts.counts import PROV, Counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Triple = tuple[object, str, object]

FORMATS = {".ttl": "turtle", ".trig": "trig", ".nt": "nt", ".nq": "nquads", ".rdf": "xml"}

_QUALIFIED = {
    "wasGeneratedBy": "Generation",
    "used": "Usage",
    "wasInformedBy": "Communication",
    "wasStartedBy": "Start",
    "wasEndedBy": "End",
    "wasInvalidatedBy": "Invalidation",
    "wasDerivedFrom": "Derivation",
    "wasAttributedTo": "Attribution",
    "wasAssociatedWith": "Association",
    "actedOnBehalfOf": "Delegation",
    "wasInfluencedBy": "Influence",
}
_SUBPROPERTIES = {
    "wasRevisionOf": "wasDerivedFrom",
    "wasQuotedFrom": "wasDerivedFrom",
    "hadPrimarySource": "wasDerivedFrom",
}
_SUBCLASSES = {
    "Revision": "wasDerivedFrom",
    "Quotation": "wasDerivedFrom",
    "PrimarySource": "wasDerivedFrom",
    "EntityInfluence": "wasInfluencedBy",
    "ActivityInfluence": "wasInfluencedBy",
    "AgentInfluence": "wasInfluencedBy",
}
_CLASSES = {name: kind for kind, name in _QUALIFIED.items()} | _SUBCLASSES
_UNQUALIFIED = ("alternateOf", "specializationOf", "mentionOf", "hadMember")
_INVERSES = {
    "generated": "wasGeneratedBy",
    "wasUsedBy": "used",
    "informed": "wasInformedBy",
    "started": "wasStartedBy",
    "ended": "wasEndedBy",
    "invalidated": "wasInvalidatedBy",
    "hadDerivation": "wasDerivedFrom",
    "hadRevision": "wasRevisionOf",
    "quotedAs": "wasQuotedFrom",
    "wasPrimarySourceOf": "hadPrimarySource",
    "contributed": "wasAttributedTo",
    "wasAssociateFor": "wasAssociatedWith",
    "hadDelegate": "actedOnBehalfOf",
    "influenced": "wasInfluencedBy",
    "generalizationOf": "specializationOf",
    "wasMemberOf": "hadMember",
    "entityOfInfluence": "entity",
    "activityOfInfluence": "activity",
    "agentOfInfluence": "agent",
    "hadInfluence": "influencer",
    **{f"qualified{name}Of": f"qualified{name}" for name in _CLASSES},
}
_CAUSES = {
    "entity": {"used", "wasDerivedFrom", "wasStartedBy", "wasEndedBy"},
    "activity": {"wasGeneratedBy", "wasInformedBy", "wasInvalidatedBy"},
    "agent": {"wasAttributedTo", "wasAssociatedWith", "actedOnBehalfOf"},
}
"""Which property of a qualified node names the cause (PROV-O, table 3)."""
_ONE_OF_EACH = frozenset({"atTime", "hadPlan", "hadActivity", "hadGeneration", "hadUsage"})
NAMES = {
    f"{RDFS.label}": f"{PROV}label",
    **{
        PROV + term: PROV + name
        for term, name in (
            ("hadRole", "role"),
            ("atLocation", "location"),
            ("value", "value"),
            ("hadPlan", "plan"),
            ("atTime", "time"),
            ("startedAtTime", "startTime"),
            ("endedAtTime", "endTime"),
            ("hadGeneration", "generation"),
            ("hadUsage", "usage"),
        )
    },
}
"""PROV-DM's attribute for what a property says."""


def count(text: bytes, suffix: str) -> Counts:
    """Count the relations of a document by kind, and its attributes by name."""
    counts = Counts()
    for graph in _graphs(text, FORMATS[suffix]):
        _add_graph(counts, graph)
    return counts


def _graphs(text: bytes, form: str) -> list[list[tuple[object, object, object]]]:
    """Return the statements of the default graph and of each named one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib warns of what it calls itself
        logging.getLogger("rdflib").setLevel(logging.CRITICAL)
        data = Dataset()
        data.parse(data=text, format=form, publicID="http://example.org/base/")
        return [list(graph) for graph in data.graphs()]


def _add_graph(counts: Counts, graph: Iterable[tuple[object, object, object]]) -> None:
    triples = sorted({_turned(triple) for triple in graph}, key=repr)
    nodes = dict(_nodes(triples))
    for kind, number in _relations(triples, nodes).items():
        counts.records[kind] += number
    described = {subject for subject, predicate, value in triples
                 if predicate.startswith(PROV) or str(value).startswith(PROV)}  # fmt: skip
    for subject, predicate, value in triples:
        name = _attribute(predicate, value)
        # A blank node that is not an element is a value; its statements are parts of it.
        if name and (subject in described or not isinstance(subject, BNode)):
            counts.attributes["", name] += 1


def _turned(triple: tuple[object, object, object]) -> Triple:
    """Return a statement of an inverse property the other way round."""
    subject, predicate, value = triple
    local = str(predicate).removeprefix(PROV)
    if local in _INVERSES and str(predicate).startswith(PROV):
        return value, PROV + _INVERSES[local], subject
    return subject, str(predicate), value


def _nodes(triples: list[Triple]) -> Iterator[tuple[object, tuple[str, list[object]]]]:
    """Yield each qualified node with its kind and the effects that lead to it."""
    leading: dict[object, list[object]] = defaultdict(list)
    kinds: dict[object, str] = {}
    for subject, predicate, value in triples:
        name = predicate.removeprefix(f"{PROV}qualified")
        if name != predicate and name in _CLASSES:
            if subject not in leading[value]:
                leading[value].append(subject)
            if kinds.get(value, "wasInfluencedBy") == "wasInfluencedBy":
                kinds[value] = _CLASSES[name]
    for subject, predicate, value in triples:
        local = str(value).removeprefix(PROV)
        if predicate == str(RDF.type) and str(value).startswith(PROV) and local in _CLASSES:
            leading.setdefault(subject, [])
            if kinds.get(subject, "wasInfluencedBy") == "wasInfluencedBy":
                kinds[subject] = _CLASSES[local]
    for node, effects in leading.items():
        yield node, (kinds[node], effects)


def _relations(
    triples: list[Triple], nodes: Mapping[object, tuple[str, list[object]]]
) -> Counter[str]:
    direct: set[tuple[str, object, object]] = set()
    causes: dict[object, list[object]] = defaultdict(list)
    for subject, predicate, value in triples:
        local = predicate.removeprefix(PROV)
        if local == predicate:
            continue
        kind = _SUBPROPERTIES.get(local, local)
        if kind in _QUALIFIED or kind in _UNQUALIFIED:
            direct.add((kind, subject, value))
        if subject in nodes and (local == "influencer" or _is_cause(local, nodes[subject][0])):
            causes[subject].append(value)
    several = _several(triples, nodes)
    qualified: Counter[tuple[str, object, object]] = Counter()
    for node, (kind, effects) in nodes.items():
        for effect in effects or [None]:
            for cause in dict.fromkeys(causes[node]) or [None]:
                qualified[kind, effect, cause] += several[node]
    all_ends = qualified | Counter(direct)
    counted: Counter[str] = Counter()
    for (kind, _, _), number in all_ends.items():
        counted[kind] += number
    return counted


def _several(triples: list[Triple], nodes: Mapping[object, object]) -> dict[object, int]:
    """Return how many records each node is: PROV-DM has one time, plan or activity of each."""
    values = Counter(
        (subject, predicate)
        for subject, predicate, _ in triples
        if predicate.removeprefix(PROV) in _ONE_OF_EACH
    )
    most = dict.fromkeys(nodes, 1)
    for (subject, _), number in values.items():
        if subject in most:
            most[subject] = max(most[subject], number)
    return most


def _is_cause(local: str, kind: str) -> bool:
    return kind in _CAUSES.get(local, ()) or (kind == "wasInfluencedBy" and local in _CAUSES)


def _attribute(predicate: str, value: object) -> str | None:
    """Return the attribute that a statement is; PROV's own classes say kinds and no more."""
    if predicate in NAMES:
        return NAMES[predicate]
    if predicate == str(RDF.type) and not str(value).startswith((PROV, str(RDF), str(RDFS))):
        return f"{PROV}type"
    return None if predicate.startswith((PROV, str(RDF), str(RDFS))) else predicate
