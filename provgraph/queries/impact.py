"""Impact: what is affected if elements are bad."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.model.bookkeeping import bookkeeping_terms
from provgraph.model.terms import texts
from provgraph.queries.element_rows import node_fields, nodes_by_key
from provgraph.queries.marks import all_marks
from provgraph.queries.relation_sets import relation_set
from provgraph.queries.roots_leaves import roots_or_leaves
from provgraph.queries.suggestions import LEVELS
from provgraph.results.impact import AffectedElement, Impact
from provgraph.results.nodes import is_unfinished

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.graph.connection import Connection

NO_LEVEL = "none"
"""How files without a known data level are counted."""


def impact(connection: Connection, starts: Sequence[str], *, all_entities: bool = False) -> Impact:
    """Return what is downstream of the elements with the keys `starts`.

    Bookkeeping that leads to nothing is left out, unless `all_entities` asks for it.

    Raises:
        TimeLimitError: the store takes too long.

    """
    downstream = connection.fetch(
        "impact/affected",
        _Affected.of,
        starts=list(starts),
        types=list(relation_set().types),
        level=LEVELS,
        bookkeeping=[] if all_entities else bookkeeping_terms(),
    )
    affected = [row.element for row in downstream if not row.left_out]
    affected.sort(key=lambda element: (element.depth, element.id))
    leaves = roots_or_leaves(connection, starts, "leaves", all_entities=all_entities)
    marks = all_marks(connection)
    nodes = nodes_by_key(connection, starts)
    return Impact(
        start=leaves.start,
        kinds=dict(sorted(Counter(element.kind for element in affected).items())),
        files=sum(element.is_file for element in affected),
        levels=count_levels(affected),
        touched=tuple(affected),
        leaves=tuple(leaf for leaf in leaves.ends if leaf.id not in leaves.start),
        marks=tuple(mark for key in dict.fromkeys(starts) for mark in marks.get(key, ())),
        unfinished=tuple(sorted(n.id for n in nodes.values() if is_unfinished(n.types))),
        left_out=len(downstream) - len(affected),
    )


class _Affected(NamedTuple):
    """An element downstream, and whether it is left out."""

    element: AffectedElement
    left_out: bool

    @classmethod
    def of(cls, *row: Any) -> _Affected:  # noqa: ANN401  # the statement's columns
        *node, level, left_out = row
        return cls(AffectedElement(*node_fields(node), levels=_levels(level)), left_out)


def count_levels(affected: Iterable[AffectedElement]) -> dict[str, int]:
    """Return how many of them are files of each data level; those of several count once."""
    files = [element for element in affected if element.is_file]
    counts = Counter(", ".join(sorted(file.levels)) for file in files)
    unknown = counts.pop("", 0)
    return dict(sorted(counts.items())) | ({NO_LEVEL: unknown} if unknown else {})


def _levels(prop: object) -> tuple[str, ...]:
    parts = (part.strip() for text in texts(prop) for part in text.split(","))
    return tuple(dict.fromkeys(filter(None, parts)))
