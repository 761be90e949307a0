"""Completion of IDs from the store, for click's own shell completion.

The shell waits while this runs and shows whatever it prints. It therefore prints no errors,
gives up after two seconds, and starts no server. Bash inserts a completion into the command
line unquoted, so only names that the shell reads as one plain word are offered.
"""

from __future__ import annotations

import contextlib
import re
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

_SECONDS = 2.0
_WORD = re.compile(r"[\w./:@%+=,#-]+")


def ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the IDs in the store that begin with `incomplete`; none if the store is silent."""
    names: list[str] = []
    options = ctx.find_root().params

    def fetch() -> None:
        with contextlib.suppress(Exception):
            names.extend(_matches(options, incomplete))

    # Not a pool: that would wait for its thread when the interpreter ends.
    thread = Thread(target=fetch, daemon=True)
    thread.start()
    thread.join(_SECONDS)
    return list(names)


def _matches(options: dict[str, str | None], text: str) -> list[str]:
    from provgraph.graph.address import running_target  # the driver takes 0.2 s
    from provgraph.graph.connection import Connection
    from provgraph.queries.completion import beginnings

    names = {name: options.get(name) for name in ("uri", "username", "database")}
    target = running_target(password=None, **names)
    if target is None:
        return []
    with contextlib.closing(Connection(target)) as connection:
        connection.verify()
        return [name for name in beginnings(connection, text) if _WORD.fullmatch(name)]
