"""A descriptions file: what people write about activities, checked against its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic import ValidationError as Invalid
from pydantic.alias_generators import to_camel

from provgraph.errors import IvoaError, ReadError
from provgraph.ivoa import model
from provgraph.ivoa.yaml_lines import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydantic_core import ErrorDetails

    from provgraph.ivoa.yaml_lines import ParsedYaml, Path


def _multiplicity(text: object) -> object:
    try:
        model.bounds(text if isinstance(text, str) else None)
    except IvoaError as error:
        raise ValueError(str(error)) from error
    return text


Text = Annotated[str, StringConstraints(min_length=1)]
Multiplicity = Annotated[Text, BeforeValidator(_multiplicity)]


class _Part(BaseModel):
    # By name in Python, by alias in files.
    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=True
    )


class EntityPart(_Part):
    """A kind of entity."""

    name: Text
    description: Text | None = None
    docurl: Text | None = None
    type: Text | None = None


class DatasetPart(EntityPart):
    """A kind of dataset."""

    content_type: Text


class ValuePart(EntityPart):
    """A kind of value."""

    value_type: Text
    unit: Text | None = None
    ucd: Text | None = None
    utype: Text | None = None


class RolePart(_Part):
    """A role in which an activity uses or generates entities; `entity` names their kind."""

    role: Text
    entity: Text | None = None
    description: Text | None = None
    type: Text | None = None
    multiplicity: Multiplicity | None = None


class ParameterPart(_Part):
    """A parameter that an activity takes."""

    name: Text
    value_type: Text
    description: Text | None = None
    unit: Text | None = None
    ucd: Text | None = None
    utype: Text | None = None
    min: Text | None = None
    max: Text | None = None
    options: Text | None = None
    default: Text | None = None


class ConfigFilePart(_Part):
    """A configuration file that an activity takes."""

    name: Text
    content_type: Text
    description: Text | None = None


class ActivityPart(_Part):
    """An activity, in one version."""

    name: Text
    version: Text | None = None
    description: Text | None = None
    docurl: Text | None = None
    type: Text | None = None
    subtype: Text | None = None
    uses: tuple[RolePart, ...] = ()
    generates: tuple[RolePart, ...] = ()
    parameters: tuple[ParameterPart, ...] = ()
    config_files: tuple[ConfigFilePart, ...] = ()


class AgentPart(_Part):
    """An agent; `id` is a URI or a short name."""

    id: Text
    name: Text
    type: Literal["Person", "Organization", "SoftwareAgent"] | None = None
    comment: Text | None = None
    email: Text | None = None
    affiliation: Text | None = None
    phone: Text | None = None
    address: Text | None = None
    url: Text | None = None


class Descriptions(_Part):
    """All that a descriptions file says."""

    activities: tuple[ActivityPart, ...] = ()
    datasets: tuple[DatasetPart, ...] = ()
    values: tuple[ValuePart, ...] = ()
    entities: tuple[EntityPart, ...] = ()
    agents: tuple[AgentPart, ...] = ()

    def categories(self) -> dict[str, EntityPart]:
        """Return the kinds of entities by name."""
        return {one.name: one for one in (*self.datasets, *self.values, *self.entities)}

    def check(self) -> None:
        """Check what no single field shows: that names are unique, and that there are such.

        Raises:
            IvoaError: they are not; each place is named.

        """
        found = list(self.contradictions())
        if found:
            raise IvoaError("\n".join(f"{dotted(path)}: {reason}" for path, reason in found))

    def contradictions(self) -> Iterator[tuple[Path, str]]:
        """Yield each place where the descriptions contradict themselves, and how."""
        known = self.categories()
        yield from _repeated(("activities",), [(a.name, a.version) for a in self.activities])
        yield from _repeated(("agents",), [agent.id for agent in self.agents])
        names = [c.name for c in (*self.datasets, *self.values, *self.entities)]
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            yield (), f"described more than once: the entities {', '.join(twice)}"
        for index, activity in enumerate(self.activities):
            place = ("activities", index)
            yield from _repeated((*place, "parameters"), [p.name for p in activity.parameters])
            yield from _repeated((*place, "configFiles"), [f.name for f in activity.config_files])
            for side, roles in (("uses", activity.uses), ("generates", activity.generates)):
                yield from _repeated((*place, side), [(r.role, r.entity) for r in roles])
                for position, role in enumerate(roles):
                    if role.entity is not None and role.entity not in known:
                        where = (*place, side, position, "entity")
                        yield where, f"{role.entity!r} is described nowhere in this file"


def read(data: bytes, file: str) -> Descriptions:
    """Return the descriptions in a YAML or JSON file.

    Raises:
        ReadError: it is neither, or against the schema; each line and field is named.

    """
    marked = parse(data, file)
    if not isinstance(marked.value, dict):
        expected = "a mapping with activities, datasets, values, entities or agents"
        raise ReadError(file, f"no descriptions: {expected} is expected")
    try:
        found = Descriptions.model_validate(marked.value, by_alias=True, by_name=False)
    except Invalid as invalid:
        raise _against(file, marked, [(e["loc"], _said(e)) for e in invalid.errors()]) from None
    contradictions = list(found.contradictions())
    if contradictions:
        raise _against(file, marked, contradictions)
    return found


def dotted(path: Path) -> str:
    """Return a place as people write it: `activities[0].uses[1].role`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".") or "the descriptions"


def _against(file: str, marked: ParsedYaml, found: Iterable[tuple[Path, str]]) -> ReadError:
    """Return the error that names each place, in the order of lines."""
    said = sorted((marked.line(path), dotted(path), reason) for path, reason in found)
    lines = [f"line {line}: {place}: {reason}" for line, place, reason in said]
    return ReadError(file, f"\n{file}: ".join(lines))


def _said(error: ErrorDetails) -> str:
    words = {
        "extra_forbidden": "there is no such field",
        "missing": "this field must be there",
        "string_type": "a text is expected",
        "string_too_short": "it must not be empty",
        "tuple_type": "a list is expected",
        "model_type": "fields are expected",
    }
    return words.get(error["type"], error["msg"].removeprefix("Value error, "))


def _repeated(place: Path, names: Sequence[object]) -> Iterator[tuple[Path, str]]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield (*place, index), "it is described here a second time"
