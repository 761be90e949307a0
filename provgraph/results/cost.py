"""What the history of elements took: activities and their wall time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from provgraph.results.base import Answer, ListResult, Result


@dataclass(frozen=True, slots=True)
class ActivityCost(Result):
    """The activities of one name: how many, their wall seconds, how many have no known times."""

    name: str
    count: int
    seconds: float
    unknown: int


@dataclass(frozen=True, slots=True, repr=False)
class Cost(ListResult, Answer):
    """The activities of the histories of elements, each once; the most expensive name is first.

    `seconds` is the sum of their durations; `unknown` counts those without a known start or end,
    which add nothing to it.
    """

    SCHEMA: ClassVar[str] = "cost"
    LISTED: ClassVar[str] = "names"

    start: tuple[str, ...]
    count: int
    seconds: float
    unknown: int
    names: tuple[ActivityCost, ...]
