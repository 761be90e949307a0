"""The classes of IVOA's Provenance Data Model 1.0, as frozen objects.

What the standard prints in bold is mandatory: an object without it cannot be made. Source:
IVOA Provenance Data Model 1.0 (Recommendation, 2020), section 2, tables 1 to 19. Which PROV
record each class becomes is written in docs/ivoa.md and done by `provgraph.ivoa.prov_mapping`.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import ClassVar

from provgraph.errors import IvoaError
from provgraph.model.namespaces import PROV, VOPROV

AGENT_TYPES = ("Person", "Organization", "SoftwareAgent")
ARTEFACT_TYPES = ("Parameter", "ConfigFile")
TIMES = frozenset({"start_time", "end_time", "time", "generated_at_time", "invalidated_at_time"})

_MULTIPLICITY = re.compile(r"(?P<low>\d+)(?:\.\.(?P<high>\d+|\*))?|\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class IvoaObject:
    """An object of the model; `record` is its kind in PROV-N, `prov_type` the type's URI."""

    record: ClassVar[str] = "entity"
    prov_type: ClassVar[str | None] = None
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __post_init__(self) -> None:
        """Check that what is mandatory is there, and that each value is of its kind."""
        for field in fields(self):
            self._check(field.name, mandatory=field.default is MISSING)

    def _check(self, name: str, *, mandatory: bool) -> None:
        value = getattr(self, name)
        what = f"{type(self).__name__}{self._own_name()}: {to_camel(name)}"
        # The empty text is a value like any other, and says nothing anywhere else.
        empty = value == "" and name != "value"
        if value is None or empty:
            if mandatory or empty:
                raise IvoaError(f"{what} must not be empty")
            return
        wanted: type = datetime if name in TIMES else str
        if not isinstance(value, wanted):
            raise IvoaError(f"{what} must be a {wanted.__name__}, not {value!r}")
        if name in self.choices and value not in self.choices[name]:
            raise IvoaError(f"{what} is {value!r}; it can be {', '.join(self.choices[name])}")

    def _own_name(self) -> str:
        name = getattr(self, "name", None) or getattr(self, "id", None)
        return f" {name}" if isinstance(name, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element(IvoaObject):
    """Something with an identifier, a URI."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Element):
    """A thing with some fixed aspects (table 1)."""

    name: str | None = None
    location: str | None = None
    generated_at_time: datetime | None = None
    invalidated_at_time: datetime | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection(Entity):
    """An entity that has members, by `HadMember` (section 2.2.1)."""

    prov_type = f"{PROV}Collection"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEntity(Entity):
    """A resource that encodes data in a defined structure (section 2.6.1)."""

    prov_type = f"{VOPROV}DatasetEntity"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueEntity(Entity):
    """An atomic piece of data (table 14)."""

    prov_type = f"{VOPROV}ValueEntity"

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Element):
    """Something that occurs over a period of time (table 2)."""

    record = "activity"

    name: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Element):
    """Something that bears responsibility (table 5)."""

    record = "agent"
    choices: ClassVar[dict[str, tuple[str, ...]]] = {"type": AGENT_TYPES}

    name: str
    type: str | None = None
    comment: str | None = None
    email: str | None = None
    affiliation: str | None = None
    phone: str | None = None
    address: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDescription(Element):
    """How an activity works, known before it runs (table 9)."""

    prov_type = f"{VOPROV}ActivityDescription"

    name: str
    version: str | None = None
    description: str | None = None
    docurl: str | None = None
    type: str | None = None
    subtype: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityDescription(Element):
    """A category of entities (table 10)."""

    prov_type = f"{VOPROV}EntityDescription"

    name: str
    description: str | None = None
    docurl: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetDescription(EntityDescription):
    """A category of datasets (table 13); `content_type` is a MIME type or a format."""

    prov_type = f"{VOPROV}DatasetDescription"

    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueDescription(EntityDescription):
    """A category of values (table 15); `value_type` is a data type as in VOTable."""

    prov_type = f"{VOPROV}ValueDescription"

    value_type: str
    unit: str | None = None
    ucd: str | None = None
    utype: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDescription(Element):
    """What usage and generation descriptions have in common."""

    role: str
    description: str | None = None
    type: str | None = None
    multiplicity: str | None = None

    def __post_init__(self) -> None:
        """Check the multiplicity's syntax, too."""
        Element.__post_init__(self)
        bounds(self.multiplicity)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageDescription(RoleDescription):
    """A role that entities play as input (table 11)."""

    prov_type = f"{VOPROV}UsageDescription"


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationDescription(RoleDescription):
    """A role that entities play as output (table 12)."""

    prov_type = f"{VOPROV}GenerationDescription"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Element):
    """A value that configured an activity (table 16)."""

    prov_type = f"{VOPROV}Parameter"

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterDescription(Element):
    """A parameter that an activity takes (table 17)."""

    prov_type = f"{VOPROV}ParameterDescription"

    name: str
    value_type: str
    description: str | None = None
    unit: str | None = None
    ucd: str | None = None
    utype: str | None = None
    min: str | None = None
    max: str | None = None
    options: str | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFile(Element):
    """A file of parameters that configured an activity (table 18)."""

    prov_type = f"{VOPROV}ConfigFile"

    name: str
    location: str
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFileDescription(Element):
    """A configuration file that an activity takes (table 19)."""

    prov_type = f"{VOPROV}ConfigFileDescription"

    name: str
    content_type: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IvoaRelation(IvoaObject):
    """A relation of the model; its first two fields are the ends, effect before cause."""

    record = "wasInfluencedBy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Used(IvoaRelation):
    """An activity used an entity (table 3)."""

    record = "used"

    activity: str
    entity: str
    role: str | None = None
    time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WasGeneratedBy(IvoaRelation):
    """An entity was generated by an activity (table 4)."""

    record = "wasGeneratedBy"

    entity: str
    activity: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WasAssociatedWith(IvoaRelation):
    """An agent had a role in an activity (table 7)."""

    record = "wasAssociatedWith"

    activity: str
    agent: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WasAttributedTo(IvoaRelation):
    """An entity is ascribed to an agent (table 8)."""

    record = "wasAttributedTo"

    entity: str
    agent: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WasInformedBy(IvoaRelation):
    """An activity was informed by another (section 2.3.5)."""

    record = "wasInformedBy"

    informed: str
    informant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WasDerivedFrom(IvoaRelation):
    """An entity was derived from another (section 2.3.4)."""

    record = "wasDerivedFrom"

    generated: str
    used: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HadMember(IvoaRelation):
    """A collection had an entity as its member (section 2.2.1)."""

    record = "hadMember"

    collection: str
    entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WasConfiguredBy(IvoaRelation):
    """An activity was configured by a parameter or a configuration file (section 2.7.4)."""

    prov_type = f"{VOPROV}WasConfiguredBy"
    choices: ClassVar[dict[str, tuple[str, ...]]] = {"artefact_type": ARTEFACT_TYPES}

    activity: str
    artefact: str
    artefact_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HadReference(IvoaRelation):
    """A parameter's value is that of a value entity (section 2.7.4)."""

    prov_type = f"{VOPROV}HadReference"

    parameter: str
    value_entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IsDescribedBy(IvoaRelation):
    """Something is described; of an activity by a usage description, its usages in `role`."""

    prov_type = f"{VOPROV}IsDescribedBy"

    described: str
    description: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IsRelatedTo(IvoaRelation):
    """A description belongs to another one."""

    prov_type = f"{VOPROV}IsRelatedTo"

    description: str
    to: str


CLASSES: tuple[type[IvoaObject], ...] = (
    Entity,
    Collection,
    DatasetEntity,
    ValueEntity,
    Activity,
    Agent,
    Used,
    WasGeneratedBy,
    WasAssociatedWith,
    WasAttributedTo,
    WasInformedBy,
    WasDerivedFrom,
    HadMember,
    ActivityDescription,
    UsageDescription,
    GenerationDescription,
    EntityDescription,
    DatasetDescription,
    ValueDescription,
    Parameter,
    ParameterDescription,
    ConfigFile,
    ConfigFileDescription,
    WasConfiguredBy,
    HadReference,
    IsDescribedBy,
    IsRelatedTo,
)
"""All classes of which there can be objects."""


def to_camel(name: str) -> str:
    """Return a field's name as the standard writes it."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def bounds(multiplicity: str | None) -> tuple[int, int | None]:
    """Return the least and the greatest number that a multiplicity allows.

    Its syntax is VO-DML's: `1`, `*`, `0..1`, `3..*`. Where none is given, once or more.

    Raises:
        IvoaError: it is written in another way.

    """
    if multiplicity is None:
        return 1, None
    found = _MULTIPLICITY.fullmatch(multiplicity)
    if not found:
        raise IvoaError(f"multiplicity {multiplicity!r}: it is written 1, *, 0..1 or 3..*")
    low, high = found["low"], found["high"]
    if low is None:
        return 0, None
    if high and high != "*" and int(high) < int(low):
        raise IvoaError(f"multiplicity {multiplicity!r}: the second number is the smaller one")
    return int(low), None if high == "*" else int(high or low)
