"""Rows of elements and relations, as what answers show of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from provgraph.model.properties import attributes, first_text, relation_name, type_uris
from provgraph.model.relations import kind_of
from provgraph.model.terms import texts
from provgraph.results.nodes import Node, RelationLink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def node_fields(row: Sequence[Any]) -> tuple[str, Kind, tuple[str, ...], str, int]:
    """Return id, kind, types, label and depth of a row with the columns of `keyed_node`."""
    _key, *element, _properties, depth = row
    return *identity(*element), depth


def relation_link(reltype: str, start: str, end: str, role: object) -> RelationLink:
    """Return a row of a relation."""
    return RelationLink(relation_name(reltype), start, end, texts(role))


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
