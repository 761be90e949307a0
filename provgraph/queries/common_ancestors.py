"""Common: what several elements share in their histories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from provgraph.model.bookkeeping import bookkeeping_terms
from provgraph.queries.element_rows import identity, nodes_by_key
from provgraph.queries.relation_sets import relation_set
from provgraph.results.paths import CommonAncestor, CommonAncestors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.queries.relation_sets import RelationSet


def common_ancestors(
    connection: Connection,
    starts: Sequence[str],
    *,
    followed: RelationSet | None = None,
    all_entities: bool = False,
) -> CommonAncestors:
    """Return the nearest common ancestors of the elements with the keys `starts`.

    A common ancestor is an element from which each of the starts comes; a start counts as
    its own ancestor, so that of two elements of which one comes from the other, the latter is
    the nearest. It is a *nearest* one if no other common ancestor comes from it: whoever goes
    back from the starts meets it before any other on that way. Where common ancestors
    come from one another in a circle and from it no others come, all of the circle are nearest.
    Bookkeeping that comes from nothing is left out, unless `all_entities` asks for it.

    Raises:
        TimeLimitError: the store takes too long.

    """
    keys = list(dict.fromkeys(starts))
    follow = followed or relation_set()
    parameters = {
        "starts": keys,
        "types": list(follow.types),
        "bookkeeping": [] if all_entities else bookkeeping_terms(),
        "named": list(follow.named),
    }
    answer = connection.fetch("common/nearest", _Nearest, **parameters)[0]
    rows = _heads_of_circles(connection, parameters) if answer.circles else answer.ancestors
    nearest = [row.result() for row in rows]
    return CommonAncestors(
        start=tuple(sorted(node.id for node in nodes_by_key(connection, keys).values())),
        total=answer.total,
        nearest=tuple(sorted(nearest, key=attrgetter("depth", "id"))),
        left_out=answer.left_out,
    )


class _Nearest:
    """The answer of the statement: the nearest ancestors unless they stand in circles."""

    def __init__(
        self,
        *,
        total: int,
        leftOut: int,  # noqa: N803  # the column's name
        circles: bool,
        rows: Sequence[Sequence[Any]],
    ) -> None:
        self.total = total
        self.left_out = leftOut
        self.circles = circles
        self.ancestors = [_Ancestor(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class _Ancestor:
    key: str
    uri: str
    labels: Sequence[str]
    label: object
    name: str | None
    types: object
    properties: None
    distances: Sequence[tuple[str, int]]
    causes: Sequence[str] = ()

    def result(self) -> CommonAncestor:
        distances = dict(self.distances)
        shown = identity(self.uri, self.labels, self.label, self.name, self.types)
        return CommonAncestor(*shown, min(distances.values()), distances=distances)


def _heads_of_circles(
    connection: Connection, parameters: Mapping[str, list[str]]
) -> list[_Ancestor]:
    """Return the nearest common ancestors where they may depend on one another in circles.

    In each circle that no other common ancestor depends on, the element nearest to the starts
    has only effects that are as far away or further. Where the statement saw no such element,
    the ancestors without a common effect are the answer, and the 98,000 others stay in the
    store.
    """
    rows = connection.fetch("common/all", _Ancestor, **parameters)
    ancestors = {row.key: row for row in rows}
    causes = {row.key: row.causes for row in rows}
    effects: dict[str, list[str]] = defaultdict(list)
    for effect, its_causes in causes.items():
        for cause in its_causes:
            effects[cause].append(effect)
    heads = _heads(sorted(ancestors), causes)
    return [ancestors[key] for key in _reached(heads, effects, set())]


def _heads(keys: Iterable[str], causes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one element of each circle that is reached from nowhere else.

    The first to be met of such a circle begins a walk of its own; what else began one was
    reached from a circle that was met later, so the second pass, backwards, leaves it out.
    """
    return _beginnings(reversed(_beginnings(keys, causes)), causes)


def _beginnings(keys: Iterable[str], causes: Mapping[str, Sequence[str]]) -> list[str]:
    seen: set[str] = set()
    return [key for key in keys if _reached([key], causes, seen)]


def _reached(
    starts: Iterable[str], links: Mapping[str, Sequence[str]], seen: set[str]
) -> list[str]:
    """Return what is reached from `starts`, themselves included, and is not yet `seen`."""
    reached = [key for key in starts if key not in seen]
    seen.update(reached)
    for key in reached:  # grows during the iteration
        new = [linked for linked in dict.fromkeys(links.get(key, ())) if linked not in seen]
        seen.update(new)
        reached += new
    return reached
