"""Rules by which an execution conforms to its description and to the standard.

Each function yields breaches of its rules. The rules that do not come from a description are
those of the IVOA Provenance Data Model 1.0, section 2; the numbers are the subsections.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.errors import IvoaError
from provgraph.ivoa import contenttype, datatypes
from provgraph.ivoa.model import bounds
from provgraph.results.checks import Finding
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from provgraph.results.checks import Severity

WARNINGS = frozenset({"role-absent", "same-path"})
"""Rules whose breach is not an error: the standard says that a role *should* be given (2.3.3)."""


@dataclass(frozen=True, slots=True)
class UsedFile:
    """An entity in a role.

    `categories` are the keys of its dataset descriptions, `value_types` what its value
    descriptions say.
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


@dataclass(frozen=True, slots=True)
class CheckedParameter:
    """A parameter or configuration file, and the fields of its description, if it has one."""

    id: str
    name: str
    value: str
    described: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class CheckedExecution:
    """An activity as it ran; `roles` holds the role of each link and of its description."""

    id: str
    label: str
    start: datetime | None = None
    end: datetime | None = None
    descriptions: tuple[str, ...] = ()
    files: Sequence[UsedFile] = ()
    parameters: Sequence[CheckedParameter] = ()
    config_files: Sequence[CheckedParameter] = ()
    roles: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class EntityCategory:
    """A dataset description: its key, its name, its content type."""

    key: str
    name: str
    content_type: str | None


@dataclass(frozen=True, slots=True)
class DescribedRole:
    """A usage or generation description, with the datasets that it expects."""

    output: bool
    role: str
    multiplicity: str | None = None
    categories: tuple[EntityCategory, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedDescription:
    """An activity description with its roles."""

    name: str
    roles: Sequence[DescribedRole] = ()


def findings(
    execution: CheckedExecution, descriptions: Mapping[str, CheckedDescription]
) -> list[Finding]:
    """Return the breaches of the rules in one execution."""
    breaches = [*_standard(execution), *_value_types(execution)]
    for key in execution.descriptions[:1]:
        breaches += _roles(execution, descriptions[key])
        breaches += _content_types(execution, descriptions[key])
    for parameter in execution.parameters:
        breaches += _parameter(parameter)
    return [
        Finding(execution.id, execution.label, rule, severity_of(rule), message)
        for rule, message in breaches
    ]


def severity_of(rule: str) -> Severity:
    """Return whether a breach of a rule is an error, or may only be a mistake."""
    return "warning" if rule in WARNINGS else "error"


def _standard(execution: CheckedExecution) -> Iterator[tuple[str, str]]:
    """Rules of the standard: 2.5.1 (one description), 2.3.1 (time), 2.5.3 and 2.7 (names)."""
    count = len(execution.descriptions)
    if count > 1:
        yield "one-description", f"it has {count} activity descriptions; only one is allowed"
    for file in execution.files:
        if not file.output and file.time is not None and not _within(file.time, execution):
            yield "used-in-time", f"{file.label} was used at {file.time}, outside of its run time"
    for uri, described, role in execution.roles:
        if role and role != described:
            yield "role-name", f"role {role!r} is described by {uri}, whose role is {described!r}"
    for setting in (*execution.parameters, *execution.config_files):
        name = (setting.described or {}).get("name", setting.name)
        if name != setting.name:
            yield "name", f"{setting.name!r} is described under the name {name!r}"


def _value_types(execution: CheckedExecution) -> Iterator[tuple[str, str]]:
    """Yield values that are not of the type in their description (2.6.2)."""
    for file in execution.files:
        for kind in file.value_types:
            if file.value is not None and not datatypes.is_type(kind, file.value):
                yield "value-type", f"{file.label} is {file.value!r}, which is not of type {kind}"


def _within(time: datetime, execution: CheckedExecution) -> bool:
    """Return whether a time is in an activity's; local and absolute times do not compare."""
    aware = time.tzinfo is not None
    start, end = (
        limit if limit is not None and (limit.tzinfo is not None) is aware else None
        for limit in (execution.start, execution.end)
    )
    return not ((start and time < start) or (end and time > end))


def _roles(
    execution: CheckedExecution, description: CheckedDescription
) -> Iterator[tuple[str, str]]:
    """Yield roles that are missing, unknown, or have a wrong number of entities."""
    for output, side in ((False, "used"), (True, "generated")):
        counts = Counter(file.role for file in execution.files if file.output is output)
        described = {role.role for role in description.roles if role.output is output}
        for role in sorted(counts.keys() - described, key=str):
            if role is None:
                yield "role-absent", f"an entity was {side} without role, so it is not described"
            else:
                reason = f"an entity was {side} in role {role!r}, which {description.name}"
                yield "role-unknown", f"{reason} does not have"
        for role in sorted(described):
            roles = [r for r in description.roles if (r.output, r.role) == (output, role)]
            yield from _number(counts[role], side, role, roles)


def _number(
    count: int, side: str, role: str, descriptions: Sequence[DescribedRole]
) -> Iterator[tuple[str, str]]:
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
) -> Iterator[tuple[str, str]]:
    """Yield the files whose content type differs from those of their role's datasets."""
    for file in execution.files:
        roles = (r for r in description.roles if (r.output, r.role) == (file.output, file.role))
        datasets = [dataset for role in roles for dataset in role.categories]
        candidates = [d for d in datasets if d.key in file.categories] or datasets
        types = {d.name: d.content_type for d in candidates if d.content_type}
        if types and not any(contenttype.fits(kind, file.name) for kind in types.values()):
            expected = ", ".join(f"{kind} ({name})" for name, kind in sorted(types.items()))
            yield "content-type", f"{file.name} is not of type {expected}"


def _parameter(parameter: CheckedParameter) -> Iterator[tuple[str, str]]:
    described = parameter.described or {}
    kind, value = described.get("valueType", "string"), parameter.value
    shown = f"parameter {parameter.name} is {value!r}"
    if not datatypes.is_type(kind, value):
        yield "parameter-type", f"{shown}, which is not of type {kind}"
        return
    if "min" in described and datatypes.below(kind, value, described["min"]):
        yield "parameter-min", f"{shown}, less than {described['min']}"
    if "max" in described and datatypes.above(kind, value, described["max"]):
        yield "parameter-max", f"{shown}, more than {described['max']}"
    if "options" in described and not datatypes.among(kind, value, described["options"]):
        yield "parameter-options", f"{shown}, which is not one of {described['options']}"
