"""Continuation: from which nodes of an earlier answer a lineage goes on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.model.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.queries.relation_sets import RelationSet
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node, RelationLink

_Place = tuple[str, bool]
"""A node's id, and whether it is only passed through, from a member to its collection's maker."""


@dataclass(frozen=True, slots=True)
class OpenEnds:
    """The ids of the nodes to expand, and of the collections to pass through, with depths."""

    expand: Mapping[str, int]
    passing: Mapping[str, int]


def open_ends(before: Lineage, followed: RelationSet) -> OpenEnds:
    """Return where an answer in one direction was cut.

    A node that met a stop condition, and whose causes were all reached otherwise, is not in the
    frontier: its relations lead to nodes that are further away than they say.
    """
    depths = {node.id: node.depth for node in before.nodes}
    if not followed.makers:
        ends = {cut.id for cut in before.frontier} | _shortened(before, depths)
        return OpenEnds({name: depths.get(name, 0) for name in ends}, {})
    places = _places(before)
    followed_depths = {name: depth for (name, passed), depth in places.items() if not passed}
    passed_depths = {name: depth for (name, passed), depth in places.items() if passed}
    ends = {cut.id for cut in before.frontier}
    unreached = ends - followed_depths.keys() - passed_depths.keys()
    expand = (ends & followed_depths.keys()) | _shortened(before, followed_depths)
    return OpenEnds(
        {name: followed_depths[name] for name in expand}
        | {name: depths.get(name, 0) for name in unreached},
        {name: passed_depths[name] for name in ends & passed_depths.keys()},
    )


def apart(starts: Mapping[str, Node]) -> str:
    """Return what precedes the URIs in the keys of the starts: an isolated document's id."""
    return next((key[: -len(key_of(node.id))] for key, node in starts.items()), "")


def _shortened(before: Lineage, depths: Mapping[str, int]) -> set[str]:
    """Return the nodes from which a relation leads to one that is more than a step further away."""
    ends = (_ends(link, before.direction) for link in before.relations)
    return {
        near
        for near, far in ends
        if near in depths and far in depths and depths[far] > depths[near] + 1
    }


def _places(before: Lineage) -> dict[_Place, int]:
    """Return the least depths of all places in an answer, by its own relations."""
    steps = _steps(before)
    level: list[_Place] = [(name, False) for name in before.start]
    places = dict.fromkeys(level, 0)
    while level:
        following = {place for each in level for place in steps[each]} - places.keys()
        places |= dict.fromkeys(following, places[level[0]] + 1)
        level = sorted(following)
    return places


def _steps(before: Lineage) -> Mapping[_Place, list[_Place]]:
    """Return what each place leads to; a link between a collection and a member or maker is two."""
    steps: dict[_Place, list[_Place]] = defaultdict(list)
    first, second = _PASSING[before.direction]
    for link in before.relations:
        near, far = _ends(link, before.direction)
        steps[near, False].append((far, False))
        if link.type == "alternateOf":
            steps[far, False].append((near, False))
        elif link.type == first:
            steps[link.end, False].append((link.start, True))
        elif link.type == second:
            steps[link.start, True].append((link.end, False))
    return steps


_PASSING = {"up": ("hadMember", "wasGeneratedBy"), "down": ("wasGeneratedBy", "hadMember")}
"""From a member to its collection and to the collection's maker, and the other way."""


def _ends(link: RelationLink, direction: str) -> tuple[str, str]:
    return (link.start, link.end) if direction == "up" else (link.end, link.start)
