"""Rows of elements and relations, as what answers show of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.model.properties import attributes, first_text, relation_name, type_uris
from provgraph.model.relations import kind_of
from provgraph.model.terms import texts
from provgraph.results.nodes import Node, RelationLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.model.relations import Kind

Properties = dict[str, Any]
"""A node's properties, as the driver returns them."""


def identity(
    uri: str, labels: Sequence[str], label: object, name: str | None, types: object
) -> tuple[str, Kind, tuple[str, ...], str]:
    """Return id, kind, types and label of an element, the fields of `GraphElement`."""
    return uri, kind_of(labels), type_uris(types), first_text(label) or name or uri


def keyed_node(  # noqa: PLR0913, PLR0917  # the columns of the statements of lineage
    key: str,
    uri: str,
    labels: Sequence[str],
    label: object,
    name: str | None,
    types: object,
    properties: Properties | None,
    depth: int = 0,
) -> tuple[str, Node]:
    """Return a row of an element as its key and its node."""
    shown = None if properties is None else attributes(properties)
    return key, Node(*identity(uri, labels, label, name, types), depth, attributes=shown)


def keyed_nodes(  # noqa: PLR0913, PLR0917  # the columns of the statements
    depth: int,
    labels: Sequence[str],
    keys: Sequence[str | None],
    uris: Sequence[str],
    properties: Sequence[Properties] | None,
    shown: Sequence[Sequence[Any]] | None,
) -> Iterator[tuple[str, Node]]:
    """Yield the elements of one depth with the same labels, each with its key.

    A key is given where it is not the URI; all properties, or the columns label, name and type.
    """
    kind = kind_of(labels)
    columns = (
        zip(*(shown or ()), strict=True)
        if properties is None
        else map(_label_name_type, properties)
    )
    said = repeat(None) if properties is None else map(attributes, properties)
    for key, uri, (label, name, types), all_ in zip(keys, uris, columns, said, strict=False):
        text = first_text(label) or name or uri
        yield key or uri, Node(uri, kind, type_uris(types), text, depth, attributes=all_)


def _label_name_type(properties: Properties) -> tuple[object, str | None, object]:
    return properties.get("label"), properties.get("name"), properties.get("type")


def node_fields(row: Sequence[Any]) -> tuple[str, Kind, tuple[str, ...], str, int]:
    """Return id, kind, types, label and depth of a row with the columns of `keyed_node`."""
    _key, *element, _properties, depth = row
    return *identity(*element), depth


def relation_link(reltype: str, start: str, end: str, role: object) -> RelationLink:
    """Return a row of a relation."""
    return RelationLink(relation_name(reltype), start, end, texts(role))


class RelationColumns(NamedTuple):
    """Relations of one type with the same role: the URIs of their ends."""

    type: str
    role: object
    starts: Sequence[str]
    ends: Sequence[str]


def relation_links(relations: Iterable[RelationColumns]) -> list[RelationLink]:
    """Return relations, each once."""
    pairs: dict[tuple[str, tuple[str, ...]], set[tuple[str, str]]] = defaultdict(set)
    for reltype, role, starts, ends in relations:
        pairs[relation_name(reltype), texts(role)].update(zip(starts, ends, strict=True))
    return [
        RelationLink(name, start, end, roles)
        for (name, roles), members in pairs.items()
        for start, end in members
    ]


def nodes_by_key(
    connection: Connection, keys: Sequence[str], depths: Mapping[str, int] | None = None
) -> dict[str, Node]:
    """Return the nodes of keys, with the depths that are given for them."""
    nodes = dict(
        connection.fetch("lineage/starts", keyed_node, starts=list(keys), attributes=False)
    )
    if depths is None:
        return nodes
    return {key: replace(node, depth=depths.get(key, 0)) for key, node in nodes.items()}
