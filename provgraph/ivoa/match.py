"""Matching of an execution's activity, files and parameters with descriptions.

The result is a function of the execution and of the definitions alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ivoa import model
from provgraph.ivoa.descriptions import (
    activity_uri,
    config_file_uri,
    entity_uri,
    parameter_uri,
    role_uri,
)
from provgraph.ivoa.execution import DescriptionLinks
from provgraph.ivoa.file import DatasetPart, ValuePart
from provgraph.ivoa.names import uri_of
from provgraph.ivoa.roles import Candidate, only_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.ivoa.definitions import KnownDefinitions
    from provgraph.ivoa.execution import EntityUse, Execution
    from provgraph.ivoa.file import ActivityPart, EntityPart, RolePart


def match_descriptions(job: Execution, name: str, known: KnownDefinitions) -> DescriptionLinks:
    """Return the links of a job of that name to its description, and notes on missing parts."""
    versions = known.activities[name]
    activity = versions.get(job.settings.version) or versions.get(None)
    if activity is None:
        described = ", ".join(sorted(version or "any" for version in versions))
        version = job.settings.version or "unknown"
        note = f"{name} is described in version {described}, not in version {version}"
        return DescriptionLinks((), (note,))
    links = dict.fromkeys(_links(job, activity, known.categories))
    notes = dict.fromkeys(_unknown_roles(job, activity, known.categories))
    return DescriptionLinks(tuple(links), tuple(notes))


def _links(
    job: Execution, activity: ActivityPart, categories: Mapping[str, EntityPart]
) -> Iterator[model.IvoaObject]:
    yield model.IsDescribedBy(described=job.id, description=activity_uri(activity))
    yield from _roles(job, activity, categories, output=False)
    yield from _roles(job, activity, categories, output=True)
    yield from _parameters(job, activity)
    yield from _config_files(job, activity)


def _unknown_roles(
    job: Execution, activity: ActivityPart, categories: Mapping[str, EntityPart]
) -> Iterator[str]:
    for output, roles in ((False, activity.uses), (True, activity.generates)):
        described = {role.role for role in roles}
        side = "generation" if output else "usage"
        for use in job.uses:
            # The status is provgraph's own addition: nobody has to describe it.
            if use.output is not output or use.is_status_of(job):
                continue
            if _role_of(job, use, roles, categories) not in described:
                role = f"in role {use.role!r}" if use.role else "without role"
                yield f"{activity.name}: a {side} {role} is not described"


def _roles(
    job: Execution, activity: ActivityPart, categories: Mapping[str, EntityPart], *, output: bool
) -> Iterator[model.IvoaObject]:
    described = activity.generates if output else activity.uses
    for use in (use for use in job.uses if use.output is output):
        name = _role_of(job, use, described, categories)
        roles = [r for r in described if r.role == name and _fits(use, r, categories)]
        for role in roles:
            uri = role_uri(activity, role, output=output)
            yield model.IsDescribedBy(described=job.id, description=uri, role=role.role)
        # If a role has several kinds of entities, it is not known of which kind this one is.
        if len(roles) == 1 and roles[0].entity:
            uri = entity_uri(roles[0].entity)
            yield model.IsDescribedBy(described=use.entity, description=uri)


def _role_of(
    job: Execution,
    use: EntityUse,
    described: Sequence[RolePart],
    categories: Mapping[str, EntityPart],
) -> str | None:
    """Return the role of an entity: its own, or the one that alone can be meant."""
    if use.role is not None:
        return use.role
    candidates: list[Candidate] = []
    for role in described:
        category = categories.get(role.entity or "")
        content_type = category.content_type if isinstance(category, DatasetPart) else None
        is_value = None if category is None else isinstance(category, ValuePart)
        candidates.append((role.role, is_value, content_type))
    roles = {each.role for each in job.uses if each.output is use.output}
    return only_role(use.name or use.entity, candidates, roles, is_value=use.value)


def _fits(use: EntityUse, role: RolePart, categories: Mapping[str, EntityPart]) -> bool:
    category = categories.get(role.entity or "")
    return not isinstance(category, DatasetPart if use.value else ValuePart)


def _parameters(job: Execution, activity: ActivityPart) -> Iterator[model.IvoaObject]:
    for parameter in activity.parameters:
        values = job.settings.values(parameter.name)
        if len(values) == 1:
            uri = uri_of(model.Parameter, job.name, parameter.name)
            yield model.Parameter(id=uri, name=parameter.name, value=values[0])
            yield model.WasConfiguredBy(activity=job.id, artefact=uri, artefact_type="Parameter")
            described = parameter_uri(activity, parameter)
            yield model.IsDescribedBy(described=uri, description=described)


def _config_files(job: Execution, activity: ActivityPart) -> Iterator[model.IvoaObject]:
    for file in activity.config_files:
        inputs = [use for use in job.uses if not use.output and use.name == file.name]
        for use in sorted(inputs, key=lambda use: use.entity)[:1]:
            uri = uri_of(model.ConfigFile, job.name, file.name)
            location = use.location or use.entity
            yield model.ConfigFile(id=uri, name=file.name, location=location)
            yield model.WasConfiguredBy(activity=job.id, artefact=uri, artefact_type="ConfigFile")
            described = config_file_uri(activity, file.name)
            yield model.IsDescribedBy(described=uri, description=described)
