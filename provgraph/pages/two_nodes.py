"""Questions about two nodes of a lineage: a path, common ancestors, the difference."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, assert_never

from provgraph.errors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from provgraph.pages.exploration import Exploration
    from provgraph.results.diff import Diff
    from provgraph.results.nodes import Node, RelationLink
    from provgraph.results.paths import CommonAncestors, Paths
    from provgraph.store import Store

Show = Literal["path", "common", "diff"]
QUESTIONS: dict[Show, str] = {
    "path": "Path between",
    "common": "Common ancestors",
    "diff": "Difference",
}
_TWO = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A node of a path, and how it is related to the one before it."""

    node: Node
    relations: tuple[RelationLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """The answer to a question about two nodes, and what of it is shown in the picture."""

    show: Show
    answer: Paths | CommonAncestors | Diff
    steps: tuple[Step, ...] = ()
    nodes: tuple[Node, ...] = ()
    relations: tuple[RelationLink, ...] = field(default=())


def ask_pair(
    store: Store, show: Show, chosen: Sequence[str], follow: str, *, all_entities: bool
) -> Pair:
    """Return the answer to a question about two nodes.

    Raises:
        SelectorError: there are not two, or one is not known.

    """
    if len(chosen) != _TWO:
        raise SelectorError(f"{QUESTIONS[show]}: choose two elements, not {len(chosen)}")
    left, right = chosen
    match show:
        case "path":
            path = store.path(left, right, follow=follow)
            return Pair(show, path, _steps(path), path.nodes, path.relations)
        case "common":
            common = store.common(left, right, follow=follow, all_entities=all_entities)
            return Pair(show, common, nodes=common.nearest)
        case "diff":
            difference = store.diff(left, right)
            return Pair(show, difference, nodes=(difference.left, difference.right))
        case _:
            assert_never(show)


def _steps(path: Paths) -> tuple[Step, ...]:
    nodes = {node.id: node for node in path.nodes}
    ids = path.paths[0] if path.paths else ()
    between = [_between(path, {*ends}) for ends in pairwise(ids)]
    return tuple(map(Step, (nodes[name] for name in ids), [(), *between]))


def _between(path: Paths, ends: set[str]) -> tuple[RelationLink, ...]:
    return tuple(link for link in path.relations if {link.start, link.end} == ends)


def with_path(exploration: Exploration, pair: Pair) -> Exploration:
    """Return an exploration with the nodes and relations of a path."""
    answer = exploration.answer
    nodes, links = {node.id for node in answer.nodes}, set(answer.relations)
    new_nodes = [node for node in pair.nodes if node.id not in nodes]
    new_links = [link for link in pair.relations if link not in links]
    if pair.show != "path" or not (new_nodes or new_links):
        return exploration
    depth = 1 + max(node.depth for node in answer.nodes)
    added = [replace(node, depth=depth) for node in new_nodes]
    more = replace(answer, nodes=(*answer.nodes, *added), relations=(*answer.relations, *new_links))
    return replace(exploration, answer=more)


def lit(exploration: Exploration, pair: Pair | None) -> dict[str, list[int]]:
    """Return the positions of the nodes and relations that answer a question."""
    if pair is None:
        return {"nodes": [], "relations": []}
    ids: Collection[str] = {node.id for node in pair.nodes}
    answer = exploration.answer
    return {
        "nodes": [place for place, node in enumerate(answer.nodes) if node.id in ids],
        "relations": [
            place for place, link in enumerate(_drawn(exploration)) if link in pair.relations
        ],
    }


def _drawn(exploration: Exploration) -> list[RelationLink]:
    ids = {node.id for node in exploration.answer.nodes}
    return [link for link in exploration.answer.relations if {link.start, link.end} <= ids]
