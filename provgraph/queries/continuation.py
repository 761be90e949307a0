"""Continuation: from which nodes of an earlier answer a lineage goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.model.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.queries.relation_sets import RelationSet
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node, RelationLink


@dataclass(frozen=True, slots=True)
class OpenEnds:
    """The URIs of the nodes to expand, and of the collections to pass through."""

    expand: frozenset[str]
    passing: frozenset[str]


def open_ends(before: Lineage, followed: RelationSet) -> OpenEnds:
    """Return where an answer in one direction was cut.

    A node that met a stop condition, and whose causes were all reached otherwise, is not in the
    frontier: its relations lead to nodes that are further away than they say.
    """
    frontier = {cut.id for cut in before.frontier}
    passing = _passing(before, frontier) if followed.makers else set()
    if before.direction == "down":  # what is passed through is followed, too
        return OpenEnds(frozenset(frontier | _shortened(before)), frozenset(passing))
    expanded = frontier | (_shortened(before) - _passed_only(before))
    return OpenEnds(frozenset(expanded - passing), frozenset(passing))


def apart(starts: Mapping[str, Node]) -> str:
    """Return what precedes the URIs in the keys of the starts: an isolated document's id."""
    return next((key[: -len(key_of(node.id))] for key, node in starts.items()), "")


def _passing(before: Lineage, frontier: set[str]) -> set[str]:
    if before.direction == "up":
        return frontier & _passed_only(before)
    made = {link.start for link in before.relations if link.type == "wasGeneratedBy"}
    return frontier & made


def _passed_only(before: Lineage) -> set[str]:
    """Return the collections of an answer upstream that no followed relation led to."""
    reached = {*before.start, *(link.end for link in before.relations)}
    reached |= {link.start for link in before.relations if link.type == "alternateOf"}
    return {link.start for link in before.relations if link.type == "hadMember"} - reached


def _shortened(before: Lineage) -> set[str]:
    """Return the nodes from which a relation leads to one that is more than a step further away."""
    depths = {node.id: node.depth for node in before.nodes}
    ends = (_ends(link, before.direction) for link in before.relations)
    return {near for near, far in ends if depths.get(far, 0) > depths.get(near, 0) + 1}


def _ends(link: RelationLink, direction: str) -> tuple[str, str]:
    return (link.start, link.end) if direction == "up" else (link.end, link.start)
