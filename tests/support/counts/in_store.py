"""What the store holds of documents, counted with statements of the tests' own."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from tests.support.counts.compare import difference, relations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

_TYPES = {
    "WAS_GENERATED_BY": "wasGeneratedBy",
    "USED": "used",
    "WAS_INFORMED_BY": "wasInformedBy",
    "WAS_STARTED_BY": "wasStartedBy",
    "WAS_ENDED_BY": "wasEndedBy",
    "WAS_INVALIDATED_BY": "wasInvalidatedBy",
    "WAS_DERIVED_FROM": "wasDerivedFrom",
    "WAS_ATTRIBUTED_TO": "wasAttributedTo",
    "WAS_ASSOCIATED_WITH": "wasAssociatedWith",
    "ACTED_ON_BEHALF_OF": "actedOnBehalfOf",
    "WAS_INFLUENCED_BY": "wasInfluencedBy",
    "ALTERNATE_OF": "alternateOf",
    "SPECIALIZATION_OF": "specializationOf",
    "MENTION_OF": "mentionOf",
    "HAD_MEMBER": "hadMember",
    **dict.fromkeys(
        ("IS_DESCRIBED_BY", "WAS_CONFIGURED_BY", "HAD_REFERENCE", "IS_RELATED_TO"),
        "wasInfluencedBy",
    ),
}
_RELATIONS = """
MATCH (:Element)-[r]->(:Element)
WHERE NOT type(r) STARTS WITH 'IMPLIED_' AND r.implied IS NULL
UNWIND r.documents AS number
MATCH (d:Document {number: number})
RETURN d.id AS id, type(r) AS type, count(*) AS count
"""


def faults(store: Store, cypher: Cypher, ids: Mapping[Path, str]) -> Iterator[str]:
    """Yield what the store holds more or less than files state, by the ids of their documents."""
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for row in cypher(_RELATIONS):
        held[row["id"]][_TYPES[row["type"]]] += row["count"]
    for file, name in ids.items():
        if (stated := relations_of(file)) != held[name]:
            yield f"{file}: missing {stated - held[name]}, too many {held[name] - stated}"
        if differing := difference(file, store.export(documents=[name])):
            yield f"{file}: exported: {differing}"
