"""Conformance: executions checked against their descriptions and the IVOA model's rules."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.checks.ivoa_rules import (
    CheckedDescription,
    CheckedExecution,
    CheckedParameter,
    DescribedRole,
    EntityCategory,
    UsedFile,
    findings,
    severity_of,
)
from provgraph.model.properties import first_text
from provgraph.model.terms import texts
from provgraph.results.checks import CheckResult, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection

BATCH = 1_000


def check(connection: Connection, keys: Sequence[str] | None) -> CheckResult:
    """Check elements with the activities that generated them; all activities if `None`."""
    if keys is None:
        chunks = connection.read_rows("check/activities")
        activities = [key for chunk in chunks for key in chunk["keys"]]
    else:
        activities = [
            row["key"]
            for row in connection.read_rows("check/activities_of_elements", keys=list(keys))
        ]
    described, found = 0, []
    for start in range(0, len(activities), BATCH):
        batch = activities[start : start + BATCH]
        executions = connection.fetch("check/executions", _execution, keys=batch)
        executions.sort(key=lambda execution: (execution.label, execution.id))
        described += sum(bool(execution.descriptions) for execution in executions)
        descriptions = _descriptions(connection, executions)
        for execution in executions:
            found += findings(execution, descriptions)
    found += _generations(connection, keys)
    found += _paths(connection, keys)
    conforms = all(finding.severity != "error" for finding in found)
    return CheckResult(conforms, len(activities), described, tuple(found))


class _FileRow(NamedTuple):
    """An entity that an activity used or generated, as the statement returns it."""

    role: object
    uri: str
    label: object
    name: str | None
    time: object
    categories: Iterable[str]
    value: object
    types: Iterable[object]

    def file(self, *, output: bool) -> UsedFile:
        return UsedFile(
            output=output,
            role=_least(self.role) or None,
            id=self.uri,
            label=first_text(self.label) or self.uri,
            name=self.name or self.uri,
            time=_time(self.time),
            categories=tuple(sorted(set(self.categories))),
            value=None if self.value is None else _least(self.value),
            value_types=tuple(sorted(map(_least, self.types))),
        )


class _ParameterRow(NamedTuple):
    """A parameter or configuration file, with its descriptions' properties."""

    uri: str
    name: str | None
    value: object
    descriptions: Sequence[Mapping[str, object]]

    def parameter(self) -> CheckedParameter:
        fields = None
        if self.descriptions:
            first = min(self.descriptions, key=lambda description: str(description["key"]))
            fields = {key.removeprefix("voprov:"): _least(value) for key, value in first.items()}
        return CheckedParameter(self.uri, self.name or self.uri, _least(self.value), fields)


def _execution(  # noqa: PLR0913  # the columns of the statement
    *,
    id: str,  # noqa: A002  # the column's name
    label: object,
    start: object,
    end: object,
    descriptions: Iterable[str],
    used: Iterable[Sequence[Any]],
    generated: Iterable[Sequence[Any]],
    parameters: Iterable[Sequence[Any]],
    files: Iterable[Sequence[Any]],
    roles: Iterable[tuple[str, object, object]],
) -> CheckedExecution:
    entities = {_FileRow(*row).file(output=False) for row in used}
    entities |= {_FileRow(*row).file(output=True) for row in generated}
    return CheckedExecution(
        id=id,
        label=first_text(label) or id,
        start=_time(start),
        end=_time(end),
        descriptions=tuple(sorted(set(descriptions))),
        files=sorted(entities, key=repr),
        parameters=sorted((_ParameterRow(*row).parameter() for row in parameters), key=repr),
        config_files=sorted((_ParameterRow(*row).parameter() for row in files), key=repr),
        roles=sorted((uri, _least(expected), _least(role)) for uri, expected, role in roles),
    )


def _descriptions(
    connection: Connection, executions: Iterable[CheckedExecution]
) -> dict[str, CheckedDescription]:
    keys = sorted({key for execution in executions for key in execution.descriptions})
    return dict(connection.fetch("check/descriptions", _keyed_description, keys=keys))


def _keyed_description(
    key: str, name: object, version: object, roles: Iterable[Sequence[Any]]
) -> tuple[str, CheckedDescription]:
    full_name = " ".join(filter(None, (_least(name), _least(version))))
    return key, CheckedDescription(full_name, [_RoleRow(*row).role_description() for row in roles])


class _RoleRow(NamedTuple):
    """A usage or generation description, with the datasets that it expects."""

    output: bool
    role: object
    multiplicity: object
    categories: Iterable[tuple[str, object, object]]

    def role_description(self) -> DescribedRole:
        categories = (
            EntityCategory(key, _least(name), _least(content_type) or None)
            for key, name, content_type in self.categories
        )
        return DescribedRole(
            self.output,
            _least(self.role),
            _least(self.multiplicity) or None,
            tuple(sorted(categories, key=repr)),
        )


def _generations(connection: Connection, keys: Sequence[str] | None) -> Iterator[Finding]:
    """Yield entities with several generations: section 2.3.2 of the standard allows one."""
    for row in connection.read_rows("check/multiple_generations", keys=keys and list(keys)):
        makers = ", ".join(sorted(row["makers"]))
        message = f"{len(row['makers'])} activities generated it; only one may: {makers}"
        label = first_text(row["label"]) or row["id"]
        yield Finding(row["id"], label, "generated-once", severity_of("generated-once"), message)


def _paths(connection: Connection, keys: Sequence[str] | None) -> Iterator[Finding]:
    """Yield paths that were seen under several authorities; they may be one shared file."""
    for row in connection.read_rows("check/reused_paths", keys=keys and list(keys)):
        first = {_authority(uri): uri for uri in sorted(row["files"], reverse=True)}
        if len(first) > 1:
            hosts = ", ".join(sorted(first))
            message = f"this path was seen under {hosts}: on a shared file system it is one file"
            uri, path = min(first.values()), _least(row["path"])
            yield Finding(uri, path, "same-path", severity_of("same-path"), message)


def _authority(uri: str) -> str:
    return uri.removeprefix("file://").partition("/")[0]


def _least(prop: object) -> str:
    """Return a property's text; of several values the first in order."""
    return min(texts(prop), default="")


def _time(prop: object) -> datetime | None:
    text = _least(prop)
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
