"""Rules by which an execution conforms to its description and to the standard.

Each function yields breaches of its rules. The rules that do not come from a description are
those of the IVOA Provenance Data Model 1.0, section 2; the numbers are the subsections.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from provgraph.checks.element_rules import is_before
from provgraph.errors import IvoaError
from provgraph.ivoa import contenttype, datatypes
from provgraph.ivoa.contradictions import contradictions
from provgraph.ivoa.model import bounds
from provgraph.ivoa.roles import Candidate, only_role
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from provgraph.checks.facts import (
        Artefact,
        CheckedDescription,
        CheckedExecution,
        CheckedParameter,
        DescribedRole,
        UsedFile,
    )
    from provgraph.checks.rules import Breach

_OWN = "urn:provgraph:entity-description:"


def breaches(
    execution: CheckedExecution, descriptions: Mapping[str, CheckedDescription]
) -> Iterator[Breach]:
    """Yield the breaches of the rules in one execution."""
    yield from _standard(execution)
    yield from _times(execution)
    yield from _other_activities(execution)
    for artefact in execution.artefacts:
        yield from _artefact(artefact)
    yield from _value_types(execution)
    for key in execution.descriptions[:1]:
        yield from _against(_with_roles(execution, descriptions[key]), descriptions[key])
    for parameter in execution.parameters:
        yield from _parameter(parameter)


def _against(execution: CheckedExecution, description: CheckedDescription) -> Iterator[Breach]:
    yield from _roles(execution, description)
    yield from _content_types(execution, description)
    yield from _categories(execution, description)
    yield from _undescribed(execution, description)


def _standard(execution: CheckedExecution) -> Iterator[Breach]:
    """Rules of the standard: 2.5.1 (one description), 2.5.3 and 2.7 (names)."""
    count = len(execution.descriptions)
    if count > 1:
        yield "one-description", f"it has {count} activity descriptions; only one is allowed"
    for link in execution.roles:
        if link.role and link.described and link.role != link.described:
            reason = f"role {link.role!r} is described by {link.uri}, whose role is"
            yield "role-name", f"{reason} {link.described!r}"
    for setting in (*execution.parameters, *execution.config_files):
        name = (setting.described or {}).get("name", setting.name)
        if setting.name is not None and name != setting.name:
            yield "name", f"{setting.name!r} is described under the name {name!r}"


def _times(execution: CheckedExecution) -> Iterator[Breach]:
    """Rules on times: 2.3.1 and 2.3.2, tables 1 and 2."""
    if is_before(execution.end, execution.start):
        yield "end-before-start", f"it ended at {execution.end}, before its start"
        return
    for file in execution.files:
        yield from (
            _generation_times(execution, file) if file.output else _usage_times(execution, file)
        )


def _usage_times(execution: CheckedExecution, file: UsedFile) -> Iterator[Breach]:
    if file.time is not None and not _within(file.time, execution):
        yield "used-in-time", f"{file.label} was used at {file.time}, outside of its run time"
    if is_before(file.invalidated, file.generated):
        return
    # Without the time of the usage, it was used some time between start and end.
    if not file.catalogued and is_before(file.time or execution.end, file.generated):
        yield "used-too-early", f"{file.label} was used before its generation at {file.generated}"
    if is_before(file.invalidated, file.time or execution.start):
        reason = f"{file.label} was used after its invalidation at {file.invalidated}"
        yield "used-too-late", reason


def _generation_times(execution: CheckedExecution, file: UsedFile) -> Iterator[Breach]:
    # A file catalogue knows when a file was registered, which is after its job.
    times = {file.time} if file.catalogued else {file.time, file.generated}
    for time in sorted(time for time in times if time is not None and not _within(time, execution)):
        yield "generated-in-time", f"{file.label} was generated at {time}, outside of its run time"


def _within(time: datetime, execution: CheckedExecution) -> bool:
    return not (is_before(time, execution.start) or is_before(execution.end, time))


def _other_activities(execution: CheckedExecution) -> Iterator[Breach]:
    """Yield descriptions that belong to another activity's description (2.5.1, 2.7.4)."""
    belonging = {link.uri: ("a role", link.activities) for link in execution.roles}
    settings = (*execution.parameters, *execution.config_files)
    belonging |= {each.id: (each.name or each.id, each.activities) for each in settings}
    for setting, activities in belonging.values():
        if execution.descriptions and activities and not {*activities} & {*execution.descriptions}:
            reason = f"the description of {setting} belongs to {min(activities)}"
            yield "other-activity", f"{reason}, not to {execution.descriptions[0]}"


def _artefact(artefact: Artefact) -> Iterator[Breach]:
    """Check an artefactType; VO-DML writes ConfigFile as `Configfile`, which is accepted."""
    if artefact.said is None:
        if not artefact.may_be_silent:
            reason = f"artefactType of the relation with {artefact.uri} is missing (table 23)"
            yield "mandatory", f"WasConfiguredBy: {reason}"
        return
    said = artefact.said.lower()
    if said not in {"parameter", "configfile"}:
        reason = f"artefactType is {artefact.said!r}; it can be Parameter or ConfigFile"
        yield "artefact-type", f"{artefact.uri}: {reason}"
    elif artefact.kind is not None and said != artefact.kind.lower():
        reason = f"is a {artefact.kind}, but artefactType is {artefact.said!r}"
        yield "artefact-type", f"{artefact.uri} {reason}"


def _value_types(execution: CheckedExecution) -> Iterator[Breach]:
    """Yield values that are not of the type in their description (2.6.2)."""
    for file in execution.files:
        for kind in file.value_types:
            value = file.value
            if (
                value is not None
                and datatypes.is_known(kind)
                and not datatypes.is_type(kind, value)
            ):
                yield "value-type", f"{file.label} is {value!r}, which is not of type {kind}"


def _with_roles(execution: CheckedExecution, description: CheckedDescription) -> CheckedExecution:
    """Return the execution as it is held against its description.

    An entity without role has the one that alone can be meant. What provgraph adds by itself, the
    activity's status, is left out unless it is described.
    """
    roles_of_side = {output: _roles_of(execution, output=output) for output in (False, True)}
    files = [_with_role(file, description, roles_of_side[file.output]) for file in execution.files]
    statuses = {role.role for role in description.side(output=True)}
    checked = [
        file for file in files if file.id != f"{execution.id}_status" or file.role in statuses
    ]
    return replace(execution, files=checked)


def _roles_of(execution: CheckedExecution, *, output: bool) -> set[str | None]:
    return {file.role for file in execution.files if file.output is output}


def _with_role(file: UsedFile, description: CheckedDescription, roles: set[str | None]) -> UsedFile:
    if file.role is not None:
        return file
    candidates: list[Candidate] = []
    for role in description.side(output=file.output):
        kinds = role.categories
        candidates += [(role.role, each.is_value, each.content_type) for each in kinds]
        candidates += [] if kinds else [(role.role, None, None)]
    return replace(file, role=only_role(file.name, candidates, roles, is_value=file.is_value))


def _roles(execution: CheckedExecution, description: CheckedDescription) -> Iterator[Breach]:
    """Yield roles that are missing, unknown, or have a wrong number of entities."""
    if not description.roles:
        # A description without any role does not say what is used or generated.
        return
    for output, side in ((False, "used"), (True, "generated")):
        counts = Counter(file.role for file in execution.files if file.output is output)
        roles = description.side(output=output)
        described = {role.role for role in roles}
        # A description that lacks its role, which is mandatory, may be that of any.
        for role in sorted(counts.keys() - described, key=str) if "" not in described else ():
            if role is None:
                yield "role-absent", f"an entity was {side} without role, so it is not described"
            else:
                reason = f"an entity was {side} in role {role!r}, which {description.name}"
                yield "role-unknown", f"{reason} does not have"
        for role in sorted(described - {""}):
            yield from _number(counts[role], side, role, [r for r in roles if r.role == role])


def _number(
    count: int, side: str, role: str, descriptions: Sequence[DescribedRole]
) -> Iterator[Breach]:
    """Compare a number of entities with the sum of what a role's descriptions allow."""
    try:
        limits = [bounds(description.multiplicity) for description in descriptions]
    except IvoaError as error:
        yield "multiplicity", f"role {role!r}: {error}"
        return
    low = sum(least for least, _ in limits)
    highest = [most for _, most in limits if most is not None]
    high = sum(highest) if len(highest) == len(limits) else None
    if count == 0 < low:
        yield "role-missing", f"no entity was {side} in role {role!r}; expected {low} or more"
    elif count < low or (high is not None and count > high):
        allowed = f"{low}" if low == high else f"{low} to {high or 'any number'}"
        entities = plural(count, "entity was", "entities were")
        yield "multiplicity", f"{entities} {side} in role {role!r}; expected {allowed}"


def _content_types(
    execution: CheckedExecution, description: CheckedDescription
) -> Iterator[Breach]:
    """Yield the files whose content type differs from those of their role's datasets."""
    for file in execution.files:
        roles = (r for r in description.roles if (r.output, r.role) == (file.output, file.role))
        datasets = [each for role in roles for each in role.categories if not each.is_value]
        candidates = [d for d in datasets if d.key in file.categories] or datasets
        types = {d.name: d.content_type for d in candidates if d.content_type}
        if types and not any(contenttype.fits(kind, file.name) for kind in types.values()):
            expected = ", ".join(f"{kind} ({name})" for name, kind in sorted(types.items()))
            yield "content-type", f"{file.name} is not of type {expected}"


def _categories(execution: CheckedExecution, description: CheckedDescription) -> Iterator[Breach]:
    """Yield entities that are described otherwise than their role expects (2.5.3)."""
    for file in execution.files:
        roles = [r for r in description.roles if (r.output, r.role) == (file.output, file.role)]
        expected = {each.key: each.name for role in roles for each in role.categories}
        # By `describe`, a file has a description in each of its roles.
        categories = {key for key in file.categories if not key.startswith(_OWN)}
        is_open = not expected or not all(role.categories for role in roles)
        if categories and not is_open and not categories & expected.keys():
            reason = f"{file.label} is described by {', '.join(sorted(categories))}, but role"
            names = ", ".join(sorted(expected.values()))
            yield "role-description", f"{reason} {file.role!r} expects {names}"


def _undescribed(execution: CheckedExecution, description: CheckedDescription) -> Iterator[Breach]:
    sides = (
        ("parameter", execution.parameters, description.has_parameters),
        ("configuration file", execution.config_files, description.has_config_files),
    )
    for kind, settings, has_descriptions in sides:
        for setting in settings:
            if has_descriptions and setting.described is None:
                yield "undescribed", f"{kind} {setting.name or setting.id} has no description"


def _parameter(parameter: CheckedParameter) -> Iterator[Breach]:
    described = parameter.described or {}
    if parameter.value is None or any(contradictions(described)):
        return
    kind, value = str(described.get("valueType", "string")), parameter.value
    shown = f"parameter {parameter.name or parameter.id} is {value!r}"
    if not datatypes.is_type(kind, value):
        yield "parameter-type", f"{shown}, which is not of type {kind}"
        return
    least, greatest = described.get("min"), described.get("max")
    if isinstance(least, str) and datatypes.below(kind, value, least):
        yield "parameter-min", f"{shown}, less than {least}"
    if isinstance(greatest, str) and datatypes.above(kind, value, greatest):
        yield "parameter-max", f"{shown}, more than {greatest}"
    options = described.get("options")
    if options and not datatypes.among(kind, value, options):
        listed = options if isinstance(options, str) else ", ".join(options)
        yield "parameter-options", f"{shown}, which is not one of {listed}"
