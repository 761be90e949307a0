"""Paths, common ancestors, roots and leaves as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.render.names import node_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provgraph.results.nodes import Node, RelationLink
    from provgraph.results.paths import BoundaryElement, CommonAncestors, Paths

_MINUTES = len("2026-11-22T06:16:06")


def path(answer: Paths) -> Iterator[str]:
    """Yield each path: its nodes, between them the relations; or why there is none."""
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
    if not answer.complete:
        yield f"{len(answer.paths)} of {answer.count} paths are shown: see --limit"


def _path(nodes: Sequence[Node], links: dict[tuple[str, str], list[RelationLink]]) -> Iterator[str]:
    before: Node | None = None
    for node in nodes:
        if before is not None:
            forth, back = links.get((before.id, node.id)), links.get((node.id, before.id))
            yield f"  {_names(forth)} ↓" if forth else f"  ↑ {_names(back or ())}"
        yield node_text(node)
        before = node


def _names(relations: Iterable[RelationLink]) -> str:
    found = [one.type + (f" ({', '.join(one.role)})" if one.role else "") for one in relations]
    return ", ".join(dict.fromkeys(found))


def common(answer: CommonAncestors) -> Iterator[str]:
    """Yield the nearest common ancestors, each with its distances."""
    if not answer.total:
        yield "they have no common history"
    for one in answer.nearest:
        distances = ", ".join(str(one.distances[name]) for name in answer.start)
        yield f"{node_text(one)}  {distances} relations away"
    if answer.total > len(answer.nearest):
        yield f"nearest {len(answer.nearest)} of {answer.total} common ancestors"


def ends(found: Sequence[BoundaryElement]) -> Iterator[str]:
    """Yield a line for each end, with its date."""
    for one in found:
        yield f"{(one.date or '')[:_MINUTES]:{_MINUTES}}  {node_text(one)}"
    if not found:
        yield "none: the lineage goes in a circle"
