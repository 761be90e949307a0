"""Impact: what is affected if elements are bad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from provgraph.results.base import Answer, ListResult
from provgraph.results.nodes import Mark, Node, is_file
from provgraph.results.paths import BoundaryElement


@dataclass(frozen=True, slots=True)
class AffectedElement(Node):
    """An element downstream of the bad ones, with its data levels (ctapipe's, as written)."""

    levels: tuple[str, ...] = field(kw_only=True)

    @property
    def is_file(self) -> bool:
        """Whether it can have a data level: an entity that is neither a value nor bookkeeping."""
        return is_file(self)


@dataclass(frozen=True, slots=True, repr=False)
class Impact(ListResult, Answer):
    """All that is downstream of elements.

    `kinds` counts the affected elements by kind, `files` those that are files, `levels` these by
    data level: one of two levels counts once, under both (`DL1, DL2`), and `none` counts those
    without a known level. `leaves` are the affected elements from which nothing else was made yet,
    latest first; `marks` are those on the start elements themselves; `unfinished` are those of
    the start elements that are files of which no writer completed. `left_out` is the number of
    affected bookkeeping entities, such as statuses, that are not among `touched`.
    """

    SCHEMA: ClassVar[str] = "impact"
    LISTED: ClassVar[str] = "touched"

    start: tuple[str, ...]
    kinds: Mapping[str, int]
    files: int
    levels: Mapping[str, int]
    touched: tuple[AffectedElement, ...]
    leaves: tuple[BoundaryElement, ...]
    marks: tuple[Mark, ...] = ()
    unfinished: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def undeclared_files(self) -> int:
        """How many of the files no document declares: relations of documents refer to them."""
        return sum(each.is_file and each.kind == "unknown" for each in self.touched)
