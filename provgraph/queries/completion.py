"""Completion: IDs, software, parameters and roles that begin as a user began to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.queries.suggestions import column, software_versions

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


def _beginning(names: Iterable[str], text: str) -> list[str]:
    return sorted(name for name in names if name.startswith(text))[:LIMIT]
