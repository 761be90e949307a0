"""Roots and leaves: where a lineage begins, and where it ends."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.model.bookkeeping import bookkeeping_terms
from provgraph.model.times import order_of, with_offset
from provgraph.queries.element_rows import node_fields, nodes_by_key
from provgraph.queries.relation_sets import relation_set
from provgraph.results.paths import BoundaryElement, RootsOrLeaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.graph.connection import Connection
    from provgraph.queries.relation_sets import RelationSet
    from provgraph.results.paths import Side

_STATEMENTS = {"roots": "lineage/ends_up", "leaves": "lineage/ends_down"}


def roots_or_leaves(
    connection: Connection,
    starts: Sequence[str],
    side: Side,
    *,
    followed: RelationSet | None = None,
    all_entities: bool = False,
) -> RootsOrLeaves:
    """Return the roots or leaves of the lineage of the elements with the keys `starts`.

    Roots are the elements, among the starts and all that is upstream of them, without a
    recorded origin; leaves are those, among the starts and all that is downstream of them,
    from which nothing was made. Bookkeeping, and a value (IVOA's ValueEntity) that nobody used,
    do not count as made from their activity, and are no leaves, unless `all_entities` asks for
    them. A circle has no end.

    Nearest roots first; latest leaves first.

    Raises:
        TimeLimitError: the store takes too long.

    """
    follow = followed or relation_set()
    rows = connection.fetch(
        _STATEMENTS[side],
        _End.of,
        starts=list(starts),
        types=list(follow.types),
        bookkeeping=[] if all_entities else bookkeeping_terms(),
        named=list(follow.named),
    )
    left_out = Counter(row.left_out for row in rows)
    elements = [row.element for row in rows if row.left_out is None]
    elements.sort(key=lambda element: (element.depth, element.label, element.id))
    if side == "leaves":
        elements.sort(key=lambda element: order_of(element.date), reverse=True)
    start = tuple(sorted(node.id for node in nodes_by_key(connection, starts).values()))
    return RootsOrLeaves(
        start, side, tuple(elements), left_out["bookkeeping"], left_out["unspecified"]
    )


class _End(NamedTuple):
    """An end, and why it is left out if it is."""

    element: BoundaryElement
    left_out: str | None

    @classmethod
    def of(cls, *row: Any) -> _End:  # noqa: ANN401  # the statement's columns
        *node, times, left_out = row
        date = max(map(with_offset, times), key=order_of, default=None)
        return cls(BoundaryElement(*node_fields(node), date=date), left_out)
