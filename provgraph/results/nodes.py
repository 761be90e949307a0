"""Nodes and relations as answers show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from provgraph.model.relations import BY_TYPE, RESERVED, kind_of
from provgraph.model.terms import from_property, text_of, texts, uri_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.queries.marks import Mark

_HIDDEN = RESERVED - {"path", "lfn", "name"}


@dataclass(frozen=True, slots=True)
class Node:
    """An element in an answer; `depth` counts relations from the nearest start.

    `attributes` are there where they were asked for: the names that the graph gives them,
    and their values as people write them. `mark` says that it, or what it came from, was
    called bad.
    """

    id: str
    kind: str
    types: tuple[str, ...]
    label: str
    depth: int = 0
    attributes: Mapping[str, tuple[str, ...]] | None = None
    mark: Mark | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the node as `--json` shows it."""
        shown = {"id": self.id, "kind": self.kind, "types": list(self.types), "label": self.label}
        more = {} if self.attributes is None else {"attributes": self.attributes}
        bad = {} if self.mark is None else {"mark": self.mark.as_json()}
        return {**shown, "depth": self.depth, **more, **bad}

    @classmethod
    def from_json(cls, node: Mapping[str, Any]) -> Self:
        """Return the node that `as_json` wrote."""
        given = node.get("attributes")
        own = None if given is None else {name: tuple(values) for name, values in given.items()}
        types = tuple(node["types"])
        return cls(node["id"], node["kind"], types, node["label"], node["depth"], own)


@dataclass(frozen=True, slots=True)
class RelationLink:
    """A relation in an answer: its PROV-N name, its ends, its roles."""

    type: str
    start: str
    end: str
    role: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the relation as `--json` shows it."""
        return {"type": self.type, "from": self.start, "to": self.end, "role": list(self.role)}

    @classmethod
    def from_json(cls, relation: Mapping[str, Any]) -> Self:
        """Return the relation that `as_json` wrote."""
        return cls(relation["type"], relation["from"], relation["to"], tuple(relation["role"]))


def node(row: Sequence[Any], depth: int) -> Node:
    """Return the node of a row of key, URI, labels, label, name, type and properties."""
    _, uri, labels, label, name, types, properties = row[:7]
    shown = label_of(label) or name or uri
    return Node(uri, kind_of(labels), type_uris(types), shown, depth, attributes(properties))


def named_nodes(
    connection: Connection, keys: Sequence[str], depths: Mapping[str, int] | None = None
) -> dict[str, Node]:
    """Return the nodes of keys, with the depths that are given for them."""
    rows = connection.read_rows("lineage/starts", starts=list(keys), attributes=False)
    found = [row for part in rows for row in part["rows"]]
    return {row[0]: node(row, (depths or {}).get(row[0], 0)) for row in found}


def relation(row: Sequence[Any]) -> RelationLink:
    """Return the relation of a row of relationship type, ends and role."""
    reltype, start, end, role = row[:4]
    return RelationLink(name_of(reltype), start, end, texts(role))


def attributes(properties: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]] | None:
    """Return the attributes among a node's properties, without the store's own."""
    if properties is None:
        return None
    return {k: texts(v) for k, v in properties.items() if k not in _HIDDEN}


def name_of(reltype: str) -> str:
    """Return the PROV-N name of a relationship type."""
    return BY_TYPE[reltype].name


def label_of(prop: object) -> str | None:
    """Return the text of a `label` property."""
    found = texts(prop)
    return found[0] if found else None


def type_uris(prop: object) -> tuple[str, ...]:
    """Return the types of a `type` property: full URIs, texts where an author wrote texts."""
    if prop is None:
        return ()
    return tuple(uri_of(term) or text_of(term) for term in from_property(prop))
