"""The one table of IVOA's Provenance Data Model 1.0: its classes, as frozen dataclasses.

Each class says its attributes: their names, types and choices. What the standard prints in bold
has no default: an object without it cannot be made. Everything else is derived from this:
PROV records (`provgraph.ivoa.prov_mapping`), the fields of description files
(`provgraph.ivoa.file`), the columns of the tables (`provgraph.ivoa.tables.schema`).

A class whose name is PROV's own is that record. Every other one is an entity or a
wasInfluencedBy with a `prov:type`; the names of those are also in `provgraph.model.voprov`,
which the graph needs without this module (importing it takes 20 ms).

Source: IVOA Provenance Data Model 1.0 (Recommendation, 2020), section 2, tables 1 to 23.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, dataclass, fields
from datetime import datetime
from types import NoneType
from typing import (
    TYPE_CHECKING,
    ClassVar,
    Literal,
    TypeVar,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from provgraph.errors import IvoaError
from provgraph.model import voprov
from provgraph.model.namespaces import PROV, VOPROV
from provgraph.model.relations import ATTRIBUTES, KINDS, RELATIONS, SUBTYPES

if TYPE_CHECKING:
    from collections.abc import Callable

AgentType = Literal["Person", "Organization", "SoftwareAgent"]
ArtefactType = Literal["Parameter", "ConfigFile"]
AGENT_TYPES: tuple[str, ...] = get_args(AgentType)

_MULTIPLICITY = re.compile(r"(?P<low>\d+)(?:\.\.(?P<high>\d+|\*))?|\*")
_PROV_RECORDS = KINDS.keys() | {relation.name for relation in RELATIONS}
_VOPROV_CLASSES = {*voprov.CLASSES, *(relation.name for relation in voprov.RELATIONS)}


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a class; `in_prov` if PROV-DM has it, too, under the same name.

    `name` is the field's name here, `standard_name` the one in the standard. It can have `several`
    values as a tuple.
    """

    name: str
    standard_name: str
    mandatory: bool
    type: type[str | datetime]
    choices: tuple[str, ...]
    in_prov: bool
    several: bool = False


@dataclass(frozen=True, kw_only=True)
class IvoaObject:
    """An object of the model.

    `record` is its kind in PROV-N, `prov_type` the URI of its type, `uri_kind` its kind in the URIs
    that provgraph makes, `source` where the standard defines its class. The first `identifiers` of
    its `attributes` name it, or a relation's ends.
    """

    record: ClassVar[str]
    prov_type: ClassVar[str | None] = None
    uri_kind: ClassVar[str]
    source: ClassVar[str]
    identifiers: ClassVar[int]
    attributes: ClassVar[tuple[Attribute, ...]]

    def __post_init__(self) -> None:
        """Check that what is mandatory is there, and that each value is of its type."""
        for attribute in self.attributes:
            self._check(attribute)

    def _check(self, attribute: Attribute) -> None:
        value = getattr(self, attribute.name)
        subject = f"{type(self).__name__}{self._shown_name()}: {attribute.standard_name}"
        # The empty text is a value like any other, and says nothing anywhere else.
        empty = value == "" and attribute.name != "value"
        if value is None or empty:
            if attribute.mandatory or empty:
                raise IvoaError(f"{subject} must not be empty")
            return
        values = value if attribute.several and isinstance(value, tuple) else (value,)
        if not values or not all(isinstance(item, attribute.type) for item in values):
            raise IvoaError(f"{subject} must be a {attribute.type.__name__}, not {value!r}")
        if attribute.choices and value not in attribute.choices:
            raise IvoaError(f"{subject} is {value!r}; it can be {', '.join(attribute.choices)}")

    def _shown_name(self) -> str:
        name = getattr(self, "name", None) or getattr(self, "id", None)
        return f" {name}" if isinstance(name, str) else ""


@dataclass(frozen=True, kw_only=True)
class Element(IvoaObject):
    """Something with an identifier, a URI."""

    record = "entity"
    identifiers = 1

    id: str


@dataclass(frozen=True, kw_only=True)
class IvoaRelation(IvoaObject):
    """A relation of the model; its first two fields are the ends, effect before cause."""

    record = "wasInfluencedBy"
    identifiers = 2


_Object = TypeVar("_Object", bound=IvoaObject)
_declared: list[type[IvoaObject]] = []


@dataclass_transform(kw_only_default=True, frozen_default=True)
def _ivoa_class(source: str) -> Callable[[type[_Object]], type[_Object]]:
    """Declare a class of the standard; `source` is where the standard defines it."""

    def declare(kind: type[_Object]) -> type[_Object]:
        name = kind.__name__
        record = name[0].lower() + name[1:]
        kind.source = source
        kind.uri_kind = re.sub("description$", "-description", name.lower())
        if record in _PROV_RECORDS:
            kind.record = record
        elif name in _VOPROV_CLASSES | SUBTYPES:
            kind.prov_type = f"{PROV if name in SUBTYPES else VOPROV}{name}"
        declared = dataclass(frozen=True, kw_only=True)(kind)
        hints = get_type_hints(declared)
        declared.attributes = tuple(
            _attribute(declared, field, hints[field.name]) for field in fields(declared)
        )
        _declared.append(declared)
        return declared

    return declare


def _attribute(kind: type[IvoaObject], field: Field[object], hint: object) -> Attribute:
    options = get_args(hint) if NoneType in get_args(hint) else (hint,)
    name = to_camel(field.name)
    # A role is PROV's on a relation only, and only an agent's type is one of PROV's classes.
    in_prov = name in ATTRIBUTES and {
        "role": issubclass(kind, IvoaRelation),
        "type": kind.record == "agent",
    }.get(name, True)
    return Attribute(
        field.name,
        name,
        mandatory=field.default is MISSING,
        type=datetime if datetime in options else str,
        choices=get_args(options[0]),
        in_prov=in_prov,
        several=any(get_origin(option) is tuple for option in options),
    )


def to_camel(name: str) -> str:
    """Return a field's name as the standard writes it."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


@_ivoa_class("table 1")
class Entity(Element):
    """A thing with some fixed aspects."""

    name: str | None = None
    location: str | None = None
    generated_at_time: datetime | None = None
    invalidated_at_time: datetime | None = None
    comment: str | None = None


@_ivoa_class("section 2.2.1")
class Collection(Entity):
    """An entity that has members, by `HadMember`."""


@_ivoa_class("section 2.6.1")
class DatasetEntity(Entity):
    """A resource that encodes data in a defined structure."""


@_ivoa_class("table 17")
class ValueEntity(Entity):
    """An atomic piece of data."""

    value: str


@_ivoa_class("table 2")
class Activity(Element):
    """Something that occurs over a period of time."""

    name: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class AgentAttributes:
    """What a description file can say of an agent."""

    name: str
    type: AgentType | None = None
    comment: str | None = None
    email: str | None = None
    affiliation: str | None = None
    phone: str | None = None
    address: str | None = None
    url: str | None = None


@_ivoa_class("table 5")
class Agent(AgentAttributes, Element):
    """Something that bears responsibility."""


@_ivoa_class("table 3")
class Used(IvoaRelation):
    """An activity used an entity."""

    activity: str
    entity: str
    role: str | None = None
    time: datetime | None = None


@_ivoa_class("table 4")
class WasGeneratedBy(IvoaRelation):
    """An entity was generated by an activity."""

    entity: str
    activity: str
    role: str | None = None


@_ivoa_class("table 7")
class WasAssociatedWith(IvoaRelation):
    """An agent had a role in an activity."""

    activity: str
    agent: str
    role: str | None = None


@_ivoa_class("table 8")
class WasAttributedTo(IvoaRelation):
    """An entity is ascribed to an agent."""

    entity: str
    agent: str
    role: str | None = None


@_ivoa_class("section 2.3.5")
class WasInformedBy(IvoaRelation):
    """An activity was informed by another."""

    informed: str
    informant: str


@_ivoa_class("section 2.3.4")
class WasDerivedFrom(IvoaRelation):
    """An entity was derived from another."""

    generated: str
    used: str


@_ivoa_class("section 2.2.1")
class HadMember(IvoaRelation):
    """A collection had an entity as its member."""

    collection: str
    entity: str


@dataclass(frozen=True, kw_only=True)
class ActivityDescriptionAttributes:
    """How an activity works, known before it runs."""

    name: str
    version: str | None = None
    description: str | None = None
    docurl: str | None = None
    type: str | None = None
    subtype: str | None = None


@_ivoa_class("table 10")
class ActivityDescription(ActivityDescriptionAttributes, Element):
    """The description of an activity."""


@dataclass(frozen=True, kw_only=True)
class RoleDescriptionAttributes:
    """A role that entities play in an activity."""

    role: str
    description: str | None = None
    type: str | None = None
    multiplicity: str | None = None


@dataclass(frozen=True, kw_only=True)
class RoleDescription(RoleDescriptionAttributes, Element):
    """What usage and generation descriptions have in common."""

    def __post_init__(self) -> None:
        """Check the multiplicity's syntax, too."""
        super().__post_init__()
        bounds(self.multiplicity)


@_ivoa_class("table 13")
class UsageDescription(RoleDescription):
    """A role that entities play as input."""


@_ivoa_class("table 14")
class GenerationDescription(RoleDescription):
    """A role that entities play as output."""


@dataclass(frozen=True, kw_only=True)
class EntityDescriptionAttributes:
    """A category of entities."""

    name: str
    description: str | None = None
    docurl: str | None = None
    type: str | None = None


@_ivoa_class("table 12")
class EntityDescription(EntityDescriptionAttributes, Element):
    """The description of a category of entities."""


@dataclass(frozen=True, kw_only=True)
class DatasetDescriptionAttributes(EntityDescriptionAttributes):
    """A category of datasets; `content_type` is a MIME type or a format."""

    content_type: str


@_ivoa_class("table 16")
class DatasetDescription(DatasetDescriptionAttributes, EntityDescription):
    """The description of a category of datasets."""


@dataclass(frozen=True, kw_only=True)
class ValueDescriptionAttributes(EntityDescriptionAttributes):
    """A category of values; `value_type` is a data type as in VOTable."""

    value_type: str
    unit: str | None = None
    ucd: str | None = None
    utype: str | None = None


@_ivoa_class("table 18")
class ValueDescription(ValueDescriptionAttributes, EntityDescription):
    """The description of a category of values."""


@_ivoa_class("table 19")
class Parameter(Element):
    """A value that configured an activity."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ParameterDescriptionAttributes:
    """A parameter that an activity takes."""

    name: str
    value_type: str
    description: str | None = None
    unit: str | None = None
    ucd: str | None = None
    utype: str | None = None
    min: str | None = None
    max: str | None = None
    options: str | tuple[str, ...] | None = None
    default: str | None = None


@_ivoa_class("table 20")
class ParameterDescription(ParameterDescriptionAttributes, Element):
    """The description of a parameter."""


@_ivoa_class("table 21")
class ConfigFile(Element):
    """A file of parameters that configured an activity."""

    name: str
    location: str
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConfigFileDescriptionAttributes:
    """A configuration file that an activity takes."""

    name: str
    content_type: str
    description: str | None = None


@_ivoa_class("table 22")
class ConfigFileDescription(ConfigFileDescriptionAttributes, Element):
    """The description of a configuration file."""


@_ivoa_class("table 23")
class WasConfiguredBy(IvoaRelation):
    """An activity was configured by a parameter or a configuration file."""

    activity: str
    artefact: str
    artefact_type: ArtefactType


@_ivoa_class("section 2.7.4")
class HadReference(IvoaRelation):
    """A parameter's value is that of a value entity."""

    parameter: str
    value_entity: str


@_ivoa_class("sections 2.5 to 2.7")
class IsDescribedBy(IvoaRelation):
    """Something is described; of an activity by a usage description, its usages in `role`."""

    described: str
    description: str
    role: str | None = None


@_ivoa_class("sections 2.5 to 2.7")
class IsRelatedTo(IvoaRelation):
    """A description belongs to another one."""

    description: str
    to: str


CLASSES: tuple[type[IvoaObject], ...] = tuple(_declared)
"""All classes of which there can be objects."""


def bounds(multiplicity: str | None) -> tuple[int, int | None]:
    """Return the least and the greatest number that a multiplicity allows.

    Its syntax is VO-DML's: `1`, `*`, `0..1`, `3..*`. Where none is given, once or more.

    Raises:
        IvoaError: it is written in another way.

    """
    if multiplicity is None:
        return 1, None
    match = _MULTIPLICITY.fullmatch(multiplicity)
    if not match:
        raise IvoaError(f"multiplicity {multiplicity!r}: write it as 1, *, 0..1 or 3..*")
    low, high = match["low"], match["high"]
    if low is None:
        return 0, None
    if high and high != "*" and int(high) < int(low):
        raise IvoaError(f"multiplicity {multiplicity!r}: the second number is the smaller one")
    return int(low), None if high == "*" else int(high or low)
