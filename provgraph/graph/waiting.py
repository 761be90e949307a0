"""Waiting for a server: no longer than the work of this thread may take, whatever the server does.

Neo4j's own time limit ends a transaction in a server that runs. One that is frozen, or behind a
network that loses packets, sends nothing, and the driver would wait for it without end.
"""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from neo4j._deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j

_LONGEST_SILENCE = 600.0
"""Seconds without a byte, for a server that does not announce how often it sends one."""
_SHORTEST = 0.001
"""Seconds to connect at least: the driver takes none for no limit."""
_end: ContextVar[float] = ContextVar("_end", default=math.inf)


@contextmanager
def until(end: float) -> Iterator[None]:
    """Wait in the context until `end` at most, by `time.monotonic`; or until an earlier end."""
    token = _end.set(min(end, _end.get()))
    try:
        yield
    finally:
        _end.reset(token)


def seconds_left() -> float:
    """Return the seconds until the end of this thread's work; infinite if it has none."""
    return _end.get() - time.monotonic()


class _WorkDeadline(Deadline):
    """The end of the work that is done when it is asked for, where the driver has fixed times."""

    def __init__(self) -> None:
        super().__init__(None)

    def to_timeout(self) -> float:
        """Return the seconds that the driver may wait for the next byte."""
        return max(0.0, min(seconds_left(), _LONGEST_SILENCE))


def limit_waiting(driver: neo4j.Driver) -> None:
    """Let no connection of `driver` wait longer than `until` allows.

    The driver offers no time limit for reading beside the one that the server announces
    (`connection.recv_timeout_seconds`), which still holds.
    """
    pool: Any = driver._pool  # noqa: SLF001  # see above
    opened = pool.opener

    def open_limited(address: object, auth: object, deadline: Deadline) -> Any:  # noqa: ANN401  # the driver's
        connection = opened(address, auth, min(deadline, Deadline(max(seconds_left(), _SHORTEST))))
        connection.socket.set_read_deadline(_WorkDeadline())
        connection.socket.set_write_deadline(_WorkDeadline())
        return connection

    pool.opener = open_limited
