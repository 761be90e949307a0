"""Shapes on which a walk along paths never ends: each question within its time on all of them.

A ladder of diamonds has 2^levels paths, a chain one that is 10,000 activities long, a circle
has no end (PROV allows it), a hub 100,000 relations in and as many out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provgraph.queries import named_queries
from provgraph.queries.bounded_lineage import Bounds
from provgraph.queries.common_ancestors import common_ancestors
from provgraph.queries.diff import diff
from provgraph.queries.impact import impact
from provgraph.queries.lineage import depths, lineage
from provgraph.queries.path import path
from provgraph.queries.roots_leaves import roots_or_leaves
from provgraph.queries.show import show
from provgraph.queries.why import why
from tests.support.history import URI

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provgraph.graph.connection import Connection

SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Files in a row, each made by activities of which each used the next files.

    `first` is the file at the beginning of everything, `last` what came of it at the end.
    """

    name: str
    first: str
    last: str
    steps: tuple[tuple[str, str, str], ...]
    """File, the activity that generated it, the file that this used."""

    def activities(self) -> Iterator[str]:
        """Yield the ids of the activities."""
        yield from dict.fromkeys(step[1] for step in self.steps)

    def entities(self) -> Iterator[str]:
        """Yield the ids of the files."""
        yield from dict.fromkeys(file for step in self.steps for file in (step[0], step[2]))

    def used(self) -> Iterator[tuple[str, str]]:
        """Yield activity and file of each use."""
        yield from dict.fromkeys((step[1], step[2]) for step in self.steps)

    def generated(self) -> Iterator[tuple[str, str]]:
        """Yield file and activity of each generation."""
        yield from dict.fromkeys(step[:2] for step in self.steps)


def diamonds(levels: int) -> Shape:
    """Return a ladder: each file was made by two activities, which both used the next."""
    steps = (
        (f"d{level}", f"d{level}{side}", f"d{level + 1}")
        for level in range(levels)
        for side in "ab"
    )
    return Shape(f"{levels} diamonds", f"d{levels}", "d0", tuple(steps))


def chain(length: int) -> Shape:
    """Return a chain of activities."""
    steps = ((f"c{number}", f"c{number}a", f"c{number + 1}") for number in range(length))
    return Shape(f"chain of {length}", f"c{length}", "c0", tuple(steps))


def circle(length: int) -> Shape:
    """Return a circle of activities: the first used what the last generated."""
    steps = ((f"o{number}", f"o{number}a", f"o{(number + 1) % length}") for number in range(length))
    return Shape(f"circle of {length}", f"o{length // 2}", "o0", tuple(steps))


def hub(degree: int) -> Shape:
    """Return a file that was merged from a number of files and used by as many activities."""
    into = ((f"h{number}", f"h{number}a", "hub") for number in range(degree))
    out = (("hub", "huba", f"r{number}") for number in range(degree))
    return Shape(f"hub of {degree}", "r0", "h0", (*into, *out))


def questions(shape: Shape) -> dict[str, Callable[[Connection], object]]:
    """Return all questions about a shape by their names, each returning a short answer."""
    last, first = URI + shape.last, URI + shape.first
    page = Bounds(limit=500, seconds=SECONDS)
    asks: dict[str, Callable[[Connection], object]] = {
        "depths": lambda c: len(depths(c, [last])),
        "depths, down": lambda c: len(depths(c, [first], direction="down")),
        "lineage": lambda c: len(lineage(c, [last]).nodes),
        "lineage, down": lambda c: len(lineage(c, [first], direction="down").nodes),
        "lineage, both, 500": lambda c: len(
            lineage(c, [last], direction="both", bounds=page).nodes
        ),
        "path": lambda c: path(c, last, first).length,
        "all shortest paths": lambda c: path(c, last, first, limit=10).count,
        "no path": lambda c: path(c, first, last).reason or "there is one",
        "common": lambda c: common_ancestors(c, [last, first]).total,
        "roots": lambda c: len(roots_or_leaves(c, [last], "roots").ends),
        "leaves": lambda c: len(roots_or_leaves(c, [first], "leaves").ends),
        "impact": lambda c: len(impact(c, [first]).touched),
        "diff": lambda c: diff(c, last, first).shared,
        "why": lambda c: len(why(c, last).recipe),
        "show": lambda c: len(show(c, URI + next(shape.used())[1]).relations),
    }
    arguments = _given(shape)
    for statement in named_queries.list_queries():
        values = {parameter.name: arguments[parameter.name] for parameter in statement.parameters}
        asks[f"query {statement.name}"] = _query(statement.text, values)
    return asks


def _query(text: str, values: dict[str, Any]) -> Callable[[Connection], object]:
    return lambda c: len(c.within(SECONDS).query(text, values, write=False)[1])


def _given(shape: Shape) -> dict[str, object]:
    """Return a value for each parameter that a named statement has."""
    activities = [URI + activity for activity in shape.activities()]
    return {
        "name": URI + shape.last,
        "one": URI + shape.last,
        "other": URI + shape.first,
        "activity": activities[0],
        "first": activities[0],
        "second": activities[-1],
        "limit": 100,
        "host": "worker01",
        "path": "override_obs_id",
        "values": ["101"],
        "software": "urn:provgraph:software:ctapipe-0.28",
    }
