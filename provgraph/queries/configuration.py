"""Configuration: with which parameters and software activities ran."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from provgraph.errors import NotFoundError
from provgraph.model.keys import software_uri
from provgraph.queries.suggestions import unknown_parameter, unknown_software
from provgraph.results.configuration import (
    ConfigurationParameter,
    ConfiguredActivity,
    ParameterDifference,
    SoftwareVersion,
)
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection

LIMIT = 10_000
"""How many activities an answer lists at most."""


def parameters(connection: Connection, activity: str) -> list[ConfigurationParameter]:
    """Return all parameters of the activity with that key, in order of their paths."""
    return connection.fetch("questions/parameters", ConfigurationParameter, activity=activity)


def differing_parameters(
    connection: Connection, first: str, second: str
) -> list[ParameterDifference]:
    """Return the parameters that differ between the activities with those keys."""
    name = "questions/differing_parameters"
    return connection.fetch(name, ParameterDifference, first=first, second=second)


def configured_with(connection: Connection, path: str, value: str) -> list[ConfiguredActivity]:
    """Return the activities that ran with this value of a parameter, newest first.

    `path` is the parameter's name or any ending of its path; `value` is JSON, or a text.

    Raises:
        NotFoundError: there are none.

    """
    rows = connection.read_rows("questions/configured_with", **_setting(path, value), limit=LIMIT)
    if not rows:
        reason = unknown_parameter(connection, path, value)
        raise NotFoundError(reason or f"no activity ran with {path}={value}")
    return [
        ConfiguredActivity(row["id"], row["name"], row["start"], f"{row['path']}={row['value']}")
        for row in rows
    ]


def ran_with(connection: Connection, name: str, version: str = "") -> list[ConfiguredActivity]:
    """Return the activities that ran with a software, newest first.

    `version` is a version or its beginning: 1.26 matches 1.26.4, too, and 1.2 does not.

    Raises:
        NotFoundError: there are none.

    """
    uri = software_uri(name, version)
    rows = connection.read_rows("questions/ran_with", software=uri, limit=LIMIT)
    activities = [
        ConfiguredActivity(row["id"], row["name"], row["start"], row["software"]) for row in rows
    ]
    meeting = [each for each in activities if each.what.startswith(f"{name} {version}")]
    if not meeting:
        reason = unknown_software(connection, name, version)
        raise NotFoundError(reason or f"no activity ran with {name} {version}".rstrip())
    return meeting


def software_keys(connection: Connection, name: str, version: str = "") -> list[str]:
    """Return the keys of the agents that are a software, in a version as `ran_with` takes it."""
    rows = connection.read_rows("find/software_keys", software=software_uri(name, version))
    return [row["key"] for row in rows if str(row["label"]).startswith(f"{name} {version}")]


def setting_keys(connection: Connection, path: str, value: str) -> list[str]:
    """Return the keys of the settings that `configured_with` looks for."""
    rows = connection.read_rows("find/setting_keys", **_setting(path, value))
    return [row["key"] for row in rows]


def software(connection: Connection, activity: str) -> list[SoftwareVersion]:
    """Return the software that the activity with that key ran with, in order of the names."""
    return connection.fetch("questions/software", SoftwareVersion, activity=activity)


def _setting(path: str, value: str) -> dict[str, Any]:
    return {"name": path.rpartition(".")[2], "path": path, "values": _json_texts(value)}


def _json_texts(value: str) -> list[str]:
    """Return the JSON texts that a user can mean: the value as JSON, or as a text.

    4000 and 4000.0 are the same number, as they are in Python.
    """
    candidates = [canonical_json(value)]
    with suppress(ValueError):
        parsed = json.loads(value)
        candidates.append(canonical_json(parsed))
        if isinstance(parsed, int) and not isinstance(parsed, bool):
            with suppress(OverflowError):
                candidates.append(canonical_json(float(parsed)))
        elif isinstance(parsed, float) and parsed.is_integer():
            candidates.append(canonical_json(int(parsed)))
    return candidates
