"""Common: what several elements share in their histories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from provgraph.queries.relation_sets import relation_set
from provgraph.results.nodes import Node, node
from provgraph.results.views import ListResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection


@dataclass(frozen=True, slots=True)
class CommonAncestor:
    """A common ancestor, with its least distance in relations from each of the elements."""

    node: Node
    distances: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it; `depth` is the least of the distances."""
        return {**self.node.as_json(), "distances": dict(self.distances)}


@dataclass(frozen=True, slots=True, repr=False)
class CommonAncestors(ListResult):
    """The nearest common ancestors of elements, and how many common ancestors there are."""

    LISTED = "nearest"

    start: tuple[str, ...]
    total: int
    nearest: tuple[CommonAncestor, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/common.json."""
        return {
            "schema": 1,
            "start": list(self.start),
            "total": self.total,
            "nearest": [one.as_json() for one in self.nearest],
        }


def common_ancestors(
    connection: Connection, starts: Sequence[str], *, types: Sequence[str] | None = None
) -> CommonAncestors:
    """Return the nearest common ancestors of the elements with the keys `starts`.

    A common ancestor is an element from which each of the starts comes; a start counts as
    its own ancestor, so that of two elements of which one comes from the other, the latter is
    the nearest. It is a *nearest* one if no other common ancestor comes from it: whoever goes
    back from the starts meets it before any other on that way. Where common ancestors
    come from one another in a circle and from it no others come, all of the circle are nearest.

    Raises:
        TimeLimitError: the store takes too long.

    """
    keys = list(dict.fromkeys(starts))
    asked = {"starts": keys, "types": list(relation_set().types if types is None else types)}
    answer = connection.read_rows("common/nearest", **asked)[0]
    rows = _heads_of_circles(connection, asked) if answer["circles"] else answer["rows"]
    found = [_shared(row) for row in rows]
    urls = connection.read_rows("lineage/starts", starts=keys, attributes=False)[0]["rows"]
    return CommonAncestors(
        start=tuple(sorted(row[1] for row in urls)),
        total=answer["total"],
        nearest=tuple(sorted(found, key=attrgetter("node.depth", "node.id"))),
    )


def _shared(row: Sequence[Any]) -> CommonAncestor:
    distances = dict(row[7])
    return CommonAncestor(node(row, min(distances.values())), distances)


def _heads_of_circles(connection: Connection, asked: Mapping[str, Any]) -> list[list[Any]]:
    """Return the nearest common ancestors where they may come from one another in circles.

    In each circle that nothing else common comes from, the element nearest to the starts has
    only effects that are as far away or further. Where the statement saw no such element, what
    has no common effect at all is the answer, and the 98,000 others stay in the store.
    """
    found = [row for part in connection.read_rows("common/all", **asked) for row in part["rows"]]
    rows = {row[0]: row for row in found}
    causes = {row[0]: row[8] for row in found}
    effects: dict[str, list[str]] = defaultdict(list)
    for effect, those in causes.items():
        for cause in those:
            effects[cause].append(effect)
    heads = _heads(sorted(rows), causes)
    return [rows[key] for key in _reached(heads, effects, set())]


def _heads(keys: Iterable[str], causes: Mapping[str, list[str]]) -> list[str]:
    """Return one element of each circle that is reached from nowhere else.

    The first to be met of such a circle begins a walk of its own; what else began one was
    reached from a circle that was met later, so the second pass, backwards, leaves it out.
    """
    return _beginnings(reversed(_beginnings(keys, causes)), causes)


def _beginnings(keys: Iterable[str], causes: Mapping[str, list[str]]) -> list[str]:
    seen: set[str] = set()
    return [key for key in keys if _reached([key], causes, seen)]


def _reached(starts: Iterable[str], links: Mapping[str, list[str]], seen: set[str]) -> list[str]:
    """Return what is reached from `starts`, themselves included, and is not yet `seen`."""
    found = [key for key in starts if key not in seen]
    seen.update(found)
    for key in found:  # grows while it is walked through
        new = [one for one in dict.fromkeys(links.get(key, ())) if one not in seen]
        seen.update(new)
        found += new
    return found
