"""Configuration: by which parameters activities ran, and with which software."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from provgraph.model.keys import software_uri
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection

LIMIT = 10_000
"""So many activities are in an answer, at most."""


@dataclass(frozen=True, slots=True)
class ConfigurationParameter:
    """A parameter by its path in the configuration, and its value as JSON text."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class ParameterDifference:
    """A parameter that two activities do not have alike; `None` where one has none such."""

    path: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class ConfiguredActivity:
    """An activity that ran with something: `what` is a parameter or a software."""

    id: str
    name: str
    start: str | None
    what: str

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/runs.json."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SoftwareVersion:
    """A version of a software, an agent."""

    id: str
    label: str


def parameters(connection: Connection, activity: str) -> list[ConfigurationParameter]:
    """Return all parameters of the activity with that key, in order of their paths."""
    rows = connection.read_rows("questions/parameters", activity=activity)
    return [ConfigurationParameter(row["path"], row["value"]) for row in rows]


def differing_parameters(
    connection: Connection, first: str, second: str
) -> list[ParameterDifference]:
    """Return the parameters that differ between the activities with those keys."""
    rows = connection.read_rows("questions/differing_parameters", first=first, second=second)
    return [ParameterDifference(row["path"], row["first"], row["second"]) for row in rows]


def configured_with(connection: Connection, path: str, value: str) -> list[ConfiguredActivity]:
    """Return the activities that ran with this value of a parameter, newest first.

    `path` is the parameter's name or any ending of its path; `value` JSON, or a text.
    """
    rows = connection.read_rows("questions/configured_with", **_setting(path, value), limit=LIMIT)
    return [
        ConfiguredActivity(r["id"], r["name"], r["start"], f"{r['path']}={r['value']}")
        for r in rows
    ]


def ran_with(connection: Connection, name: str, version: str = "") -> list[ConfiguredActivity]:
    """Return the activities that ran with a software, newest first.

    `version` is a version or its beginning: 1.26 means 1.26.4, too, and 1.2 does not.
    """
    rows = connection.read_rows(
        "questions/ran_with", software=software_uri(name, version), limit=LIMIT
    )
    found = [
        ConfiguredActivity(row["id"], row["name"], row["start"], row["software"]) for row in rows
    ]
    return [run for run in found if run.what.startswith(f"{name} {version}")]


def keys_of_software(connection: Connection, name: str, version: str = "") -> list[str]:
    """Return the keys of the agents that are a software, in a version as `ran_with` takes it."""
    rows = connection.read_rows("find/software_keys", software=software_uri(name, version))
    return [row["key"] for row in rows if str(row["label"]).startswith(f"{name} {version}")]


def keys_of_settings(connection: Connection, path: str, value: str) -> list[str]:
    """Return the keys of the settings that `configured_with` looks for."""
    return [
        row["key"] for row in connection.read_rows("find/setting_keys", **_setting(path, value))
    ]


def software(connection: Connection, activity: str) -> list[SoftwareVersion]:
    """Return the software that the activity with that key ran with, in order of the names."""
    rows = connection.read_rows("questions/software", activity=activity)
    return [SoftwareVersion(row["id"], row["label"]) for row in rows]


def _setting(path: str, value: str) -> dict[str, Any]:
    return {"name": path.rpartition(".")[2], "path": path, "values": _meanings(value)}


def _meanings(value: str) -> list[str]:
    """Return the JSON texts that a user can mean: what he typed as JSON, or as a text.

    4000 and 4000.0 are the same number, as they are in Python.
    """
    found = [canonical_json(value)]
    with suppress(ValueError):
        meant = json.loads(value)
        found.append(canonical_json(meant))
        if isinstance(meant, int) and not isinstance(meant, bool):
            with suppress(OverflowError):
                found.append(canonical_json(float(meant)))
        elif isinstance(meant, float) and meant.is_integer():
            found.append(canonical_json(int(meant)))
    return found
