"""Impact: what is touched if elements are bad."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provgraph.model.relations import label_of_type
from provgraph.model.terms import texts
from provgraph.queries.marks import Mark, all_marks
from provgraph.queries.relation_sets import relation_set
from provgraph.queries.roots_leaves import BoundaryElement, roots_or_leaves
from provgraph.queries.stop_conditions import LEVELS
from provgraph.results.nodes import Node, node
from provgraph.results.views import ListResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.graph.connection import Connection

NO_LEVEL = "none"
"""How files are counted of which no data level is known."""


@dataclass(frozen=True, slots=True)
class AffectedElement:
    """An element that comes of the bad ones, with its data levels (ctapipe's, as written)."""

    node: Node
    levels: tuple[str, ...]

    @property
    def file(self) -> bool:
        """Whether it can have a data level: an entity that isn't merely a value."""
        values = any(label_of_type(uri) == "ValueEntity" for uri in self.node.types)
        return self.node.kind == "entity" and not values

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        return {**self.node.as_json(), "levels": list(self.levels)}


@dataclass(frozen=True, slots=True, repr=False)
class Impact(ListResult):
    """All that came of elements; `leaves` are those of which nothing came yet, latest first.

    `marks` are those on the elements themselves.
    """

    LISTED = "touched"

    start: tuple[str, ...]
    touched: tuple[AffectedElement, ...]
    leaves: tuple[BoundaryElement, ...]
    marks: tuple[Mark, ...] = ()

    @property
    def kinds(self) -> dict[str, int]:
        """How many are touched, by kind."""
        return dict(sorted(Counter(one.node.kind for one in self.touched).items()))

    @property
    def levels(self) -> dict[str, int]:
        """How many files are touched, by data level; one of two levels counts in both.

        Entities that only are a value, such as an activity's status, have no level.
        """
        found = Counter(level for one in self.touched if one.file for level in one.levels)
        unknown = sum(one.file and not one.levels for one in self.touched)
        return dict(sorted(found.items())) | ({NO_LEVEL: unknown} if unknown else {})

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/impact.json."""
        return {
            "schema": 1,
            "start": list(self.start),
            "kinds": self.kinds,
            "levels": self.levels,
            "touched": [one.as_json() for one in self.touched],
            "leaves": [one.as_json() for one in self.leaves],
            "marks": [one.as_json() for one in self.marks],
        }


def impact(connection: Connection, starts: Sequence[str]) -> Impact:
    """Return what came of the elements with the keys `starts`.

    Raises:
        TimeLimitError: the store takes too long.

    """
    asked = {"starts": list(starts), "types": list(relation_set().types), "level": LEVELS}
    rows = [
        row for part in connection.read_rows("impact/affected", **asked) for row in part["rows"]
    ]
    found = [AffectedElement(node(row, row[7]), _levels(row[8])) for row in rows]
    last = roots_or_leaves(connection, starts, "leaves")
    known = all_marks(connection)
    return Impact(
        start=last.start,
        touched=tuple(sorted(found, key=lambda one: (one.node.depth, one.node.id))),
        leaves=tuple(one for one in last.ends if one.node.id not in last.start),
        marks=tuple(mark for key in dict.fromkeys(starts) for mark in known.get(key, ())),
    )


def _levels(prop: object) -> tuple[str, ...]:
    found: Iterable[str] = (part for text in texts(prop) for part in text.split(","))
    return tuple(dict.fromkeys(part.strip() for part in found if part.strip()))
