"""The classes and relations of IVOA's Provenance Data Model on PROV records.

A class is an `entity` record with `prov:type` `voprov:<Class>`; a relation is a
`wasInfluencedBy` record with `prov:type` `voprov:<Relation>`. Terms: IVOA Provenance Data
Model 1.0 (Recommendation, 2020), section 2. The names and ends of the record kinds in
PROV-JSON, and the other types of the relations, are those of the `voprov` package, which
wrote a section for each kind before its version 0.1 and such typed records since.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.model.namespaces import VOPROV

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACES = (
    VOPROV,
    "http://www.ivoa.net/documents/ProvenanceDM/ns/voprov/",
    "http://www.ivoa.net/documents/ProvenanceDM/index.html",
)
"""The namespaces that are read, longer before shorter; the first is written."""

CLASSES = (
    "DatasetEntity",
    "ValueEntity",
    "ActivityDescription",
    "UsageDescription",
    "GenerationDescription",
    "EntityDescription",
    "DatasetDescription",
    "ValueDescription",
    "Parameter",
    "ParameterDescription",
    "ConfigFile",
    "ConfigFileDescription",
)
"""The classes beside PROV's own; the name is the label."""


@dataclass(frozen=True, slots=True)
class VoprovRelation:
    """One of IVOA's relations.

    `name` is its class and the `prov:type` that is written, `type` its relationship type.
    `ends` are the two ends of voprov's record, the influencee first, as voprov itself puts
    them; `other_name` is the `prov:type` under which voprov writes it as wasInfluencedBy.
    """

    name: str
    type: str
    ends: tuple[str, str]
    other_name: str


RELATIONS = (
    VoprovRelation(
        "IsDescribedBy", "IS_DESCRIBED_BY", ("described", "descriptor"), "DescriptionRelation"
    ),
    VoprovRelation("IsRelatedTo", "IS_RELATED_TO", ("related", "relator"), "RelatedToRelation"),
    VoprovRelation(
        "WasConfiguredBy",
        "WAS_CONFIGURED_BY",
        ("configured", "configurator"),
        "ConfigurationRelation",
    ),
    VoprovRelation("HadReference", "HAD_REFERENCE", ("referenced", "referrer"), "HadReference"),
)


def _record(name: str) -> str:
    return name[0].lower() + name[1:]


RECORDS: Mapping[str, str | VoprovRelation] = MappingProxyType(
    {_record(name): name for name in CLASSES} | {_record(r.name): r for r in RELATIONS}
)
"""voprov's record kinds in PROV-JSON, and the class or relation that each is."""

_TYPES: Mapping[str, str] = MappingProxyType(
    {r.name: r.type for r in RELATIONS} | {r.other_name: r.type for r in RELATIONS}
)


def label_of(uri: str) -> str | None:
    """Return the label of the class of that URI, `None` if it is not IVOA's."""
    local = local_of(uri)
    return local if local in CLASSES else None


def relationship_type_of(uri: str) -> str | None:
    """Return the relationship type of the relation of that URI, `None` if it is not IVOA's."""
    return _TYPES.get(local_of(uri) or "")


def is_silent_configuration(uri: str) -> bool:
    """Return whether a prov:type is the one under which voprov drops the artefactType."""
    return local_of(uri) == "ConfigurationRelation"


def local_of(uri: str) -> str | None:
    """Return what follows IVOA's namespace in a URI, `None` if it is in none of them."""
    for namespace in NAMESPACES:
        if uri.startswith(namespace):
            return uri.removeprefix(namespace)
    return None
