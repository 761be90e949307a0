"""A descriptions file: what people write about activities, checked against its schema.

The fields of each part are those that `provgraph.ivoa.model` declares for its class.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic import ValidationError as Invalid
from pydantic.dataclasses import dataclass as part

from provgraph.errors import IvoaError, ReadError
from provgraph.ivoa import model, vocabularies
from provgraph.ivoa.contradictions import contradictions
from provgraph.ivoa.yaml_positions import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydantic_core import ErrorDetails

    from provgraph.ivoa.yaml_positions import ParsedYaml, Path


_PART = ConfigDict(
    # By name in Python, by alias in files.
    alias_generator=model.to_camel,
    extra="forbid",
    populate_by_name=True,
    str_min_length=1,
)


@part(frozen=True, kw_only=True, config=_PART)
class EntityPart(model.EntityDescriptionAttributes):
    """A kind of entity."""


@part(frozen=True, kw_only=True, config=_PART)
class DatasetPart(model.DatasetDescriptionAttributes, EntityPart):
    """A kind of dataset."""


@part(frozen=True, kw_only=True, config=_PART)
class ValuePart(model.ValueDescriptionAttributes, EntityPart):
    """A kind of value."""


@dataclass(frozen=True, kw_only=True)
class _RoleOfEntity:
    """The first fields of a role, in the order in which stores hold definitions."""

    role: str
    entity: str | None = None


@part(frozen=True, kw_only=True, config=_PART)
class RolePart(model.RoleDescriptionAttributes, _RoleOfEntity):
    """A role in which an activity uses or generates entities; `entity` names their kind."""

    @field_validator("multiplicity")
    @classmethod
    def _check_multiplicity(cls, text: str | None) -> str | None:
        try:
            model.bounds(text)
        except IvoaError as error:
            raise ValueError(str(error)) from error
        return text


@part(frozen=True, kw_only=True, config=_PART)
class ParameterPart(model.ParameterDescriptionAttributes):
    """A parameter that an activity takes."""

    @field_validator("options")
    @classmethod
    def _check_options(cls, options: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
        if options == ():
            raise ValueError("must not be empty")
        return options


@part(frozen=True, kw_only=True, config=_PART)
class ConfigFilePart(model.ConfigFileDescriptionAttributes):
    """A configuration file that an activity takes."""


@part(frozen=True, kw_only=True, config=_PART)
class ActivityPart(model.ActivityDescriptionAttributes):
    """An activity, in one version."""

    uses: tuple[RolePart, ...] = ()
    generates: tuple[RolePart, ...] = ()
    parameters: tuple[ParameterPart, ...] = ()
    config_files: tuple[ConfigFilePart, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Identified:
    id: str


@part(frozen=True, kw_only=True, config=_PART)
class AgentPart(model.AgentAttributes, _Identified):
    """An agent; `id` is a URI or a short name."""


class Descriptions(BaseModel):
    """The content of a descriptions file."""

    model_config = ConfigDict(**_PART, frozen=True)

    activities: tuple[ActivityPart, ...] = ()
    datasets: tuple[DatasetPart, ...] = ()
    values: tuple[ValuePart, ...] = ()
    entities: tuple[EntityPart, ...] = ()
    agents: tuple[AgentPart, ...] = ()

    def categories(self) -> dict[str, EntityPart]:
        """Return the kinds of entities by name."""
        return {category.name: category for category in self._all_categories()}

    def check(self) -> None:
        """Check what no single field shows: that names are unique, and that they are described.

        Raises:
            IvoaError: they are not; each place is named.

        """
        contradictions = list(self.contradictions())
        if contradictions:
            lines = (f"{dotted(path)}: {reason}" for path, reason in contradictions)
            raise IvoaError("\n".join(lines))

    def contradictions(self) -> Iterator[tuple[Path, str]]:
        """Yield each place where the descriptions contradict themselves, and how."""
        yield from _repeated(("activities",), [(a.name, a.version) for a in self.activities])
        yield from _repeated(("agents",), [agent.id for agent in self.agents])
        names = Counter(category.name for category in self._all_categories())
        repeated = sorted(name for name, count in names.items() if count > 1)
        if repeated:
            yield (), f"entities described more than once: {', '.join(repeated)}"
        for index, activity in enumerate(self.activities):
            place = ("activities", index)
            yield from _repeated((*place, "parameters"), [p.name for p in activity.parameters])
            yield from _repeated((*place, "configFiles"), [f.name for f in activity.config_files])
            for position, parameter in enumerate(activity.parameters):
                yield from _contradictions((*place, "parameters", position), parameter)
            for side, roles in (("uses", activity.uses), ("generates", activity.generates)):
                yield from _repeated((*place, side), [(r.role, r.entity) for r in roles])
                for position, role in enumerate(roles):
                    if role.entity is not None and role.entity not in names:
                        where = (*place, side, position, "entity")
                        yield where, f"{role.entity!r} is not described in this file"

        for index, value in enumerate(self.values):
            yield from _contradictions(("values", index), value)

    def doubts(self) -> Iterator[tuple[Path, str]]:
        """Yield each place where a text is not a unit, UCD, URL or term as the standard has it."""
        for place, described in self.parts():
            for name, text in _fields(described).items():
                reason = vocabularies.doubt(type(described).__name__, name, text)
                if reason:
                    yield (*place, name), reason

    def parts(self) -> Iterator[tuple[Path, object]]:
        """Yield each part with its place."""
        for name in ("activities", "datasets", "values", "entities", "agents"):
            yield from _placed((name,), getattr(self, name))
        for index, activity in enumerate(self.activities):
            for name in ("uses", "generates", "parameters"):
                yield from _placed(("activities", index, name), getattr(activity, name))

    def _all_categories(self) -> tuple[EntityPart, ...]:
        return (*self.datasets, *self.values, *self.entities)


class DescriptionsFile(NamedTuple):
    """The content of a file, and notes on what the standard would have otherwise."""

    descriptions: Descriptions
    notes: tuple[str, ...]


def read_with_notes(data: bytes, file: str) -> DescriptionsFile:
    """Return the descriptions in a YAML or JSON file, with notes on units, UCDs and terms.

    Raises:
        ReadError: it is neither, does not match the schema, or contradicts itself; each line and
            field is named.

    """
    parsed = parse(data, file)
    if not isinstance(parsed.value, dict):
        lists = "activities, datasets, values, entities or agents"
        raise ReadError(file, f"not a descriptions file: expected a mapping with {lists}")
    try:
        descriptions = Descriptions.model_validate(parsed.value, by_alias=True, by_name=False)
    except Invalid as invalid:
        errors = [_placed_message(error) for error in invalid.errors()]
        raise ReadError(file, f"\n{file}: ".join(_lines(parsed, errors))) from None
    contradictions = list(descriptions.contradictions())
    if contradictions:
        doubts = [(place, f"{reason} (a warning)") for place, reason in descriptions.doubts()]
        raise ReadError(file, f"\n{file}: ".join(_lines(parsed, [*contradictions, *doubts])))
    return DescriptionsFile(descriptions, tuple(_notes(descriptions, parsed)))


def read(data: bytes, file: str) -> Descriptions:
    """Return the descriptions in a YAML or JSON file.

    Raises:
        ReadError: see `read_with_notes`.

    """
    return read_with_notes(data, file).descriptions


def dotted(path: Path) -> str:
    """Return a place as people write it: `activities[0].uses[1].role`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".") or "the descriptions"


def _notes(descriptions: Descriptions, parsed: ParsedYaml) -> Iterator[str]:
    yield from _lines(parsed, descriptions.doubts())
    units = (_fields(part).keys() & {"unit", "ucd"} for _, part in descriptions.parts())
    if any(units) and not vocabularies.can_check_units():
        yield vocabularies.WITHOUT_ASTROPY


def _lines(parsed: ParsedYaml, places: Iterable[tuple[Path, str]]) -> list[str]:
    """Return a line on each place, in the order of the file's lines."""
    ordered = sorted({(parsed.line(path), dotted(path), reason) for path, reason in places})
    return [f"line {line}: {place}: {reason}" for line, place, reason in ordered]


def _placed(place: Path, parts: Sequence[object]) -> Iterator[tuple[Path, object]]:
    for index, described in enumerate(parts):
        yield (*place, index), described


def _fields(described: object) -> dict[str, str]:
    """Return the texts of a part by the standard's names."""
    attributes = vars(described).items()
    return {model.to_camel(name): value for name, value in attributes if isinstance(value, str)}


def _contradictions(
    place: Path, described: ParameterPart | ValuePart
) -> Iterator[tuple[Path, str]]:
    fields = {model.to_camel(name): value for name, value in vars(described).items()}
    for name, reason in contradictions(fields):
        yield (*place, name), reason


def _placed_message(error: ErrorDetails) -> tuple[Path, str]:
    """Return the place of a fault; of a field with several types pydantic names the type, too."""
    place = error["loc"]
    if "options" in place:
        index = place.index("options") + 1
        lists = "must be a text or a list of texts"
        return place[:index], lists if place[index:] else _message(error)
    return place, _message(error)


def _message(error: ErrorDetails) -> str:
    messages = {
        "extra_forbidden": "unknown field",
        "unexpected_keyword_argument": "unknown field",
        "missing": "this field is required",
        "string_type": "must be a string",
        "string_too_short": "must not be empty",
        "tuple_type": "must be a list",
        "dataclass_type": "must be a mapping",
    }
    return messages.get(error["type"], error["msg"].removeprefix("Value error, "))


def _repeated(place: Path, names: Sequence[object]) -> Iterator[tuple[Path, str]]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield (*place, index), "already described above"
