"""Ends: where a lineage begins (its roots) and where it ends (its leaves)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from provgraph.queries.relation_sets import relation_set
from provgraph.results.nodes import Node, node
from provgraph.results.views import ListResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.graph.connection import Connection

Side = Literal["roots", "leaves"]

_STATEMENTS = {"roots": "lineage/ends_up", "leaves": "lineage/ends_down"}


@dataclass(frozen=True, slots=True)
class BoundaryElement:
    """An element where a lineage ends; `date` says when it was made or done, ISO 8601."""

    node: Node
    date: str | None

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        return {**self.node.as_json(), "date": self.date}


@dataclass(frozen=True, slots=True, repr=False)
class RootsOrLeaves(ListResult):
    """The roots or leaves of the lineage of elements."""

    LISTED = "ends"

    start: tuple[str, ...]
    side: Side
    ends: tuple[BoundaryElement, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/ends.json."""
        return {
            "schema": 1,
            "start": list(self.start),
            "side": self.side,
            "ends": [one.as_json() for one in self.ends],
        }


def roots_or_leaves(
    connection: Connection,
    starts: Sequence[str],
    side: Side,
    *,
    types: Sequence[str] | None = None,
) -> RootsOrLeaves:
    """Return the ends of the lineage of the elements with the keys `starts`.

    Roots are those of the starts and of all that they come from of which no cause is known;
    leaves those of the starts and of all that they led to of which nothing came. Who only has
    a value (IVOA's ValueEntity, such as the status of an activity) that nobody used, has
    nothing that came of it; nor is that value a leaf. A circle has no end.

    Nearest roots first; latest leaves first.

    Raises:
        TimeLimitError: the store takes too long.

    """
    asked = {
        "starts": list(starts),
        "types": list(relation_set().types if types is None else types),
    }
    rows = [
        row for part in connection.read_rows(_STATEMENTS[side], **asked) for row in part["rows"]
    ]
    found = sorted((BoundaryElement(node(row, row[7]), row[8]) for row in rows), key=_order)
    if side == "leaves":
        found.sort(key=lambda one: one.date or "", reverse=True)
    own = connection.read_rows("lineage/starts", starts=list(starts), attributes=False)[0]["rows"]
    return RootsOrLeaves(tuple(sorted(row[1] for row in own)), side, tuple(found))


def _order(one: BoundaryElement) -> tuple[int, str, str]:
    return one.node.depth, one.node.label, one.node.id
