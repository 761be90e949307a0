"""Descriptions as objects of the IVOA model, and as definitions.

A *definition* is one thing that must not be described in two ways: an activity in one version
with its roles, parameters and configuration files; a kind of entity; an agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter

from provgraph.ivoa import model
from provgraph.ivoa.file import ActivityPart, AgentPart, DatasetPart, EntityPart, ValuePart
from provgraph.ivoa.names import agent_uri, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.ivoa.file import Descriptions, ParameterPart, RolePart

Definition = ActivityPart | EntityPart | AgentPart
"""What a definition holds."""

_ADAPTERS: dict[str, TypeAdapter[Definition]] = {
    part.__name__: TypeAdapter(part)
    for part in (ActivityPart, EntityPart, DatasetPart, ValuePart, AgentPart)
}
_Described = TypeVar("_Described", bound=model.Element)


def definitions(descriptions: Descriptions) -> dict[str, str]:
    """Return each definition as text, by its key: the URI of what it defines."""
    parts: dict[str, Definition] = {activity_uri(a): a for a in descriptions.activities}
    parts |= {entity_uri(name): entity for name, entity in descriptions.categories().items()}
    parts |= {agent_uri(agent.id): agent for agent in descriptions.agents}
    return {key: definition_text(part) for key, part in sorted(parts.items())}


def definition_text(part: Definition) -> str:
    """Return a definition as the store holds it: the name of its class, and JSON."""
    kind = type(part).__name__
    return f"{kind} {_ADAPTERS[kind].dump_json(part, exclude_none=True).decode()}"


def parse_definition(text: str) -> Definition:
    """Return the part of a descriptions file that `definition_text` wrote."""
    kind, _, json = text.partition(" ")
    return _ADAPTERS[kind].validate_json(json, by_name=True)


def definition_fields(part: Definition) -> dict[str, object]:
    """Return the fields of a definition as plain values, by their names in files."""
    fields: dict[str, object] = _ADAPTERS[type(part).__name__].dump_python(part, by_alias=True)
    return fields


def description_objects(descriptions: Descriptions) -> Iterator[model.IvoaObject]:
    """Yield the objects that descriptions describe, and how they belong together."""
    for agent in descriptions.agents:
        yield _element(model.Agent, agent_uri(agent.id), agent)
    for category in descriptions.categories().values():
        yield _element(_category_class(category), entity_uri(category.name), category)
    for activity in descriptions.activities:
        yield _element(model.ActivityDescription, activity_uri(activity), activity)
        for element, entity in _parts(activity):
            yield element
            yield model.IsRelatedTo(description=element.id, to=activity_uri(activity))
            if entity:
                yield model.IsRelatedTo(description=element.id, to=entity_uri(entity))


def activity_uri(activity: ActivityPart) -> str:
    """Return the URI of an activity's description."""
    parts = (activity.name, activity.version) if activity.version else (activity.name,)
    return uri_of(model.ActivityDescription, *parts)


def role_uri(activity: ActivityPart, role: RolePart, *, output: bool) -> str:
    """Return the URI of a usage's or a generation's description."""
    kind = model.GenerationDescription if output else model.UsageDescription
    return uri_of(kind, activity.name, activity.version, role.role, role.entity)


def parameter_uri(activity: ActivityPart, parameter: ParameterPart) -> str:
    """Return the URI of a parameter's description."""
    return uri_of(model.ParameterDescription, activity.name, activity.version, parameter.name)


def config_file_uri(activity: ActivityPart, name: str) -> str:
    """Return the URI of a configuration file's description."""
    return uri_of(model.ConfigFileDescription, activity.name, activity.version, name)


def entity_uri(name: str) -> str:
    """Return the URI of the description of a kind of entity."""
    return uri_of(model.EntityDescription, name)


def _parts(activity: ActivityPart) -> Iterator[tuple[model.Element, str | None]]:
    """Yield what belongs to an activity's description, roles with the kind of their entities."""
    for role in activity.uses:
        uri = role_uri(activity, role, output=False)
        yield _element(model.UsageDescription, uri, role), role.entity
    for role in activity.generates:
        uri = role_uri(activity, role, output=True)
        yield _element(model.GenerationDescription, uri, role), role.entity
    for parameter in activity.parameters:
        uri = parameter_uri(activity, parameter)
        yield _element(model.ParameterDescription, uri, parameter), None
    for file in activity.config_files:
        uri = config_file_uri(activity, file.name)
        yield _element(model.ConfigFileDescription, uri, file), None


def _category_class(category: EntityPart) -> type[model.EntityDescription]:
    if isinstance(category, DatasetPart):
        return model.DatasetDescription
    return model.ValueDescription if isinstance(category, ValuePart) else model.EntityDescription


def _element(kind: type[_Described], uri: str, part: object) -> _Described:
    """Return the object of a class with the attributes that a part of the file gives."""
    return kind(id=uri, **{a.name: getattr(part, a.name) for a in kind.attributes[1:]})
