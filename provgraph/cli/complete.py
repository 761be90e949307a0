"""Completion of IDs from the store, for click's own shell completion.

A shell waits while this runs, and shows what it prints: it is silent whatever fails, gives
up after two seconds, and starts no server. What it prints bash puts into the line as it is:
only names are offered that are one word there.
"""

from __future__ import annotations

import contextlib
import os
import re
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

    from provgraph.graph.connection import Target

_SECONDS = 2.0
_WORD = re.compile(r"[\w./:@%+=,#-]+")


def ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the IDs in the store that begin so; none where it can't be asked."""
    found: list[str] = []
    given = ctx.find_root().params

    def ask() -> None:
        with contextlib.suppress(Exception):
            found.extend(_asked(given, incomplete))

    # Not a pool: that would wait for its thread when the interpreter ends.
    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_SECONDS)
    return list(found)


def _asked(given: dict[str, str | None], text: str) -> list[str]:
    from provgraph.graph.connection import Connection  # noqa: PLC0415  # the driver takes 0.2 s
    from provgraph.queries.completion import beginnings  # noqa: PLC0415

    where = _target(given)
    if where is None:
        return []
    with contextlib.closing(Connection(where)) as connection:
        connection.verify()
        return [name for name in beginnings(connection, text) if _WORD.fullmatch(name)]


def _target(given: dict[str, str | None]) -> Target | None:
    """Return where the store stands; `None` if it is a local server that does not run."""
    from provgraph import neo4j_local  # noqa: PLC0415
    from provgraph.graph.address import target  # noqa: PLC0415
    from provgraph.graph.connection import Target  # noqa: PLC0415

    if given.get("uri") or os.environ.get("NEO4J_URI"):
        names = {name: given.get(name) for name in ("username", "database")}
        return target(given.get("uri"), password=None, **names)
    running = neo4j_local.running()
    return Target(running.uri, running.username, running.password) if running else None
