"""Statements of PROV as plain values: PROV-N, sections 3 and 4, gives names and arguments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PROV = "http://www.w3.org/ns/prov#"
TERMS = "http://example.org/terms#"
CTA = "https://provgraph.readthedocs.io/ns/cta#"
PREFIXES: Mapping[str, str] = MappingProxyType({"prov": PROV, "t": TERMS, "cta": CTA})

ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "entity": ("entity",),
        "activity": ("activity", "startTime", "endTime"),
        "agent": ("agent",),
        "wasGeneratedBy": ("entity", "activity", "time"),
        "used": ("activity", "entity", "time"),
        "wasInformedBy": ("informed", "informant"),
        "wasStartedBy": ("activity", "trigger", "starter", "time"),
        "wasEndedBy": ("activity", "trigger", "ender", "time"),
        "wasInvalidatedBy": ("entity", "activity", "time"),
        "wasDerivedFrom": ("generatedEntity", "usedEntity", "activity", "generation", "usage"),
        "wasAttributedTo": ("entity", "agent"),
        "wasAssociatedWith": ("activity", "agent", "plan"),
        "actedOnBehalfOf": ("delegate", "responsible", "activity"),
        "wasInfluencedBy": ("influencee", "influencer"),
        "alternateOf": ("alternate1", "alternate2"),
        "specializationOf": ("specificEntity", "generalEntity"),
        "mentionOf": ("specificEntity", "generalEntity", "bundle"),
        "hadMember": ("collection", "entity"),
    }
)
"""Each kind of statement with its formal arguments, in the order of PROV-N."""

ELEMENTS = ("entity", "activity", "agent")
TIMES = frozenset({"startTime", "endTime", "time"})
RELATION_IDS = frozenset({"generation", "usage"})
THIRD_ARGUMENTS = frozenset({"starter", "ender", "activity", "plan", "bundle"})
"""The further arguments that name an element, where they are not one of the first two."""


@dataclass(frozen=True, slots=True)
class Name:
    """A qualified name: `prefix:local`, or a URI once it is resolved."""

    text: str


Value = str | int | Name


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. Names are local to a history, or URIs once they are resolved."""

    kind: str
    arguments: tuple[str | None, ...]
    attributes: tuple[tuple[str, Value], ...] = ()
    id: str | None = None
    bundle: str = ""

    @property
    def is_element(self) -> bool:
        """Whether it declares an element."""
        return self.kind in ELEMENTS

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """The first two arguments of a relation: effect and cause."""
        return self.arguments[0], self.arguments[1]

    def argument(self, name: str) -> str | None:
        """Return a formal argument by its name, `None` where there is none."""
        return dict(zip(ARGUMENTS[self.kind], self.arguments, strict=True)).get(name)

    def elements(self) -> dict[str, str]:
        """Return the elements that the arguments name, by the argument."""
        return {
            argument: name
            for argument, name in zip(ARGUMENTS[self.kind], self.arguments, strict=True)
            if name is not None and argument not in TIMES | RELATION_IDS
        }

    def third(self) -> str | None:
        """Return the element that a relation's third argument names."""
        if self.is_element or len(self.arguments) < 3:
            return None
        argument = ARGUMENTS[self.kind][2]
        return self.arguments[2] if argument in THIRD_ARGUMENTS else None

    def values(self, name: str) -> list[Value]:
        """Return the values of an attribute."""
        return [value for attribute, value in self.attributes if attribute == name]


@dataclass(frozen=True, slots=True)
class Document:
    """Statements that are loaded and deleted together, in a format."""

    statements: tuple[Statement, ...]
    format: str = "provn"


@dataclass(frozen=True, slots=True)
class Step:
    """A document, by its place, is loaded or deleted."""

    action: str
    document: int


@dataclass(frozen=True, slots=True)
class History:
    """Documents, and in which order they are loaded and deleted.

    Its number makes its names distinct from those of all other histories.
    """

    number: int
    documents: tuple[Document, ...]
    steps: tuple[Step, ...]

    @property
    def namespace(self) -> str:
        """The namespace of its elements."""
        return f"http://example.org/{self.number}/"

    @property
    def prefix(self) -> str:
        """The prefix of its elements."""
        return f"h{self.number}"

    def local(self, name: str) -> str:
        """Return a name of the history as documents write it after the prefix."""
        return f"{name}h{self.number}"

    def uri(self, name: str) -> str:
        """Return the URI of a name of the history."""
        return self.namespace + self.local(name)

    def loaded(self) -> list[int]:
        """Return which documents are in the store after all steps."""
        present: dict[int, bool] = {step.document: step.action == "load" for step in self.steps}
        return sorted(number for number, here in present.items() if here)

    def resolved(self, number: int) -> list[Statement]:
        """Return the statements of a document with URIs for names."""
        return [self._resolved(statement) for statement in self.documents[number].statements]

    def _resolved(self, statement: Statement) -> Statement:
        names = ARGUMENTS[statement.kind]
        return replace(
            statement,
            arguments=tuple(
                value if value is None or argument in TIMES else self.uri(value)
                for argument, value in zip(names, statement.arguments, strict=True)
            ),
            attributes=tuple((expanded(name), _value(value)) for name, value in
                             statement.attributes),
            id=statement.id and self.uri(statement.id),
            bundle=statement.bundle and self.uri(statement.bundle),
        )  # fmt: skip


def expanded(name: str) -> str:
    """Return the URI of a name whose prefix is one of `PREFIXES`."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _value(value: Value) -> Value:
    return Name(expanded(value.text)) if isinstance(value, Name) else value
