"""voprov's words: what the voprov package writes in other words than PROV or the standard.

CWLProv's name of a file is here, too.

The graph, the tables and the checks see one form: records are normalised when their rows are made.
The record that is stored, and exported, stays as it was written.

=====================================  ======================================================
written                                normalised
=====================================  ======================================================
`prov:name`, `voprov:name`             `voprov:name`, and the element's name
`cwlprov:basename`                     the element's name, too
`voprov:value`, `voprov:location`      `prov:value`, `prov:location`
`prov:role` of a role's description    `voprov:role`
`voprov:type "Person"` of an agent     `prov:type 'prov:Person'`
`prov:type 'voprov:Collection'`        `prov:type 'prov:Collection'`
`voprov:artefactType "Configfile"`     `"ConfigFile"`, as VO-DML spells it
`isRelatedTo(description, role)`       in the direction in which a role belongs to a description
`voprov:descriptor` of a usage         a link from the activity to the role's description
=====================================  ======================================================
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

from provgraph.model import records
from provgraph.model.namespaces import PROV, PROVGRAPH, VOPROV
from provgraph.model.relations import SUBTYPES, label_of_type
from provgraph.model.terms import text_of, uri_of
from provgraph.model.voprov import NAMESPACES, is_silent_configuration, local_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prov.model import ProvDocument, ProvRecord

    from provgraph.model.records import Attributes
    from provgraph.model.terms import Term

AGENT_TYPES = ("Person", "Organization", "SoftwareAgent")

_TYPE, _NAME, _ROLE = f"{PROV}type", f"{PROV}name", f"{PROV}role"
_OWN_NAME = f"{PROVGRAPH}name"
_FILE_NAME = "https://w3id.org/cwl/prov#basename"
_ROLES = frozenset({"UsageDescription", "GenerationDescription"})
_PARTS = _ROLES | {"ParameterDescription", "ConfigFileDescription"}
_WHOLES = frozenset(
    {"ActivityDescription", "EntityDescription", "DatasetDescription", "ValueDescription"}
)


def normalised(kind: str, attributes: Attributes) -> Attributes:
    """Return the attributes of an element of that kind in the graph's words."""
    types = attributes.get(_TYPE, ())
    if _SPECIAL_TYPES.isdisjoint(types) and not any(map(_is_concerned, attributes)):
        return attributes
    plain = _plain_names(attributes)
    _name(plain)
    for name in ("value", "location"):
        _move(plain, f"{VOPROV}{name}", f"{PROV}{name}")
    labels = labels_of(attributes)
    if labels & _ROLES:
        _move(plain, _ROLE, f"{VOPROV}role")
    if types:
        plain[_TYPE] = [_prov_type(term) for term in types]
    if kind == "agent":
        _agent_types(plain)
    return plain


def normalised_relation(attributes: Attributes) -> Attributes:
    """Return the attributes of a relation in the graph's words."""
    if not any(map(_is_concerned, attributes)):
        return attributes
    plain = _plain_names(attributes)
    key = f"{VOPROV}artefactType"
    if key in plain:
        plain[key] = ["ConfigFile" if term == "Configfile" else term for term in plain[key]]
    return plain


def labels_of(attributes: Attributes) -> frozenset[str]:
    """Return the labels that the types among attributes give."""
    uris = (uri_of(term) for term in attributes.get(_TYPE, ()))
    return frozenset(label for uri in uris if uri and (label := label_of_type(uri)))


def descriptors(attributes: Attributes) -> list[str]:
    """Return the URIs of the descriptions that a usage or generation names."""
    terms = attributes.get(f"{VOPROV}descriptor", ())
    return [uri for term in terms if (uri := uri_of(term))]


class DocumentContext:
    """What a relation's meaning takes from the other records of its document."""

    def __init__(self, document: ProvDocument) -> None:
        """Take the document; nothing is read before it is asked for."""
        self._document = document

    def is_reversed(self, start: str | None, end: str | None) -> bool:
        """Return whether an isRelatedTo leads from a whole to its part.

        Roles, parameters and files belong to an activity's description, and roles also to one of
        entities: a role's description is the part of both.
        """
        of_start, of_end = self._labels.get(start or ""), self._labels.get(end or "")
        return bool(of_start and of_end and of_start & _WHOLES and of_end & _PARTS)

    def artefact_type(self, attributes: Attributes, artefact: str | None) -> str | None:
        """Return the artefactType that voprov's W3C form leaves out, by the artefact's class."""
        uris = (uri_of(term) for term in attributes.get(_TYPE, ()))
        if not any(uri and is_silent_configuration(uri) for uri in uris):
            return None
        kinds = self._labels.get(artefact or "", frozenset()) & {"Parameter", "ConfigFile"}
        return min(kinds, default=None)

    def role_link(self, described: str | None) -> tuple[str, list[Term]] | None:
        """Return the activity and the role of a usage or generation with that id."""
        return self._usages.get(described or "")

    @cached_property
    def _labels(self) -> dict[str, frozenset[str]]:
        labels: dict[str, frozenset[str]] = {}
        for record in self._records():
            if record.is_element() and record.identifier is not None:
                of_record = labels_of(records.attributes_of(records.values_of(record.attributes)))
                uri = record.identifier.uri
                labels[uri] = labels.get(uri, frozenset()) | of_record
        return labels

    @cached_property
    def _usages(self) -> dict[str, tuple[str, list[Term]]]:
        usages: dict[str, tuple[str, list[Term]]] = {}
        for record in self._records():
            is_usage = records.kind_of(record) in {"used", "wasGeneratedBy"}
            if record.identifier is None or not is_usage:
                continue
            values = records.values_of(record.attributes)
            if activity := values.get(f"{PROV}activity"):
                roles = records.attributes_of(values).get(_ROLE, [])
                usages[record.identifier.uri] = str(activity[0].uri), roles
        return usages

    def _records(self) -> Iterator[ProvRecord]:
        for scope in (self._document, *self._document.bundles):
            yield from scope.get_records()


_SPECIAL_TYPES = frozenset(
    f"<{namespace}{name}>" for namespace in NAMESPACES for name in SUBTYPES | _ROLES
)
"""The types that ask for other words; a look at all of IVOA's takes 37 µs for each dataset."""


@cache
def _is_concerned(uri: str) -> bool:
    return uri in {_NAME, _FILE_NAME} or local_of(uri) is not None


def _plain_names(attributes: Attributes) -> Attributes:
    """Return attributes with IVOA's in the namespace that is written."""
    plain: Attributes = {}
    for uri, terms in attributes.items():
        local = local_of(uri)
        name = uri if local is None else f"{VOPROV}{local}"
        plain[name] = [*plain.get(name, ()), *terms]
    return plain


def _name(attributes: Attributes) -> None:
    _move(attributes, _NAME, f"{VOPROV}name")
    names = attributes.get(f"{VOPROV}name") or attributes.get(_FILE_NAME)
    if names:
        attributes.setdefault(_OWN_NAME, list(names))


def _move(attributes: Attributes, source: str, target: str) -> None:
    terms = attributes.pop(source, None)
    if terms:
        before = attributes.get(target, [])
        attributes[target] = [*before, *(term for term in terms if term not in before)]


def _prov_type(term: Term) -> Term:
    local = local_of(uri_of(term) or "")
    return f"<{PROV}{local}>" if local in SUBTYPES else term


def _agent_types(attributes: Attributes) -> None:
    """Make voprov:types that are PROV's classes PROV's types; others stay for the check."""
    voprov_types = attributes.pop(f"{VOPROV}type", [])
    agent_types = [term for term in voprov_types if text_of(term) in AGENT_TYPES]
    others = [term for term in voprov_types if term not in agent_types]
    if others:
        attributes[f"{VOPROV}type"] = others
    if agent_types:
        before = attributes.get(_TYPE, [])
        types = [f"<{PROV}{text_of(term)}>" for term in agent_types]
        attributes[_TYPE] = [*before, *(term for term in types if term not in before)]
