"""Neighbours: what an element is directly related to, with names, for a page to link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.results.nodes import is_file

if TYPE_CHECKING:
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node
    from provgraph.store import Store

_MOST = 500


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as one of its ends sees it."""

    type: str
    role: tuple[str, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The relations of an element: to its causes (`up`), and to its effects (`down`).

    `complete` says that there are no others.
    """

    up: tuple[Link, ...]
    down: tuple[Link, ...]
    complete: bool

    def of(self, *types: str) -> tuple[Link, ...]:
        """Return the relations of some types, in both directions."""
        return tuple(link for link in (*self.up, *self.down) if link.type in types)

    def files(self, type: str) -> tuple[Link, ...]:  # PROV's word
        """Return the relations of a type to files: not to a status."""
        return tuple(link for link in self.of(type) if is_file(link.node))


def neighbours(store: Store, id: str) -> Neighbours:  # the word of the API
    """Return what an element is directly related to."""
    up, down = (
        store.lineage(id, direction=direction, follow="all", depth=1, limit=_MOST, attributes=True)
        for direction in ("up", "down")
    )
    return Neighbours(
        _links(up, id), _links(down, id), all(len(each.nodes) < _MOST for each in (up, down))
    )


def _links(answer: Lineage, id: str) -> tuple[Link, ...]:
    nodes = {node.id: node for node in answer.nodes}
    return tuple(
        Link(relation.type, relation.role, nodes[other])
        for relation in answer.relations
        if (other := relation.end if relation.start == id else relation.start) in nodes
        and id in (relation.start, relation.end)
    )
