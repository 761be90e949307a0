"""Descriptions: what a file describes, as objects of the IVOA model and as definitions.

A *definition* is one thing that must not be described in two ways: an activity in one version
with its roles, parameters and configuration files; a kind of entity; an agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.ivoa import model
from provgraph.ivoa.file import DatasetPart, ValuePart
from provgraph.ivoa.names import agent_uri, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from provgraph.ivoa.file import (
        ActivityPart,
        AgentPart,
        Descriptions,
        EntityPart,
        ParameterPart,
        RolePart,
    )

_OWN = {"uses", "generates", "parameters", "config_files"}


def definitions(descriptions: Descriptions) -> dict[str, str]:
    """Return each definition as JSON, by its key: the URI of what it defines."""
    parts: dict[str, Any] = {activity_uri(one): one for one in descriptions.activities}
    parts |= {entity_uri(name): one for name, one in descriptions.categories().items()}
    parts |= {agent_uri(one.id): one for one in descriptions.agents}
    return {
        key: f"{type(one).__name__} {one.model_dump_json(exclude_none=True)}"
        for key, one in sorted(parts.items())
    }


def description_objects(descriptions: Descriptions) -> Iterator[model.IvoaObject]:
    """Yield the objects that descriptions describe, and how they belong together."""
    for agent in descriptions.agents:
        yield _agent(agent)
    for category in descriptions.categories().values():
        yield _category(category)
    for activity in descriptions.activities:
        yield model.ActivityDescription(id=activity_uri(activity), **_fields(activity, _OWN))
        for part, thing in _parts(activity):
            yield thing
            yield model.IsRelatedTo(description=thing.id, to=activity_uri(activity))
            entity = getattr(part, "entity", None)
            if entity:
                yield model.IsRelatedTo(description=thing.id, to=entity_uri(entity))


def activity_uri(activity: ActivityPart) -> str:
    """Return the URI of an activity's description."""
    parts = (activity.name, activity.version) if activity.version else (activity.name,)
    return uri_of("activity-description", *parts)


def role_uri(activity: ActivityPart, role: RolePart, *, output: bool) -> str:
    """Return the URI of a usage's or a generation's description."""
    kind = "generation-description" if output else "usage-description"
    return uri_of(kind, activity.name, activity.version, role.role, role.entity)


def parameter_uri(activity: ActivityPart, parameter: ParameterPart) -> str:
    """Return the URI of a parameter's description."""
    return uri_of("parameter-description", activity.name, activity.version, parameter.name)


def config_file_uri(activity: ActivityPart, name: str) -> str:
    """Return the URI of a configuration file's description."""
    return uri_of("configfile-description", activity.name, activity.version, name)


def entity_uri(name: str) -> str:
    """Return the URI of the description of a kind of entity."""
    return uri_of("entity-description", name)


def _parts(activity: ActivityPart) -> Iterator[tuple[object, model.Element]]:
    for role in activity.uses:
        uri = role_uri(activity, role, output=False)
        yield role, model.UsageDescription(id=uri, **_fields(role, {"entity"}))
    for role in activity.generates:
        uri = role_uri(activity, role, output=True)
        yield role, model.GenerationDescription(id=uri, **_fields(role, {"entity"}))
    for parameter in activity.parameters:
        uri = parameter_uri(activity, parameter)
        yield parameter, model.ParameterDescription(id=uri, **_fields(parameter))
    for file in activity.config_files:
        uri = config_file_uri(activity, file.name)
        yield file, model.ConfigFileDescription(id=uri, **_fields(file))


def _agent(agent: AgentPart) -> model.Agent:
    return model.Agent(id=agent_uri(agent.id), **_fields(agent, {"id"}))


def _category(category: EntityPart) -> model.EntityDescription:
    kind: type[model.EntityDescription] = model.EntityDescription
    if isinstance(category, DatasetPart):
        kind = model.DatasetDescription
    elif isinstance(category, ValuePart):
        kind = model.ValueDescription
    return kind(id=entity_uri(category.name), **_fields(category))


def _fields(part: BaseModel, without: set[str] | None = None) -> dict[str, Any]:
    return part.model_dump(exclude=without)
