"""What the store holds, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from provgraph.results.base import Answer, Result

Period = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class ActivityStats(Result):
    """Activities of one name and version: how many, how many failed, seconds they took.

    `failed` counts those whose status says so: a running activity did not fail. `median` and
    `most` (the 95th percentile) are `None` where no times are known.
    """

    name: str | None
    version: str | None
    count: int
    failed: int
    median: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Stats(Answer):
    """Counts of documents, elements and relations, and of what is odd.

    `orphans` have no relation, `undeclared` elements are only referred to, `unfinished` ones
    are outputs of activities that did not complete.
    """

    SCHEMA: ClassVar[str] = "stats"

    documents: Mapping[str, int]
    kinds: Mapping[str, int]
    types: Mapping[str, int]
    relations: Mapping[str, int]
    activities: tuple[ActivityStats, ...]
    starts: Mapping[str, int]
    orphans: int
    undeclared: int
    unfinished: int


@dataclass(frozen=True, slots=True)
class Emptiness(Answer):
    """Whether the store holds no element."""

    SCHEMA: ClassVar[str] = "empty"

    empty: bool
