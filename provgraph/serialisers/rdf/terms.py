"""The table of PROV-O's terms, as the serialiser asks for them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.model import prov_o
from provgraph.model.namespaces import PROV, RDF
from provgraph.model.relations import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

RDF_TYPE = f"{RDF}type"
AS_IN_BUNDLE = PROV + prov_o.AS_IN_BUNDLE
INSERTED_PAIR = PROV + prov_o.INSERTED_PAIR

BASE: Mapping[str, prov_o.RelationTerm] = MappingProxyType(
    {term.relation: term for term in prov_o.RELATIONS if not term.type}
)
"""A relation's PROV-N name → its term."""

SUBTYPE: Mapping[tuple[str, str], prov_o.RelationTerm] = MappingProxyType(
    {(term.relation, PROV + term.type): term for term in prov_o.RELATIONS if term.type}
)
"""A relation's PROV-N name and the IRI of a prov:type → the term of the subproperty."""

PROPERTIES: Mapping[str, str] = MappingProxyType(
    {PROV + term.attribute: term.uri for term in prov_o.ATTRIBUTES}
)
"""The IRI of an attribute of PROV-DM → that of PROV-O's property."""

TIMES = frozenset(term.uri for term in prov_o.ATTRIBUTES if term.is_time)
"""Properties of which the value is a time."""

FOREIGN_PROPERTIES = frozenset(PROPERTIES.values()) - frozenset(PROPERTIES)
"""Properties that mean an attribute of PROV-DM of another name."""

STRUCTURE = frozenset(
    {RDF_TYPE, AS_IN_BUNDLE, INSERTED_PAIR}
    | {PROV + name for term in prov_o.RELATIONS for name in (term.name, term.qualified) if name}
    | {PROV + term.inverse for term in prov_o.RELATIONS if term.inverse}
)
"""Properties that make relations."""

KIND_OF_CLASS: Mapping[str, str] = MappingProxyType(
    {PROV + each.name: each.record for each in prov_o.CLASSES.values() if each.record}
)
"""A class of PROV-O → the kind of element or the relation that its instances are."""

CLASS_OF_KIND: Mapping[str, str] = MappingProxyType(
    {kind: PROV + label for kind, label in KINDS.items()}
)


def _arguments() -> dict[tuple[str, str], str]:
    return {
        (relation, PROV + argument): PROV + term.name
        for term in prov_o.ARGUMENTS
        for relation, argument in term.arguments.items()
    }


ARGUMENTS: Mapping[tuple[str, str], str] = MappingProxyType(_arguments())
"""A relation's PROV-N name and the IRI of a further argument → the qualified node's property."""
