"""Folding: a lineage in which one node stands for each group of nodes that are alike."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provgraph.results.groups import NodeGroup, grouped
from provgraph.results.layers import layers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from provgraph.results.nodes import Direction, Node, RelationLink


@dataclass(frozen=True, slots=True)
class Folding:
    """Folded nodes and relations; `names` has the id of what stands for each node of a group."""

    nodes: tuple[Node, ...]
    relations: tuple[RelationLink, ...]
    names: Mapping[str, str]


def fold(
    nodes: Sequence[Node],
    relations: Sequence[RelationLink],
    direction: Direction,
    start: Collection[str],
) -> Folding:
    """Return nodes and relations, folded: what was asked for, the `start`, is in no group.

    A group's node has the id of its first member, its number of members in its label, and the
    mark of the first member that has one. Relations with the same ends, type and roles are one.
    """
    by_id = {node.id: node for node in nodes}
    layered = [[by_id[name] for name in layer] for layer in layers(nodes, relations, direction)]
    members = list(_members(nodes, *grouped(layered, start)))
    names = {node.id: some[0].id for _, some in members for node in some}
    standing = {some[0].id: _standing(group, some) for group, some in members}
    nodes_by_id = by_id | standing
    shown = dict.fromkeys(names.get(name, name) for name in by_id)
    return Folding(
        tuple(nodes_by_id[name] for name in shown),
        tuple(dict.fromkeys(_between(relations, names))),
        names,
    )


def _members(
    nodes: Sequence[Node], groups: Sequence[NodeGroup], innermost: Mapping[str, int]
) -> Iterator[tuple[NodeGroup, list[Node]]]:
    """Yield the outermost groups with all of their nodes."""
    members: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.id in innermost:
            members[_outermost(groups, innermost[node.id])].append(node)
    yield from ((groups[number], some) for number, some in members.items())


def _outermost(groups: Sequence[NodeGroup], number: int) -> int:
    parent = groups[number].parent
    return number if parent is None else _outermost(groups, parent)


def _standing(group: NodeGroup, members: Sequence[Node]) -> Node:
    """Return the node that stands for a group."""
    return replace(
        members[0],
        label=f"{group.label} ×{len(members):,}",  # noqa: RUF001  # the sign, not the letter
        types=(),
        attributes=None,
        mark=next((node.mark for node in members if node.mark), None),
    )


def _between(relations: Iterable[RelationLink], names: Mapping[str, str]) -> Iterator[RelationLink]:
    for link in relations:
        start, end = names.get(link.start, link.start), names.get(link.end, link.end)
        # Relations within a group are folded with it; one of a node with itself is not.
        if start != end or link.start == link.end:
            yield replace(link, start=start, end=end)
