"""The relations of PROV, and which of them lineage follows."""

from __future__ import annotations

from provgraph.model.relations import RELATIONS, followed


def test_every_prov_relation_has_its_place() -> None:
    """The followed relations are those that the documentation names."""
    names = {relation.name for relation in RELATIONS if relation.type in followed("data")}
    assert names == {
        "used",
        "wasGeneratedBy",
        "wasDerivedFrom",
        "wasInformedBy",
        "wasStartedBy",
        "hadMember",
        "specializationOf",
        "mentionOf",
    }
