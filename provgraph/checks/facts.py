"""What the rules are about: activities as they ran, elements, and descriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class UsedFile:
    """An entity in a role.

    `categories` are the keys of its descriptions, `value_types` what its value descriptions say.
    `catalogued` says that a file catalogue gave the time of its generation.
    """

    output: bool
    role: str | None
    id: str
    label: str
    name: str
    time: datetime | None = None
    categories: tuple[str, ...] = ()
    value: str | None = None
    value_types: tuple[str, ...] = ()
    is_value: bool = False
    generated: datetime | None = None
    invalidated: datetime | None = None
    catalogued: bool = False


@dataclass(frozen=True, slots=True)
class CheckedParameter:
    """A parameter or configuration file, and the fields of its description, if it has one.

    `activities` are the keys of the activity descriptions that its description belongs to.
    """

    id: str
    name: str | None
    value: str | None
    described: Mapping[str, str | tuple[str, ...]] | None = None
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedRole:
    """The link of an activity to a role's description: its URI, its role, and the link's role."""

    uri: str
    described: str
    role: str
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artefact:
    """What configured an activity: its class, if known, and the class that the relation says."""

    uri: str
    kind: str | None
    said: str | None
    may_be_silent: bool = False


@dataclass(frozen=True, slots=True)
class CheckedExecution:
    """An activity as it ran."""

    id: str
    label: str
    start: datetime | None = None
    end: datetime | None = None
    descriptions: tuple[str, ...] = ()
    files: Sequence[UsedFile] = ()
    parameters: Sequence[CheckedParameter] = ()
    config_files: Sequence[CheckedParameter] = ()
    roles: Sequence[LinkedRole] = ()
    artefacts: Sequence[Artefact] = ()


@dataclass(frozen=True, slots=True)
class EntityCategory:
    """A description of entities: its key, its name, its content type, and whether of values."""

    key: str
    name: str
    content_type: str | None
    is_value: bool = False


@dataclass(frozen=True, slots=True)
class DescribedRole:
    """A usage or generation description, with the kinds of entities that it expects."""

    output: bool
    role: str
    multiplicity: str | None = None
    categories: tuple[EntityCategory, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedDescription:
    """An activity description with its roles, and whether it has parameters and files."""

    name: str
    roles: Sequence[DescribedRole] = ()
    has_parameters: bool = False
    has_config_files: bool = False

    def side(self, *, output: bool) -> list[DescribedRole]:
        """Return the roles of what is generated, or used."""
        return [role for role in self.roles if role.output is output]


@dataclass(frozen=True, slots=True)
class ReferencedValue:
    """The value that a parameter refers to; types and units are of the parameter and of the value.

    Both are described.
    """

    id: str
    value: str
    types: tuple[str, str]
    units: tuple[str, str]


@dataclass(frozen=True, slots=True)
class CheckedElement:
    """An element: its labels, its attributes by their names in the graph, its descriptions.

    `named` says that a document gives it a name, `descriptions` holds the URI and the labels of
    each, `roles` the roles that it plays as an agent, `references` the values that a parameter
    refers to.
    """

    id: str
    label: str
    labels: frozenset[str]
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    named: bool = True
    descriptions: Sequence[tuple[str, frozenset[str]]] = ()
    has_members: bool = False
    roles: Sequence[str] = ()
    references: Sequence[ReferencedValue] = ()

    def text(self, name: str) -> str | None:
        """Return the value of an attribute; of several the first in order."""
        return min(self.attributes.get(name, ()), default=None)
