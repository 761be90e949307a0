"""The address: where the store stands, by option, environment or local server."""

from __future__ import annotations

import os

from provgraph.errors import CredentialsError
from provgraph.graph import passwords
from provgraph.graph.connection import Target


def target(
    uri: str | None, *, username: str | None, password: str | None, database: str | None
) -> Target:
    """Return the store's address and credentials.

    What is not given comes from `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and
    `NEO4J_DATABASE`, the names that Neo4j's tools and Aura's credential files use; the password
    also from `PROVGRAPH_PASSWORD_FILE` or `PROVGRAPH_PASSWORD_COMMAND`. Without
    an address it is the local server, which is started if it is not running.

    Raises:
        CredentialsError: a user is given without a password, or it cannot be read.
        LocalServerError: the local server cannot be started.

    """
    uri = uri or os.environ.get("NEO4J_URI")
    database = database or os.environ.get("NEO4J_DATABASE") or None
    if not uri:
        return _local(database)
    password = password or passwords.password()
    username = username or os.environ.get("NEO4J_USERNAME") or ("neo4j" if password else "")
    if username and not password:
        raise CredentialsError(
            f"user {username!r} has no password: set NEO4J_PASSWORD or PROVGRAPH_PASSWORD_FILE"
        )
    return Target(uri, username, password, database)


def running_target(
    uri: str | None, *, username: str | None, password: str | None, database: str | None
) -> Target | None:
    """Return the same as `target`; `None` if that is a local server which is not running.

    Raises:
        CredentialsError: a user is given without a password.
        LocalServerError: the packages of the local server are not installed.

    """
    if uri or os.environ.get("NEO4J_URI"):
        return target(uri, username=username, password=password, database=database)
    from provgraph import neo4j_local  # noqa: PLC0415  # psutil takes 30 ms

    running = neo4j_local.running()
    return Target(running.uri, running.username, running.password, database) if running else None


def _local(database: str | None) -> Target:
    from provgraph.neo4j_local import ensure_running  # noqa: PLC0415  # psutil takes 30 ms

    address = ensure_running()
    return Target(address.uri, address.username, address.password, database, address.folder)
