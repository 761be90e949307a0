"""Bookkeeping: which nodes of an answer are left out unless they are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provgraph.model.bookkeeping import is_bookkeeping, may_be_bookkeeping
from provgraph.model.properties import relation_name
from provgraph.queries.relation_sets import DATA_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node, RelationLink

DATA_RELATIONS = frozenset(map(relation_name, DATA_TYPES))
"""The relations that are followed by default: where others lead to bookkeeping, it is shown."""


def without_bookkeeping(answer: Lineage) -> Lineage:
    """Return a lineage without bookkeeping, and how many nodes that leaves out.

    Start elements stay, and what lies between two nodes: without it the others would hang in the
    air. So does what a relation leads to that is not followed by default: it was asked for; and
    where the answer was cut, for something lies behind it.
    """
    cut = {each.id for each in answer.frontier}
    hidden = _bookkeeping(answer.nodes) - {*answer.start, *cut}
    hidden -= _needed(answer.relations, hidden)
    if not hidden:
        return answer
    return replace(
        answer,
        nodes=tuple(node for node in answer.nodes if node.id not in hidden),
        relations=tuple(
            r for r in answer.relations if r.start not in hidden and r.end not in hidden
        ),
        left_out=answer.left_out + len(hidden),
    )


def _bookkeeping(nodes: Iterable[Node]) -> set[str]:
    """Return the ids of the entities that are bookkeeping; of few types, each is looked at once."""
    may_be: dict[tuple[str, ...], bool] = {}
    ids = set()
    for node in nodes:
        types = node.types
        if types and node.kind == "entity" and may_be.setdefault(types, True):
            may_be[types] = may_be_bookkeeping(types)
            if may_be[types] and is_bookkeeping(types, node.label):
                ids.add(node.id)
    return ids


def _needed(relations: Iterable[RelationLink], ids: set[str]) -> set[str]:
    """Return which of the ids lie between two nodes, or are there for their relations' sake."""
    if not ids:
        return set()
    touching = [link for link in relations if link.start in ids or link.end in ids]
    between = {link.start for link in touching} & {link.end for link in touching}
    named = {end for r in touching if r.type not in DATA_RELATIONS for end in (r.start, r.end)}
    return (between | named) & ids
