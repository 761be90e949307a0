"""Groups: which nodes of a picture are alike, so that one can stand for all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from provgraph.results.nodes import Node

FEWEST = 11
"""How many nodes that are alike make a group, at least: ten are read one by one."""

_MANY = 120
"""More items are too many to read: they are grouped once more."""

_VARYING = re.compile(r"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\d+)")
_PLURAL = {"entity": "entities", "activity": "activities", "agent": "agents"}


@dataclass(slots=True)
class NodeGroup:
    """Nodes that are alike: what they are called, and the group that this one is part of."""

    label: str
    kind: str
    parent: int | None = None


def stem(label: str) -> str:
    """Return a label with a star for each number and UUID: what names that count up share."""
    return _VARYING.sub("*", label)


def shared(labels: Sequence[str]) -> str:
    """Return what labels of one stem share, with a star for each number that differs."""
    parts = [_VARYING.split(label) for label in labels]
    if len({len(part) for part in parts}) > 1:
        return stem(labels[0])
    return "".join(texts[0] if len(set(texts)) == 1 else "*" for texts in zip(*parts, strict=True))


def grouped(
    layers: Sequence[Sequence[Node]], apart: Collection[str] = ()
) -> tuple[list[NodeGroup], dict[str, int]]:
    """Return the groups of a picture, and the innermost group of each node that has one.

    Nodes of one layer, kind and stem are a group; if that leaves too much to read, so is
    each kind in a layer; if that still does, so is each kind in a run of layers. Those `apart`, by
    their ids, are in none.
    """
    where = {node.id: place for place, layer in enumerate(layers) for node in layer}
    grouping = _Grouping(node for layer in layers for node in layer if node.id not in apart)
    grouping.gather(lambda node: (where[node.id], node.kind, stem(node.label)), _alike)
    if grouping.tops > _MANY:
        grouping.gather(lambda node: (where[node.id], node.kind), _kind)
    if grouping.tops > _MANY:
        run = 1 + 3 * len(layers) // _MANY
        grouping.gather(lambda node: (where[node.id] // run, node.kind), _kind)
    return grouping.groups, grouping.innermost


class _Grouping:
    """What stands for each node, while groups are gathered into larger ones."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.groups: list[NodeGroup] = []
        self.innermost: dict[str, int] = {}
        self._items: list[tuple[Node, int | None]] = [(node, None) for node in nodes]

    @property
    def tops(self) -> int:
        """How many items are in the picture when all groups are folded."""
        return len(self._items)

    def gather(
        self, key: Callable[[Node], tuple[Any, ...]], label: Callable[[Sequence[Node]], str]
    ) -> None:
        """Make groups of the items with equal keys, where there are enough of them."""
        alike: Mapping[tuple[Any, ...], list[tuple[Node, int | None]]] = defaultdict(list)
        for item in self._items:
            alike[key(item[0])].append(item)
        self._items = [
            item
            for items in alike.values()
            for item in ([self._group(items, label)] if len(items) >= FEWEST else items)
        ]

    def _group(
        self, items: Sequence[tuple[Node, int | None]], label: Callable[[Sequence[Node]], str]
    ) -> tuple[Node, int | None]:
        nodes = [node for node, _ in items]
        number = len(self.groups)
        self.groups.append(NodeGroup(label(nodes), nodes[0].kind))
        for node, group in items:
            if group is None:
                self.innermost[node.id] = number
            else:
                self.groups[group].parent = number
        return nodes[0], number


def _alike(nodes: Sequence[Node]) -> str:
    return shared([node.label for node in nodes])


def _kind(nodes: Sequence[Node]) -> str:
    return _PLURAL.get(nodes[0].kind, nodes[0].kind)
