"""Descriptions of activities, as the IVOA's model has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from provgraph.results.base import Answer, Result


@dataclass(frozen=True, slots=True)
class ActivityDescription(Result):
    """How the activities of a name and version work; `executions` is how many it describes."""

    id: str
    name: str
    version: str | None
    type: str | None
    description: str | None
    documentation: str | None
    executions: int


@dataclass(frozen=True, slots=True)
class DescriptionList(Answer):
    """The descriptions of activities, by name and version."""

    SCHEMA: ClassVar[str] = "descriptions"

    descriptions: tuple[ActivityDescription, ...]
