"""How an element was made, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from provgraph.model.relations import Kind
from provgraph.results.base import Answer, ListResult, Result
from provgraph.results.checks import Finding
from provgraph.results.nodes import GraphElement, Mark


@dataclass(frozen=True, slots=True)
class StepFile(Result):
    """An entity that an activity used or made: its roles, where it was, its checksums.

    `unfinished` files are those of which no writer completed.
    """

    id: str
    label: str
    role: tuple[str, ...]
    location: str | None
    checksums: Mapping[str, str]
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class ActivityStep(Result):
    """An activity: when and where it ran, and with what.

    `software` maps names to versions; `attributes` are those that no other field holds;
    `configurations` are the ids of what configured it, `agents` those of the associated agents
    other than software. `command` holds the words of the recorded command line.
    """

    id: str
    label: str
    start: str | None
    end: str | None
    host: str | None
    command: tuple[str, ...]
    software: Mapping[str, str]
    configurations: tuple[str, ...]
    attributes: Mapping[str, str]
    agents: tuple[str, ...]
    inputs: tuple[StepFile, ...]
    outputs: tuple[StepFile, ...]
    parameters: Mapping[str, Any] = field(
        default_factory=dict, compare=False, metadata={"exclude": True}
    )


@dataclass(frozen=True, slots=True)
class Cause(Result):
    """Something that an element depends on through a relation, where no activity is known."""

    relation: str
    id: str
    label: str


@dataclass(frozen=True, slots=True, repr=False)
class Why(ListResult, Answer):
    """What is known of how an element was made.

    `makers` are the activities that generated it, or the element itself if it is an activity;
    `causes` are what else it depends on, by wasDerivedFrom and other relations; `responsible`
    are its agents and those of its makers, and on whose behalf these acted. `recipe` lists the
    activities of its whole history, causes first, without those that ran inside another's
    process; `parameters` are theirs, by configuration. `described` counts the makers that have
    a description, `findings` are where the makers do not conform to it.
    """

    SCHEMA: ClassVar[str] = "why"
    LISTED: ClassVar[str] = "recipe"

    id: str
    kind: Kind
    types: tuple[str, ...]
    label: str
    checksums: Mapping[str, str]
    makers: tuple[ActivityStep, ...]
    causes: tuple[Cause, ...]
    responsible: tuple[GraphElement, ...]
    recipe: tuple[ActivityStep, ...]
    parameters: Mapping[str, Mapping[str, Any]]
    described: int
    findings: tuple[Finding, ...]
    mark: Mark | None = None
