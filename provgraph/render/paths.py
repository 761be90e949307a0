"""Paths, common ancestors, roots and leaves as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.render.left_out import left_out, left_out_of_ends
from provgraph.render.names import node_text
from provgraph.render.times import to_the_second

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provgraph.results.nodes import Node, RelationLink
    from provgraph.results.paths import CommonAncestors, Paths, RootsOrLeaves

_SECONDS = len("2026-11-22T06:16:06")


def path(answer: Paths) -> Iterator[str]:
    """Yield each path: its nodes, between them the relations; or why there is no path."""
    if answer.reason:
        yield f"no path: {answer.reason}"
        return
    nodes = {node.id: node for node in answer.nodes}
    links: dict[tuple[str, str], list[RelationLink]] = {}
    for relation in answer.relations:
        links.setdefault((relation.start, relation.end), []).append(relation)
    for number, ids in enumerate(answer.paths, 1):
        if answer.count is not None and answer.count > 1:
            yield f"path {number} of {answer.count}"
        yield from _path([nodes[name] for name in ids], links)
    if answer.count is None:
        yield "one of the shortest paths: --all shows and counts them"
    if not answer.complete:
        yield f"{len(answer.paths)} of {answer.count} paths shown: see --limit"


def _path(nodes: Sequence[Node], links: dict[tuple[str, str], list[RelationLink]]) -> Iterator[str]:
    before: Node | None = None
    for node in nodes:
        if before is not None:
            forth, back = links.get((before.id, node.id)), links.get((node.id, before.id))
            yield f"  {_names(forth)} ↓" if forth else f"  ↑ {_names(back or ())}"
        yield node_text(node)
        before = node


def _names(relations: Iterable[RelationLink]) -> str:
    names = (link.type + (f" ({', '.join(link.role)})" if link.role else "") for link in relations)
    return ", ".join(dict.fromkeys(names))


def common(answer: CommonAncestors) -> Iterator[str]:
    """Yield the nearest common ancestors, each with its distances."""
    if not answer.total:
        yield "they have no common history"
    for ancestor in answer.nearest:
        distances = ", ".join(str(ancestor.distances[name]) for name in answer.start)
        yield f"{node_text(ancestor)}  distance {distances}"
    if answer.total > len(answer.nearest):
        yield f"{len(answer.nearest)} nearest of {answer.total} common ancestors"
    yield from left_out(answer.left_out)


def ends(answer: RootsOrLeaves) -> Iterator[str]:
    """Yield a line for each end, with its date, and what is left out."""
    for element in answer.ends:
        yield f"{to_the_second(element.date or ''):{_SECONDS}}  {node_text(element)}"
    if not answer.ends:
        yield "none: the lineage is a circle"
    yield from left_out_of_ends(answer)
