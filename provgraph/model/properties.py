"""Properties of nodes and relationships, as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.model.relations import BY_TYPE, IVOA_NAMES, RESERVED
from provgraph.model.terms import from_property, text_of, texts, uri_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_HIDDEN = RESERVED - {"path", "lfn", "name"}


def first_text(prop: object) -> str | None:
    """Return the first value of a property, such as the one `label` that an answer shows."""
    values = texts(prop)
    return values[0] if values else None


def type_uris(prop: object) -> tuple[str, ...]:
    """Return the types of a `type` property: full URIs, texts where an author wrote texts."""
    if prop is None:
        return ()
    return tuple(uri_of(term) or text_of(term) for term in from_property(prop))


def attributes(properties: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the attributes among a node's properties, without the store's own."""
    return {name: texts(value) for name, value in properties.items() if name not in _HIDDEN}


def local_name(prop: str) -> str:
    """Return the name of a property without its prefix."""
    return prop.rpartition(":")[2]


def relation_name(reltype: str) -> str:
    """Return the name of a relationship type: PROV-N's, or IVOA's own such as isDescribedBy."""
    return IVOA_NAMES.get(reltype) or BY_TYPE[reltype].name
