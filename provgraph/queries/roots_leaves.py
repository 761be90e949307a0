"""Roots and leaves: where a lineage begins, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.model.times import order_of, with_offset
from provgraph.queries.element_rows import node_fields, nodes_by_key
from provgraph.queries.relation_sets import relation_set
from provgraph.results.paths import BoundaryElement, RootsOrLeaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.paths import Side

_STATEMENTS = {"roots": "lineage/ends_up", "leaves": "lineage/ends_down"}


def roots_or_leaves(
    connection: Connection,
    starts: Sequence[str],
    side: Side,
    *,
    types: Sequence[str] | None = None,
) -> RootsOrLeaves:
    """Return the roots or leaves of the lineage of the elements with the keys `starts`.

    Roots are the elements, among the starts and all that is upstream of them, without a
    recorded origin; leaves are those, among the starts and all that is downstream of them,
    from which nothing was made. A value (IVOA's ValueEntity, such as the status of an
    activity) that nobody used does not count as made from its activity, and is not a leaf.
    A circle has no end.

    Nearest roots first; latest leaves first.

    Raises:
        TimeLimitError: the store takes too long.

    """
    elements = connection.fetch(
        _STATEMENTS[side],
        _boundary_element,
        starts=list(starts),
        types=list(relation_set().types if types is None else types),
    )
    elements.sort(key=lambda element: (element.depth, element.label, element.id))
    if side == "leaves":
        elements.sort(key=lambda element: order_of(element.date), reverse=True)
    start = tuple(sorted(node.id for node in nodes_by_key(connection, starts).values()))
    return RootsOrLeaves(start, side, tuple(elements))


def _boundary_element(*row: Any) -> BoundaryElement:  # noqa: ANN401  # the statement's columns
    *node, times = row
    return BoundaryElement(
        *node_fields(node), date=max(map(with_offset, times), key=order_of, default=None)
    )
