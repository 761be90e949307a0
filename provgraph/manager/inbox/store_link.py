"""The worker's link to the store: opened when it is needed, waited for when it is away."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING

from provgraph.errors import (
    CredentialsError,
    DatabaseError,
    LocalServerError,
    MemoryLimitError,
    ReadOnlyError,
    SchemaError,
    StoreError,
    UnreachableError,
    UnsupportedServerError,
)
from provgraph.graph import schema
from provgraph.runtime.escape import escape_line
from provgraph.store import connected

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from provgraph.graph.connection import Connection, Target

_LOG = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 15.0
_OF_THE_STORE = (
    UnreachableError,
    CredentialsError,
    DatabaseError,
    ReadOnlyError,
    UnsupportedServerError,
    SchemaError,
    LocalServerError,
)
"""What is no document's fault: all of them wait until it is mended."""


class StoreLink:
    """A connection to the store that comes and goes."""

    def __init__(self, where: Callable[[], Target], stop: threading.Event) -> None:
        """Take what finds the server, or starts it; `stop` ends every wait."""
        self._where = where
        self._stop = stop
        self._open: Connection | None = None
        self._pause = _FIRST_PAUSE

    def connection(self) -> Connection | None:
        """Return the connection; if the store is away, wait a while and return nothing."""
        if self._open is None:
            try:
                self._open = connected(self._where())
            except StoreError as error:
                self.wait(error)
        return self._open

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def works(self) -> None:
        """Remember that the store works: the next wait is a short one."""
        self._pause = _FIRST_PAUSE

    def wait(self, error: StoreError) -> None:
        """Wait before the store is tried again, longer each time."""
        self.close()
        seconds = self._pause * random.uniform(0.8, 1.2)  # noqa: S311  # not secret
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        _LOG.warning("documents wait, next try in %.0f s: %s", seconds, escape_line(str(error)))
        self._stop.wait(seconds)

    def is_to_blame(self, error: Exception) -> bool:
        """Tell whether the store is to blame for an error, not the document."""
        if not isinstance(error, StoreError) or isinstance(error, MemoryLimitError):
            return False
        if isinstance(error, _OF_THE_STORE) or self._open is None:
            return True
        try:
            schema.write_version(self._open)
        except StoreError:
            return True
        return False
