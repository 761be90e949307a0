"""Differences of two products, and of two documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from provgraph.results.base import Answer, ListResult, Result
from provgraph.results.nodes import Node

DifferenceKind = Literal["input", "parameter", "command", "software", "host", "agent", "attribute"]


@dataclass(frozen=True, slots=True)
class StepDifference(Result):
    """One difference of two aligned steps: its values, `None` where a side has none.

    `name` is the role of an input, else the name of the parameter, package or attribute.
    `derived` says that it follows from another one: an input whose own making is aligned, or
    a parameter that only names the step's own files.
    """

    what: DifferenceKind
    name: str
    left: str | None
    right: str | None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class ComparedStep(Result):
    """Two aligned steps and their differences, or a step on one side only."""

    left: Node | None
    right: Node | None
    differences: tuple[StepDifference, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Diff(ListResult, Answer):
    """Why `left` and `right` differ.

    `steps` are the pairs that differ and the steps on one side only; `aligned` counts all
    aligned pairs of activities, `shared` the activities that both histories have.
    """

    SCHEMA: ClassVar[str] = "diff"
    LISTED: ClassVar[str] = "steps"

    left: Node
    right: Node
    steps: tuple[ComparedStep, ...]
    aligned: int
    shared: int


@dataclass(frozen=True, slots=True)
class ChangedAttribute(Result):
    """An attribute that differs between the sides: its full URI, the values on each side."""

    id: str
    attribute: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class DocumentsDiff(ListResult, Answer):
    """How documents on two sides differ, by their ids; records as they stand in PROV-N."""

    SCHEMA: ClassVar[str] = "documents-diff"
    LISTED: ClassVar[str] = "changed"

    left: tuple[str, ...]
    right: tuple[str, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    changed: tuple[ChangedAttribute, ...]
