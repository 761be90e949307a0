"""The classes and relations of IVOA's Provenance Data Model on PROV records.

A class is an `entity` record with `prov:type` `voprov:<Class>`; a relation is a
`wasInfluencedBy` record with `prov:type` `voprov:<Relation>`. Terms: IVOA Provenance Data
Model 1.0 (Recommendation, 2020), section 2; the PROV-JSON names are those of voprov.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VOPROV = "http://www.ivoa.net/documents/ProvenanceDM/index.html#"
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
class Relation:
    """One of IVOA's relations: its class, its relationship type, its ends in PROV-JSON."""

    name: str
    type: str
    ends: tuple[str, str]


RELATIONS = (
    Relation("IsDescribedBy", "IS_DESCRIBED_BY", ("described", "descriptor")),
    Relation("IsRelatedTo", "IS_RELATED_TO", ("related", "relator")),
    Relation("WasConfiguredBy", "WAS_CONFIGURED_BY", ("configured", "configurator")),
    Relation("HadReference", "HAD_REFERENCE", ("referrer", "reference")),
)

_TYPES: Mapping[str, str] = MappingProxyType({r.name: r.type for r in RELATIONS})


def label_of(uri: str) -> str | None:
    """Return the label of the class of that URI, `None` if it is none of IVOA's."""
    local = _local(uri)
    return local if local in CLASSES else None


def relationship_type_of(uri: str) -> str | None:
    """Return the relationship type of the relation of that URI, `None` if it is none of IVOA's."""
    return _TYPES.get(_local(uri) or "")


def _local(uri: str) -> str | None:
    for namespace in NAMESPACES:
        if uri.startswith(namespace):
            return uri.removeprefix(namespace)
    return None
