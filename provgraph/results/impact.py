"""Impact: what is affected if elements are bad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from provgraph.results.base import Answer, ListResult
from provgraph.results.nodes import Mark, Node, is_value
from provgraph.results.paths import BoundaryElement


@dataclass(frozen=True, slots=True)
class AffectedElement(Node):
    """An element downstream of the bad ones, with its data levels (ctapipe's, as written)."""

    levels: tuple[str, ...] = field(kw_only=True)

    @property
    def is_file(self) -> bool:
        """Whether it can have a data level: an entity that isn't merely a value."""
        return self.kind == "entity" and not is_value(self.types)


@dataclass(frozen=True, slots=True, repr=False)
class Impact(ListResult, Answer):
    """All that is downstream of elements.

    `kinds` counts the affected elements by kind, `levels` the files by data level: one of two
    levels counts in both, and `none` counts those without a known level. `leaves` are the
    affected elements from which nothing else was made yet, latest first; `marks` are those on
    the start elements themselves; `unfinished` are those of the start elements that are files of
    which no writer completed.
    """

    SCHEMA: ClassVar[str] = "impact"
    LISTED: ClassVar[str] = "touched"

    start: tuple[str, ...]
    kinds: Mapping[str, int]
    levels: Mapping[str, int]
    touched: tuple[AffectedElement, ...]
    leaves: tuple[BoundaryElement, ...]
    marks: tuple[Mark, ...] = ()
    unfinished: tuple[str, ...] = ()
