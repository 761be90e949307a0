"""Doctor: what provgraph needs on this machine and of the server, without changing anything."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from provgraph.doctor import installation, server
from provgraph.doctor import settings as used_settings
from provgraph.errors import CredentialsError, LocalServerError
from provgraph.graph import address
from provgraph.results.doctor import Examination, MachineCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.errors import ConfigError
    from provgraph.results.profiles import SettingsInUse


def examine(
    uri: str | None = None,
    *,
    username: str | None = None,
    database: str | None = None,
    settings: SettingsInUse | ConfigError | None = None,
) -> Examination:
    """Examine this machine and the server at `uri`, as `provgraph.connect` chooses it.

    `settings` are those in use, or why they cannot be read. Nothing is started, created or written.
    """
    is_local = not (uri or os.environ.get("NEO4J_URI"))
    used = used_settings.checks(settings) if settings else ()
    checks = [*installation.checks(), *used, *(_local() if is_local else ())]
    if not is_local or not any(check.state == "problem" for check in checks):
        checks += _server(uri, username, database)
    return Examination(tuple(checks), sum(check.state == "problem" for check in checks))


def _local() -> Iterator[MachineCheck]:
    try:
        from provgraph.doctor import local  # noqa: PLC0415  # needs the extra of that name
    except LocalServerError as error:
        text, _, advice = str(error).partition(": ")
        yield MachineCheck("local server", "problem", text, advice)
    else:
        yield from local.checks()


def _server(uri: str | None, username: str | None, database: str | None) -> Iterator[MachineCheck]:
    try:
        where = address.running_target(uri, username=username, password=None, database=database)
    except LocalServerError:
        return  # reported already: it is not installed
    except CredentialsError as error:
        text, _, advice = str(error).partition(": ")
        yield MachineCheck("password", "problem", text, advice)
        return
    if where:
        yield from server.checks(where)
