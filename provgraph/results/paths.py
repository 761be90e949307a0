"""How elements are connected: paths, common ancestors, the ends of a lineage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from provgraph.results.base import Answer, ListResult
from provgraph.results.nodes import Node, RelationLink

PathDirection = Literal["up", "down"]
Side = Literal["roots", "leaves"]


@dataclass(frozen=True, slots=True, repr=False)
class Paths(ListResult, Answer):
    """The shortest paths between two elements.

    `direction` is `up` where `end` is upstream of `start`, `down` where it is downstream;
    `length` counts relations. Each of `paths` is the ids from `start` to `end`; `nodes` and
    `relations` are those on them. `count` is the number of shortest paths, `None` where only
    one was asked for. `complete` says that `paths` are all that was asked for. If there is no
    path, `reason` says why.
    """

    SCHEMA: ClassVar[str] = "path"
    LISTED: ClassVar[str] = "nodes"

    start: str
    end: str
    direction: PathDirection | None = None
    length: int | None = None
    count: int | None = None
    complete: bool = True
    paths: tuple[tuple[str, ...], ...] = ()
    nodes: tuple[Node, ...] = ()
    relations: tuple[RelationLink, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CommonAncestor(Node):
    """A common ancestor, with its least distance in relations from each of the elements.

    `depth` is the least of the distances.
    """

    distances: Mapping[str, int] = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class CommonAncestors(ListResult, Answer):
    """The nearest common ancestors of elements, and how many common ancestors there are.

    `left_out` counts bookkeeping entities that are not among them.
    """

    SCHEMA: ClassVar[str] = "common"
    LISTED: ClassVar[str] = "nearest"

    start: tuple[str, ...]
    total: int
    nearest: tuple[CommonAncestor, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class BoundaryElement(Node):
    """A root or a leaf; `date` says when it was made or done (ISO 8601)."""

    date: str | None = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class RootsOrLeaves(ListResult, Answer):
    """The roots or the leaves of the lineage of elements.

    `left_out` and `unspecified` count those that are not among `ends`: bookkeeping entities and
    values that nothing used, and ends of relations that their documents do not specify.
    """

    SCHEMA: ClassVar[str] = "ends"
    LISTED: ClassVar[str] = "ends"

    start: tuple[str, ...]
    side: Side
    ends: tuple[BoundaryElement, ...]
    left_out: int = 0
    unspecified: int = 0
