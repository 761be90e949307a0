"""Elements and relations, as all answers show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from provgraph.model.bookkeeping import is_bookkeeping
from provgraph.model.namespaces import UNFINISHED
from provgraph.model.relations import Kind, label_of_type
from provgraph.results.base import Answer, Result, is_none

Direction = Literal["up", "down", "both"]
"""Upstream (to causes), downstream (to effects), or both."""


@dataclass(frozen=True, slots=True)
class Mark(Result):
    """A quality annotation: its id, the element that it marks, why, by whom, when (ISO 8601).

    `label` is what people call the marked element. `depth` counts the relations from an element
    back to the marked one: 0 is the marked element itself; a larger number means that the element
    is tainted by it. `documents` are those that hold nothing but the mark.
    """

    id: str
    marked: str
    reason: str
    by: str
    time: str | None
    depth: int = 0
    documents: tuple[str, ...] = field(
        default=(), compare=False, repr=False, metadata={"exclude": True}
    )
    label: str = ""

    def __post_init__(self) -> None:
        """Call it by its id where an answer of an earlier version has no label."""
        object.__setattr__(self, "label", self.label or self.marked)

    @property
    def short(self) -> str:
        """What stands beside a name: that the element is marked or tainted, and why."""
        return f"{'tainted' if self.depth else 'marked'}: {self.reason}"


@dataclass(frozen=True, slots=True)
class MarkList(Answer):
    """Marks: all, or those that were added or removed."""

    SCHEMA: ClassVar[str] = "marks"

    marks: tuple[Mark, ...]


def is_unfinished(types: Iterable[str]) -> bool:
    """Tell by its types whether an element is a file of which no writer completed."""
    return UNFINISHED in types


def is_value(types: Iterable[str]) -> bool:
    """Tell by its types whether an entity is merely a value, such as a status."""
    return any(label_of_type(uri) == "ValueEntity" for uri in types)


@dataclass(frozen=True, slots=True)
class GraphElement(Result):
    """An element of the graph.

    `attributes` are present where they were asked for: the names that the graph gives them,
    and their values as people write them. `mark` is present if the element, or something
    upstream of it, was marked as bad.
    """

    id: str
    kind: Kind
    types: tuple[str, ...]
    label: str
    attributes: Mapping[str, tuple[str, ...]] | None = field(
        default=None, kw_only=True, metadata={"exclude_if": is_none}
    )
    mark: Mark | None = field(default=None, kw_only=True, metadata={"exclude_if": is_none})

    @property
    def warnings(self) -> tuple[str, ...]:
        """What stands beside its name: that it is unfinished, and that it is marked or tainted."""
        unfinished = ["unfinished"] if is_unfinished(self.types) else []
        return (*unfinished, *([self.mark.short] if self.mark else []))


@dataclass(frozen=True, slots=True)
class Node(GraphElement):
    """An element in an answer; `depth` counts relations from the nearest start."""

    depth: int = 0


@dataclass(frozen=True, slots=True)
class RelationLink(Result):
    """A relation in an answer: its PROV-N name, its ends from effect to cause, its roles."""

    type: str
    start: str = field(metadata={"alias": "from"})
    end: str = field(metadata={"alias": "to"})
    role: tuple[str, ...] = ()


def is_file(element: GraphElement) -> bool:
    """Tell whether an element is a file: neither a value nor bookkeeping.

    What no document declares may be one.
    """
    bookkeeping = is_bookkeeping(element.types, element.label)
    is_thing = element.kind not in {"activity", "agent"}
    return is_thing and not bookkeeping and not is_value(element.types)


_WORDS: Mapping[Kind, tuple[str, str]] = {
    "entity": ("entity", "entities"),
    "activity": ("activity", "activities"),
    "agent": ("agent", "agents"),
    "unknown": ("undeclared", "undeclared"),
}


def count_kinds(elements: Iterable[GraphElement]) -> str:
    """Return how many there are of each kind, as `12 entities, 1 activity`."""
    counts = Counter(element.kind for element in elements)
    present = [(counts[kind], words) for kind, words in _WORDS.items() if counts[kind]]
    return ", ".join(f"{count:,} {words[count > 1]}" for count, words in present)
