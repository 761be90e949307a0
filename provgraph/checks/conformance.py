"""Check: executions held against their descriptions and the IVOA model's rules."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provgraph.checks.ivoa_rules import (
    CheckedDescription,
    CheckedExecution,
    CheckedParameter,
    DescribedRole,
    EntityCategory,
    Finding,
    UsedFile,
    findings,
    severity_of,
)
from provgraph.model.terms import texts
from provgraph.results.nodes import label_of
from provgraph.results.views import ListResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection

BATCH = 1_000


@dataclass(frozen=True, slots=True, repr=False)
class CheckResult(ListResult):
    """How many activities were checked, how many have descriptions, what was found."""

    LISTED = "findings"

    checked: int
    described: int
    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is against a rule; a warning is against none."""
        return all(one.severity != "error" for one in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/check.json."""
        return {
            "schema": 1,
            "conforms": self.conforms,
            "checked": self.checked,
            "described": self.described,
            "findings": [asdict(one) for one in self.findings],
        }


def check(connection: Connection, keys: Sequence[str] | None) -> CheckResult:
    """Check elements with the activities that generated them; `None`: all there are."""
    if keys is None:
        rows = connection.read_rows("check/activities")
        activities = [key for row in rows for key in row["keys"]]
    else:
        activities = [row["key"] for row in connection.read_rows("check/chosen", keys=list(keys))]
    described, found = 0, []
    for start in range(0, len(activities), BATCH):
        executions = _executions(connection, activities[start : start + BATCH])
        described += sum(bool(one.descriptions) for one in executions)
        known = _descriptions(connection, executions)
        found += [one for execution in executions for one in findings(execution, known)]
    found += _generations(connection, keys)
    found += _paths(connection, keys)
    return CheckResult(len(activities), described, tuple(found))


def _executions(connection: Connection, keys: Sequence[str]) -> list[CheckedExecution]:
    rows = connection.read_rows("check/executions", keys=list(keys))
    return sorted((_execution(row) for row in rows), key=lambda one: (one.label, one.id))


def _execution(row: Mapping[str, Any]) -> CheckedExecution:
    sides = ((False, row["used"]), (True, row["generated"]))
    files = [_file(output, *one) for output, found in sides for one in found]
    roles = [(uri, _one(wanted), _one(role)) for uri, wanted, role in row["roles"]]
    return CheckedExecution(
        id=row["id"],
        label=label_of(row["label"]) or row["id"],
        start=_time(row["start"]),
        end=_time(row["end"]),
        descriptions=tuple(sorted(set(row["descriptions"]))),
        files=sorted(set(files), key=repr),
        parameters=sorted((_setting(*one) for one in row["parameters"]), key=repr),
        config_files=sorted((_setting(*one) for one in row["files"]), key=repr),
        roles=sorted(roles),
    )


def _file(  # noqa: PLR0913, PLR0917  # a row has these
    output: bool,  # noqa: FBT001
    role: object,
    uri: str,
    label: object,
    name: str | None,
    time: object,
    categories: Iterable[str],
    value: object,
    types: Iterable[object],
) -> UsedFile:
    return UsedFile(
        output=output,
        role=_one(role) or None,
        id=uri,
        label=label_of(label) or uri,
        name=name or uri,
        time=_time(time),
        categories=tuple(sorted(set(categories))),
        value=None if value is None else _one(value),
        value_types=tuple(sorted(map(_one, types))),
    )


def _setting(
    uri: str, name: str | None, value: object, described: Sequence[Mapping[str, object]]
) -> CheckedParameter:
    fields = None
    if described:
        first = min(described, key=lambda one: str(one["key"]))
        fields = {key.removeprefix("voprov:"): _one(value) for key, value in first.items()}
    return CheckedParameter(uri, name or uri, _one(value), fields)


def _descriptions(
    connection: Connection, executions: Iterable[CheckedExecution]
) -> dict[str, CheckedDescription]:
    keys = sorted({key for execution in executions for key in execution.descriptions})
    rows = connection.read_rows("check/descriptions", keys=keys)
    return {
        row["key"]: CheckedDescription(_name(row), [_role(*one) for one in row["roles"]])
        for row in rows
    }


def _name(row: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (_one(row["name"]), _one(row["version"]))))


def _role(
    output: bool,  # noqa: FBT001
    role: object,
    multiplicity: object,
    categories: Iterable[tuple[str, object, object]],
) -> DescribedRole:
    found = (EntityCategory(key, _one(name), _one(kind) or None) for key, name, kind in categories)
    return DescribedRole(
        output, _one(role), _one(multiplicity) or None, tuple(sorted(found, key=repr))
    )


def _generations(connection: Connection, keys: Sequence[str] | None) -> Iterator[Finding]:
    """Yield entities with several generations: 2.3.2 of the standard allows one."""
    asked = None if keys is None else list(keys)
    for row in connection.read_rows("check/generations", keys=asked):
        makers = ", ".join(sorted(row["makers"]))
        said = f"{len(row['makers'])} activities generated it, and one can have: {makers}"
        label = label_of(row["label"]) or row["id"]
        yield Finding(row["id"], label, "generated-once", severity_of("generated-once"), said)


def _paths(connection: Connection, keys: Sequence[str] | None) -> Iterator[Finding]:
    """Yield paths that stand under several authorities; they may be one shared file."""
    asked = None if keys is None else list(keys)
    for row in connection.read_rows("check/paths", keys=asked):
        first = {_authority(uri): uri for uri in sorted(row["files"], reverse=True)}
        if len(first) > 1:
            names = ", ".join(sorted(first))
            said = f"this path was seen under {names}: on a shared file system it is one file"
            yield Finding(
                min(first.values()), _one(row["path"]), "same-path", severity_of("same-path"), said
            )


def _authority(uri: str) -> str:
    return uri.removeprefix("file://").partition("/")[0]


def _one(prop: object) -> str:
    """Return a property's text; of several values the first."""
    return min(texts(prop), default="")


def _time(prop: object) -> datetime | None:
    text = _one(prop)
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
