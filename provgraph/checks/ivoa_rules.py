"""Rules: what an execution must be like to conform to its description and to the standard.

Each rule is a function that yields what is against it. Source of those that no description
gives: IVOA Provenance Data Model 1.0, section 2; its number stands with the rule.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.errors import IvoaError
from provgraph.ivoa import contenttype, datatypes
from provgraph.ivoa.model import bounds
from provgraph.results.checks import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from provgraph.results.checks import Severity

WARNINGS = frozenset({"role-absent", "same-path"})
"""Rules whose breach is no error: the standard says that a role *should* be given (2.3.3)."""


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
    """Return what is against the rules in one execution."""
    found = [*_standard(execution), *_value_types(execution)]
    for key in execution.descriptions[:1]:
        found += _roles(execution, descriptions[key])
        found += _content_types(execution, descriptions[key])
    for parameter in execution.parameters:
        found += _parameter(parameter)
    return [
        Finding(execution.id, execution.label, rule, severity_of(rule), message)
        for rule, message in found
    ]


def severity_of(rule: str) -> Severity:
    """Return whether what is against a rule does not conform, or may only be a mistake."""
    return "warning" if rule in WARNINGS else "error"


def _standard(execution: CheckedExecution) -> Iterator[tuple[str, str]]:
    """Rules of the standard: 2.5.1 (one description), 2.3.1 (time), 2.5.3 and 2.7 (names)."""
    count = len(execution.descriptions)
    if count > 1:
        yield "one-description", f"it has {count} activity descriptions, and can have one"
    for file in execution.files:
        if not file.output and file.time is not None and not _within(file.time, execution):
            yield "used-in-time", f"{file.label} was used at {file.time}, when it did not run"
    for uri, wanted, role in execution.roles:
        if role and role != wanted:
            yield "role-name", f"role {role!r} is described by {uri}, whose role is {wanted!r}"
    for setting in (*execution.parameters, *execution.config_files):
        name = (setting.described or {}).get("name", setting.name)
        if name != setting.name:
            yield "name", f"{setting.name!r} is described under the name {name!r}"


def _value_types(execution: CheckedExecution) -> Iterator[tuple[str, str]]:
    """Yield values that are not of the type that their description gives (2.6.2)."""
    for file in execution.files:
        for kind in file.value_types:
            if file.value is not None and not datatypes.is_type(kind, file.value):
                yield "value-type", f"{file.label} is {file.value!r}, which is no {kind}"


def _within(time: datetime, execution: CheckedExecution) -> bool:
    """Return whether a time lies in an activity's; local and absolute ones do not compare."""
    aware = time.tzinfo is not None
    start, end = (
        limit if limit is not None and (limit.tzinfo is not None) is aware else None
        for limit in (execution.start, execution.end)
    )
    return not ((start and time < start) or (end and time > end))


def _roles(
    execution: CheckedExecution, description: CheckedDescription
) -> Iterator[tuple[str, str]]:
    """Yield roles that are missing, unknown, or filled by a wrong number of entities."""
    for output, side in ((False, "used"), (True, "generated")):
        there = Counter(file.role for file in execution.files if file.output is output)
        known = {role.role for role in description.roles if role.output is output}
        for role in sorted(there.keys() - known, key=str):
            if role is None:
                yield "role-absent", f"something was {side} without role: nothing describes it"
            else:
                said = f"something was {side} in role {role!r}, which {description.name}"
                yield "role-unknown", f"{said} does not have"
        for role in sorted(known):
            described = [r for r in description.roles if (r.output, r.role) == (output, role)]
            yield from _number(there[role], side, role, described)


def _number(
    count: int, side: str, role: str, described: Sequence[DescribedRole]
) -> Iterator[tuple[str, str]]:
    """Hold a number of entities against the sum of what a role's descriptions allow."""
    try:
        limits = [bounds(one.multiplicity) for one in described]
    except IvoaError as error:
        yield "multiplicity", f"role {role!r}: {error}"
        return
    low = sum(least for least, _ in limits)
    highest = [most for _, most in limits if most is not None]
    high = sum(highest) if len(highest) == len(limits) else None
    if count == 0 < low:
        yield "role-missing", f"nothing was {side} in role {role!r}; {low} or more must be"
    elif count < low or (high is not None and count > high):
        allowed = f"{low}" if low == high else f"{low} to {high or 'any number'}"
        yield "multiplicity", f"{count} were {side} in role {role!r}; {allowed} must be"


def _content_types(
    execution: CheckedExecution, description: CheckedDescription
) -> Iterator[tuple[str, str]]:
    """Yield the files that are none of the datasets that their role has."""
    for file in execution.files:
        roles = (r for r in description.roles if (r.output, r.role) == (file.output, file.role))
        datasets = [dataset for role in roles for dataset in role.categories]
        own = [dataset for dataset in datasets if dataset.key in file.categories] or datasets
        wanted = {one.name: one.content_type for one in own if one.content_type}
        if wanted and not any(contenttype.fits(kind, file.name) for kind in wanted.values()):
            expected = ", ".join(f"{kind} ({name})" for name, kind in sorted(wanted.items()))
            yield "content-type", f"{file.name} is no {expected}"


def _parameter(parameter: CheckedParameter) -> Iterator[tuple[str, str]]:
    described = parameter.described or {}
    kind, value = described.get("valueType", "string"), parameter.value
    said = f"parameter {parameter.name} is {value!r}"
    if not datatypes.is_type(kind, value):
        yield "parameter-type", f"{said}, which is no {kind}"
        return
    if "min" in described and datatypes.below(kind, value, described["min"]):
        yield "parameter-min", f"{said}, less than {described['min']}"
    if "max" in described and datatypes.above(kind, value, described["max"]):
        yield "parameter-max", f"{said}, more than {described['max']}"
    if "options" in described and not datatypes.among(kind, value, described["options"]):
        yield "parameter-options", f"{said}, which is none of {described['options']}"
