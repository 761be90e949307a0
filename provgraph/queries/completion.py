"""Completion: what the store knows and begins as a user began to type: IDs, software, values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.model.relations import OF_RELATIONS
from provgraph.queries.suggestions import (
    STATUS,
    WORDS,
    column,
    known_attributes,
    known_types,
    known_values,
    software_versions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.graph.connection import Connection

LIMIT = 50


def beginnings(connection: Connection, text: str) -> list[str]:
    """Return names, paths, LFNs and URIs that begin with `text`, up to `LIMIT` of each."""
    return [row["id"] for row in connection.read_rows("complete/ids", text=text, limit=LIMIT)]


def software(connection: Connection, text: str) -> list[str]:
    """Return the names of software that begin with `text`; with a name, name=version."""
    versions = software_versions(connection)
    if "=" not in text:
        return _beginning(versions, text)
    pairs = (f"{name}={version}" for name, numbers in versions.items() for version in numbers)
    return _beginning(pairs, text)


def parameters(connection: Connection, text: str) -> list[str]:
    """Return the names of parameters that begin with `text`, each with an equals sign."""
    return _beginning({f"{name}=" for name in column(connection, "suggest/parameters")}, text)


def roles(connection: Connection, text: str) -> list[str]:
    """Return the roles of usages and generations that begin with `text`."""
    return _beginning(set(column(connection, "suggest/roles")), text)


def productions(connection: Connection, text: str) -> list[str]:
    """Return the productions of documents that begin with `text`."""
    return _beginning(set(column(connection, "suggest/productions")), text)


def job_values(connection: Connection, text: str, *, of: str) -> list[str]:
    """Return the values of the column `of` of the list of jobs that begin with `text`."""
    rows = connection.read_rows(f"jobs/beginnings_of_{of}", text=text, limit=LIMIT)
    return [row["value"] for row in rows]


def types(connection: Connection, text: str) -> list[str]:
    """Return the types of elements that begin with `text`."""
    return _beginning(known_types(connection), text)


def statuses(connection: Connection, text: str) -> list[str]:
    """Return the final statuses of activities that begin with `text`."""
    return _beginning(known_values(connection, STATUS), text)


def conditions(connection: Connection, text: str) -> list[str]:
    """Return names of attributes that begin with `text`, each with an equals sign.

    With a name, name=value; of software, name=version may follow.
    """
    name, equals, value = text.partition("=")
    if not equals:
        names = known_attributes(connection) - OF_RELATIONS
        return _beginning({f"{each}=" for each in names}, text)
    return [f"{name}={each}" for each in _values(connection, name, value) if each]


def _values(connection: Connection, name: str, text: str) -> list[str]:
    if name == "software":
        return software(connection, text)
    if name == "type":
        return types(connection, text)
    return _beginning(known_values(connection, WORDS.get(name, name)), text)


def _beginning(names: Iterable[str], text: str) -> list[str]:
    return sorted(name for name in names if name.startswith(text))[:LIMIT]
